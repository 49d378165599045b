import type { Database } from '../../platform/store/index.ts';
import type { AccessVerdict, PathEdge, Resident } from './answers.ts';
import { isInheritOnly } from './graph.ts';
import type { Path } from './reach.ts';

/** Fetches the names of everything on these paths. */
export async function fetchPaths(
  database: Database,
  { graph, labels }: Resident,
  what: {
    readonly paths: readonly Path[];
    readonly grants?: readonly number[];
    readonly nodes?: readonly number[];
  },
): Promise<void> {
  const wanted = {
    node: new Set(what.nodes),
    membership: new Set<number>(),
    grant: new Set(what.grants),
    entitlement: new Set<number>(),
  };
  for (const { node, steps } of what.paths) {
    wanted.node.add(node);
    for (const step of steps) {
      if (step.by === 'grant') wanted.grant.add(step.grant);
      if (step.by !== 'membership') continue;
      wanted.membership.add(step.membership);
      wanted.node.add(graph.memberships.to[step.membership] ?? -1);
    }
  }
  for (const grant of wanted.grant) wanted.entitlement.add(graph.grants.to[grant] ?? -1);
  await labels.fetch(database, wanted);
}

/** A path as rows with names; `fetchPaths` was asked for it before. */
export function edgesOf({ graph, labels }: Resident, path: Path): readonly PathEdge[] {
  let node = path.node;
  return path.steps.map((step) => {
    if (step.by === 'power') {
      const { ref } = labels.of('node', node);
      return { how: 'power', because: ref, to: ref };
    }
    if (step.by === 'grant') {
      const to = labels.of('entitlement', graph.grants.to[step.grant] ?? -1).ref;
      return { how: 'grant', because: labels.of('grant', step.grant).ref, to };
    }
    node = graph.memberships.to[step.membership] ?? -1;
    return {
      how: 'membership',
      because: labels.of('membership', step.membership).ref,
      to: labels.of('node', node).ref,
    };
  });
}

/** What a path and its holder leave open, each said once. */
export function verdictOf(
  { graph, labels }: Resident,
  open: { readonly path: Path; readonly denies: readonly number[]; readonly outOfUse: boolean },
): AccessVerdict {
  const reasons = new Set<string>();
  for (const step of open.path.steps) {
    if (step.by === 'power') continue;
    // that it inherits without becoming the role is evaluated
    if (step.by === 'membership' && ((graph.memberships.flags[step.membership] ?? 0) & isInheritOnly) !== 0)
      continue;
    const { ref, conditions } =
      step.by === 'grant' ? labels.of('grant', step.grant) : labels.of('membership', step.membership);
    for (const condition of conditions) reasons.add(`${ref.entity} \`${ref.key}\`: ${condition}`);
  }
  for (const deny of open.denies) {
    const { ref, conditions } = labels.of('grant', deny);
    const right = labels.of('entitlement', graph.grants.to[deny] ?? -1).ref;
    reasons.add(
      `Deny \`${ref.key}\` of ${right.name} could apply${conditions.length === 0 ? '' : ` (${conditions.join('; ')})`}`,
    );
  }
  if (open.outOfUse)
    reasons.add('the account is disabled, locked or expired and would have to be put back in use');
  return reasons.size === 0 ? { verdict: 'yes' } : { verdict: 'depends', dependsOn: [...reasons] };
}
