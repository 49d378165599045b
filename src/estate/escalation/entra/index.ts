import type { Becoming, Spot, Technique, TechniqueSource } from '../becoming.ts';
import { eachAccount, partStep } from '../part-of.ts';
import type { MembershipFact, NodeFact, SourceAt } from '../source-at.ts';

const learn = 'https://learn.microsoft.com/en-us/entra';
const roles = `${learn}/identity/role-based-access-control/permissions-reference`;
const inTenant = (id: string, of: Omit<Technique, 'id' | 'platform'>): Technique => ({
  id: `entra-${id}`,
  platform: 'entra',
  ...of,
});

const administrator = inTenant('administrator', {
  title: 'is Global Administrator',
  does: 'Uses the role that may do everything in the tenant.',
  reference: `${roles}#global-administrator`,
  cost: 1,
  takeAway: 'the assignment of the role',
  means: 'holding',
});
const takeTenant = inTenant('become-administrator', {
  title: 'makes itself Global Administrator',
  does: 'Gives itself the role or a permission that may give it, or takes over an administrator’s ways to sign in.',
  reference: 'https://learn.microsoft.com/en-us/graph/permissions-reference',
  cost: 1,
  takeAway: 'the role, or the application permission',
});
const anyApplication = inTenant('add-secret-to-any', {
  title: 'adds a secret to any application',
  does: 'Adds a secret to an application of the tenant and signs in as it, with the permissions that it has.',
  reference: `${roles}#application-administrator`,
  cost: 1,
  takeAway: 'the role, or the application permission',
});
const ownedApplication = inTenant('owner-adds-secret', {
  title: 'adds a secret to an application that it owns',
  does: 'Adds a secret to an application that it owns and signs in as it, with the permissions that it has.',
  reference: `${learn}/identity/enterprise-apps/overview-assign-app-owners`,
  cost: 1,
  takeAway: 'the ownership',
});
const ownedGroup = inTenant('owner-joins-group', {
  title: 'joins a group that it owns',
  does: 'Adds itself to a group that it owns.',
  reference: `${learn}/fundamentals/users-default-permissions`,
  cost: 1,
  takeAway: 'the ownership',
});
const activate = inTenant('activate-role', {
  title: 'activates a role that it is eligible for',
  does: 'Activates a directory role that it does not hold until then.',
  reference: `${learn}/id-governance/privileged-identity-management/pim-how-to-activate-role`,
  cost: 1,
  takeAway: 'the eligibility',
  means: 'holding',
});
const agent = inTenant('act-as-agent', {
  title: 'acts as an agent',
  does: 'Gets a token for an agent identity of the blueprint, or for the user that the agent was given.',
  reference: `${learn}/agent-id/`,
  cost: 1,
  takeAway: 'the blueprint’s secrets, or the agent',
  means: 'delegation',
});

const everyApplication = 'directory#applications';
const lock =
  'the app management policy of the tenant and the lock of the application, which were not read, allow it';

/** What accounts of an Entra tenant can become: by the ways on that the reader tells as memberships. */
export const entraTechniques: TechniqueSource<SourceAt> = {
  platform: 'entra',
  techniques: [administrator, takeTenant, anyApplication, ownedApplication, ownedGroup, activate, agent],
  *becoming(at) {
    yield* entraSteps(at);
    yield* eachAccount(at, (to) => partStep(powerOver(at), to));
  },
  *replaced({ memberships }) {
    for (const { number, via } of memberships) if (via === 'assume') yield number;
  },
};

const powerOver = ({ source }: Pick<SourceAt, 'source'>): Spot => ({
  is: 'power',
  scope: `entra/${source}`,
  name: `everything in the tenant ${source}`,
});

/** The ways on, from rows alone. */
export function* entraSteps(at: Pick<SourceAt, 'source' | 'nodes' | 'memberships'>): Iterable<Becoming> {
  const power = powerOver(at);
  const byNode = new Map(at.nodes.map((each) => [each.node, each]));
  for (const node of at.nodes) {
    if (isAdministrator(node))
      yield {
        from: { is: 'node', node: node.node },
        to: power,
        technique: administrator,
        dependsOn: [],
        because: [],
        says: [`${node.name} ${node.attributes['power'] ?? ''}`],
      };
  }
  for (const membership of at.memberships) {
    const [from, to] = [byNode.get(membership.from), byNode.get(membership.to)];
    if (membership.via === 'assume' && from !== undefined && to !== undefined)
      yield stepOf(membership, from, to);
  }
}

function stepOf({ number, conditions }: MembershipFact, from: NodeFact, to: NodeFact): Becoming {
  const step = {
    from: { is: 'node', node: from.node },
    to: { is: 'node', node: to.node },
    because: [{ row: 'membership', number }],
  } as const;
  if (from.key === everyApplication) return { ...partStep(step.from, step.to), because: step.because };
  const own = from.key.endsWith('#owners');
  if (own)
    return { ...step, technique: to.is === 'group' ? ownedGroup : ownedApplication, dependsOn: conditions };
  if (to.key === everyApplication)
    return { ...step, technique: anyApplication, dependsOn: [lock], says: conditions };
  const says = conditions.filter((condition) => condition.startsWith('it may '));
  if (isAdministrator(to) && says.length > 0)
    return {
      ...step,
      technique: takeTenant,
      // to give itself a role or permission is one call; taking an administrator over takes more than was read
      dependsOn: says.filter((condition) => !condition.startsWith('it may give itself ')),
      says,
    };
  const isAgents = from.is === 'account' && to.is === 'account';
  return { ...step, technique: isAgents ? agent : activate, dependsOn: conditions };
}

const isAdministrator = ({ is, attributes }: NodeFact): boolean =>
  is === 'group' && attributes['power'] === 'may do everything';
