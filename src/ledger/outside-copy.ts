import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * Where every signed checkpoint also goes, outside the database: what a truncated tail cannot take with it, and from
 * where the sequencer learns what it has signed.
 */
export interface OutsideCopy {
  /** The newest note kept. */
  last(): string | undefined;
  /** Every note kept, oldest first. */
  all(): readonly string[];
  /** Durable when it returns. */
  append(note: string): void;
}

const end = '--\n';
/** A checkpoint with whole Ed25519 signature lines (4 + 64 bytes); a line cut short is no note. */
const noteShape = /^[^\n]+\n\d+\n[^\n]+\n\n(— \S+ [A-Za-z0-9+/]{91}=\n)+$/u;
const tailBytes = 65_536;

/** An append-only file of notes, each closed by a line `--`; fsynced on every append. A note torn by a crash is ignored. */
export function outsideFile(path: string): OutsideCopy {
  mkdirSync(dirname(path), { recursive: true });
  return {
    last: () => readOutside(tailOf(path)).at(-1),
    all: () => (existsSync(path) ? readOutside(readFileSync(path, 'utf8')) : []),
    append(note) {
      const isNew = !existsSync(path);
      const tail = tailOf(path);
      const file = openSync(path, 'a', 0o644);
      try {
        writeSync(file, `${tail === '' || tail.endsWith(`\n${end}`) ? '' : `\n${end}`}${note}${end}`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      if (isNew) syncFolder(dirname(path));
    },
  };
}

/** The notes of such a file's text, or of its last part. */
export const readOutside = (text: string): readonly string[] =>
  text
    .split(/(?<=\n)--\n/)
    .slice(0, -1)
    .filter((note) => noteShape.test(note));

function tailOf(path: string): string {
  if (!existsSync(path)) return '';
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, tailBytes));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8');
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
