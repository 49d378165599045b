import { randomBytes } from 'node:crypto';
import { addSeconds, done, refuse, type Instant, type Result } from '../model/index.ts';
import { canonicalJson } from '../platform/canonical.ts';
import type { Queryable } from '../platform/store/index.ts';

const lifetimeSeconds = 300;

/**
 * The text that somebody signs to come in, with the key that signs their decisions. Its `v` is no statement's, so a
 * signature over it can never stand under a decision, nor the other way round. Good once, for five minutes.
 */
export async function newChallenge(db: Queryable, ledger: string, now: Instant): Promise<string> {
  const nonce = randomBytes(24).toString('base64url');
  const expiresAt = addSeconds(now, lifetimeSeconds);
  const text = canonicalJson({ v: 'countersign/sign-in/v1', ledger, nonce, expiresAt });
  await keepChallenge(db, text, now);
  return text;
}

/** Remembers a challenge that was given out, so that it is taken once, and within five minutes. */
export async function keepChallenge(db: Queryable, text: string, now: Instant): Promise<void> {
  await db.query('delete from signin.challenge where expires_at < $1', [now]);
  await db.query('insert into signin.challenge (text, expires_at) values ($1, $2)', [
    text,
    addSeconds(now, lifetimeSeconds),
  ]);
}

/** Takes a challenge that was signed: exactly as it was given out, in time, and never twice. */
export async function takeChallenge(db: Queryable, text: string, now: Instant): Promise<Result<true>> {
  const [taken] = await db.query(
    'update signin.challenge set used_at = $2 where text = $1 and used_at is null and expires_at > $2 returning text',
    [text, now],
  );
  return taken === undefined
    ? refuse('unauthenticated', 'This sign-in was used before or has timed out.', 'Sign in again.')
    : done(true);
}
