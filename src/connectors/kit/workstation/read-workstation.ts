import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import {
  Fault,
  instantOf,
  type Instant,
  type WorkstationGapRecord,
  type WorkstationRecord,
} from '../../../model/index.ts';
import { contextFor } from './context.ts';
import { gitIndexAbove, gitIndexOf, isTracked, type GitIndex } from './git-index.ts';
import { cleaned, newKeeper, type Keeper } from './keeper.ts';
import { openBounded } from './open-file.ts';
import type { Reader } from './reader.ts';
import { readers as allReaders } from './readers/index.ts';
import { defaultLimits, walk, walkPlaces, type Walked, type WalkedFile, type WalkLimits } from './walk.ts';

export interface ReadOptions {
  /** Files and folders to look at. Empty: the known places of `home`, and `cwd` when it is not the home folder itself. */
  readonly paths: readonly string[];
  readonly home: string;
  readonly cwd: string;
  readonly now: Instant;
  /** Key of the fingerprints; without one a random key of this run, so fingerprints compare only within the run. */
  readonly fingerprintKey?: Uint8Array;
  /** Makes the fingerprints instead, so that they can be compared with those of other sources. */
  readonly fingerprint?: (secret: string) => string;
  /** Kinds of file to read; all, unless said. */
  readonly readers?: readonly Reader[];
  readonly limits?: WalkLimits;
}

/** Everything read, cleaned of secrets. `looked` says how much was looked at and what was passed over. */
export interface WorkstationRead {
  readonly records: readonly WorkstationRecord[];
  readonly roots: readonly string[];
  readonly looked: {
    readonly entries: number;
    readonly filesRead: number;
    readonly passedOver: Readonly<Record<string, number>>;
  };
}

const usualBytes = 1 << 20;

/** Looks, reads, cleans. Throws Fault `not_found` for a path that is not there; everything else unreadable is a gap. */
export function readWorkstation(options: ReadOptions): WorkstationRead {
  const readers = options.readers ?? allReaders;
  const readerOf = (path: string, base: string): Reader | undefined =>
    readers.find((reader) => reader.matches(path, base));
  const keeper = newKeeper(options.fingerprint ?? options.fingerprintKey);
  const records: WorkstationRecord[] = [];
  const seen = new Set<string>();
  const passedOver = new Map<string, number>();
  let entries = 0;

  const roots = rootsOf(options);
  for (const root of roots) {
    const walked = root.places
      ? walkPlaces(
          root.folder,
          readers.flatMap((reader) => reader.home),
          (path, base) => readerOf(path, base) !== undefined,
        )
      : walk(
          root.folder,
          (path, base) =>
            readerOf(path, base) !== undefined && (root.only === undefined || root.only === path),
          root.only === undefined ? (options.limits ?? defaultLimits) : { ...defaultLimits, maxDepth: 0 },
        );
    entries += walked.entries;
    for (const [name, count] of walked.passedOver) passedOver.set(name, (passedOver.get(name) ?? 0) + count);
    const show = shower(root, options);
    records.push(
      ...walked.gaps.map((gap): WorkstationGapRecord => ({
        type: 'gap',
        what: gap.relative || '.',
        why: gap.why,
        place: { path: show(gap.relative) },
      })),
    );
    const indexes = root.places ? [] : indexesOf(root.folder, walked);
    for (const file of walked.files) {
      if (seen.has(file.absolute)) continue;
      seen.add(file.absolute);
      const reader = readerOf(file.relative, file.base);
      if (reader !== undefined)
        records.push(
          ...readFile(file, reader, { shown: show(file.relative), indexes, keeper, now: options.now }),
        );
    }
    records.push(
      ...indexes
        .filter((index) => index.tracked === undefined)
        .map((index): WorkstationGapRecord => ({
          type: 'gap',
          what: 'which files Git tracks',
          why: 'the index of the repository cannot be read',
          place: { path: show(relative(root.folder, join(index.root, '.git', 'index'))) },
        })),
    );
  }
  return {
    records: cleaned(records, keeper),
    roots: roots.map((root) => root.folder),
    looked: { entries, filesRead: seen.size, passedOver: Object.fromEntries(passedOver) },
  };
}

