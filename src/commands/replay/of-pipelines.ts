import { rightsReader } from '../../estate/index.ts';
import type { Database } from '../../platform/store/index.ts';
import { link } from './frame.ts';
import type { Around } from './of-account.ts';
import { repositoryIn } from './stores.ts';

/** Workflows of repositories, with what their own token may do and whether they are given secrets. */
export async function addPipelines(
  database: Database,
  around: Around,
  rights: Awaited<ReturnType<typeof rightsReader>>,
): Promise<void> {
  const rows = await database.query<{ source: string; key: string; name: string; reads: boolean }>(
    `select s.id as source, g.key, g.name,
            exists (select from estate.memberships m where m.source_no = g.source_no and m.member_hash = g.key_hash
              and m.valid_to_read is null and m.group_key like '%#read') as reads
       from estate.groups g join sources.source s on s.no = g.source_no
      where g.valid_to_read is null and s.connector = 'github' and s.state <> 'removed'
        and g.key like 'repository/%#workflows' order by s.id, g.key`,
  );
  // the account of a token is only there where that token writes
  const writing = await database.query<{ name: string }>(
    `select s.id || ' ' || m.group_key as name from estate.accounts a join sources.source s on s.no = a.source_no
       join estate.memberships m on m.source_no = a.source_no and m.member_hash = a.key_hash and m.valid_to_read is null
      where a.valid_to_read is null and s.connector = 'github' and a.key like 'actions/%'`,
  );
  const writes = new Set(writing.map(({ name }) => name));
  if (around.has.has('github')) around.builder.tells('pipeline');
  for (const { source, key, name, reads } of rows) {
    const repository = repositoryIn(key) ?? key;
    const secrets = rights({ source, key }, 'group').rights.filter(({ action }) => action === 'use');
    const isSure = secrets.some((each) => each.isSure);
    around.builder.add('pipeline', {
      source,
      key,
      name,
      fields: around.stated.with('pipeline', key, {
        tokenScope: writes.has(`${source} ${key}`) ? 'write' : reads ? 'read' : undefined,
        hasSecrets: isSure ? true : secrets.length > 0 ? undefined : false,
      }),
      links: [
        link('pipeline', { source, key }),
        { is: 'store', key: `repository ${repository}` },
        ...secrets.flatMap(({ on }) => around.stores.on(source, on).links),
      ],
    });
  }
}
