import type { Duckdb } from '../platform/duckdb/index.ts';

/** Where logs come from: files by path, in the order in which they are read. Wired by `commands/`. */
export interface LogFiles {
  readonly paths: readonly string[];
  /** The bytes of a regular file; throws Fault where it cannot be read. */
  bytes(path: string): AsyncIterable<Uint8Array>;
  /** What reads tables in files: it may open these paths, and is begun only when one of them is a table. */
  duckdb(): Promise<Duckdb>;
  /** Whether events that differ only in what no profile counts may come as one, with their times. */
  readonly together: boolean;
}
