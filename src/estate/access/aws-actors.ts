import { decidedBy, dependsOn, type AwsWhen } from './aws-ask.ts';
import type { Principal } from './aws-estate.ts';
import { anyoneIn, Becoming, nodeOf, type AwsPlace } from './aws-who-can.ts';
import { isAccount } from './graph.ts';
import { rowOf, type Step } from './reach.ts';

/** A principal, or a role that it may become, and what becoming it depends on. */
export interface Actor {
  readonly principal: Principal;
  readonly steps: readonly Step[];
  readonly dependsOn: readonly string[];
  readonly decidedBy: readonly string[];
}

/** Every role is asked about every other: beyond this many it is said that there are more. */
const mostActors = 200;

/** Itself, then roles it may become, and those that these may: what is sure before what depends. */
export function actorsOf(
  place: AwsPlace,
  principal: Principal,
  when: AwsWhen,
): { readonly actors: readonly Actor[]; readonly areAll: boolean } {
  const becoming = new Becoming(place, when);
  const found = new Map<Principal, Actor>([
    [principal, { principal, steps: [], dependsOn: [], decidedBy: [] }],
  ]);
  const byNode = new Map(place.estate.principals.map((each) => [nodeOf(place, each), each]));
  for (const isSure of [true, false])
    for (const actor of found.values())
      for (const { node, edges } of rolesAbove(place, nodeOf(place, actor.principal))) {
        const role = byNode.get(node);
        if (role === undefined || found.has(role)) continue;
        const answer = becoming.mayBecome(actor.principal, role);
        if (answer.verdict === 'deny' || (isSure && answer.verdict !== 'allow')) continue;
        if (found.size >= mostActors) return { actors: [...found.values()], areAll: false };
        found.set(role, {
          principal: role,
          steps: [...actor.steps, ...edges.map((membership): Step => ({ by: 'membership', membership }))],
          dependsOn: [...new Set([...actor.dependsOn, ...dependsOn(answer)])],
          decidedBy: [...new Set([...actor.decidedBy, ...decidedBy(answer)])],
        });
      }
  return { actors: [...found.values()], areAll: true };
}

interface RoleAbove {
  readonly node: number;
  readonly edges: readonly number[];
}

/** Roles that its memberships lead to, directly or through one group, and those that let in whoever there is. */
function rolesAbove(place: AwsPlace, node: number): readonly RoleAbove[] {
  const { graph } = place;
  const isRole = (each: number): boolean => ((graph.nodeFlags[each] ?? 0) & isAccount) !== 0;
  const rolesOf = (from: number): readonly RoleAbove[] =>
    [...rowOf(graph.groupsOf, from)].flatMap((edge) => {
      const to = graph.memberships.to[edge] ?? -1;
      return isRole(to) ? [{ node: to, edges: [edge] }] : [];
    });
  const through = [...rowOf(graph.groupsOf, node)].flatMap((edge) => {
    const to = graph.memberships.to[edge] ?? -1;
    return isRole(to) ? [] : rolesOf(to).map((role) => ({ ...role, edges: [edge, ...role.edges] }));
  });
  const anyone = anyoneIn(place);
  return [...rolesOf(node), ...through, ...(anyone === -1 ? [] : rolesOf(anyone))];
}
