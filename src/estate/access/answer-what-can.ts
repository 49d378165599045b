import { done, type Result } from '../../model/index.ts';
import { gapsOf, limitsOf } from '../gaps.ts';
import { untoldGap } from './answer-what-on.ts';
import { defaultLimit, type Answering } from './answer-who-can.ts';
import type { AccessEngine, Resident, Right, WhatCan } from './answers.ts';
import type { AwsRight } from './aws-what-can.ts';
import { doubted, doubtsOf, type Doubt } from './doubts.ts';
import { isOutOfUse } from './graph.ts';
import { heldBy, type Held } from './held.ts';
import { placeOf, wasNotThere } from './place-of.ts';
import { edgesOf, fetchPaths, verdictOf } from './tell-path.ts';

/** What an account or group can do, right by right. */
export async function answerWhatCan(
  { database, aws, resident }: Answering,
  { identity, limit = defaultLimit, skip = 0, now }: Parameters<AccessEngine['whatCan']>[0],
): Promise<Result<WhatCan>> {
  const { graph, labels } = resident;
  const { sourceNo, node } = await placeOf(database, graph, identity);
  if (node === -1) return wasNotThere(identity);
  const evaluated = await aws.whatCan(graph, { sourceNo, node, now });
  const { found, total } =
    evaluated === undefined
      ? heldAsFound(heldBy(graph, node, { limit, skip }))
      : { found: evaluated.rights.slice(skip, skip + limit), total: evaluated.rights.length };
  await fetchPaths(
    database,
    { graph, labels },
    {
      paths: found.map(({ held }) => held.path),
      grants: found.flatMap(({ held }) => held.denies),
      nodes: [node],
    },
  );
  const gaps = await gapsOf(database, { version: graph.version });
  const doubts = doubtsOf(gaps, await limitsOf(database, graph.version));
  return done({
    identity: labels.of('node', node).ref,
    rights: found.map((each) => rightOf({ graph, labels }, each, { doubts, source: identity.source })),
    total,
    truncated: total > skip + found.length,
    notRead: [...(evaluated?.untold ?? []).map((what) => untoldGap(identity.source, what)), ...gaps],
    version: graph.version,
  });
}

const heldAsFound = ({
  held,
  total,
}: ReturnType<typeof heldBy>): {
  readonly found: readonly (Partial<AwsRight> & { readonly held: Held })[];
  readonly total: number;
} => ({ found: held.map((each) => ({ held: each })), total });

function rightOf(
  resident: Resident,
  found: Partial<AwsRight> & { readonly held: Held },
  of: { readonly doubts: readonly Doubt[]; readonly source: string },
): Right {
  const { graph } = resident;
  const { held, decidedBy, isEvaluated, intoRole = 0, dependsOn = [] } = found;
  const outOfUse = ((graph.nodeFlags[held.path.node] ?? 0) & isOutOfUse) !== 0;
  const told =
    isEvaluated === true
      ? verdictOf(resident, { path: { node: held.path.node, steps: [] }, denies: [], outOfUse })
      : doubted(
          // the way into a role was evaluated
          verdictOf(resident, {
            path: { node: held.path.node, steps: held.path.steps.slice(intoRole) },
            denies: held.denies,
            outOfUse,
          }),
          of.doubts,
          of.source,
        );
  const doubts = [...new Set([...(told.verdict === 'depends' ? told.dependsOn : []), ...dependsOn])];
  return {
    ...entitlementOf(resident, found, of.source),
    path: edgesOf(resident, held.path),
    ...(decidedBy === undefined || decidedBy.length === 0 ? {} : { decidedBy }),
    ...(doubts.length === 0 ? { verdict: 'yes' } : { verdict: 'depends', dependsOn: doubts }),
  };
}

/** The right's own row, or what stands for one that only a policy on a resource gives. */
function entitlementOf(
  { labels }: Resident,
  { held, byResource }: Partial<AwsRight> & { readonly held: Held },
  source: string,
): Pick<Right, 'entitlement'> {
  if (byResource !== undefined) {
    const { action, resource } = byResource;
    return {
      entitlement: {
        entity: 'entitlement',
        source,
        key: `${action}#${resource}`,
        name: `${action} on ${resource}`,
      },
    };
  }
  return held.entitlement === undefined
    ? {}
    : { entitlement: labels.of('entitlement', held.entitlement).ref };
}
