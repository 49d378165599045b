import { hash } from 'node:crypto';
import { asUtf8 } from '../../platform/as-utf8.ts';
import { headOf } from '../read/head.ts';
import { unpacked } from '../read/gzip.ts';
import { headBytes, isTable, rowsOf } from '../read/values.ts';

/** A file that lies there. */
export interface FileFound {
  readonly path: string;
  readonly size: number;
  readonly modifiedMs: number;
}

/** Why a file was not read. */
export interface Unread {
  readonly code: string;
  readonly why: string;
  readonly next: string | null;
}

/** How far a file was read, and what it is known by: its beginning, unpacked, under whatever name. */
export interface Mark extends FileFound {
  /** SHA-256 of its first `headBytes` bytes. */
  readonly head: string;
  readonly headBytes: number;
  readonly rows: 'lines' | 'quoted lines' | null;
  /** Of what it holds unpacked. */
  readonly readTo: number;
  /**
   * SHA-256 of what was read: of a file that is written row by row of the last `knownBy` bytes before `readTo`, of any other
   * of all of it. Empty: it was read before this was kept.
   */
  readonly content: string;
  /** The batch that read it last: of two of one name the later. */
  readonly batch: number;
  readonly note: string | null;
  readonly unread: Unread | null;
}

/** How much of a file’s beginning tells it from others, and of where it was read to. */
export const knownBy = 4096;

/** A file’s beginning, unpacked. */
export interface Beginning {
  /** As it lies there: what was read of it need not be read again to get beyond. */
  readonly isPlain: boolean;
  /** A table, which is read from its end. */
  readonly isTable: boolean;
  readonly bytes: Uint8Array;
  readonly rows: 'lines' | 'quoted lines' | null;
}

/** Looks at the beginning of a file; undefined for an empty one. Throws Fault where it cannot be read. */
export async function beginningOf(raw: AsyncIterable<Uint8Array>): Promise<Beginning | undefined> {
  const { head: first, all: file } = await headOf(raw, 3);
  const { head, all } = await headOf(textOf(file), headBytes);
  // lets go of the file
  for await (const chunk of all) if (chunk.length > 0) break;
  return head.length === 0
    ? undefined
    : {
        isPlain: !notPlain.some((mark) => mark.every((byte, at) => first[at] === byte)),
        isTable: isTable(head),
        bytes: head.slice(0, knownBy),
        rows: rowsOf(head) ?? null,
      };
}

/** What a file holds: unpacked, and in UTF-8. */
export const textOf = (raw: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> => asUtf8(unpacked(raw));

/** Beginnings of what is not read as it lies there: gzip, UTF-16 in both orders, UTF-8 with a mark. */
const notPlain = [
  [0x1f, 0x8b],
  [0xff, 0xfe],
  [0xfe, 0xff],
  [0xef, 0xbb, 0xbf],
];

export const headDigest = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

/** What a mark says beside where the file is, of one that could not be read. */
export const unreadMark = (file: FileFound, unread: Unread, batch: number): Mark => ({
  ...file,
  head: headDigest(new TextEncoder().encode(file.path)),
  headBytes: 0,
  rows: null,
  readTo: 0,
  content: '',
  batch,
  note: null,
  unread,
});

export const wasRewritten =
  'It was written anew since it was read, from the same beginning: it is not read again, so that nothing counts twice.';

/** The marks of one log, by where files were and by what they begin with. */
export class Marks {
  readonly #byPath = new Map<string, Mark>();
  readonly #byHead = new Map<string, Mark[]>();

  /** In the order in which they were made. */
  constructor(marks: readonly Mark[]) {
    for (const mark of marks) this.keep(mark);
  }

  at(path: string): Mark | undefined {
    return this.#byPath.get(path);
  }

  keep(mark: Mark): void {
    this.#byPath.set(mark.path, mark);
    this.#byHead.set(headOfMark(mark), [mark, ...this.#othersLike(mark)]);
  }

  forget(mark: Mark): void {
    this.#byHead.set(headOfMark(mark), this.#othersLike(mark));
  }

  /** Marks of other files that begin so. */
  #othersLike(mark: Mark): Mark[] {
    return (this.#byHead.get(headOfMark(mark)) ?? []).filter(({ content }) => content !== mark.content);
  }

  /** The mark of a file that lies where it lay and begins as it did: it may have grown since, and only grown. */
  here(file: FileFound, { bytes }: Beginning): Mark | undefined {
    const here = this.at(file.path);
    return here !== undefined && isSameFile(here, bytes) ? here : undefined;
  }

  /**
   * Marks of files that began so and lie elsewhere: this one was moved there, is a copy, or only begins alike, which what was
   * read of them tells.
   */
  alike({ bytes }: Beginning): readonly Mark[] {
    const exactly = this.#byHead.get(headOfMark({ head: headDigest(bytes), headBytes: bytes.length })) ?? [];
    // one that was shorter than what a beginning is, and has grown since
    const grown = [...this.#byPath.values()].filter(
      (mark) =>
        mark.headBytes < Math.min(knownBy, bytes.length) && mark.content !== '' && isSameFile(mark, bytes),
    );
    return [...exactly, ...grown];
  }
}

const headOfMark = ({ head, headBytes: length }: Pick<Mark, 'head' | 'headBytes'>): string =>
  `${length} ${head}`;

const isSameFile = (mark: Mark, bytes: Uint8Array): boolean =>
  mark.headBytes > 0 &&
  mark.headBytes <= bytes.length &&
  headDigest(bytes.subarray(0, mark.headBytes)) === mark.head;
