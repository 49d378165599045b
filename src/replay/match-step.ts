import type { Step } from './breach.ts';
import type { Inventory, Table } from './inventory.ts';
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
  const sure: number[] = [];
  const possible: number[] = [];
  const missing = new Map<string, number>();
  for (let row = 0; row < table.count; row++) {
    let state = met;
    for (const { codes, answers } of tests) {
      const answer = answers[codes[row] ?? 0] ?? unknown;
      if (answer < state) state = answer;
      if (state === unmet) break;
    }
    if (state === unmet) continue;
    possible.push(row);
    if (state === met && table.doubt(row) === undefined) sure.push(row);
    else for (const field of unknownOf(table, tests, row)) missing.set(field, (missing.get(field) ?? 0) + 1);
  }
  return {
    isUntold: !inventory.told.has(step.select),
    sure: Int32Array.from(sure),
    possible: Int32Array.from(possible),
    unknown: missing,
  };
}

/** What is not known of a thing; the empty name stands for a doubt whether it is so at all. */
function unknownOf(
  table: Table,
  tests: readonly { readonly field: string; readonly codes: Int32Array }[],
  row: number,
): readonly string[] {
  return [
    ...tests.filter(({ codes }) => codes[row] === 0).map(({ field }) => field),
    ...(table.doubt(row) === undefined ? [] : ['']),
  ];
}
