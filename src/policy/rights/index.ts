import type { PolicyProblem } from '../problem.ts';
import { checkTable } from './check-table.ts';
import { compileTable, needsOf } from './compile-table.ts';
import { readTable } from './read-table.ts';
import type { RightsRow } from './table.ts';

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

/** A row with the tokens of what people must add. */
export interface RightsRowShown extends RightsRow {
  readonly needs: readonly string[];
}

/** The rows of a table that was compiled before; none where there is no table or it cannot be read. */
export function rightsRows(
  file: string,
  text: string | undefined,
  heldRoles: ReadonlySet<string>,
): readonly RightsRowShown[] {
  const read = text === undefined ? undefined : readTable(file, text);
  const checked = read?.ok === true ? checkTable(file, read.table, heldRoles) : undefined;
  return checked?.ok === true ? checked.table.rows.map((row) => ({ ...row, needs: needsOf(row) })) : [];
}
