/** What the verifier reads, from wherever it is kept. Pages are in order; nothing in them is trusted. */
export interface LedgerBytes {
  /** Entries in order of seq, from 0. */
  entries(): AsyncIterable<readonly StoredEntry[]>;
  /** Every checkpoint note kept with the entries, in order of size. */
  checkpoints(): AsyncIterable<readonly string[]>;
  /** Copies of checkpoints kept elsewhere, and those that a client remembered. */
  outside(): AsyncIterable<readonly string[]>;
  blobs(): AsyncIterable<readonly StoredBlob[]>;
  /** Tiles kept as files, by level, index and width; undefined when the tile is not there. Absent: none are kept. */
  tile?(level: number, index: number, width: number): Promise<Uint8Array | undefined>;
  /** Files that are not as their manifest says. Absent: no manifest. */
  fileProblems?(): Promise<readonly FileProblem[]>;
}

export interface StoredEntry {
  readonly seq: number;
  readonly leaf: Uint8Array;
  /** Copies of the leaf's hash as stored (in the row, in a tile); each must equal the hash of the bytes. */
  readonly hashes: readonly Uint8Array[];
}

export interface StoredBlob {
  readonly id: string;
  readonly salt: Uint8Array | null;
  readonly content: string | null;
  readonly erasedBy: string | null;
}

export interface FileProblem {
  readonly file: string;
  readonly is: 'missing' | 'changed' | 'extra';
}
