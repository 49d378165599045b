import { instantOf, type Instant, type ProfileShown } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { Profile } from '../profile/profile.ts';
import { readState } from '../profile/state.ts';
import { namesKept } from './batch.ts';
import { undatedWeek, weekBegan, weekOf } from './weeks.ts';

/** Whoever acted in a log, as the log names them. */
export interface ActorKept {
  readonly no: number;
  readonly logNo: number;
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly uid: string | null;
  readonly email: string | null;
  readonly account: string | null;
  readonly format: string;
  readonly events: number;
  readonly first: Instant | null;
  readonly last: Instant | null;
}

/** Everybody who acted in these logs, in order of their keys. */
export async function actorsIn(db: Queryable, logNos: readonly number[]): Promise<readonly ActorKept[]> {
  const rows = await db.query<
    Omit<ActorKept, 'logNo' | 'first' | 'last'> & {
      readonly log_no: number;
      readonly first_ms: number | null;
      readonly last_ms: number | null;
    }
  >(
    `select no, log_no, key, name, kind, uid, email, account, format, events, first_ms, last_ms
       from activity.actor where log_no = any($1) order by log_no, key collate "C"`,
    [logNos],
  );
  return rows.map(({ log_no, first_ms, last_ms, ...row }) => ({
    ...row,
    logNo: log_no,
    first: first_ms === null ? null : instantOf(first_ms),
    last: last_ms === null ? null : instantOf(last_ms),
  }));
}

/** A profile in its two parts by time: what is recent, and what came before it. */
export interface ProfileParts {
  readonly whole: ProfileShown;
  readonly recent: ProfileShown;
  readonly before: ProfileShown;
}

/** All names that are kept of each aspect are shown; of minutes there are more. */
const mostNames = namesKept * 4;
/** Recent is the week of the last event that any log tells, and the one before. */
const recentWeeks = 1;

/** Where the recent part begins, of logs that cover so much: at the beginning of a week. */
export const recentFrom = (until: Instant): Instant =>
  instantOf(weekBegan(weekOf(Date.parse(until)) - recentWeeks));

/**
 * What each group of actors did together, in the order of the groups; events that tell no time are with what came before.
 * A group without actors, or whose actors did nothing, has empty profiles.
 */
export async function profilesOf(
  db: Queryable,
  groups: readonly { readonly actors: readonly number[]; readonly recentFrom: Instant }[],
): Promise<readonly ProfileParts[]> {
  const rows = await db.query<{ actor_no: number; week: number; state: Buffer }>(
    'select actor_no, week, state from activity.profile where actor_no = any($1) order by actor_no, week',
    [[...new Set(groups.flatMap(({ actors }) => actors))]],
  );
  const weeksOf = Map.groupBy(rows, ({ actor_no }) => actor_no);
  return groups.map(({ actors, recentFrom: from }) => {
    const begins = weekOf(Date.parse(from));
    const parts = { recent: new Profile(namesKept), before: new Profile(namesKept) };
    for (const { week, state } of actors.flatMap((no) => weeksOf.get(no) ?? [])) {
      const part = week !== undatedWeek && week >= begins ? 'recent' : 'before';
      parts[part] = Profile.merged(parts[part], Profile.fromState(namesKept, readState(state)));
    }
    const { recent, before } = parts;
    return {
      whole: Profile.merged(before, recent).shown(mostNames),
      recent: recent.shown(mostNames),
      before: before.shown(mostNames),
    };
  });
}

/** Of whoever did nothing. */
export const emptyProfile: ProfileShown = new Profile(namesKept).shown(0);
