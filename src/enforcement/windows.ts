import type { EntryId, WindowEndName, WindowRow } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';

export interface WindowEnd {
  readonly how: WindowEndName;
  readonly because: string;
  /** The entry that had it put back. */
  readonly by?: EntryId;
}

export async function windowOf(on: Queryable, execution: EntryId): Promise<WindowRow | undefined> {
  const [row] = await on.query<WindowRow>(
    `select execution, step, opened_entry as opened, since, until, seen_until as "seenUntil",
        closed_entry as closed, closed_at as "closedAt", how, because
       from enforcement.watch_window where execution = $1`,
    [execution],
  );
  return row;
}
