import { rowOf } from '../../access/reach.ts';
import type { Becoming, Spot, Technique, TechniqueSource } from '../becoming.ts';
import { heldRights, onItsConditions, type HeldRight } from '../held-rights.ts';
import { eachAccount, partStep } from '../part-of.ts';
import type { SourceAt } from '../source-at.ts';

const help = 'https://help.okta.com/oie/en-us/content/topics/security';
const inOkta = (id: string, of: Omit<Technique, 'id' | 'platform'>): Technique => ({
  id: `okta-${id}`,
  platform: 'okta',
  ...of,
});

const superAdministrator = inOkta('super-administrator', {
  title: 'is super administrator',
  does: 'Uses the role that may do everything in the organisation.',
  reference: `${help}/administrators-super-admin.htm`,
  cost: 1,
  takeAway: 'the assignment of the role, or the scopes of the client that holds it',
  means: 'holding',
});
const resetPassword = inOkta('reset-password', {
  title: 'resets the password of a user',
  does: 'Sets a new password, and new second factors, of a user who is no administrator, and signs in as them.',
  reference: `${help}/administrators-admin-comparison.htm`,
  cost: 2,
  takeAway: '`okta.users.credentials.manage`, or the role that includes it',
});
const joinGroup = inOkta('join-group', {
  title: 'joins a group',
  does: 'Adds itself, or a user of its own, to a group that holds no admin role, and has what that gives.',
  reference: `${help}/administrators-group-membership-admin.htm`,
  cost: 1,
  takeAway: '`okta.groups.members.manage`, or the role that includes it',
});

const lets = 'sign-on policies, which were not read, let it in with what it set';
const credentials = 'okta.users.credentials.manage';
const membersOfGroups = 'okta.groups.members.manage';
/** Scopes that include them: a role is told to hold both, a client the scope alone. */
const including: ReadonlyMap<string, string> = new Map([
  ['okta.users.manage', credentials],
  ['okta.groups.manage', membersOfGroups],
]);
const wanted: ReadonlySet<string> = new Set(['*', credentials, membersOfGroups, ...including.keys()]);

/** Nodes in a group, at any depth. */
type MembersOf = (group: number) => ReadonlySet<number>;

/** What accounts of an Okta organisation can become by admin roles, and by scopes that amount to them. */
export const oktaTechniques: TechniqueSource<SourceAt> = {
  platform: 'okta',
  techniques: [superAdministrator, resetPassword, joinGroup],
  *becoming(at) {
    yield* oktaSteps(at, [...heldRights(at, (action) => wanted.has(action))], membersIn(at));
    yield* eachAccount(at, (to) => partStep(powerOver(at), to));
  },
};

const powerOver = ({ source }: Pick<SourceAt, 'source'>): Spot => ({
  is: 'power',
  scope: `okta/${source}`,
  name: `everything in the organisation ${source}`,
});

/** The ways on, from rows alone. Only a super administrator may touch administrators, and groups that hold admin roles. */
export function* oktaSteps(
  { source, nodes, nodeOf }: Pick<SourceAt, 'source' | 'nodes' | 'nodeOf'>,
  rights: readonly HeldRight[],
  membersOf: MembersOf,
): Iterable<Becoming> {
  const power = powerOver({ source });
  const administrators = new Set(
    nodes.flatMap(({ node, kind, is }) => (is === 'group' && kind === 'role' ? [...membersOf(node)] : [])),
  );
  const users = nodes.filter(({ is, key }) => is === 'account' && key.startsWith('user/'));
  const groups = nodes.filter(isJoinable);
  const joinable = new Set(groups.map(({ node }) => node));
  const made = new Set<string>();
  function* anyOf(key: string, name: string, of: Iterable<number>): Generator<Becoming, Spot> {
    const spot: Spot = { is: 'any', key, name };
    if (made.has(key)) return spot;
    made.add(key);
    for (const node of of) if (!administrators.has(node)) yield partStep(spot, { is: 'node', node });
    return spot;
  }
  const clients = new Set(nodes.flatMap(({ node, key }) => (key.startsWith('client/') ? [node] : [])));
  for (const { holder, action: said, pattern, isConditional, isDeny, because } of rights) {
    if (isDeny) continue;
    const action = clients.has(holder) ? (including.get(said) ?? said) : said;
    const step = { from: { is: 'node', node: holder }, because } as const;
    const conditions = isConditional ? [onItsConditions] : [];
    if (action === '*' && pattern === '*')
      yield { ...step, to: power, technique: superAdministrator, dependsOn: conditions };
    else if (action === credentials) {
      const group = nodeOf(/^(group\/[^/]+)\/users$/.exec(pattern)?.[1] ?? '');
      const user = nodeOf(pattern);
      const dependsOn = [lets, ...conditions];
      if (pattern === 'user/*') {
        const everybody = users.map(({ node }) => node);
        const to = yield* anyOf('users', 'any user who is no administrator', everybody);
        yield { ...step, to, technique: resetPassword, dependsOn };
      } else if (group !== undefined) {
        const name = nodes.find(({ node }) => node === group)?.name ?? pattern;
        const to = yield* anyOf(pattern, `any user in ${name} who is no administrator`, membersOf(group));
        yield { ...step, to, technique: resetPassword, dependsOn };
      } else if (user !== undefined && !administrators.has(user))
        yield { ...step, to: { is: 'node', node: user }, technique: resetPassword, dependsOn };
    } else if (action === membersOfGroups) {
      const group = nodeOf(pattern);
      if (pattern === 'group/*') {
        const all = groups.map(({ node }) => node);
        const to = yield* anyOf('groups', 'any group without an admin role', all);
        yield { ...step, to, technique: joinGroup, dependsOn: conditions };
      } else if (group !== undefined && joinable.has(group) && !administrators.has(group))
        yield { ...step, to: { is: 'node', node: group }, technique: joinGroup, dependsOn: conditions };
    }
  }
}

/** Who is in a group of a connected directory or app, or of Okta’s own, is not Okta’s administrators’ to say. */
const isJoinable = ({ is, kind, attributes }: SourceAt['nodes'][number]): boolean =>
  is === 'group' &&
  kind === 'group' &&
  !['of a directory or app that is connected', 'kept by Okta itself'].includes(attributes['what'] ?? '');

function membersIn({ graph }: SourceAt): MembersOf {
  const known = new Map<number, ReadonlySet<number>>();
  return (group) => {
    const before = known.get(group);
    if (before !== undefined) return before;
    const found = new Set<number>();
    const open = [group];
    for (let each = open.pop(); each !== undefined; each = open.pop())
      for (const membership of rowOf(graph.membersOf, each)) {
        const member = graph.memberships.from[membership] ?? -1;
        if (member === -1 || found.has(member)) continue;
        found.add(member);
        open.push(member);
      }
    known.set(group, found);
    return found;
  };
}
