import { createHash } from 'node:crypto';
import type { Instant, SubjectId } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';

/** How it stands with a subject and a person. */
export type Link = 'linked' | 'new' | 'other person' | 'other subject';

/**
 * Holds a subject of an issuer to the person it was found to be first, and a person to their first subject: an address that
 * was given to somebody else since lets nobody in as who had it before. `new`: linked just now.
 */
export async function linkSubject(
  db: Queryable,
  asked: { readonly issuer: string; readonly subject: string; readonly person: SubjectId },
  now: Instant,
): Promise<Link> {
  const subject = createHash('sha256').update(asked.subject).digest();
  const [made] = await db.query(
    `insert into signin.linked (issuer, subject, person, linked_at) values ($1, $2, $3, $4)
     on conflict do nothing returning person`,
    [asked.issuer, subject, asked.person, now],
  );
  if (made !== undefined) return 'new';
  const [known] = await db.query<{ person: string }>(
    'select person from signin.linked where issuer = $1 and subject = $2',
    [asked.issuer, subject],
  );
  if (known === undefined) return 'other subject';
  return known.person === asked.person ? 'linked' : 'other person';
}

/** Forgets who the subjects of an issuer were found to be: they are looked for anew. */
export async function forgetLinks(db: Queryable, issuer: string): Promise<void> {
  await db.query('delete from signin.linked where issuer = $1', [issuer]);
}
