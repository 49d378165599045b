import type { PolicyProblem } from '../problem.ts';
import { checkTable } from './check-table.ts';
import { compileTable } from './compile-table.ts';
import { readTable } from './read-table.ts';

/** YAML text of the decision-rights table → Cedar text, or everything that is wrong with it. */
export function compileRights(
  file: string,
  text: string,
  heldRoles: ReadonlySet<string>,
): { readonly cedar: string; readonly problems: readonly PolicyProblem[] } {
  const read = readTable(file, text);
  if (!read.ok) return { cedar: '', problems: read.problems };
  const checked = checkTable(file, read.table, heldRoles);
  return checked.ok
    ? { cedar: compileTable(checked.table), problems: [] }
    : { cedar: '', problems: checked.problems };
}
