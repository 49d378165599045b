import type { RouteInput } from '../../api/contract.ts';
import { passkeys, signers } from '../../api/routes/index.ts';
import { keyFileAt, type KeyFile } from '../../commands/key-file.ts';
import type { SignerAct } from '../../commands/signer-changes.ts';
import { enrolmentItem } from '../../commands/enrolment-item.ts';
import type { SignerShown } from '../../commands/signers.ts';
import { itemCovers } from '../../commands/statement-covers.ts';
import { Fault, isSubjectId, must } from '../../model/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command, Io } from '../io.ts';
import { personOf, unlinked } from '../person.ts';
import { bootstrapCommand } from './bootstrap.ts';
import { sharedChangeCommands, sharedText } from './signer-changes.ts';
import { signing, signingKey, type SigningKey } from '../sign.ts';
import { newId } from '../../platform/clock.ts';

const signersUsage = 'countersign signers [--allowed-signers]';

const signersCommand: Command = {
  name: 'signers',
  summary: 'who may sign, with which key and roles, as the ledger says',
  usage: signersUsage,
  examples: ['countersign signers', 'countersign signers --allowed-signers > allowed_signers'],
  async run(argv, io) {
    const { options } = readArguments(argv, { 'allowed-signers': 'flag' }, signersUsage);
    return answer(io, await ask(io, signers.list, {}), ({ items, demo, problems }) => {
      if (options['allowed-signers']) return allowedSigners(items);
      return [
        ...(demo ? ['demo: signatures prove nothing about people', ''] : []),
        ...(items.length === 0
          ? ['Nobody is enrolled. `countersign signers bootstrap --key FILE` enrols the first.']
          : []),
        ...items.flatMap((item) => [
          `${item.person}  ${item.assurance.padEnd(7)} ${item.until === null ? 'in force' : `ended ${item.until}`}`,
          `    ${item.keyFingerprint} since ${item.from}`,
          ...passkeyLines(item),
          `    ${item.roles.join(', ')}`,
          ...(item.enrolledBy.length === 1 && item.enrolledBy[0] !== item.person
            ? [`    enrolled by ${item.enrolledBy[0] ?? ''} alone: their signatures are not independent`]
            : []),
        ]),
        ...problems.map((problem) => `does not hold: ${problem}`),
        '',
      ].join('\n');
    });
  },
};

const passkeyLines = ({ publicKey, passkey }: SignerShown): readonly string[] => {
  if (passkey === undefined) return [];
  const { attestation, attestationChecked, backupEligible } = passkey;
  const vouched = { none: 'none', self: 'by the key itself', unchecked: `${attestation}, not checked` };
  return [
    `    passkey at ${publicKey.split(' ')[2] ?? ''}, ${backupEligible ? 'can be synced' : 'on one device, it says'}; attestation: ${vouched[attestationChecked]}`,
  ];
};

/** The file that `ssh-keygen -Y verify` reads; it says itself which keys it leaves out, and why. */
const allowedSigners = (
  items: readonly { readonly person: string; readonly publicKey: string; readonly keyFingerprint: string }[],
): string =>
  items
    .map(({ person, publicKey, keyFingerprint }) =>
      publicKey.startsWith('webauthn ')
        ? `# left out: passkey ${keyFingerprint} of ${person}, which ssh-keygen cannot check; docs/ledger.md says how to\n`
        : `${person} namespaces="countersign" ${publicKey}\n`,
    )
    .join('');

const enrolUsage = `countersign signers enrol (--public-key FILE | --registration reg_…) --role ROLE... [--person SOURCE/KEY|psn_…]
         (--as NAME | --key FILE)... [--share]`;

const enrolCommand: Command = {
  name: 'signers enrol',
  summary: 'enrol a key, of another person or a further one of your own, signed by you',
  usage: enrolUsage,
  examples: [
    'countersign signers enrol --public-key ~/sam.pub --person hr/E1006 --role reviewer --role resource_owner --key ~/.ssh/id_ed25519',
    'countersign signers enrol --registration reg_… --role reviewer --key ~/.ssh/id_ed25519_sk --share   # a passkey; another person signs where they are',
  ],
  async run(argv, io) {
    const { options } = readArguments(
      argv,
      {
        'public-key': 'text',
        registration: 'text',
        role: 'many',
        person: 'text',
        as: 'many',
        key: 'many',
        share: 'flag',
      },
      enrolUsage,
    );
    const key = await keyGiven(io, options, enrolUsage);
    const linked = await personOf(io, options.person);
    const subject = linked ?? key.person ?? must(isSubjectId, newId('psn'));
    const item = enrolmentItem({ ...key, roles: options.role, person: subject });
    if (!item.ok) return answer(io, item, () => '');
    const known = await ask(io, signers.list, {});
    if (!known.ok) return answer(io, known, () => '');
    const { demo } = known.value;
    return signChange(
      io,
      'enrol',
      // in a demo a key in a file stands for one that verifies its person, as those of the personas do
      demo ? { ...item.value, assurance: 'passkey' as const } : item.value,
      options,
      `Enrolled ${subject}.${demo ? ' In this demo the key counts as one that verifies its person.' : ''}${linked === undefined ? ` ${unlinked.trim()}` : ''}`,
    );
  },
};

