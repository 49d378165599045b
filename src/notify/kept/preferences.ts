import { isSubjectId, must, type Instant, type SubjectId } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { kindNames, noticeKinds } from '../kinds.ts';
import { nextDigest, usualPreference, type Preference } from '../preference.ts';

interface Row {
  readonly person: string;
  readonly channel: string | null;
  readonly digestAt: number | null;
  readonly from: number | null;
  readonly until: number | null;
  readonly zone: string;
  readonly chosen: boolean;
}
const columns = `person, channel, digest_at as "digestAt", quiet_from as "from", quiet_until as "until", zone, chosen`;

/** What somebody chose, or what is usual. */
export async function preferenceOf(
  db: Queryable,
  person: SubjectId,
): Promise<{ readonly preference: Preference; readonly isChosen: boolean }> {
  const [row] = await db.query<Row>(`select ${columns} from notify.preference where person = $1`, [person]);
  return row === undefined
    ? { preference: usualPreference, isChosen: false }
    : { preference: preferenceIn(row), isChosen: row.chosen };
}

/** Keeps what somebody chose; their next digest is at its hour from now on. */
export async function keepPreference(
  db: Queryable,
  person: SubjectId,
  preference: Preference,
  now: Instant,
): Promise<void> {
  await db.query(
    `insert into notify.preference (person, channel, digest_at, quiet_from, quiet_until, zone, chosen, changed_at, next_digest)
     values ($1, $2, $3, $4, $5, $6, true, $7, $8)
     on conflict (person) do update set channel = excluded.channel, digest_at = excluded.digest_at,
       quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, zone = excluded.zone, chosen = true,
       changed_at = excluded.changed_at, next_digest = excluded.next_digest`,
    [
      person,
      preference.channel,
      preference.digestAt,
      preference.quiet?.from ?? null,
      preference.quiet?.until ?? null,
      preference.zone,
      now,
      nextDigest(preference, now),
    ],
  );
  // what was kept for the digest comes with the next one, whenever that is now
  await db.query(
    `update notify.notice set send_at = $2 where receiver = $1 and kind = any($3::text[]) and delivery is null
       and dropped_because is null and send_at is not null`,
    [person, nextDigest(preference, now), kindNames.filter((kind) => noticeKinds[kind].timing === 'digest')],
  );
}

/** Sees to it that each of these people has a digest to come, as is usual, unless they chose otherwise. */
export async function expectDigests(
  db: Queryable,
  people: readonly SubjectId[],
  now: Instant,
): Promise<void> {
  const { digestAt, quiet, zone } = usualPreference;
  await db.query(
    `insert into notify.preference (person, digest_at, quiet_from, quiet_until, zone, chosen, changed_at, next_digest)
     select unnest($1::text[]), $2, $3, $4, $5, false, $6, $7 on conflict do nothing`,
    [
      people,
      digestAt,
      quiet?.from ?? null,
      quiet?.until ?? null,
      zone,
      now,
      nextDigest(usualPreference, now),
    ],
  );
}

/** Whose digest is due, the longest waiting first. */
export async function dueDigests(
  db: Queryable,
  now: Instant,
  limit: number,
): Promise<
  readonly { readonly person: SubjectId; readonly preference: Preference; readonly due: Instant }[]
> {
  const rows = await db.query<Row & { readonly due: Instant }>(
    `select ${columns}, next_digest as due from notify.preference where next_digest <= $1 order by next_digest, person limit $2`,
    [now, limit],
  );
  return rows.map((row) => ({
    person: must(isSubjectId, row.person),
    preference: preferenceIn(row),
    due: row.due,
  }));
}

/** Takes one digest that is due, and sets when the next is. False: another server has it. */
export async function claimDigest(
  tx: Queryable,
  {
    person,
    preference,
    due,
  }: { readonly person: SubjectId; readonly preference: Preference; readonly due: Instant },
  now: Instant,
): Promise<boolean> {
  const rows = await tx.query(
    'update notify.preference set next_digest = $3 where person = $1 and next_digest = $2 returning person',
    [person, due, nextDigest(preference, now)],
  );
  return rows.length > 0;
}

const preferenceIn = ({ channel, digestAt, from, until, zone }: Row): Preference => ({
  channel,
  digestAt,
  quiet: from === null || until === null ? null : { from, until },
  zone,
});
