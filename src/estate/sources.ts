import { done, isSourceId, must, refuse, type Instant, type Result, type SourceId } from '../model/index.ts';
import type { Database, Queryable, Transaction } from '../platform/store/index.ts';
import { entityTables } from './tables/list.ts';

export interface Source {
  readonly id: SourceId;
  readonly connector: string;
  /** Without secrets: those are named (`env:NAME`, `file:PATH`). */
  readonly config: Readonly<Record<string, unknown>>;
  readonly state:
    | { readonly is: 'active' }
    | {
        readonly is: 'paused';
        readonly because: string;
        readonly by: 'shrinking' | 'person';
        /** What would have been gone, where it shrank: how many there were and would be. */
        readonly fallen: readonly Fallen[];
      }
    | { readonly is: 'removed' };
  readonly addedAt: Instant;
  readonly lastCompleteRead?: { readonly number: number; readonly startedAt: Instant };
  /** Reads that failed since the last one that did not. */
  readonly failures?: Failures;
}

export interface Fallen {
  readonly type: string;
  readonly before: number;
  readonly after: number;
}

export interface Failures {
  readonly count: number;
  readonly last: { readonly at: Instant; readonly code: string; readonly message: string };
  /** Until then the source is not asked again; absent: it is asked whenever somebody wants. */
  readonly nextTry?: Instant;
}

/** Adds a source, or brings a removed one back under its old id. Refuses an id in use and a URL that holds a password. */
export async function addSource(
  db: Queryable,
  source: Pick<Source, 'id' | 'connector' | 'config'> & { readonly at: Instant },
): Promise<Result<Source>> {
  const config = JSON.stringify(source.config);
  if (/:\/\/[^/\s"@:]*:[^/\s"@]+@/.test(config))
    return refuse(
      'input_invalid',
      `The configuration of source \`${source.id}\` holds a password in a URL.`,
      'Take it out of the URL and name it as `env:NAME` or `file:PATH`.',
    );
  const rows = await db.query(
    `insert into sources.source (id, connector, config, added_at) values ($1, $2, $3, $4)
     on conflict (id) do update set connector = excluded.connector, config = excluded.config, state = 'active',
       paused_because = null, paused_by = null, fallen = null, failures = 0, last_failure = null, next_try_at = null
     where sources.source.state = 'removed' returning no`,
    [source.id, source.connector, config, source.at],
  );
  if (rows.length === 0)
    return refuse(
      'already_done',
      `There is a source \`${source.id}\` already.`,
      'Choose another id, or remove that source first.',
    );
  return sourceOf(db, source.id);
}

/** Every source, removed ones included, in order of id. */
export async function listSources(db: Queryable): Promise<readonly Source[]> {
  const rows = await db.query<SourceRow>(`${select} order by s.id`);
  return rows.map(fromRow);
}

export async function sourceOf(db: Queryable, id: string): Promise<Result<Source>> {
  const [row] = await db.query<SourceRow>(`${select} where s.id = $1`, [id]);
  return row === undefined
    ? refuse('not_found', `There is no source \`${id}\`.`, 'List them with `countersign source list`.')
    : done(fromRow(row));
}

/** A person said so: the source is not read until somebody resumes it. */
export async function pauseSource(db: Queryable, id: SourceId, because: string): Promise<Result<Source>> {
  await db.query(
    `update sources.source set state = 'paused', paused_because = $2, paused_by = 'person', fallen = null
      where id = $1 and state = 'active'`,
    [id, because],
  );
  return sourceOf(db, id);
}

/**
 * A person said so: the source is read again at once, whatever it failed of before; after a pause for shrinking the next
 * complete read applies even if the source shrank by half.
 */
export async function resumeSource(db: Queryable, id: SourceId): Promise<Result<Source>> {
  await db.query(
    `update sources.source set state = 'active', paused_because = null, paused_by = null, fallen = null, failures = 0,
       last_failure = null, next_try_at = null, shrink_accepted = shrink_accepted or paused_by is not distinct from 'shrinking'
      where id = $1 and state in ('active', 'paused')`,
    [id],
  );
  return sourceOf(db, id);
}

