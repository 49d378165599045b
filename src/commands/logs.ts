import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import {
  addLog,
  filesOf,
  isLogName,
  listLogs,
  logNamed,
  readLog,
  removeLog,
  type FileFound,
  type Log,
  type LogRead,
} from '../activity/index.ts';
import { bytesFrom } from '../connectors/kit/input-files.ts';
import { listSources } from '../estate/index.ts';
import { done, refuse, type Instant, type Result } from '../model/index.ts';
import { openDuckdb, type Duckdb } from '../platform/duckdb/index.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import type { Transaction } from '../platform/store/index.ts';
import { logFiles } from './activity.ts';
import { evaluateFindings } from './findings.ts';
import { refreshLists } from './identities.ts';
import { pageOfAll } from './page-of-all.ts';
import type { ReportCount } from './read-source.ts';
import { boundToImports, type AskedFrom } from './source-location.ts';
import type { ByWhom } from './sources.ts';
import type { System } from './system.ts';
import type { Total } from './total.ts';

const shownFiles = 10;

/** A log with what of its files was not read, and who of its actors stands in no source. */
export interface LogShown {
  readonly log: Log;
  readonly unread: Awaited<ReturnType<typeof filesOf>>['unread'];
  readonly unreadFiles: number;
  readonly noted: Awaited<ReturnType<typeof filesOf>>['noted'];
  readonly actors: { readonly joined: number; readonly unknown: number };
  /** Events of it that this server has read of what it is reading just now; null: it is not reading it. */
  readonly reading: number | null;
}

/** Adds a log; the server begins to read it by itself. */
export async function addLogAt(
  system: System,
  asked: {
    readonly name: string;
    readonly path: string;
    readonly sources: readonly string[];
    readonly from: AskedFrom;
  } & ByWhom,
): Promise<Result<Log>> {
  if (!isLogName(asked.name))
    return refuse(
      'usage',
      `\`${asked.name}\` is no name of a log: lower-case letters, digits and dashes, up to 40.`,
    );
  const known = new Set<string>(
    (await listSources(system.database)).flatMap(({ id, state }) => (state.is === 'removed' ? [] : [id])),
  );
  const missing = asked.sources.find((source) => !known.has(source));
  if (missing !== undefined)
    return refuse(
      'not_found',
      `There is no source \`${missing}\`, whose accounts this log would tell of.`,
      'List them with `countersign source list`; add the source first.',
    );
  const bound =
    asked.from === 'owner'
      ? done({ path: asked.path })
      : boundToImports({ path: asked.path }, system.importsFolder);
  if (!bound.ok) return bound;
  const path = String(bound.value['path']);
  if (!isAbsolute(path))
    return refuse('usage', 'The path of a log has to be absolute.', 'Write it from `/` on.');
  await logFiles(path);
  const at = system.clock.now();
  return system.database.transaction(async (tx) => {
    const added = await addLog(tx, { name: asked.name, path, sources: [...new Set(asked.sources)], at });
    if (added.ok) await recordLog(system, tx, 'log.added', { log: added.value, at, by: asked.by });
    return added;
  });
}

/** Writes down that a log was added or removed, and by whom: what it tells of behaviour comes and goes with it. */
async function recordLog(
  system: System,
  tx: Transaction,
  type: 'log.added' | 'log.removed',
  { log, at, by }: Pick<ByWhom, 'by'> & { readonly log: Log; readonly at: Instant },
): Promise<void> {
  await system.recorder.record(
    tx,
    entryDraft({
      type,
      at,
      actor: by === undefined ? system.self : { kind: 'person', id: by, via: [] },
      ...(by === undefined ? {} : { subjects: [by] }),
      correlation: `log-${log.name}`,
      body: { log: log.name, sources: log.sources },
    }),
  );
}

/** A page of the logs, in order of their names. */
export async function listOfLogs(
  system: System,
  asked: { readonly limit: number; readonly after?: string },
): Promise<
  Result<{ readonly items: readonly LogShown[]; readonly next: string | null; readonly total: Total }>
