/** Where logs come from: files by path, in the order in which they are read. Wired by `commands/`. */
export interface LogFiles {
  readonly paths: readonly string[];
  /** The bytes of a regular file; throws Fault where it cannot be read. */
  bytes(path: string): AsyncIterable<Uint8Array>;
}