/** A key from a file, or a passkey that was registered in the console and waits. */
async function keyGiven(
  io: Io,
  options: { readonly 'public-key': string | undefined; readonly registration: string | undefined },
  usage: string,
): Promise<KeyFile> {
  const { 'public-key': file, registration } = options;
  if ((file === undefined) === (registration === undefined))
    throw new Fault('usage', 'Give the key: either `--public-key` or `--registration`.', {
      next: `Usage: ${usage}`,
    });
  if (file !== undefined) return keyFileAt(file);
  const waiting = await ask(io, passkeys.waiting, {});
  const made = waiting.ok
    ? waiting.value.items.find((each) => each.registration === registration)
    : undefined;
  if (made === undefined)
    throw new Fault('usage', `No passkey waits under \`${(registration ?? '').slice(0, 60)}\`.`, {
      next: 'See `countersign signers waiting`.',
    });
  const { publicKey, record, person } = made;
  return { publicKey, registration: record, person };
}

const replaceUsage = `countersign signers replace --fingerprint SHA256:… (--public-key FILE | --registration reg_…)
         (--as NAME | --key FILE)... [--share]`;

const replaceCommand: Command = {
  name: 'signers replace',
  summary: 'end a key and begin another of the same person with the same roles',
  usage: replaceUsage,
  examples: [
    'countersign signers replace --fingerprint SHA256:… --public-key ~/new.pub --key ~/.ssh/id_ed25519',
  ],
  async run(argv, io) {
    const { options } = readArguments(
      argv,
      {
        fingerprint: 'text',
        'public-key': 'text',
        registration: 'text',
        as: 'many',
        key: 'many',
        share: 'flag',
      },
      replaceUsage,
    );
    const { fingerprint } = options;
    if (fingerprint === undefined)
      throw new Fault('usage', 'Say which key ends and which one begins.', {
        next: `Usage: ${replaceUsage}`,
      });
    const listed = await ask(io, signers.list, {});
    if (!listed.ok) return answer(io, listed, () => '');
    const old = listed.value.items.find((each) => each.keyFingerprint === fingerprint && each.until === null);
    if (old === undefined)
      throw new Fault('usage', `\`${fingerprint.slice(0, 60)}\` speaks for nobody now.`, {
        next: 'See `countersign signers`.',
      });
    const { publicKey, registration } = await keyGiven(io, options, replaceUsage);
    const item = enrolmentItem({
      publicKey,
      ...(registration === undefined ? {} : { registration }),
      roles: old.roles,
      person: old.person,
      replaces: fingerprint,
    });
    if (!item.ok) return answer(io, item, () => '');
    return signChange(io, 'replace', item.value, options, `Replaced ${fingerprint} of ${old.person}.`);
  },
};

const revokeUsage =
  'countersign signers revoke --person psn_… --fingerprint SHA256:… --reason TEXT (--as NAME | --key FILE)... [--share]';

const revokeCommand: Command = {
  name: 'signers revoke',
  summary: 'end a key; what it signed before stays as it was',
  usage: revokeUsage,
  examples: [
    "countersign signers revoke --person psn_… --fingerprint SHA256:… --reason 'laptop stolen' --key ~/.ssh/id_ed25519",
  ],
  async run(argv, io) {
    const { options } = readArguments(
      argv,
      { person: 'text', fingerprint: 'text', reason: 'text', as: 'many', key: 'many', share: 'flag' },
      revokeUsage,
    );
    const { person, fingerprint, reason } = options;
    if (person === undefined || fingerprint === undefined || reason === undefined)
      throw new Fault('usage', 'Say whose key, which, and why.', { next: `Usage: ${revokeUsage}` });
    return signChange(
      io,
      'revoke',
      { subject: person, fingerprint, reason },
      options,
      `Revoked ${fingerprint}.`,
    );
  },
};

async function signChange(
  io: Io,
  act: SignerAct,
  item: RouteInput<'signers.prepare'>['item'],
  who: { readonly as: readonly string[]; readonly key: readonly string[]; readonly share: boolean },
  done: string,
): Promise<number> {
  const keys: readonly SigningKey[] = [
    ...who.as.map((as) => signingKey(io, { as, key: undefined })),
    ...who.key.map((key) => signingKey(io, { as: undefined, key })),
  ];
  const [first] = keys.length > 0 ? keys : [signingKey(io, { as: undefined, key: undefined })];
  if (first === undefined) return 2;
  const opened = await ask(io, signers.openChange, { act, keyFingerprint: first.fingerprint, item });
  if (!opened.ok) return answer(io, opened, () => '');
  const { statement } = opened.value;
  const covers = itemCovers(statement, signing(io), { purpose: `signer.${act}`, item });
  if (!covers.ok) return answer(io, covers, () => '');
  if (who.share) {
    if (keys.length > 1)
      throw new Fault('usage', 'With `--share` one person signs here; the others sign where they are.');
    const signature = await first.sign(statement);
    const shared = await ask(io, signers.begin, { act, statement, signature });
    return answer(io, shared, (value) => sharedText(value, done));
  }
  const signatures: string[] = [];
  for (const key of keys) signatures.push(await key.sign(statement));
  const taken = await ask(io, signers.change, { act, statement, signatures });
  return answer(io, taken, ({ entry }) => `${done} (${entry})\n`);
}

/** In the order help shows them. */
export const signerCommands: readonly Command[] = [
  signersCommand,
  bootstrapCommand,
  enrolCommand,
  replaceCommand,
  revokeCommand,
  ...sharedChangeCommands,
];
