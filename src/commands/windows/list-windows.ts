import {
  done,
  watchedDeletion,
  type EntryId,
  type ProposalId,
  type Result,
  type WindowRow,
} from '../../model/index.ts';
import { loadProposal } from '../../review/index.ts';
import type { Behaviours } from '../behaviour.ts';
import type { System } from '../system.ts';
import { windowsOfCases, type WindowOfCase } from './window-rows.ts';

/** What is suspended and watched before it is deleted, or was. */
export interface WindowShown extends Omit<WindowRow, 'step' | 'opened' | 'closed'> {
  readonly plan: EntryId;
  readonly proposal: ProposalId;
  readonly title: string;
  readonly source: string;
  readonly accountKey: string;
  /** What becomes of it: still `watched`, `deleted`, or put `back`; `deleting` and `returning` while that is under way. */
  readonly is: 'watched' | 'deleting' | 'deleted' | 'returning' | 'back';
  /** Logs that would show its use, as they are read here; none: only the target itself is looked at. */
  readonly logs: readonly string[];
}

/** The watches that are not over, those that end first on top; with `all` also those that are, newest first. */
export async function listWindows(
  system: System,
  asked: {
    readonly all?: boolean;
    readonly limit: number;
    readonly account?: { readonly source: string; readonly key: string };
  },
): Promise<Result<{ readonly items: readonly WindowShown[]; readonly truncated: boolean }>> {
  const rows = await system.database.query<WindowOfCase>(
    `${windowsOfCases}
      where $1 or e.outcome is null order by e.outcome is not null, case when e.outcome is null then w.until end, w.since desc
      limit $2`,
    [asked.all === true, asked.limit + 1],
  );
  const behaviours = await system.behaviour.now();
  const items: WindowShown[] = [];
  for (const row of rows.slice(0, asked.limit)) {
    const shown = await shownWindow(system, behaviours, row);
    const { account } = asked;
    if (
      shown !== undefined &&
      (account === undefined || (account.source === shown.source && account.key === shown.accountKey))
    )
      items.push(shown);
  }
  return done({ items, truncated: rows.length > asked.limit });
}

async function shownWindow(
  { database }: System,
  behaviours: Behaviours,
  row: WindowOfCase,
): Promise<WindowShown | undefined> {
  const filed = await loadProposal(database, row.proposal);
  if (!filed.ok) return undefined;
  const { proposal } = filed.value;
  const watched = watchedDeletion(proposal.changes.map(({ change }) => change));
  if (watched === undefined) return undefined;
  const { source, accountKey } = watched.change;
  const [seen] = await behaviours.of([{ source, key: accountKey }]);
  const { step: _step, opened: _opened, closed: _closed, outcome, ...window } = row;
  return {
    ...window,
    title: proposal.title,
    source,
    accountKey,
    is: standing(row.how, outcome),
    logs: seen?.logs.map(({ name }) => name) ?? [],
  };
}

function standing(how: WindowRow['how'], outcome: string | null): WindowShown['is'] {
  if (outcome === 'done') return 'deleted';
  if (outcome !== null) return 'back';
  if (how === null) return 'watched';
  return how === 'nothing broke' ? 'deleting' : 'returning';
}
