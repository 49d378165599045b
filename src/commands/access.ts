import { done, refuse, type Instant, type Result } from '../model/index.ts';
import type { AccessVerdict, PathEdge, WhatCan, WhoCan } from '../estate/index.ts';
import type { System } from './system.ts';

export interface WhoCanAsked {
  readonly action: string;
  readonly resource: string;
  readonly at?: Instant;
  readonly limit: number;
  readonly after?: AccessKeyset;
}

/** Where a page of an answer ended: at which version, and how many were told. The order at one version is always the same. */
export interface AccessKeyset {
  readonly read: number;
  readonly told: number;
}
type Paged<T> = T & { readonly next: AccessKeyset | null };

/** Who can do this, by which path, and what was not read. */
export async function whoCan(system: System, asked: WhoCanAsked): Promise<Result<Paged<WhoCan>>> {
  const { action, resource } = asked;
  const found = await system.access.whoCan({ action, resource, ...whenAndWhere(asked) });
  return done({ ...found, next: nextOf(found, asked) });
}

/** What one account or group can do. `identity`: its key, or `source/key` when several sources have it. */
export async function whatCan(
  system: System,
  asked: Omit<WhoCanAsked, 'action' | 'resource'> & { readonly identity: string },
): Promise<Result<Paged<WhatCan>>> {
  const rows = await system.database.query<{ entity: 'account' | 'group'; source: string; key: string }>(
    `select 'account' as entity, s.id as source, a.key from estate.accounts a join sources.source s on s.no = a.source_no
      where a.valid_to_read is null and (a.key = $1 or a.name = $1 or s.id || '/' || a.key = $1)
     union all
     select 'group', s.id, g.key from estate.groups g join sources.source s on s.no = g.source_no
      where g.valid_to_read is null and (g.key = $1 or g.name = $1 or s.id || '/' || g.key = $1)
     order by 1, 2, 3 limit 6`,
    [asked.identity],
  );
  const [only, another] = rows;
  if (only === undefined)
    return refuse(
      'not_found',
      `No account or group is called \`${asked.identity}\`.`,
      'Give its key as `countersign findings` shows it.',
    );
  if (another !== undefined)
    return refuse(
      'usage',
      `\`${asked.identity}\` is the name of several: ${rows.map((row) => `${row.source}/${row.key}`).join(', ')}.`,
      'Say which, as `source/key`.',
    );
  const found = await system.access.whatCan({ identity: only, ...whenAndWhere(asked) });
  return found.ok ? done({ ...found.value, next: nextOf(found.value, asked) }) : found;
}

type Asked = Pick<WhoCanAsked, 'at' | 'limit' | 'after'>;

/** A further page is of the version that the first was of, whatever was read since. */
const whenAndWhere = ({ at, limit, after }: Asked) =>
  after === undefined
    ? { limit, ...(at === undefined ? {} : { at: { is: 'time', at } as const }) }
    : { limit, skip: after.told, at: { is: 'read', read: after.read } as const };

const nextOf = (found: WhoCan | WhatCan, { limit, after }: Asked): AccessKeyset | null =>
  found.truncated
    ? {
        read: Math.max(0, ...found.version.reads.map(({ read }) => read)),
        told: (after?.told ?? 0) + limit,
      }
    : null;

export type { AccessVerdict, PathEdge, WhatCan, WhoCan };
