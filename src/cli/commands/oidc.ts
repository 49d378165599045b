import type { RouteInput, RouteOutput } from '../../api/contract.ts';
import { provider } from '../../api/routes/index.ts';
import { algorithms, readProvider } from '../../commands/oidc/provider-item.ts';
import { storeClientSecret } from '../../commands/start/client-secret.ts';
import { itemCovers } from '../../commands/statement-covers.ts';
import { Fault } from '../../model/index.ts';
import { locateDataFolder } from '../../platform/data-folder/index.ts';
import { inert } from '../../platform/text.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command, Io } from '../io.ts';
import { signing, signingKey, type SigningKey } from '../sign.ts';

type Shown = RouteOutput<'provider.show'>;

const showUsage = 'countersign oidc show';

const showCommand: Command = {
  name: 'oidc show',
  summary: 'the identity provider that signs people in to the console',
  usage: showUsage,
  examples: ['countersign oidc show'],
  async run(argv, io) {
    readArguments(argv, {}, showUsage);
    return answer(io, await ask(io, provider.show, {}), shownText);
  },
};

const shownText = ({ set, unreadable, back }: Shown): string => {
  const register = `Register this address at the provider: ${back ?? 'no console is served now'}\n`;
  if (unreadable !== null) return `What was set is not held to, and signs nobody in.\n${inert(unreadable)}\n`;
  if (set === null)
    return `No identity provider signs people in. \`countersign oidc set\` sets one.\n${register}`;
  const { name, issuer, clientId, clientSecret, algorithm, scopes, person, groups } = set.provider;
  return [
    `${inert(name)}  ${inert(issuer)}, since ${set.entry}`,
    `    client ${inert(clientId)}, ${clientSecret === null ? 'public' : `secret in ${clientSecret}`}; ID tokens by ${algorithm}; scopes ${scopes.join(' ')}`,
    `    a person is whom \`${inert(person.claim)}\` names by ${person.matches} in ${person.source}`,
    ...(groups.roles.length === 0 ? ['    no group gives a role, so nobody comes in'] : []),
    ...groups.roles.map(
      ({ group, role }) => `    ${inert(group)} in \`${inert(groups.claim)}\` gives ${role}`,
    ),
    '',
    register,
  ].join('\n');
};

const setUsage =
  'countersign oidc set --name NAME --issuer URL --client-id ID [--client-secret env:NAME|file:PATH] --people SOURCE --match email|employee_number=CLAIM|key=CLAIM --role GROUP=ROLE... [--groups-claim CLAIM] [--scope SCOPE]... [--algorithm RS256|PS256|ES256|EdDSA] [--links-anew] (--as NAME | --key FILE)...';

const setCommand: Command = {
  name: 'oidc set',
  summary:
    'let an identity provider sign people in, with the roles their groups give; signed by administrators',
  usage: setUsage,
  examples: [
    "countersign oidc set --name 'Acme SSO' --issuer https://sso.acme.example --client-id countersign --client-secret env:SSO_SECRET --people hr --match email --role iga-auditors=auditor --key ~/.ssh/id_ed25519_sk",
  ],
  async run(argv, io) {
    const { options } = readArguments(
      argv,
      {
        name: 'text',
        issuer: 'text',
        'client-id': 'text',
        'client-secret': 'text',
        people: 'text',
        match: 'text',
        role: 'many',
        'groups-claim': 'text',
        scope: 'many',
        algorithm: 'text',
        'links-anew': 'flag',
        as: 'many',
        key: 'many',
      },
      setUsage,
    );
    const { name, issuer, people, match, 'client-id': clientId, 'client-secret': from } = options;
    if (
      [name, issuer, people, match, clientId].includes(undefined) ||
      issuer === undefined ||
      clientId === undefined
    )
      throw new Fault('usage', 'Say who the provider is, and how its people are found.', {
        next: `Usage: ${setUsage}`,
      });
    const [matches = '', claim = matches] = (match ?? '').split(/=(.*)/s);
    const unproven = {
      name,
      issuer,
      clientId,
      clientSecret: null,
      algorithm: options.algorithm ?? algorithms[0],
      scopes:
        options.scope.length > 0
          ? [...new Set(['openid', ...options.scope])]
          : ['openid', 'profile', 'email'],
      person: { source: people, claim, matches },
      groups: { claim: options['groups-claim'] ?? 'groups', roles: options.role.map(roleOf) },
      links: options['links-anew'] ? 'anew' : 'keep',
    };
    const read = readProvider(unproven);
    if (!read.ok) return answer(io, read, () => '');
    const folder = locateDataFolder({ flag: io.data, env: io.env, cwd: io.cwd });
    const item =
      from === undefined
        ? read.value
        : {
            ...read.value,
            clientSecret: storeClientSecret(folder, { issuer, clientId, from }, io.env, io.cwd),
          };
    return change(io, 'set', item, options, `${item.name} signs people in from now on.`);
  },
};

/** `GROUP=ROLE`, cut at the last `=`: a group's name may hold one. Whether it is a role is looked at with the rest. */
function roleOf(text: string): { readonly group: string; readonly role: string } {
  const at = text.lastIndexOf('=');
  return { group: text.slice(0, Math.max(at, 0)), role: text.slice(at + 1) };
}

const removeUsage = 'countersign oidc remove --reason TEXT (--as NAME | --key FILE)...';

const removeCommand: Command = {
  name: 'oidc remove',
  summary: 'sign nobody in by the identity provider any more; its sessions end at once',
  usage: removeUsage,
  examples: ["countersign oidc remove --reason 'the provider was broken into' --key ~/.ssh/id_ed25519_sk"],
  async run(argv, io) {
    const { options } = readArguments(argv, { reason: 'text', as: 'many', key: 'many' }, removeUsage);
    const { reason } = options;
    if (reason === undefined) throw new Fault('usage', 'Say why.', { next: `Usage: ${removeUsage}` });
    const shown = await ask(io, provider.show, {});
    if (!shown.ok) return answer(io, shown, () => '');
    const { set } = shown.value;
    if (set === null) throw new Fault('not_found', 'No identity provider signs people in.');
    return change(
      io,
      'remove',
      { provider: set.entry, reason },
      options,
      `${inert(set.provider.name)} signs nobody in any more.`,
    );
  },
};

async function change(
  io: Io,
  act: RouteInput<'provider.prepare'>['act'],
  item: RouteInput<'provider.prepare'>['item'],
  who: { readonly as: readonly string[]; readonly key: readonly string[] },
  done: string,
): Promise<number> {
  const named: readonly SigningKey[] = [
    ...who.as.map((as) => signingKey(io, { as, key: undefined })),
    ...who.key.map((key) => signingKey(io, { as: undefined, key })),
  ];
  const keys = named.length > 0 ? named : [signingKey(io, { as: undefined, key: undefined })];
  const [first] = keys;
  if (first === undefined) return 2;
  const opened = await ask(io, provider.openChange, { act, keyFingerprint: first.fingerprint, item });
  if (!opened.ok) return answer(io, opened, () => '');
  const { statement } = opened.value;
  const covers = itemCovers(statement, signing(io), { purpose: `signin.provider.${act}`, item: { ...item } });
  if (!covers.ok) return answer(io, covers, () => '');
  const signatures: string[] = [];
  for (const key of keys) signatures.push(await key.sign(statement));
  const taken = await ask(io, provider.change, { act, statement, signatures });
  return answer(io, taken, ({ entry }) => `${done} (${entry})\n`);
}

/** In the order help shows them. */
export const oidcCommands: readonly Command[] = [showCommand, setCommand, removeCommand];
