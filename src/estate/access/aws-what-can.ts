import { actorsOf, type Actor } from './aws-actors.ts';
import type { AwsWhen } from './aws-ask.ts';
import { rightsByResource } from './aws-by-resource.ts';
import type { Principal } from './aws-estate.ts';
import { AwsScales } from './aws-weigh.ts';
import { nodeOf, type AwsPlace } from './aws-who-can.ts';
import type { AccessGraph } from './graph.ts';
import { heldBy, type Held } from './held.ts';

/** One right that a principal has, itself or in a role that it may become. */
export interface AwsRight {
  readonly held: Held;
  /** What becoming the role depends on, and of a right that was evaluated whether it has it. */
  readonly dependsOn: readonly string[];
  readonly decidedBy: readonly string[];
  /** The right was laid against every policy; one that names too much is told as its statements are. */
  readonly isEvaluated: boolean;
  /** How many steps of the path lead into the role, and were evaluated in any case. */
  readonly intoRole: number;
  /** Only the policy on the resource gives it, and no right of the estate says so. */
  readonly byResource?: { readonly action: string; readonly resource: string };
}

/**
 * What a principal can do, right by right, each once in the best way there is. A right that is evaluated and denied in every
 * way is not one. `untold`: what there is besides and was not gone through.
 */
export async function whatCanInAws(
  place: AwsPlace,
  principal: Principal,
  when: AwsWhen,
): Promise<{ readonly rights: readonly AwsRight[]; readonly untold: readonly string[] }> {
  const { actors, areAll } = actorsOf(place, principal, when);
  const scales = new AwsScales(place, when);
  const rights = new Map<number, AwsRight>();
  const powers: AwsRight[] = [];
  for (const actor of actors)
    for (const held of ownRights(place.graph, nodeOf(place, actor.principal))) {
      const { entitlement } = held;
      const known = entitlement === undefined ? undefined : rights.get(entitlement);
      if (known?.isEvaluated === true && known.dependsOn.length === 0) continue;
      const right = await rightOf(place, { actor, held, scales });
      if (right === undefined) continue;
      if (entitlement === undefined) powers.push(right);
      else if (known === undefined || right.dependsOn.length < known.dependsOn.length)
        rights.set(entitlement, right);
    }
  const byResource = await rightsByResource(place, actors, scales);
  const start = nodeOf(place, principal);
  return {
    rights: [
      ...powers,
      ...rights.values(),
      ...byResource.rights.map(({ action, resource, actor, dependsOn, decidedBy }) => ({
        ...toldBy(actor, { path: { node: start, steps: [] }, conditional: false, denies: [] }),
        dependsOn,
        decidedBy,
        isEvaluated: true,
        byResource: { action, resource },
      })),
    ].map((right) => ({ ...right, held: { ...right.held, path: { ...right.held.path, node: start } } })),
    untold: [
      ...(areAll ? [] : [`rights in roles beyond the first ${actors.length} that it may become`]),
      ...(byResource.areAll ? [] : ['rights by more policies on resources that name it']),
    ],
  };
}

/** What a node holds without becoming anybody else. */
function ownRights(graph: AccessGraph, node: number): readonly Held[] {
  return heldBy(graph, node, { limit: Infinity, staysItself: true }).held;
}

function toldBy(actor: Actor, held: Held): AwsRight {
  return {
    held: { ...held, path: { ...held.path, steps: [...actor.steps, ...held.path.steps] } },
    dependsOn: actor.dependsOn,
    decidedBy: actor.decidedBy,
    isEvaluated: false,
    intoRole: actor.steps.length,
  };
}

async function rightOf(
  place: AwsPlace,
  of: { readonly actor: Actor; readonly held: Held; readonly scales: AwsScales },
): Promise<AwsRight | undefined> {
  const { actor, held, scales } = of;
  const asTold = toldBy(actor, held);
  const { entitlements, texts } = place.graph;
  if (held.entitlement === undefined) return asTold;
  const action = texts.actions[entitlements.action[held.entitlement] ?? -1] ?? '';
  const resource = texts.patterns[entitlements.pattern[held.entitlement] ?? -1] ?? '';
  const weighed = await scales.weigh(actor.principal, action, resource);
  if (weighed === undefined) return asTold;
  if (weighed.verdict === 'none') return undefined;
  return {
    ...asTold,
    dependsOn: [...new Set([...actor.dependsOn, ...weighed.dependsOn])],
    decidedBy: [...new Set([...actor.decidedBy, ...weighed.decidedBy])],
    isEvaluated: true,
  };
}
