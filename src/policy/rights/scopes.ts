import type { Area, RightsRow } from './table.ts';
import type { RowSubject } from './words.ts';

type Tell = (row: RightsRow, reason: string, remedy: string) => void;

/** What a row covers: each act, subject and tier in words. */
export const cellsOf = (row: Pick<RightsRow, 'act' | 'subjects' | 'tiers'>): readonly string[] =>
  row.subjects.flatMap((subject) => row.tiers.map((tier) => `${row.act} of ${subject} at tier ${tier}`));

/**
 * Exactly one row speaks of each cell. A row that says which row it `narrows` speaks in its cells instead of that one, and
 * has to lie wholly within it; two rows that otherwise speak of one cell are refused, above all where they give an AI
 * different rights. Answers the rows with the areas that are left to each.
 */
export function settleScopes(rows: readonly RightsRow[], tell: Tell): readonly RightsRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const row of rows) if (row.narrows !== undefined) checkNarrowing(row, byId.get(row.narrows), tell);
  const speaks = new Map<string, RightsRow>();
  for (const row of rows)
    for (const cell of cellsOf(row)) {
      const other = speaks.get(cell);
      if (other === undefined || row.narrows === other.id) speaks.set(cell, row);
      else if (other.narrows !== row.id) {
        speaks.set(cell, row);
        const ai = row.ai.join() === other.ai.join() && row.held?.join() === other.held?.join();
        tell(
          row,
          ai
            ? `row \`${other.id}\` already covers ${cell}`
            : `row \`${other.id}\` already covers ${cell}, and gives an AI other rights there`,
          'Let exactly one row speak of each act, subject and tier; an exception lies wholly within the row that it names with `narrows`.',
        );
      }
    }
  return rows.map((row) => ({ ...row, areas: areasLeft(row, (cell) => speaks.get(cell)?.id === row.id) }));
}

function checkNarrowing(row: RightsRow, wider: RightsRow | undefined, tell: Tell): void {
  if (wider === undefined || wider.id === row.id)
    return tell(
      row,
      `it narrows \`${row.narrows}\`, and there is no such other row`,
      'Name the row that it is an exception to.',
    );
  if (wider.narrows !== undefined)
    return tell(
      row,
      `it narrows \`${wider.id}\`, which is an exception itself`,
      'Narrow the row that is none.',
    );
  const within = new Set(cellsOf(wider));
  const own = cellsOf(row);
  const outside = own.find((cell) => !within.has(cell));
  if (outside !== undefined)
    tell(
      row,
      `it narrows \`${wider.id}\`, which does not cover ${outside}`,
      'Name only subjects and tiers of that row.',
    );
  else if (own.length === within.size)
    tell(row, `it narrows \`${wider.id}\` and covers all of it`, 'Change that row instead.');
}

/** One area for all subjects that have the same tiers left. */
function areasLeft(row: RightsRow, isLeft: (cell: string) => boolean): readonly Area[] {
  const areas = new Map<string, { subjects: RowSubject[]; tiers: RightsRow['tiers'] }>();
  for (const subject of row.subjects) {
    const tiers = row.tiers.filter((tier) =>
      cellsOf({ act: row.act, subjects: [subject], tiers: [tier] }).every(isLeft),
    );
    if (tiers.length === 0) continue;
    const area = areas.get(tiers.join());
    if (area === undefined) areas.set(tiers.join(), { subjects: [subject], tiers });
    else area.subjects.push(subject);
  }
  return [...areas.values()];
}