> {
  const { items, next, total } = pageOfAll(await listLogs(system.database), ({ name }) => name, asked);
  const { unknown, joined } = items.length === 0 ? nobody : await system.behaviour.now();
  const shown: LogShown[] = [];
  for (const log of items) {
    const files = await filesOf(system.database, log.no, shownFiles);
    const of = (actors: readonly { readonly log: Log; readonly actor: { readonly no: number } }[]) =>
      new Set(actors.flatMap((each) => (each.log.no === log.no ? [each.actor.no] : []))).size;
    shown.push({
      log,
      unread: files.unread,
      unreadFiles: files.unreadCount,
      noted: files.noted,
      actors: { joined: of(joined), unknown: of(unknown) },
      reading: system.logReadings.eventsOf(log.name),
    });
  }
  return done({ items: shown, next, total });
}
const nobody = { unknown: [], joined: [] } as const;

/** Reads what is new in a log, then runs the rules over whoever did something, and brings the lists in line. */
export async function readLogNow(
  system: System,
  name: string,
  report: ReportCount,
  signal: AbortSignal,
): Promise<Result<LogRead>> {
  const read = await readNew(system, name, { isAsked: true, report, signal });
  if (!read.ok) return read;
  report('rules', 0);
  await followLogs(system);
  return read;
}

/** What follows from what logs say. */
export async function followLogs(system: System): Promise<void> {
  await evaluateFindings(system, []);
  await refreshLists(system);
}

/** Reads what is new in a log’s files. */
export async function readNew(
  system: System,
  name: string,
  how: { readonly isAsked: boolean; readonly report?: ReportCount; readonly signal: AbortSignal },
): Promise<Result<LogRead>> {
  const found = await logNamed(system.database, name);
  if (!found.ok) return found;
  const { path } = found.value;
  let there: readonly FileFound[] = [];
  let opening: Promise<Duckdb> | undefined;
  try {
    return await system.logReadings.inTurn(name, (count) =>
      readLog(system.database, name, {
        fingerprint: (secret) => system.fingerprint(secret),
        files: async () => (there = await logFiles(path)),
        duckdb: () => (opening ??= openDuckdb({ files: there.map((file) => file.path), signal: how.signal })),
        sizeOf: async (file) => (await stat(file)).size,
        bytes: (file, from) => bytesFrom(file, how.signal, from),
        now: () => system.clock.now(),
        isAsked: how.isAsked,
        report: (events) => {
          const sum = count(events);
          if (sum % 1000 === 0) how.report?.(`reading ${name}`, sum);
        },
      }),
    );
  } catch (error) {
    throw how.signal.aborted ? how.signal.reason : error;
  } finally {
    await (await opening)?.close();
  }
}

/** Takes a log away, with all that came of it. */
export async function removeLogNamed(
  system: System,
  name: string,
  { by }: Pick<ByWhom, 'by'> = {},
): Promise<Result<Log>> {
  const at = system.clock.now();
  const removed = await system.database.transaction(async (tx) => {
    const gone = await removeLog(tx, name);
    if (gone.ok) await recordLog(system, tx, 'log.removed', { log: gone.value, at, by });
    return gone;
  });
  if (removed.ok) await followLogs(system);
  return removed;
}

/** Somebody who acted, and stands in no source that was read. */
export interface UnknownShown {
  readonly name: string;
  readonly kind: string;
  readonly key: string;
  readonly account: string | null;
  readonly log: string;
  readonly sources: readonly string[];
  readonly events: number;
  readonly first: Instant | null;
  readonly last: Instant | null;
  readonly why: string;
}

/** A page of those who acted in a log and are no account of the sources that it tells of: those who did most first. */
export async function unknownActors(
  system: System,
  asked: { readonly limit: number; readonly after?: string; readonly log?: string },
): Promise<
  Result<{ readonly items: readonly UnknownShown[]; readonly next: string | null; readonly total: Total }>
> {
  const { unknown } = await system.behaviour.now();
  const all = unknown
    .filter(({ log }) => asked.log === undefined || log.name === asked.log)
    .map(({ actor, log, why }): UnknownShown => ({
      name: actor.name,
      kind: actor.kind,
      key: actor.key,
      account: actor.account,
      log: log.name,
      sources: log.sources,
      events: actor.events,
      first: actor.first,
      last: actor.last,
      why,
    }));
  const place = ({ events, log, key }: UnknownShown): string =>
    `${String(Number.MAX_SAFE_INTEGER - events).padStart(16, '0')} ${log} ${key}`;
  return done(pageOfAll(all, place, asked));
}
