import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { reasonOf } from './open-file.ts';

/** How much of a tree is looked at. Reaching a limit is reported; nothing is left out in silence. */
export interface WalkLimits {
  readonly maxEntries: number;
  readonly maxDepth: number;
  readonly maxFiles: number;
}
export const defaultLimits: WalkLimits = { maxEntries: 500_000, maxDepth: 32, maxFiles: 5000 };

/** Folders that hold other people's code, caches or objects; what was passed over is counted and said. */
export const passedOver: ReadonlySet<string> = new Set([
  'node_modules',
  'bower_components',
  'vendor',
  '.venv',
  'venv',
  '__pycache__',
  '.cache',
  '.tox',
  '.terraform',
  '.pnpm-store',
]);

export interface WalkedFile {
  readonly absolute: string;
  /** From the root, with `/`. */
  readonly relative: string;
  readonly base: string;
}
export interface Walked {
  readonly files: readonly WalkedFile[];
  /** Folders below the root that hold a `.git`. */
  readonly repositories: readonly string[];
  readonly gaps: readonly { readonly relative: string; readonly why: string }[];
  readonly entries: number;
  readonly passedOver: ReadonlyMap<string, number>;
}

/** Files below `root` that somebody wants. Links are followed to files inside `root` only, and never to folders. */
export function walk(
  root: string,
  wanted: (relative: string, base: string) => boolean,
  limits: WalkLimits = defaultLimits,
): Walked {
  const files: WalkedFile[] = [];
  const repositories: string[] = [];
  const gaps: { relative: string; why: string }[] = [];
  const skipped = new Map<string, number>();
  const realRoot = realpathSync(root);
  const queue: { relative: string; depth: number }[] = [{ relative: '', depth: 0 }];
  let entries = 0;

  for (let next = 0; next < queue.length; next++) {
    const folder = queue[next];
    if (folder === undefined) break;
    const prefix = folder.relative === '' ? '' : `${folder.relative}/`;
    const listing = list(join(root, folder.relative));
    if (!listing.ok) {
      gaps.push({ relative: folder.relative, why: listing.why });
      continue;
    }
    for (const entry of listing.entries) {
      if (++entries > limits.maxEntries) {
        gaps.push({ relative: folder.relative, why: `stopped after ${limits.maxEntries} files and folders` });
        return { files, repositories, gaps, entries: limits.maxEntries, passedOver: skipped };
      }
      const relative = prefix + entry.name;
      if (entry.name === '.git') {
        repositories.push(join(root, folder.relative));
        if (entry.isDirectory() && wanted(`${relative}/config`, 'config'))
          add(
            `${relative}/config`,
            'config',
            lstatSync(join(root, relative, 'config'), { throwIfNoEntry: false }),
          );
      } else if (entry.isDirectory()) {
        if (passedOver.has(entry.name)) skipped.set(entry.name, (skipped.get(entry.name) ?? 0) + 1);
        else if (folder.depth >= limits.maxDepth)
          gaps.push({ relative, why: `deeper than ${limits.maxDepth} folders` });
        else queue.push({ relative, depth: folder.depth + 1 });
      } else if (wanted(relative, entry.name)) add(relative, entry.name, entry);
    }
  }
  return { files, repositories, gaps, entries, passedOver: skipped };

  function add(
    relative: string,
    base: string,
    kind: { isFile(): boolean; isSymbolicLink(): boolean } | undefined,
  ): void {
    if (kind === undefined) return;
    if (files.length >= limits.maxFiles) {
      if (files.length === limits.maxFiles && gaps.every((gap) => !gap.why.startsWith('only the first')))
        gaps.push({ relative, why: `only the first ${limits.maxFiles} files that could matter were read` });
      return;
    }
    const resolved = resolveLink(join(root, relative), realRoot, kind);
    if (resolved.ok) files.push({ absolute: resolved.absolute, relative, base });
    else gaps.push({ relative, why: resolved.why });
  }
}

/** The known places of a home folder: files by name, and the files of folders written with a trailing `/`. */
export function walkPlaces(
  home: string,
  places: readonly string[],
  wanted: (relative: string, base: string) => boolean,
): Walked {
  const files = new Map<string, WalkedFile>();
  const gaps: { relative: string; why: string }[] = [];
  let entries = 0;
  const realHome = realpathSync(home);
  const consider = (relative: string): void => {
    const absolute = join(home, relative);
    const stat = statOf(absolute);
    entries++;
    if (stat === 'absent' || files.has(relative)) return;
    if (stat === 'unreadable') return void gaps.push({ relative, why: 'not readable by this user' });
    if (stat.isDirectory() || !wanted(relative, basename(relative))) return;
    const resolved = resolveLink(absolute, realHome, stat);
    if (resolved.ok) files.set(relative, { absolute: resolved.absolute, relative, base: basename(relative) });
    else gaps.push({ relative, why: resolved.why });
  };
  for (const place of new Set(places)) {
    if (!place.endsWith('/')) {
      consider(place);
      continue;
    }
    const folder = place.slice(0, -1);
    const stat = statOf(join(home, folder));
    if (stat === 'absent') continue;
    const listing = list(join(home, folder));
    if (!listing.ok) gaps.push({ relative: folder, why: listing.why });
    else {
      for (const entry of listing.entries.slice(0, 2000)) consider(place + entry.name);
      if (listing.entries.length > 2000)
        gaps.push({ relative: folder, why: 'only its first 2000 files were read' });
    }
  }
  return { files: [...files.values()], repositories: [], gaps, entries, passedOver: new Map() };
}

function resolveLink(
  absolute: string,
  realRoot: string,
  kind: { isFile(): boolean; isSymbolicLink(): boolean },
): { readonly ok: true; readonly absolute: string } | { readonly ok: false; readonly why: string } {
  if (!kind.isSymbolicLink())
    return kind.isFile() ? { ok: true, absolute } : { ok: false, why: 'not a regular file' };
  try {
    const target = realpathSync(absolute);
    if (target !== realRoot && !target.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep))
      return { ok: false, why: 'a link that leads out of the folder scanned; not followed' };
    return statSync(target).isFile()
      ? { ok: true, absolute: target }
      : { ok: false, why: 'not a regular file' };
  } catch (error) {
    return {
      ok: false,
      why: reasonOf(error) === 'gone while it was being read' ? 'a link to nothing' : reasonOf(error),
    };
  }
}

function statOf(path: string) {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? ('absent' as const);
  } catch (error) {
    return reasonOf(error) === 'not readable by this user' ? ('unreadable' as const) : ('absent' as const);
  }
}

function list(path: string) {
  try {
    return { ok: true as const, entries: readdirSync(path, { withFileTypes: true }) };
  } catch (error) {
    return { ok: false as const, why: reasonOf(error) };
  }
}
