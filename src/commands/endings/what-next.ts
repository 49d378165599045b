import { addSeconds, type EntryId, type Instant } from '../../model/index.ts';
import type { SettledAs } from '../../review/index.ts';
import type { EndingRow } from './ending-row.ts';

/** What the sweep does about one ending that it looks at. */
export type Next =
  | { readonly is: 'wait' }
  | { readonly is: 'write'; readonly attempt: number }
  | { readonly is: 'ask'; readonly plan: EntryId }
  | { readonly is: 'settle'; readonly settled: SettledAs };

/** After its end nothing can be given any more, but for a start that a slow clock lets through a little later. */
const neverGivenAfterSeconds = 86_400;

/** Decides from what is recorded alone, so that it goes on rightly from wherever a crash left it. Pure. */
export function whatNext(row: EndingRow, now: Instant): Next {
  if (row.execution === null)
    return addSeconds(row.endsAt, neverGivenAfterSeconds) <= now ? settle({ as: 'not given' }) : wait;
  if (row.outcome === null) return wait;
  if (!row.given) return settle({ as: 'not given' });
  if (row.putBack) return settle({ as: 'put back' });
  if (row.expiry === null || row.attempt === null) return { is: 'write', attempt: 0 };
  if (row.taken === 'done') return settle({ as: 'taken back' });
  if (row.taking !== null) return row.taken === null ? wait : { is: 'write', attempt: row.attempt + 1 };
  if (row.asked) return wait;
  const { code, details } = row.answer ?? {};
  // without a look since it was opened again, the answer is an old one
  return row.tries > 0 && code === 'superseded' && details?.by !== undefined && details.byStep !== undefined
    ? settle({ as: 'superseded', by: `${details.by}#${details.byStep}` })
    : { is: 'ask', plan: row.expiry };
}

const wait: Next = { is: 'wait' };
const settle = (settled: SettledAs): Next => ({ is: 'settle', settled });
