import { z } from 'zod';
import { Fault, isSourceId, type BundleGift, type EntryId, type TargetState } from '../model/index.ts';
import type { Database, Queryable } from '../platform/store/index.ts';

interface Definition {
  readonly title: string;
  readonly why: string;
  readonly owner: string;
  readonly content: readonly BundleGift[];
}

/** What a bundle holds now, as its `TargetState`. */
export async function bundleNow(on: Queryable, id: string): Promise<TargetState> {
  const [row] = await on.query<Definition>(
    'select title, why, owner, content from estate.bundle where id = $1',
    [id],
  );
  if (row === undefined) return { defined: false, title: null, why: null, owner: null, content: [] };
  const { title, why, owner, content } = row;
  return {
    defined: true,
    title,
    why,
    owner,
    content: content.map(({ is, source, key }) => `${is} ${source} ${key}`).toSorted(),
  };
}

/** Defines or retires a bundle, and keeps the version; what is so already is left as it is. */
export const setBundle = (
  database: Database,
  of: { readonly id: string; readonly execution: EntryId },
  to: Definition | undefined,
): Promise<void> =>
  database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(7203192, hashtext($1))', [of.id]);
    const content = to === undefined ? null : JSON.stringify(to.content);
    const [same] = await tx.query(
      'select 1 from estate.bundle where id = $1 and title = $2 and why = $3 and owner = $4 and content = $5::jsonb',
      [of.id, to?.title ?? null, to?.why ?? null, to?.owner ?? null, content],
    );
    const [there] = await tx.query('select 1 from estate.bundle where id = $1', [of.id]);
    if (same !== undefined || (to === undefined && there === undefined)) return;
    const [kept] = await tx.query<{ version: number }>(
      `insert into estate.bundle_version (id, version, retired, title, why, owner, content, execution)
       select $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6::jsonb, $7 from estate.bundle_version where id = $1
       returning version`,
      [of.id, to === undefined, to?.title ?? null, to?.why ?? null, to?.owner ?? null, content, of.execution],
    );
    if (to === undefined) await tx.query('delete from estate.bundle where id = $1', [of.id]);
    else
      await tx.query(
        `insert into estate.bundle (id, title, why, owner, content, version, execution) values ($1, $2, $3, $4, $5::jsonb, $6, $7)
         on conflict (id) do update set title = excluded.title, why = excluded.why, owner = excluded.owner,
           content = excluded.content, version = excluded.version, execution = excluded.execution, since = now()`,
        [of.id, to.title, to.why, to.owner, content, kept?.version ?? 1, of.execution],
      );
  });

const image = z.union([
  z.strictObject({
    defined: z.literal(false),
    title: z.null(),
    why: z.null(),
    owner: z.null(),
    content: z.array(z.string()).max(0),
  }),
  z.strictObject({
    defined: z.literal(true),
    title: z.string(),
    why: z.string(),
    owner: z.string().regex(/^[^/]+\/./s),
    content: z.array(z.string().regex(/^(group|entitlement) [^ ]+ ./s)),
  }),
]);

/** Puts back exactly what a pre-image says, as a version of its own. */
export async function restoreBundle(
  database: Database,
  of: { readonly id: string; readonly execution: EntryId },
  state: TargetState,
): Promise<void> {
  const before = image.parse(state);
  if (!before.defined) return setBundle(database, of, undefined);
  const { title, why, owner, content } = before;
  return setBundle(database, of, { title, why, owner, content: content.map(giftOf) });
}

function giftOf(text: string): BundleGift {
  const [is = '', source = ''] = text.split(' ', 2);
  if ((is !== 'group' && is !== 'entitlement') || !isSourceId(source))
    throw new Fault('not_reversible', 'What the bundle held before cannot be read any more.');
  return { is, source, key: text.slice(is.length + source.length + 2) };
}
