import { randomBytes } from 'node:crypto';
import {
  addSeconds,
  done,
  millisecondsOf,
  refuse,
  type EntryId,
  type Instant,
  type Refusal,
  type Result,
  type Role,
  type SubjectId,
} from '../model/index.ts';
import { newId } from '../platform/clock.ts';
import type { Database, Queryable } from '../platform/store/index.ts';
import { hashOf, looksLike, newSecret } from './secret.ts';
import { pageOfRows } from '../platform/page-of-rows.ts';

/** How long a session lasts at most, unused, and before its secret is changed; and how long the one before still works. */
export const sessionLimits = {
  absoluteSeconds: 12 * 3600,
  idleSeconds: 3600,
  rotateSeconds: 15 * 60,
  graceSeconds: 60,
} as const;

export type SessionHow = 'passkey' | 'key' | 'link' | 'oidc' | 'setup';

export interface SessionOf {
  /** Null only for `setup`: whoever holds the first link of a ledger that has no signer yet. */
  readonly person: SubjectId | null;
  readonly how: SessionHow;
  readonly keyFingerprint: string | null;
  /** Roles an identity provider's mapping gave: all that a session by one has. What the ledger says is looked up at each call. */
  readonly givenRoles: readonly Role[];
  /** The entry that set the identity provider, of a session that one vouches for: it ends with that. */
  readonly provider?: EntryId | null;
  /** The browser's own words, shown to its person only. */
  readonly agent: string;
  /** The network address that it was begun from, as this server saw it; empty where that is not known. */
  readonly address: string;
}

export interface Session extends SessionOf {
  readonly id: string;
  readonly csrf: string;
  readonly createdAt: Instant;
  readonly seenAt: Instant;
  readonly expiresAt: Instant;
}

interface Row {
  readonly id: string;
  readonly csrf: string;
  readonly person: SubjectId | null;
  readonly how: SessionHow;
  readonly key_fingerprint: string | null;
  readonly given_roles: readonly Role[];
  readonly provider: EntryId | null;
  readonly agent: string;
  readonly address: string;
  readonly created_at: Instant;
  readonly seen_at: Instant;
  readonly expires_at: Instant;
  readonly rotated_at: Instant;
  readonly is_current: boolean;
}
const columns = `id, csrf, person, how, key_fingerprint, given_roles, provider, agent, address, created_at, seen_at, expires_at, rotated_at`;

/** Begins a session; the secret is the cookie's value and is told once. */
export async function beginSession(
  db: Queryable,
  of: SessionOf,
  now: Instant,
): Promise<{ readonly session: Session; readonly secret: string }> {
  const { secret, hash } = newSecret('session');
  const [row] = await db.query<Omit<Row, 'is_current'>>(
    `insert into signin.session (id, secret_hash, rotated_at, csrf, person, how, key_fingerprint, given_roles, agent,
       created_at, seen_at, expires_at, address, provider)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $3, $3, $10, $11, $12) returning ${columns}`,
    [
      newId('ses'),
      hash,
      now,
      randomBytes(24).toString('base64url'),
      of.person,
      of.how,
      of.keyFingerprint,
      of.givenRoles,
      of.agent.slice(0, 200),
      addSeconds(now, sessionLimits.absoluteSeconds),
      of.address.slice(0, 64),
      of.provider ?? null,
    ],
  );
  if (row === undefined) throw new TypeError('a session was just begun and is not there');
  return { session: sessionOf(row), secret };
}

const oldSecret = 'an old secret of it was used again';
const signInAgain = (message: string): Refusal => refuse('unauthenticated', message, 'Sign in again.');

/**
 * The session of a cookie, seen now. Every quarter of an hour its secret changes (`secret` is then the new one, to be set);
 * the one before works for another minute, for requests under way. Whoever comes with it later has a copy: the session ends.
 */
export async function resumeSession(
  database: Database,
  secret: string,
  now: Instant,
): Promise<Result<{ readonly session: Session; readonly secret?: string }>> {
  if (!looksLike('session', secret)) return signInAgain('You are not signed in.');
  const hash = hashOf(secret);
  return database.transaction(async (tx) => {
    const [row] = await tx.query<Row>(
      `select ${columns}, secret_hash = $1 as is_current from signin.session
        where (secret_hash = $1 or previous_hash = $1) and ended_at is null for update`,
      [hash],
    );
    if (row === undefined) return endCopied(tx, hash, now);
    const age = (since: Instant): number => (millisecondsOf(now) - millisecondsOf(since)) / 1000;
    const over =
      row.expires_at <= now
        ? 'it lasted as long as one may'
        : age(row.seen_at) > sessionLimits.idleSeconds
          ? 'it was not used for an hour'
          : !row.is_current && age(row.rotated_at) > sessionLimits.graceSeconds
            ? oldSecret
            : undefined;
    if (over !== undefined) {
      await endRow(tx, row.id, over, now);
      return signInAgain(`This session ended: ${over}.`);
    }
    const rotate = row.is_current && age(row.rotated_at) >= sessionLimits.rotateSeconds;
    const fresh = rotate ? newSecret('session') : undefined;
    if (fresh !== undefined) {
      await tx.query(
        `update signin.session set secret_hash = $2, previous_hash = secret_hash, rotated_at = $3, seen_at = $3 where id = $1`,
        [row.id, fresh.hash, now],
      );
      await tx.query('insert into signin.past_secret (hash, session) values ($1, $2)', [hash, row.id]);
    }
    // once a minute is enough to tell idleness, and spares a write a request
    else if (age(row.seen_at) >= 60)
      await tx.query('update signin.session set seen_at = $2 where id = $1', [row.id, now]);
    return done({ session: sessionOf(row), ...(fresh === undefined ? {} : { secret: fresh.secret }) });
  });
}

