import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  readActivity,
  inSummary,
  Summary,
  type ActivityEvent,
  type ActivitySummary,
  type BulkAsked,
  type FileFound,
  type Read,
} from '../activity/index.ts';
import { bytesOf } from '../connectors/kit/input-files.ts';
import { Fault } from '../model/index.ts';
import { openDuckdb, type Duckdb } from '../platform/duckdb/index.ts';
import { errorCode } from '../platform/error-code.ts';
import { fingerprint, fingerprintKey } from '../platform/secrets/index.ts';

export type { ActivityEvent, ActivitySummary, IdentitySeen } from '../activity/index.ts';

export interface ActivityRequest {
  /** Files and folders; a folder is read with all below it, in the order of names. */
  readonly paths: readonly string[];
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** What fingerprints of secrets are made with; without one they differ between runs. */
  readonly fingerprintKey?: Uint8Array;
  /** How events of OCSF may be counted by DuckDB instead of coming one by one. */
  readonly bulk?: BulkAsked;
  readonly bulkFromBytes?: number;
  /** Bytes that were read since the last time. */
  readonly progress?: (bytes: number) => void;
}

/** How deep folders are followed: services that write by date are six or seven deep. */
const deepest = 32;
const mostFiles = 1_000_000;

/** What the logs at these paths hold. Reads only; needs no database and no set-up. */
export async function summariseActivity(
  request: ActivityRequest & {
    readonly who?: string | undefined;
    readonly identities: number;
    readonly names: number;
  },
): Promise<ActivitySummary> {
  const summary = new Summary(request.who);
  const bulk = request.who === undefined ? { bulk: inSummary } : {};
  for await (const read of readLogs({ ...request, ...bulk })) summary.add(read);
  return summary.shown(request);
}

/** The events of the logs at these paths in OCSF, one by one, and whatever could not be told. */
export async function* readLogs(request: ActivityRequest): AsyncIterable<Read> {
  const key = fingerprintKey(
    request.fingerprintKey === undefined
      ? undefined
      : createHash('sha256').update(request.fingerprintKey).digest(),
  );
  const paths: string[] = [];
  for (const path of request.paths) await collect(resolve(request.cwd, path), 0, paths);
  const bytes = async function* (path: string): AsyncIterable<Uint8Array> {
    for await (const chunk of bytesOf(path, request.signal)) {
      request.progress?.(chunk.length);
      yield chunk;
    }
  };
  let opening: Promise<Duckdb> | undefined;
  const duckdb = (): Promise<Duckdb> => (opening ??= openDuckdb({ files: paths, signal: request.signal }));
  try {
    const { bulk, bulkFromBytes, progress: wasRead } = request;
    yield* readActivity(
      { paths, bytes, duckdb, bulk, bulkFromBytes, wasRead },
      { fingerprint: (secret) => fingerprint(key, secret) },
    );
  } catch (error) {
    throw request.signal.aborted ? request.signal.reason : error;
  } finally {
    await (await opening)?.close();
  }
}

/** Whether an event is whole enough to be handed on as OCSF, which asks for a time. */
export const isWhole = (event: ActivityEvent): boolean => event.time !== undefined;

/** How many bytes lie there, for progress; files that grow meanwhile may end beyond it. */
export async function sizeOfLogs(request: Pick<ActivityRequest, 'paths' | 'cwd'>): Promise<number> {
  const paths: string[] = [];
  for (const path of request.paths) await collect(resolve(request.cwd, path), 0, paths);
  let bytes = 0;
  for (const path of paths) bytes += (await stat(path)).size;
  return bytes;
}

/** The files below a path, as they lie there now. */
export async function logFiles(path: string): Promise<readonly FileFound[]> {
  const paths: string[] = [];
  await collect(path, 0, paths);
  const found: FileFound[] = [];
  for (const each of paths) {
    const { size, mtimeMs } = await named(each, () => stat(each));
    found.push({ path: each, size, modifiedMs: mtimeMs });
  }
  return found;
}

/** Files below a path in the order of names; links within folders are not followed, and hidden files are no logs. */
async function collect(path: string, depth: number, into: string[]): Promise<void> {
  if (depth > deepest || into.length >= mostFiles)
    throw new Fault(
      'input_too_large',
      `Below \`${path}\` there are more than ${mostFiles} files, or folders deeper than ${deepest}.`,
      {
        next: 'Give a folder of fewer days.',
      },
    );
  const found = await named(path, () => stat(path));
  if (!found.isDirectory()) {
    into.push(path);
    return;
  }
  const entries = (await named(path, () => readdir(path, { withFileTypes: true }))).filter(
    (entry) => (entry.isFile() || entry.isDirectory()) && !entry.name.startsWith('.'),
  );
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    await collect(join(path, entry.name), depth + 1, into);
}

async function named<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new Fault('not_found', `There is nothing at \`${path}\`.`, {
        next: 'Check the path.',
        cause: error,
      });
    if (code === 'EACCES' || code === 'EPERM')
      throw new Fault('source_unreachable', `\`${path}\` may not be read by this user.`, {
        next: 'Give this user read permission on it.',
        cause: error,
      });
    throw error;
  }
}
