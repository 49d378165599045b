import { readsNow } from '../../estate/index.ts';
import { addSeconds, Fault, fitsShape, type Instant } from '../../model/index.ts';
import {
  itemColumns,
  listMandates,
  loadMandate,
  writeMandated,
  type MandateItemRow,
  type StoredMandate,
} from '../../review/index.ts';
import type { System } from '../system.ts';
import { alone } from './alone.ts';
import { askFor } from './ask-for.ts';
import { announce, whyNotStanding } from './carry-under.ts';
import { followItem } from './follow-item.ts';
import { suspendIfWrong } from './gate.ts';
import type { Seen } from './seen.ts';
import { selectedBy } from './select.ts';
import { announceUnanswered, dropAnswered } from './unanswered.ts';
import { watchItems } from './watch.ts';

const aRound = 100;

/**
 * Does what mandates have to be done now: announces what standing orders select, plans items whose notice is over and asks
 * the enforcer for them, follows what became of each, and puts back what broke while it is watched. It rests on what is
 * recorded, never on having run in time. Throws the first Fault once everything else was tried.
 */
export async function bringAboutMandates(system: System, seen: Seen): Promise<void> {
  const faults: Fault[] = [];
  const attempt = async (what: () => Promise<void>): Promise<void> => {
    try {
      await what();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(error);
    }
  };
  const now = system.clock.now();
  for (const mandate of await listMandates(system.database, { standing: now, limit: 1000 }))
    await attempt(async () => {
      if (!(await suspendIfWrong(system, mandate)) && selects(mandate))
        await alone(system, mandate.id, () => selectItems(system, mandate, seen, now));
    });
  await attempt(() => dropAnswered(system, now));
  for (const item of await lookedAt(system, now)) await attempt(() => lookAt(system, item, now));
  await attempt(() => watchItems(system, seen, now));
  const [first] = faults;
  if (first !== undefined) throw first;
}

const lookedAt = (system: System, now: Instant): Promise<readonly MandateItemRow[]> =>
  system.database.query<MandateItemRow>(
    `${itemColumns} where i.state in ('announced', 'planned', 'returning') and i.look_at <= $1 order by i.look_at, i.no limit $2`,
    [now, aRound],
  );

const selects = ({ terms }: StoredMandate): boolean =>
  terms.kind === 'no_answer' || (terms.kind === 'standing_order' && terms.triggers.includes('clock'));

/** Announces as much as the cap of a day has room for; whatever else is selected has its turn on the days after. */
async function selectItems(system: System, mandate: StoredMandate, seen: Seen, now: Instant): Promise<void> {
  const { terms } = mandate;
  if ((await whyNotStanding(system, mandate)) !== undefined) return;
  const room = await roomOf(system, mandate, now);
  const state = `${await readsNow(system.database)} ${now.slice(0, 13)} ${room}`;
  if (room <= 0 || seen.selected.get(mandate.id) === state) return;
  if (terms.kind === 'no_answer') {
    await announceUnanswered(system, mandate, room, now);
    return;
  }
  let left = room;
  for await (const { is, found } of selectedBy(system, terms, now)) {
    if (is !== 'selected' || !fitsShape(terms.does, found.change)) continue;
    const filed = await announce(system, mandate, {
      mandate: mandate.id,
      changes: [found.change],
      origin: 'rule',
    });
    if (filed.ok && --left === 0) break;
  }
  seen.selected.set(mandate.id, `${await readsNow(system.database)} ${now.slice(0, 13)} ${left}`);
}

/** How many more items may be announced: open ones, and those of the last day, count against the cap of a day. */
async function roomOf(system: System, { id, terms }: StoredMandate, now: Instant): Promise<number> {
  const [row] = await system.database.query<{ taken: number; ever: number }>(
    `select count(*) filter (where state in ('announced', 'planned') or done_at > $2)::int as taken,
            count(*) filter (where state in ('announced', 'planned', 'done', 'returning', 'returned', 'failed'))::int as ever
       from review.mandate_item where mandate = $1`,
    [id, addSeconds(now, -86_400)],
  );
  return Math.min(terms.perDay - (row?.taken ?? 0), terms.inAll - (row?.ever ?? 0));
}

async function lookAt(system: System, item: MandateItemRow, now: Instant): Promise<void> {
  if (item.state !== 'announced') return followItem(system, item, now);
  const loaded = await loadMandate(system.database, item.mandate);
  if (!loaded.ok) return;
  const mandate = loaded.value;
  const why = await whyNotStanding(system, mandate);
  if (why !== undefined) {
    const over = mandate.ended !== null || mandate.terms.until <= now;
    await system.database.query(
      `update review.mandate_item set because = $2, look_at = $3, state = case when $4 then 'dropped' else state end where no = $1`,
      [item.no, why, addSeconds(now, 600), over],
    );
    return;
  }
  const filed = await system.ledger.entry(item.proposalEntry);
  const dueAt =
    filed === undefined
      ? addSeconds(now, 1)
      : addSeconds(filed.sequencedAt, mandate.terms.noticeHours * 3600);
  if (filed === undefined || dueAt > now) {
    await system.database.query('update review.mandate_item set look_at = $2 where no = $1', [
      item.no,
      dueAt,
    ]);
    return;
  }
  const plan = await system.database.transaction(async (tx) => {
    const rows = await tx.query(
      `select 1 from review.mandate_item where no = $1 and state = 'announced' for update`,
      [item.no],
    );
    if (rows.length === 0) return undefined; // another server has planned it, or somebody objected
    // an end that is recorded first comes first in the ledger too
    const standing = await tx.query(
      'select 1 from review.mandate where id = $1 and ended_at is null for share',
      [item.mandate],
    );
    if (standing.length === 0) return undefined;
    const written = await writeMandated(system, tx, mandate, item, now);
    if (written === undefined)
      await tx.query(
        `update review.mandate_item set state = 'dropped', because = 'the proposal was decided or withdrawn' where no = $1`,
        [item.no],
      );
    return written;
  });
  if (plan !== undefined) await askFor(system, plan);
}
