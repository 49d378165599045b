import type { Step } from './breach.ts';
import type { Inventory } from './inventory.ts';
import { Numbers } from './numbers.ts';
import { holds } from './predicate.ts';

/** The things that meet a step, surely (`sure`) or as far as is known (`possible`: those, and where something is unknown). */
export interface Matched {
  /** No source tells of this kind of thing: nothing meets it, and nothing says that nothing does. */
  readonly isUntold: boolean;
  readonly sure: Int32Array;
  readonly possible: Int32Array;
  /** Of things that would meet it if what is unknown were so: which fields, and of how many. */
  readonly unknown: ReadonlyMap<string, number>;
}

const unmet = 0;
const unknown = 1;
const met = 2;

/** Every predicate of a step on every thing of its kind: each value is asked about once, each thing looked at once. */
export function matchStep(inventory: Inventory, step: Step): Matched {
  const table = inventory.of[step.select];
  const tests = step.all.map(({ field, op, value }) => {
    const column = table.columns.get(field);
    if (column === undefined) throw new TypeError(`no field ${field} of ${step.select}`);
    const answers = Uint8Array.from([
      unknown,
      ...column.values.map((each) => (holds(each, op, value) ? met : unmet)),
    ]);
    return { field, codes: column.codes, answers };
  });
  const sure = new Numbers();
  const possible = new Numbers();
  const missing = new Int32Array(tests.length);
  let doubted = 0;
  for (let row = 0; row < table.count; row++) {
    let state = met;
    for (const { codes, answers } of tests) {
      const answer = answers[codes[row] ?? 0] ?? unknown;
      if (answer < state) state = answer;
      if (state === unmet) break;
    }
    if (state === unmet) continue;
    possible.push(row);
    const isDoubted = table.doubt(row) !== undefined;
    if (isDoubted) doubted++;
    if (state === unknown) {
      for (const [at, { codes }] of tests.entries())
        if (codes[row] === 0) missing[at] = (missing[at] ?? 0) + 1;
    } else if (!isDoubted) sure.push(row);
  }
  return {
    isUntold: !inventory.told.has(step.select),
    sure: sure.taken(),
    possible: possible.taken(),
    unknown: unknownIn(tests, missing, doubted),
  };
}

/** How often each field was unknown; the empty name stands for a doubt whether a thing is so at all. */
function unknownIn(
  tests: readonly { readonly field: string }[],
  missing: Int32Array,
  doubted: number,
): ReadonlyMap<string, number> {
  const counted = tests.map(({ field }, at) => [field, missing[at] ?? 0] as const);
  return new Map([...counted, ['', doubted] as const].filter(([, count]) => count > 0));
}
