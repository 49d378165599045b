import { byteaArray, type Queryable } from '../../platform/store/index.ts';
import { Profile } from '../profile/profile.ts';
import { readState, writeState } from '../profile/state.ts';
import { namesKept, type Batch } from './batch.ts';

const writeSize = 500;

/** Adds what a batch holds to what is kept of its log. In a transaction; the batch is empty afterwards. */
export async function writeBatch(tx: Queryable, logNo: number, batch: Batch): Promise<void> {
  const actors = [...batch.actors.values()];
  for (let at = 0; at < actors.length; at += writeSize) {
    const part = actors.slice(at, at + writeSize);
    const rows = await tx.query<{ no: number; key: string }>(
      `insert into activity.actor as a (log_no, key, name, kind, uid, email, account, format, events, first_ms, last_ms)
       select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
         $9::bigint[], $10::bigint[], $11::bigint[])
       on conflict (log_no, key) do update set events = a.events + excluded.events,
         first_ms = least(a.first_ms, excluded.first_ms), last_ms = greatest(a.last_ms, excluded.last_ms)
       returning no, key`,
      [
        logNo,
        part.map(({ key }) => key),
        part.map(({ name }) => name),
        part.map(({ kind }) => kind),
        part.map(({ uid }) => uid ?? null),
        part.map(({ email }) => email ?? null),
        part.map(({ account }) => account ?? null),
        part.map(({ format }) => format),
        part.map(({ events }) => events),
        part.map(({ firstMs }) => firstMs ?? null),
        part.map(({ lastMs }) => lastMs ?? null),
      ],
    );
    const numbers = new Map(rows.map(({ no, key }) => [key, no]));
    const profiles = part.flatMap(({ key, weeks }) =>
      [...weeks].map(([week, profile]) => ({ no: numbers.get(key) ?? 0, week, profile })),
    );
    for (let from = 0; from < profiles.length; from += writeSize)
      await writeProfiles(tx, profiles.slice(from, from + writeSize));
  }
  batch.written();
}

async function writeProfiles(
  tx: Queryable,
  profiles: readonly { readonly no: number; readonly week: number; readonly profile: Profile }[],
): Promise<void> {
  const numbers = profiles.map(({ no }) => no);
  const weeks = profiles.map(({ week }) => week);
  const kept = await tx.query<{ actor_no: number; week: number; state: Buffer }>(
    `select p.actor_no, p.week, p.state from unnest($1::bigint[], $2::integer[]) w (no, week)
       join activity.profile p on p.actor_no = w.no and p.week = w.week`,
    [numbers, weeks],
  );
  const before = new Map(kept.map(({ actor_no, week, state }) => [`${actor_no} ${week}`, state]));
  const states = profiles.map(({ no, week, profile }) => {
    const state = before.get(`${no} ${week}`);
    return writeState(
      (state === undefined
        ? profile
        : Profile.merged(Profile.fromState(namesKept, readState(state)), profile)
      ).toState(),
    );
  });
  await tx.query(
    `insert into activity.profile (actor_no, week, state)
     select * from unnest($1::bigint[], $2::integer[], $3::bytea[])
     on conflict (actor_no, week) do update set state = excluded.state`,
    [numbers, weeks, byteaArray(states)],
  );
}
