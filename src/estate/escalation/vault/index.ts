import { globMatches, globsOverlap, hasWildcard } from '../../../platform/glob.ts';
import type { Becoming, Spot, Technique, TechniqueSource } from '../becoming.ts';
import { heldRights, onItsConditions, type HeldRight } from '../held-rights.ts';
import { eachAccount, partStep } from '../part-of.ts';
import type { SourceAt } from '../source-at.ts';

const manual = 'https://developer.hashicorp.com/vault';
const inVault = (
  id: string,
  of: Omit<Technique, 'id' | 'platform' | 'reference'> & { readonly page: string },
): Technique => {
  const { page, ...rest } = of;
  return { id: `vault-${id}`, platform: 'vault', reference: `${manual}/${page}`, ...rest };
};

const root = inVault('root', {
  title: 'holds the root policy',
  does: 'Uses the root policy, which allows everything.',
  page: 'docs/concepts/policies#root-policy',
  cost: 1,
  takeAway: 'the policy root',
  means: 'holding',
});
const ownPolicy = inVault('own-policy', {
  title: 'rewrites a policy that it has',
  does: 'Writes everything into a policy of its own token, which counts at once.',
  page: 'api-docs/system/policies',
  cost: 1,
  takeAway: '`update` on sys/policies/acl and sys/policy',
});
const makeToken = inVault('make-token', {
  title: 'makes a token with other policies',
  does: 'Makes a token with policies that it does not have, which `sudo` there allows.',
  page: 'api-docs/auth/token#create-token',
  cost: 1,
  takeAway: '`sudo` on auth/token/create',
});
const writeRole = inVault('write-role', {
  title: 'writes a role by which one signs in',
  does: 'Gives a role of an auth method any policies but root, and signs in by it.',
  page: 'docs/concepts/auth',
  cost: 2,
  takeAway: '`create` and `update` on roles and users of auth methods',
});
const writeIdentity = inVault('write-identity', {
  title: 'gives an entity or group policies',
  does: 'Writes any policies but root into the entity that it signs in as, or into a group of it.',
  page: 'docs/concepts/identity',
  cost: 2,
  takeAway: '`update` on identity/entity and identity/group',
});

const wanted: ReadonlySet<string> = new Set(['*', 'create', 'update', 'sudo']);

/** What policies of Vault lead to: to root by writing a policy of one’s own, and to every other policy. */
export const vaultTechniques: TechniqueSource<SourceAt> = {
  platform: 'vault',
  techniques: [root, ownPolicy, makeToken, writeRole, writeIdentity],
  *becoming(at) {
    yield* vaultSteps(at, [...heldRights(at, (action) => wanted.has(action))]);
    yield* eachAccount(at, (to) => partStep(powerOver(at), to));
  },
};

const powerOver = ({ source }: Pick<SourceAt, 'source'>): Spot => ({
  is: 'power',
  scope: `vault/${source}`,
  name: `everything in the Vault ${source}`,
});

