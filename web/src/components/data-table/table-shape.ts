import type { ReactNode } from 'react';
import type { Problem } from '../../api/problem.ts';

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  /** For the eye there is nothing to read over it: bars, a menu. */
  readonly headerHidden?: boolean;
  /** In pixels; without one it shares what is left. */
  readonly width?: number;
  readonly align?: 'end';
  /** The list can be ordered by it. */
  readonly sortable?: boolean;
  /** Left out on a phone, where a row is a small card. */
  readonly hiddenOnPhone?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

export interface Sort {
  readonly by: string;
  readonly descending: boolean;
}

export interface Selection {
  readonly selected: ReadonlySet<string>;
  readonly onChange: (selected: ReadonlySet<string>) => void;
}

export interface DataTableProps<Row> {
  /** What it lists, for who does not see it: “Findings”. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** How a row is called when it is chosen or opened. */
  readonly nameOf: (row: Row) => string;
  /** Enter, or a click beside the links in it. */
  readonly onOpen?: (row: Row) => void;
  /** The row that J and K have come to, for a peek beside the list. */
  readonly onCurrent?: (row: Row) => void;
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
  readonly selection?: Selection;
  /** Rows that follow each other with the same group stand under one heading. */
  readonly groupOf?: (row: Row) => string;

  readonly isLoading?: boolean;
  readonly problem?: Problem | null;
  /** What could not be had: “The findings could not be read”. */
  readonly problemTitle?: string;
  readonly onRetry?: () => void;
  /** In place of the rows where there are none: what is done, or what was searched. */
  readonly empty: ReactNode;
  /** How many there are in all, where that is known. */
  readonly total?: number | undefined;
  readonly hasMore?: boolean;
  readonly isLoadingMore?: boolean;
  readonly onMore?: () => void;
}

/** What stands in the body, in order. */
export type Line<Row> =
  | { readonly kind: 'group'; readonly key: string; readonly title: string }
  | { readonly kind: 'row'; readonly key: string; readonly at: number; readonly row: Row };

/** Rows with their group headings between them. */
export function linesOf<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  groupOf: ((row: Row) => string) | undefined,
): readonly Line<Row>[] {
  const lines: Line<Row>[] = [];
  let group: string | undefined;
  for (const [at, row] of rows.entries()) {
    const title = groupOf?.(row);
    if (title !== undefined && title !== group) lines.push({ kind: 'group', key: `group ${at}`, title });
    group = title;
    lines.push({ kind: 'row', key: keyOf(row), at, row });
  }
  return lines;
}

/** The same set, with this one the other way round. */
export function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}