/** Ends the open session that had this secret longer ago than the one before, and refuses. */
async function endCopied(db: Queryable, hash: Buffer, now: Instant): Promise<Refusal> {
  const [past] = await db.query<{ session: string }>(
    'select session from signin.past_secret where hash = $1',
    [hash],
  );
  if (past === undefined) return signInAgain('You are not signed in.');
  await endRow(db, past.session, oldSecret, now);
  return signInAgain(`This session ended: ${oldSecret}.`);
}

const endRow = (db: Queryable, id: string, because: string, now: Instant) =>
  db.query<{ id: string }>(
    'update signin.session set ended_at = $3, ended_because = $2 where id = $1 and ended_at is null returning id',
    [id, because, now],
  );

/** Ends a session; `of`: only if it is this person's. False: there is none. */
export async function endSession(
  db: Queryable,
  asked: { readonly id: string; readonly of?: SubjectId; readonly because: string },
  now: Instant,
): Promise<boolean> {
  const rows = await db.query(
    `update signin.session set ended_at = $3, ended_because = $2
      where id = $1 and ended_at is null and ($4::text is null or person = $4) returning id`,
    [asked.id, asked.because, now, asked.of ?? null],
  );
  return rows.length > 0;
}

/** Ends every session of a person but one; how many those were. */
export async function endOtherSessions(
  db: Queryable,
  asked: { readonly of: SubjectId; readonly but: string; readonly because: string },
  now: Instant,
): Promise<number> {
  const rows = await db.query(
    `update signin.session set ended_at = $3, ended_because = $2
      where person = $1 and id <> $4 and ended_at is null returning id`,
    [asked.of, asked.because, now, asked.but],
  );
  return rows.length;
}

/** A place in a list: the row's own. */
export interface ListPlace {
  readonly createdAt: Instant;
  readonly id: string;
}

export interface SessionsAsked {
  readonly of: SubjectId | 'everybody';
  readonly how?: readonly SessionHow[];
  readonly sort: 'newest' | 'oldest';
  readonly limit: number;
  readonly after?: ListPlace;
}

const stillOpen = `ended_at is null and expires_at > $1
  and seen_at > $1::timestamptz - make_interval(secs => ${sessionLimits.idleSeconds})`;

/** A page of the sessions that can still be used: of one person, or of everybody. */
export async function openSessions(
  db: Queryable,
  { of, how, sort, limit, after }: SessionsAsked,
  now: Instant,
): Promise<{ readonly items: readonly Session[]; readonly next: ListPlace | null }> {
  const [beyond, order] = sort === 'newest' ? (['<', 'desc'] as const) : (['>', 'asc'] as const);
  const rows = await db.query<Omit<Row, 'is_current'>>(
    `select ${columns} from signin.session where ${stillOpen}
       and ($2::text is null or person = $2) and ($3::text[] is null or how = any($3))
       and ($4::timestamptz is null or (created_at, id) ${beyond} ($4, $5))
      order by created_at ${order}, id ${order} limit $6`,
    [
      now,
      of === 'everybody' ? null : of,
      how ?? null,
      after?.createdAt ?? null,
      after?.id ?? null,
      limit + 1,
    ],
  );
  return pageOfRows(rows, limit, sessionOf, (last) => ({ createdAt: last.created_at, id: last.id }));
}

/** One session of a person, if it can still be used. */
export async function openSession(
  db: Queryable,
  asked: { readonly id: string; readonly of: SubjectId },
  now: Instant,
): Promise<Session | undefined> {
  const [row] = await db.query<Omit<Row, 'is_current'>>(
    `select ${columns} from signin.session where ${stillOpen} and id = $2 and person = $3`,
    [now, asked.id, asked.of],
  );
  return row === undefined ? undefined : sessionOf(row);
}

const sessionOf = (row: Omit<Row, 'is_current'>): Session => ({
  id: row.id,
  csrf: row.csrf,
  person: row.person,
  how: row.how,
  keyFingerprint: row.key_fingerprint,
  givenRoles: row.given_roles,
  provider: row.provider,
  agent: row.agent,
  address: row.address,
  createdAt: row.created_at,
  seenAt: row.seen_at,
  expiresAt: row.expires_at,
});
