import type { BundleGift, Instant, TargetState } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';

/** A bundle as it is in force, by the decision that was carried out last. */
export interface Bundle {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly owner: string;
  readonly content: readonly BundleGift[];
  readonly version: number;
  readonly execution: string;
  readonly since: Instant;
}

export const bundlesInForce = (on: Queryable): Promise<readonly Bundle[]> =>
  on.query<Bundle>(
    `select id, title, why, owner, content, version, execution, since from estate.bundle order by id`,
  );

/** Everything a bundle ever was, newest first; `retired`: from then on there was none. */
export const bundleVersions = (
  on: Queryable,
  id: string,
): Promise<readonly (Bundle & { readonly retired: boolean })[]> =>
  on.query<Bundle & { readonly retired: boolean }>(
    `select id, coalesce(title, '') as title, coalesce(why, '') as why, coalesce(owner, '') as owner,
            coalesce(content, '[]'::jsonb) as content, version, execution, since, retired
       from estate.bundle_version where id = $1 order by version desc`,
    [id],
  );

export async function bundleState(on: Queryable, id: string): Promise<TargetState> {
  const [row] = await on.query<Pick<Bundle, 'title' | 'why' | 'owner' | 'content'>>(
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
