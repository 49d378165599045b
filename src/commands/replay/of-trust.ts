import type { Database } from '../../platform/store/index.ts';
import { environmentIn, link } from './frame.ts';
import type { Around } from './of-account.ts';

/** More than this are not looked at one by one. */
const mostTrusts = 50_000;

/** Who may become which account, with the environments of both. Tells how many were left out. */
export async function addTrust(database: Database, { builder, stated }: Around): Promise<number> {
  const rows = await database.query<{
    source: string;
    key: string;
    member: string;
    role: string;
    from: Readonly<Record<string, string>> | null;
    to: Readonly<Record<string, string>> | null;
    total: number;
  }>(
    `select s.id as source, m.key, m.member_key as member, m.group_key as role, a.attributes as "from", b.attributes as "to",
            (count(*) over ())::int as total
       from estate.memberships m join sources.source s on s.no = m.source_no
       join estate.accounts b on b.source_no = m.source_no and b.key_hash = m.group_hash and b.valid_to_read is null
       left join estate.accounts a on a.source_no = m.source_no and a.key_hash = m.member_hash and a.valid_to_read is null
      where m.via = 'assume' and m.valid_to_read is null and s.connector <> 'mcp' and s.state <> 'removed'
      order by s.id, m.key limit ${mostTrusts}`,
  );
  for (const { source, key, member, role, from, to } of rows)
    builder.add('trustEdge', {
      source,
      key,
      name: `${role} trusts ${member}`.slice(0, 300),
      fields: stated.with('trustEdge', key, {
        from: environmentIn(from ?? {}),
        to: environmentIn(to ?? {}),
      }),
      links: [link('identity', { source, key: member }), link('identity', { source, key: role })],
    });
  return Math.max(0, (rows[0]?.total ?? 0) - rows.length);
}
