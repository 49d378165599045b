import type { EstateRef } from '../../model/index.ts';
import type { System } from '../system.ts';

/** How much more an account could come to have by all techniques that are known, if it were in a group. */
export interface ReachGained {
  /** What can be reached now, and then. */
  readonly before: Totals;
  readonly after: Totals;
  /** Crown jewels and powers that come within reach, the first of them. */
  readonly jewels: readonly { readonly label: string; readonly because?: string; readonly isSure: boolean }[];
  readonly truncated: boolean;
}

interface Totals {
  readonly powers: number;
  readonly resources: number;
  readonly accounts: number;
  readonly groups: number;
}

const mostLooked = 1000;
const mostTold = 20;

/** Undefined: the graph cannot tell of one of them. */
export async function reachGained(
  system: Pick<System, 'escalation'>,
  account: EstateRef,
  group: EstateRef,
): Promise<ReachGained | undefined> {
  const before = await system.escalation.couldBecome({ from: [account], limit: mostLooked });
  const after = await system.escalation.couldBecome({ from: [account, group], limit: mostLooked });
  if (!before.ok || !after.ok) return undefined;
  const labels = new Set(before.value.nodes.map(({ kind, label, ref }) => nameOf(kind, ref, label)));
  const nodes = new Map(after.value.nodes.map((node) => [node.id, node]));
  const found = after.value.paths.flatMap(({ to, certainty }) => {
    const node = nodes.get(to);
    return node?.isCrownJewel === true && !labels.has(nameOf(node.kind, node.ref, node.label))
      ? [
          {
            label: node.label,
            ...(node.because === undefined ? {} : { because: node.because }),
            isSure: certainty === 'sure',
          },
        ]
      : [];
  });
  return {
    before: before.value.totals,
    after: after.value.totals,
    jewels: found.slice(0, mostTold),
    truncated: found.length > mostTold || before.value.truncated || after.value.truncated,
  };
}

const nameOf = (kind: string, ref: EstateRef | undefined, label: string): string =>
  ref === undefined ? `${kind} ${label}` : `${ref.entity} ${ref.source}/${ref.key}`;