/** The ways on, from rows alone. */
export function* vaultSteps(
  { source, nodes }: Pick<SourceAt, 'source' | 'nodes'>,
  rights: readonly HeldRight[],
): Iterable<Becoming> {
  const power = powerOver({ source });
  const anyPolicy: Spot = { is: 'any', key: 'policies', name: 'any policy but root' };
  for (const { node, kind, key } of nodes)
    if (kind === 'policy' && key !== 'policies/root') yield partStep(anyPolicy, { is: 'node', node });
  yield partStep(power, anyPolicy);
  const doors = doorsIn(nodes);
  const policies = new Map(nodes.map(({ node, key }) => [node, policiesIn(key)]));
  for (const [holder, held] of Map.groupBy(rights, (right) => right.holder)) {
    const denied = held.filter(({ isDeny }) => isDeny);
    const step = (
      right: HeldRight,
      to: Spot,
      by: { readonly technique: Technique; readonly dependsOn: readonly string[] },
    ): Becoming => ({
      from: { is: 'node', node: holder },
      to,
      technique: by.technique,
      dependsOn: [
        ...by.dependsOn,
        ...(right.isConditional ? [onItsConditions] : []),
        ...(denied.some((deny) => isPartOf(deny, right))
          ? ['a stronger rule of its policies, which denies a part of the right']
          : []),
      ],
      because: right.because,
    });
    const allowed = held.filter(({ isDeny }) => !isDeny);
    for (const right of allowed) {
      const { action, pattern } = right;
      if (action === '*') {
        yield step(right, power, { technique: root, dependsOn: [] });
        continue;
      }
      // writing a policy is always an update: Vault does not look whether there is one
      if (action === 'update' && (policies.get(holder) ?? []).some((name) => writesPolicy(pattern, name)))
        yield step(right, power, { technique: ownPolicy, dependsOn: [] });
      if (action === 'sudo' && globMatches(pattern, 'auth/token/create'))
        yield step(right, anyPolicy, {
          technique: makeToken,
          dependsOn: allowed.some(
            (other) =>
              ['update', 'create'].includes(other.action) && globMatches(other.pattern, 'auth/token/create'),
          )
            ? []
            : ['it may also make tokens (`update` on auth/token/create)'],
        });
      if (action !== 'create' && action !== 'update') continue;
      if (opensAny(pattern, doors))
        yield step(right, anyPolicy, {
          technique: writeRole,
          dependsOn: ['it signs in by the role that it wrote'],
        });
      if (
        /^identity\/(?:entity|group)(?:\/(?:id|name)\/[^/*]+)?$/.test(pattern) ||
        identities.some((path) => globMatches(pattern, path))
      )
        yield step(right, anyPolicy, {
          technique: writeIdentity,
          dependsOn: ['it signs in as that entity, or as one of that group'],
        });
    }
  }
}

const writesPolicy = (pattern: string, name: string): boolean =>
  ['sys/policies/acl/', 'sys/policy/'].some((path) => globMatches(pattern, `${path}${name}`));

const isPartOf = (deny: HeldRight, right: HeldRight): boolean =>
  deny.action === right.action && globsOverlap(deny.pattern, right.pattern);

/** The names of the policies that a set of them holds; none of what is no such set, or of one that is too long to be told. */
function policiesIn(key: string): readonly string[] {
  const list = /^policies\/([^…]+)$/.exec(key)?.[1];
  if (list === undefined) return [];
  return list
    .split('#')
    .map(decoded)
    .filter((name) => name !== 'root');
}

const identities = ['entity', 'group'].flatMap((what) => [
  `identity/${what}`,
  `identity/${what}/id/any`,
  `identity/${what}/name/any`,
]);

/** Where each kind of auth method keeps what one signs in by. */
const placeOfKind: ReadonlyMap<string, string> = new Map([
  ['userpass', 'users'],
  ['ldap', 'groups'],
  ['cert', 'certs'],
  ['token', 'roles'],
]);

/** The paths of the roles that were read, and of one more in each of their auth methods. */
function doorsIn(nodes: SourceAt['nodes']): ReadonlySet<string> {
  const doors = new Set<string>();
  for (const { key, attributes } of nodes) {
    const [, mount, name] = /^role\/([^/]+)\/([^/]+)$/.exec(key) ?? [];
    const kind = /^role of the auth method (.+)$/.exec(attributes['what'] ?? '')?.[1];
    if (mount === undefined || name === undefined || kind === undefined) continue;
    const place = `auth/${decoded(mount)}/${placeOfKind.get(kind) ?? 'role'}/`;
    doors.add(`${place}${decoded(name)}`).add(`${place}one-that-it-makes`);
  }
  return doors;
}

function opensAny(pattern: string, doors: ReadonlySet<string>): boolean {
  if (!hasWildcard(pattern)) return doors.has(pattern);
  return globsOverlap(pattern, 'auth/*') && [...doors].some((path) => globMatches(pattern, path));
}

const decoded = (text: string): string =>
  text.replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
