import { createHmac, timingSafeEqual } from 'node:crypto';
import { addSeconds, done, refuse, type EntryId, type Instant, type Result } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { hashOf, looksLike, newSecret } from '../secret.ts';

/** How long somebody may take at the provider's pages. */
export const flowSeconds = 600;

/** What one sign-in is held to: all three follow from the secret that the browser which began it keeps. */
export interface Flow {
  readonly state: string;
  readonly nonce: string;
  /** PKCE: what the provider is shown the hash of first and the whole of last. */
  readonly verifier: string;
}

/** A sign-in to begin, and the secret that the browser keeps in a cookie. */
export function newFlow(): { readonly flow: Flow; readonly secret: string } {
  const { secret } = newSecret('flow');
  return { secret, flow: flowOf(secret) };
}

/**
 * Remembers a sign-in that was begun: only its secret's hash, when it ends, and under which setting of the provider it began,
 * so that nothing that lies here helps to finish it.
 */
export async function keepFlow(
  db: Queryable,
  begun: { readonly secret: string; readonly provider: EntryId },
  now: Instant,
): Promise<void> {
  await db.query('delete from signin.flow where expires_at < $1', [now]);
  await db.query('insert into signin.flow (hash, provider, expires_at) values ($1, $2, $3)', [
    hashOf(begun.secret),
    begun.provider,
    addSeconds(now, flowSeconds),
  ]);
}

/**
 * Takes a sign-in up where it was begun: in this browser, once, in time, and by the provider as it was set then. An answer
 * with another `state` was made for another browser and uses nothing up.
 */
export async function takeFlow(
  db: Queryable,
  asked: { readonly secret: string | undefined; readonly state: string; readonly provider: EntryId },
  now: Instant,
): Promise<Result<Flow>> {
  const { secret, state, provider } = asked;
  if (secret === undefined || !looksLike('flow', secret))
    return refuse(
      'unauthenticated',
      'This browser has begun no such sign-in, or it took too long.',
      'Begin again from the sign-in page.',
    );
  const flow = flowOf(secret);
  if (!same(flow.state, state))
    return refuse(
      'unauthenticated',
      'This answer belongs to another sign-in than the one this browser began.',
      'Begin again from the sign-in page. If you did not begin one, somebody sent you here.',
    );
  const [taken] = await db.query(
    `update signin.flow set used_at = $3
      where hash = $1 and provider = $2 and used_at is null and expires_at > $3 returning hash`,
    [hashOf(secret), provider, now],
  );
  return taken === undefined
    ? refuse(
        'unauthenticated',
        'This sign-in was used before, took too long, or was set anew meanwhile.',
        'Begin again from the sign-in page.',
      )
    : done(flow);
}

function flowOf(secret: string): Flow {
  const part = (what: string): string =>
    createHmac('sha256', secret).update(`countersign/oidc/v1/${what}`).digest('base64url');
  return { state: part('state'), nonce: part('nonce'), verifier: part('verifier') };
}

function same(a: string, b: string): boolean {
  const [one, two] = [Buffer.from(a), Buffer.from(b)];
  return one.length === two.length && timingSafeEqual(one, two);
}
