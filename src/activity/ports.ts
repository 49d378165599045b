import type { Asked } from './bulk/question.ts';
import type { Duckdb } from '../platform/duckdb/index.ts';

/** Where logs come from: files by path, in the order in which they are read. Wired by `commands/`. */
export interface LogFiles {
  readonly paths: readonly string[];
  /** The bytes of a regular file; throws Fault where it cannot be read. */
  bytes(path: string): AsyncIterable<Uint8Array>;
  /** What reads tables in files, and counts in SQL: it may open these paths, and is begun only when it is needed. */
  duckdb(): Promise<Duckdb>;
  /** How events of OCSF may be counted by DuckDB, where they may; undefined: all come one by one. */
  readonly bulk?: Asked | undefined;
  /** Files of lines smaller than this are read faster than DuckDB begins. */
  readonly bulkFromBytes?: number | undefined;
  /** Told of a file that was read otherwise than by `bytes`. */
  readonly wasRead?: ((bytes: number) => void) | undefined;
}
