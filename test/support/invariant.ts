// The invariant of a signed change, checked over every ledger that a test file made, and counted over the whole run.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkCausation } from '../../src/ledger/index.ts';
import type { LeafView } from '../../src/ledger/leaf.ts';
import { parseLeaf } from '../../src/ledger/parse-entry.ts';
import type { Queryable } from '../../src/platform/store/index.ts';

/** Environment variable that names the folder where each ledger's count is left for the end of the run. */
export const countsFolder = 'COUNTERSIGN_TEST_EXECUTIONS';
/** Below this many executions a whole run proves too little, and fails. */
export const fewestExecutions = 20;

export interface Causation {
  readonly executions: number;
  readonly problems: readonly string[];
}

/** Follows every execution of a ledger back to a person's signature, from the stored bytes alone. */
export async function causationOf(database: Queryable): Promise<Causation> {
  const rows = await database.query<{ leaf: Buffer }>('select leaf from ledger.entry order by seq');
  const leaves: LeafView[] = [];
  const problems: string[] = [];
  for (const { leaf } of rows) {
    const parsed = parseLeaf(leaf);
    if (typeof parsed === 'string') problems.push(`a leaf that cannot be read: ${parsed}`);
    else leaves.push(parsed);
  }
  const checked = checkCausation(leaves);
  for (const { seq, entry, what } of checked.problems) problems.push(`${seq} ${entry}: ${what}`);
  return { executions: checked.executionsChecked, problems };
}

/** Leaves a ledger's count for the end of the run. */
export function countExecutions(name: string, executions: number): void {
  const folder = process.env[countsFolder];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ executions }));
}

/** All executions that were checked in this run. */
export function executionsCounted(folder: string): number {
  let sum = 0;
  for (const name of readdirSync(folder)) {
    const { executions } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { executions: number };
    sum += executions;
  }
  return sum;
}
