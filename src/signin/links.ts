import { addSeconds, refuse, done, type Instant, type Result, type SubjectId } from '../model/index.ts';
import { newId } from '../platform/clock.ts';
import type { Queryable } from '../platform/store/index.ts';
import { hashOf, looksLike, newSecret } from './secret.ts';

const lifetimeSeconds = 15 * 60;

/** Whom a one-time link lets in: a person who showed a key, or (a ledger without signers) whoever becomes the first. */
export type LinkFor =
  | { readonly person: SubjectId; readonly keyFingerprint: string }
  | { readonly person: null };

/** Makes a link that works once, within a quarter of an hour; returns its secret, which goes into the address after `#`. */
export async function newLink(
  db: Queryable,
  link: LinkFor,
  now: Instant,
): Promise<{ readonly secret: string; readonly expiresAt: Instant }> {
  const { secret, hash } = newSecret('link');
  const expiresAt = addSeconds(now, lifetimeSeconds);
  await db.query(
    `insert into signin.link (id, secret_hash, person, how, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)`,
    [newId('lnk'), hash, link.person, link.person === null ? 'setup' : link.keyFingerprint, now, expiresAt],
  );
  return { secret, expiresAt };
}

/** Uses a link up and says whom it was for. */
export async function takeLink(db: Queryable, secret: string, now: Instant): Promise<Result<LinkFor>> {
  const [row] = looksLike('link', secret)
    ? await db.query<{ person: SubjectId | null; how: string }>(
        `update signin.link set used_at = $2 where secret_hash = $1 and used_at is null and expires_at > $2
         returning person, how`,
        [hashOf(secret), now],
      )
    : [];
  if (row === undefined)
    return refuse(
      'unauthenticated',
      'This link was used before or has timed out.',
      'Make another with `countersign console`.',
    );
  return done(row.person === null ? { person: null } : { person: row.person, keyFingerprint: row.how });
}
