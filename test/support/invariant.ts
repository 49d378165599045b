import { checkCausation } from '../../src/ledger/index.ts';
import type { LeafView } from '../../src/ledger/leaf.ts';
import { parseLeaf } from '../../src/ledger/parse-entry.ts';
import { countExecutions } from './invariant-counts.ts';
import type { Queryable } from '../../src/platform/store/index.ts';

interface Causation {
  readonly executions: number;
  readonly problems: readonly string[];
}

/**
 * The invariant of a signed change: follows every execution of a test's ledger back to a person's signature, from the
 * stored bytes alone, and counts what it followed for the end of the run. Throws when one leads nowhere.
 */
export async function checkInvariant(database: Queryable, name: string): Promise<void> {
  const { executions, problems } = await causationOf(database);
  if (problems.length > 0)
    throw new Error(`executions that no signature answers for:\n${problems.slice(0, 20).join('\n')}`);
  countExecutions(name, executions);
}

async function causationOf(database: Queryable): Promise<Causation> {
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
