import { askOf, decidedBy, dependsOn, type AwsWhen } from './aws-ask.ts';
import type { Principal } from './aws-estate.ts';
import { Becoming, nodeOf, type AwsPlace } from './aws-who-can.ts';
import { Question } from './aws/index.ts';
import { hasWildcard } from './glob.ts';
import { isAccount, type AccessGraph } from './graph.ts';
import { heldBy, type Held } from './held.ts';
import { rowOf, type Step } from './reach.ts';

/** One right that a principal has, itself or in a role that it may become. */
export interface AwsRight {
  readonly held: Held;
  /** What becoming the role depends on, and of a right that was evaluated whether it has it. */
  readonly dependsOn: readonly string[];
  readonly decidedBy: readonly string[];
  /** The right names one action on one thing, and was evaluated; others are told as their statements are. */
  readonly isEvaluated: boolean;
}

interface Actor {
  readonly principal: Principal;
  readonly steps: readonly Step[];
  readonly dependsOn: readonly string[];
  readonly decidedBy: readonly string[];
}

const mostActors = 200;

/**
 * What a principal can do, right by right, each once in the best way there is. A right that is evaluated and denied in every
 * way is not one.
 */
export function whatCanInAws(place: AwsPlace, principal: Principal, when: AwsWhen): readonly AwsRight[] {
  const rights = new Map<number, AwsRight>();
  const powers: AwsRight[] = [];
  for (const actor of actorsOf(place, principal, when))
    for (const held of ownRights(place.graph, nodeOf(place, actor.principal))) {
      const right = rightOf(place, { actor, held, when });
      if (right === undefined) continue;
      const { entitlement } = held;
      if (entitlement === undefined) powers.push(right);
      else {
        const known = rights.get(entitlement);
        if (known === undefined || (known.dependsOn.length > 0 && right.dependsOn.length === 0))
          rights.set(entitlement, right);
      }
    }
  const start = nodeOf(place, principal);
  return [...powers, ...rights.values()].map((right) => ({
    ...right,
    held: { ...right.held, path: { node: start, steps: right.held.path.steps } },
  }));
}

/** Itself, then roles it may become, and those that these may: what is sure before what depends. */
function actorsOf(place: AwsPlace, principal: Principal, when: AwsWhen): readonly Actor[] {
  const becoming = new Becoming(place, when);
  const found = new Map<Principal, Actor>([
    [principal, { principal, steps: [], dependsOn: [], decidedBy: [] }],
  ]);
  const byNode = new Map(place.estate.principals.map((each) => [nodeOf(place, each), each]));
  for (const isSure of [true, false])
    for (const actor of found.values()) {
      if (found.size >= mostActors) break;
      for (const { node, edges } of rolesAbove(place.graph, nodeOf(place, actor.principal))) {
        const role = byNode.get(node);
        if (role === undefined || found.has(role)) continue;
        const answer = becoming.mayBecome(actor.principal, role);
        if (answer.verdict === 'deny' || (isSure && answer.verdict !== 'allow')) continue;
        found.set(role, {
          principal: role,
          steps: [...actor.steps, ...edges.map((membership): Step => ({ by: 'membership', membership }))],
          dependsOn: [...actor.dependsOn, ...dependsOn(answer)],
          decidedBy: [...actor.decidedBy, ...decidedBy(answer)],
        });
      }
    }
  return [...found.values()];
}

/** Roles that its memberships lead to, directly or through one group. */
function rolesAbove(
  graph: AccessGraph,
  node: number,
): readonly { readonly node: number; readonly edges: readonly number[] }[] {
  const isRole = (each: number): boolean => ((graph.nodeFlags[each] ?? 0) & isAccount) !== 0;
  return [...rowOf(graph.groupsOf, node)].flatMap((edge) => {
    const to = graph.memberships.to[edge] ?? -1;
    if (isRole(to)) return [{ node: to, edges: [edge] }];
    return [...rowOf(graph.groupsOf, to)].flatMap((next) => {
      const beyond = graph.memberships.to[next] ?? -1;
      return isRole(beyond) ? [{ node: beyond, edges: [edge, next] }] : [];
    });
  });
}

/** What a node holds without becoming anybody else. */
function ownRights(graph: AccessGraph, node: number): readonly Held[] {
  return heldBy(graph, node, { limit: Infinity, staysItself: true }).held;
}

function rightOf(
  place: AwsPlace,
  of: { readonly actor: Actor; readonly held: Held; readonly when: AwsWhen },
): AwsRight | undefined {
  const { actor, held } = of;
  const whole: Held = { ...held, path: { ...held.path, steps: [...actor.steps, ...held.path.steps] } };
  const asTold = { held: whole, dependsOn: actor.dependsOn, decidedBy: actor.decidedBy, isEvaluated: false };
  const { entitlements, texts } = place.graph;
  if (held.entitlement === undefined) return asTold;
  const action = texts.actions[entitlements.action[held.entitlement] ?? -1] ?? '';
  const resource = texts.patterns[entitlements.pattern[held.entitlement] ?? -1] ?? '';
  if (hasWildcard(action) || hasWildcard(resource) || !action.includes(':')) return asTold;
  const answer = askOf(place.estate, actor.principal, {
    actions: [new Question(action)],
    resources: [resource],
    ...of.when,
  });
  if (answer.verdict === 'deny') return undefined;
  return {
    held: whole,
    dependsOn: [...new Set([...actor.dependsOn, ...dependsOn(answer)])],
    decidedBy: [...new Set([...actor.decidedBy, ...decidedBy(answer)])],
    isEvaluated: true,
  };
}
