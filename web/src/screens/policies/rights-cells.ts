import type { RouteOutput } from '../../api/route-table.ts';

type Row = RouteOutput<'policies.rights'>['rows'][number];

export const tiers = ['low', 'medium', 'high'] as const;

export interface Cell {
  readonly tier: (typeof tiers)[number];
  /** Undefined: no row speaks of it, and it is denied. */
  readonly row: Row | undefined;
}

export interface RightsGroup {
  readonly act: string;
  /** Subjects with the same answer in every tier stand in one line. */
  readonly lines: readonly { readonly subjects: readonly string[]; readonly cells: readonly Cell[] }[];
}

/** Rows of the table as lines: act, then subjects, then a cell for each tier, empty ones included. */
export function tableOf(rows: readonly Row[]): readonly RightsGroup[] {
  return [...new Set(rows.map(({ act }) => act))].map((act) => {
    const own = rows.filter((row) => row.act === act);
    const lines = new Map<string, { readonly subjects: string[]; readonly cells: readonly Cell[] }>();
    for (const subject of new Set(own.flatMap(({ subjects }) => subjects))) {
      const cells = tiers.map((tier) => ({
        tier,
        row: own.find((row) => row.subjects.includes(subject) && row.tiers.includes(tier)),
      }));
      const key = cells.map(({ row }) => row?.id ?? '').join(' ');
      const line = lines.get(key);
      if (line === undefined) lines.set(key, { subjects: [subject], cells });
      else line.subjects.push(subject);
    }
    return { act, lines: [...lines.values()] };
  });
}