interface Root {
  readonly folder: string;
  /** Only the known places of a home folder. */
  readonly places: boolean;
  /** Only this one file of the folder. */
  readonly only?: string;
}

function rootsOf(options: ReadOptions): readonly Root[] {
  if (options.paths.length === 0) {
    const isHome = real(options.cwd) === real(options.home) || real(options.cwd) === sep;
    const places: Root[] =
      statSync(options.home, { throwIfNoEntry: false })?.isDirectory() === true
        ? [{ folder: options.home, places: true }]
        : [];
    return isHome ? places : [...places, { folder: options.cwd, places: false }];
  }
  return options.paths.map((path) => {
    const absolute = resolve(options.cwd, path);
    const stat = statSync(absolute, { throwIfNoEntry: false });
    if (stat === undefined)
      throw new Fault('not_found', 'there is no such file or folder to scan', {
        next: 'Give the path of a repository, a folder or a file, or none for this machine.',
      });
    return stat.isDirectory()
      ? { folder: absolute, places: false }
      : { folder: dirname(absolute), places: false, only: basename(absolute) };
  });
}

const real = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

/** How a path is shown: `~/…` below home in a scan of the machine, else from the current folder, else whole. */
function shower(root: Root, options: ReadOptions): (path: string) => string {
  return (path) => {
    if (root.places) return path === '' ? '~' : `~/${path}`;
    const shown = relative(options.cwd, join(root.folder, path)).split(sep).join('/');
    return shown.startsWith('../') || isAbsolute(shown)
      ? join(root.folder, path).split(sep).join('/')
      : shown || '.';
  };
}

function indexesOf(folder: string, walked: Walked): readonly GitIndex[] {
  const below = walked.repositories.filter((root) => root !== folder).map(gitIndexOf);
  const above = gitIndexAbove(folder);
  return above === undefined ? below : [above, ...below];
}

function readFile(
  file: WalkedFile,
  reader: Reader,
  about: {
    readonly shown: string;
    readonly indexes: readonly GitIndex[];
    readonly keeper: Keeper;
    readonly now: Instant;
  },
): readonly WorkstationRecord[] {
  const { shown, indexes, keeper, now } = about;
  const gap = (why: string): readonly WorkstationRecord[] => [
    { type: 'gap', what: reader.title, why, place: { path: shown } },
  ];
  const opened = openBounded(file.absolute, reader.maxBytes ?? usualBytes);
  if (!opened.ok) return gap(opened.why);
  // The innermost repository that holds the file is the one that could track it.
  const index = indexes
    .filter(({ root }) => file.absolute.startsWith(root + sep))
    .sort((a, b) => b.root.length - a.root.length)[0];
  const tracked = isTracked(index, file.absolute);
  const context = contextFor(
    {
      relative: file.relative,
      base: file.base,
      shown,
      text: opened.bytes.toString('utf8'),
      changedAt: instantOf(Math.trunc(opened.changedAtMs)),
      ...(process.platform === 'win32' ? {} : { readableByOthers: (opened.mode & 0o044) !== 0 }),
      ...(tracked === undefined ? {} : { trackedByGit: tracked }),
      sample: isSample(file.relative),
    },
    keeper,
    now,
  );
  try {
    return reader.read(context);
  } catch {
    // Never the error itself: a parser's message quotes what it read.
    return gap('its content made the reader fail; it was left out');
  }
}

const isSample = (path: string): boolean =>
  /(?:^|[/._-])(?:examples?|samples?|templates?|dist|fixtures?|testdata|tests?|__tests__|spec|mocks?|demo|docs?)(?:[/._-]|$)/i.test(
    // a folder named after somebody at acme.test is theirs, and no example
    path
      .split('/')
      .filter((part) => !/^[^@]+@/.test(part))
      .join('/'),
  );
