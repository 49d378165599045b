import type { Breach } from './breach.ts';
import { findChain, type Chain, type Choice, type Marks } from './find-chain.ts';
import type { Inventory } from './inventory.ts';
import type { Matched } from './match-step.ts';

/** A breach on an inventory, with what meets each of its steps. */
export interface Tried {
  readonly inventory: Inventory;
  readonly breach: Breach;
  readonly matched: readonly Matched[];
  readonly marks: Marks;
}

/** Steps that are met by connected things. Things of a kind that nothing tells of are in no chain. */
export interface Connected {
  readonly steps: readonly number[];
  /** The steps that the rows of the chain are for. */
  readonly along: readonly number[];
  readonly chain?: Chain;
}

/** The most of the needed steps that are met by connected things: surely, or if what is unknown were so. */
export function mostConnected(tried: Tried, how: 'sure' | 'possible'): Connected {
  const needed = tried.breach.steps.flatMap(({ optional }, n) => (optional ? [] : [n]));
  for (const steps of subsetsOf(needed)) {
    // a thing of a kind that nothing tells of could be there, and be connected with anything
    const along = how === 'sure' ? steps : steps.filter((n) => tried.matched[n]?.isUntold !== true);
    if (along.some((n) => tried.matched[n]?.[how].length === 0)) continue;
    const chain = along.length === 0 ? undefined : chainAlong(tried, along, how);
    if (chain !== undefined) return { steps, along, chain };
    if (along.length < steps.length) return { steps, along };
  }
  return { steps: [], along: [] };
}

function chainAlong(tried: Tried, along: readonly number[], how: 'sure' | 'possible'): Chain | undefined {
  const choices = along.map((n): Choice => {
    const select = tried.breach.steps[n]?.select ?? 'identity';
    return { table: tried.inventory.of[select], rows: tried.matched[n]?.[how] ?? new Int32Array() };
  });
  return findChain(choices, tried.marks);
}

/** Every subset that is not empty, the largest first; of equally large ones the earlier steps first. */
function subsetsOf(steps: readonly number[]): readonly (readonly number[])[] {
  const all = [...Array(2 ** steps.length).keys()]
    .slice(1)
    .map((bits) => steps.filter((_, at) => ((bits >> at) & 1) === 1));
  return all.toSorted((a, b) => b.length - a.length || compare(a, b));
}

const compare = (a: readonly number[], b: readonly number[]): number => {
  const at = a.findIndex((each, n) => each !== b[n]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
};
