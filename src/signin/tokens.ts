import {
  done,
  isSubjectId,
  millisecondsOf,
  must,
  refuse,
  type Instant,
  type Result,
  type SubjectId,
  type TokenScope,
} from '../model/index.ts';
import { newId } from '../platform/clock.ts';
import type { Queryable } from '../platform/store/index.ts';
import { hashOf, looksLike, newSecret } from './secret.ts';
import { pageOfRows } from '../platform/page-of-rows.ts';

/** No token lasts longer. */
export const longestTokenSeconds = 90 * 86_400;
/** Of one owner, in force at a time. */
const mostTokens = 50;

export interface Token {
  /** The machine that a token is, in ledger and policy. */
  readonly id: SubjectId;
  readonly name: string;
  readonly owner: SubjectId;
  readonly scopes: readonly TokenScope[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly usedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly owner: SubjectId;
  readonly scopes: readonly TokenScope[];
  readonly created_at: Instant;
  readonly expires_at: Instant;
  readonly used_at: Instant | null;
  readonly revoked_at: Instant | null;
}
const columns = 'id, name, owner, scopes, created_at, expires_at, used_at, revoked_at';

/** Issues a token to its owner. The secret is told once and kept nowhere. */
export async function issueToken(
  db: Queryable,
  asked: Pick<Token, 'name' | 'owner' | 'scopes' | 'expiresAt'>,
  now: Instant,
): Promise<Result<{ readonly token: Token; readonly secret: string }>> {
  const seconds = (millisecondsOf(asked.expiresAt) - millisecondsOf(now)) / 1000;
  if (seconds <= 0 || seconds > longestTokenSeconds)
    return refuse(
      'input_invalid',
      `A token ends within ${longestTokenSeconds / 86_400} days, and not before it begins.`,
      'Give an earlier end; issue another one then.',
    );
  if (asked.scopes.length === 0)
    return refuse(
      'input_invalid',
      'A token without a scope can do nothing.',
      'Give it `view`, `operate` or both.',
    );
  const inForce = await db.query(
    'select 1 from signin.token where owner = $1 and revoked_at is null and expires_at > $2 limit $3',
    [asked.owner, now, mostTokens],
  );
  if (inForce.length >= mostTokens)
    return refuse(
      'rate_limited',
      `A person has at most ${mostTokens} tokens in force.`,
      'Revoke one that is not needed.',
    );
  const { secret, hash } = newSecret('token');
  const [row] = await db.query<Row>(
    `insert into signin.token (id, secret_hash, name, owner, scopes, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7) returning ${columns}`,
    [newId('prc'), hash, asked.name, asked.owner, [...new Set(asked.scopes)], now, asked.expiresAt],
  );
  if (row === undefined) throw new TypeError('a token was just issued and is not there');
  return done({ token: tokenOf(row), secret });
}

/** The token of a secret, if it is in force; its use is noted, once a minute at most. */
export async function tokenOfSecret(db: Queryable, secret: string, now: Instant): Promise<Result<Token>> {
  const [row] = looksLike('token', secret)
    ? await db.query<Row>(
        `select ${columns} from signin.token where secret_hash = $1 and revoked_at is null and expires_at > $2`,
        [hashOf(secret), now],
      )
    : [];
  if (row === undefined)
    return refuse(
      'unauthenticated',
      'This API token is unknown, revoked or has ended.',
      'Issue another under Settings in the console.',
    );
  if (row.used_at === null || millisecondsOf(now) - millisecondsOf(row.used_at) > 60_000)
    await db.query('update signin.token set used_at = $2 where id = $1', [row.id, now]);
  return done(tokenOf(row));
}

/** Revokes a token; `of`: only if it is this person's. Undefined: there is none in force. */
export async function revokeToken(
  db: Queryable,
  asked: { readonly id: string; readonly of?: SubjectId; readonly because: string },
  now: Instant,
): Promise<Token | undefined> {
  const [row] = await db.query<Row>(
    `update signin.token set revoked_at = $2, revoked_because = $3
      where id = $1 and revoked_at is null and ($4::text is null or owner = $4) returning ${columns}`,
    [asked.id, now, asked.because, asked.of ?? null],
  );
  return row === undefined ? undefined : tokenOf(row);
}

/** A token's place in a list; `isRevoked` counts where those that were not come first. */
export interface TokenPlace {
  readonly isRevoked: boolean;
  readonly createdAt: Instant;
  readonly id: string;
}

export interface TokensAsked {
  readonly of: SubjectId | 'everybody';
  /** Revoked ones, or those that were not; both when absent. */
  readonly revoked?: boolean;
  /** `state`: those that were not revoked first; the newest first in both. */
  readonly sort: 'state' | 'newest';
  readonly limit: number;
  readonly after?: TokenPlace;
}

/** A page of the tokens of one owner, or of everybody. */
export async function listTokens(
  db: Queryable,
  { of, revoked, sort, limit, after }: TokensAsked,
): Promise<{ readonly items: readonly Token[]; readonly next: TokenPlace | null }> {
  const first = '(revoked_at is null or $7::boolean)';
  const rows = await db.query<Row>(
    `select ${columns} from signin.token where ($1::text is null or owner = $1)
       and ($2::boolean is null or (revoked_at is not null) = $2)
       and ($3::timestamptz is null or (${first}, created_at, id) < ($4::boolean, $3, $5))
      order by ${first} desc, created_at desc, id desc limit $6`,
    [
      of === 'everybody' ? null : of,
      revoked ?? null,
      after?.createdAt ?? null,
      sort === 'newest' || after?.isRevoked === false,
      after?.id ?? null,
      limit + 1,
      sort === 'newest',
    ],
  );
  return pageOfRows(rows, limit, tokenOf, ({ revoked_at, created_at, id }) => ({
    isRevoked: revoked_at !== null,
    createdAt: created_at,
    id,
  }));
}

/** One token of an owner, whatever its state. */
export async function tokenOfOwner(
  db: Queryable,
  asked: { readonly id: string; readonly of: SubjectId },
): Promise<Token | undefined> {
  const [row] = await db.query<Row>(`select ${columns} from signin.token where id = $1 and owner = $2`, [
    asked.id,
    asked.of,
  ]);
  return row === undefined ? undefined : tokenOf(row);
}

/** Every token that can be used, in order of id, some hundred at a time. */
export async function* tokensInForce(db: Queryable, now: Instant): AsyncGenerator<readonly Token[]> {
  for (let after = ''; ;) {
    const rows = await db.query<Row>(
      `select ${columns} from signin.token where revoked_at is null and expires_at > $1 and id > $2
        order by id limit 500`,
      [now, after],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(tokenOf);
    after = last.id;
  }
}

/** Rung in the transaction that issues or revokes a token. */
export const tokensChannel = 'signin_token';
export const ringTokens = (tx: Queryable) => tx.query(`select pg_notify('${tokensChannel}', '')`);

/** Stands for the tokens that can be used, and for the days they were used last. Undefined: none was ever issued. */
export async function digestOfTokens(db: Queryable, now: Instant): Promise<string | undefined> {
  const [row] = await db.query<{ ever: boolean; digest: string }>(
    `select exists (select from signin.token) as ever,
       md5(coalesce(string_agg(concat_ws(' ', id, used_at::date), ',' order by id), '')) as digest
       from signin.token where revoked_at is null and expires_at > $1`,
    [now],
  );
  return row?.ever === true ? row.digest : undefined;
}

const tokenOf = (row: Row): Token => ({
  id: must(isSubjectId, row.id),
  name: row.name,
  owner: row.owner,
  scopes: row.scopes,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  usedAt: row.used_at,
  revokedAt: row.revoked_at,
});