/** A read failed. Returns how often in a row it has; `nextTry`: when the source may be asked again. */
export async function noteFailure(
  db: Queryable,
  id: SourceId,
  failure: Failures['last'],
  nextTry: (failures: number) => Instant | undefined,
): Promise<void> {
  const [row] = await db.query<{ failures: number }>(
    `update sources.source set failures = failures + 1, last_failure = $2 where id = $1 and state <> 'removed'
     returning failures`,
    [id, JSON.stringify(failure)],
  );
  if (row === undefined) return;
  await db.query('update sources.source set next_try_at = $2 where id = $1 and failures = $3', [
    id,
    nextTry(row.failures) ?? null,
    row.failures,
  ]);
}

/** A read came to its end. */
export async function noteSuccess(db: Queryable, id: SourceId): Promise<void> {
  await db.query(
    `update sources.source set failures = 0, last_failure = null, next_try_at = null where id = $1 and failures > 0`,
    [id],
  );
}

/**
 * Removes a source from the present, never from the past: a read that shows nothing closes all its rows, and answers
 * as of an earlier read still hold them. `onCommit` runs in the same transaction.
 */
export async function removeSource(
  database: Database,
  removal: {
    readonly id: SourceId;
    readonly at: Instant;
    readonly onCommit?: (tx: Transaction) => Promise<void>;
  },
): Promise<Result<Source>> {
  return database.transaction(async (tx) => {
    const found = await sourceOf(tx, removal.id);
    if (!found.ok || found.value.state.is === 'removed') return found;
    const [row] = await tx.query<{ no: number; read: number }>(
      `select no, nextval('sources.read_number') as read from sources.source where id = $1`,
      [removal.id],
    );
    if (row === undefined) throw new TypeError('the source was there a moment ago');
    await tx.query('select pg_advisory_xact_lock(7203020, $1)', [row.no]);
    for (const table of entityTables)
      await tx.query(
        `update estate.${table.name} set valid_to_read = $1 where source_no = $2 and valid_to_read is null`,
        [row.read, row.no],
      );
    await tx.query(
      `insert into sources.read (number, source_no, started_at, finished_at, complete, counts, page_digests, dangling)
       values ($1, $2, $3, $3, true, '{}', '', '[]')`,
      [row.read, row.no, removal.at],
    );
    await tx.query(
      `update sources.source set state = 'removed', paused_because = null, paused_by = null, fallen = null, failures = 0,
         last_failure = null, next_try_at = null, shrink_accepted = false where no = $1`,
      [row.no],
    );
    await removal.onCommit?.(tx);
    return sourceOf(tx, removal.id);
  });
}

interface SourceRow {
  readonly id: string;
  readonly connector: string;
  readonly config: Record<string, unknown>;
  readonly state: 'active' | 'paused' | 'removed';
  readonly paused_because: string | null;
  readonly added_at: Instant;
  readonly number: number | null;
  readonly started_at: Instant | null;
  readonly paused_by: 'shrinking' | 'person' | null;
  readonly fallen: readonly Fallen[] | null;
  readonly failures: number;
  readonly last_failure: Failures['last'] | null;
  readonly next_try_at: Instant | null;
}

const select = `select s.id, s.connector, s.config, s.state, s.paused_because, s.added_at, r.number, r.started_at,
  s.paused_by, s.fallen, s.failures, s.last_failure, s.next_try_at
  from sources.source s left join lateral (
    select number, started_at from sources.read r
     where r.source_no = s.no and r.complete order by r.number desc limit 1) r on true`;

function fromRow(row: SourceRow): Source {
  return {
    id: must(isSourceId, row.id),
    connector: row.connector,
    config: row.config,
    state:
      row.state === 'paused'
        ? {
            is: 'paused',
            because: row.paused_because ?? '',
            by: row.paused_by ?? 'shrinking',
            fallen: row.fallen ?? [],
          }
        : { is: row.state },
    addedAt: row.added_at,
    ...(row.number === null || row.started_at === null
      ? {}
      : { lastCompleteRead: { number: row.number, startedAt: row.started_at } }),
    ...(row.failures === 0 || row.last_failure === null
      ? {}
      : {
          failures: {
            count: row.failures,
            last: row.last_failure,
            ...(row.next_try_at === null ? {} : { nextTry: row.next_try_at }),
          },
        }),
  };
}
