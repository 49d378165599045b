import type { FrozenItemReader } from '../../model/index.ts';
import { hashesIn, leavesAPage, rootOfHashes } from '../../platform/merkle-pages.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { leafOf, readContent, type ItemContent } from '../../review/index.ts';

/** An item as it was frozen, if its text is under the root that was signed; and whether somebody is asked about it. */
export async function frozenItem(
  on: Queryable,
  campaign: string,
  n: number,
  manifest: string,
): Promise<{ readonly content: ItemContent; readonly text: string; readonly isAsked: boolean } | undefined> {
  const page = Math.floor(n / leavesAPage);
  const [row] = await on.query<{
    content: string;
    asked: boolean;
    hashes: Buffer | null;
    roots: Buffer | null;
  }>(
    `select i.content, coalesce(i.r1, i.r2, i.r3) is not null as asked,
            (select string_agg(q.digest, ''::bytea order by q.n) from review.campaign_item q
              where q.campaign = c.no and q.n >= $3 and q.n < $4) as hashes,
            (select string_agg(g.root, ''::bytea order by g.page) from review.campaign_page g where g.campaign = c.no) as roots
       from review.campaign c join review.campaign_item i on i.campaign = c.no and i.n = $2 where c.id = $1`,
    [campaign, n, page * leavesAPage, (page + 1) * leavesAPage],
  );
  if (row?.hashes == null || row.roots === null) return undefined;
  const [hashes, roots] = [hashesIn(row.hashes), hashesIn(row.roots)];
  const here = hashes[n - page * leavesAPage];
  const holds =
    here !== undefined &&
    Buffer.from(here).toString('hex') === leafOf(row.content) &&
    Buffer.compare(rootOfHashes(hashes), Buffer.from(roots[page] ?? [])) === 0 &&
    rootOfHashes(roots).toString('hex') === manifest;
  return holds ? { content: readContent(row.content), text: row.content, isAsked: row.asked } : undefined;
}

/** The same for the enforcer, who holds a case of a campaign to what its launch was signed over. */
export const frozenItems: FrozenItemReader<Queryable> = {
  async frozen(on, { campaign, item, manifest }) {
    const found = await frozenItem(on, campaign, item, manifest);
    if (found === undefined) return undefined;
    const { source, account, entity, object } = found.content;
    return { digest: leafOf(found.text), source, account: account.key, entity, object: object.key };
  },
};
