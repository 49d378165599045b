import {
  chmodSync,
  chownSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../model/failure.ts';
import { createFileAtomically } from '../files.ts';
import { ensureSocketFolder } from '../socket-folder.ts';
import { errorCode } from '../error-code.ts';
import { inertWithin } from '../text.ts';
import { pathsIn, processGroup, processNames, processUsers, type DataPaths } from './layout.ts';

/** How far the processes are apart: three OS users, or database roles alone. */
export type FenceKind = 'three-uids' | 'roles-only';

export interface DataFolder extends DataPaths {
  readonly isNew: boolean;
  /** The API's socket, in a folder that only the server's user (and root) can enter; short enough for a socket. */
  readonly apiSocket: string;
}

const marker = '.countersign-data';
const format = 'countersign data folder, format 1';

/**
 * Makes the data folder and all that is in it, or takes up an existing one, setting modes and (as root, with three OS
 * users) owners. Throws Fault `usage` for a folder that is something else, naming what is in it, and for one of a newer
 * format; `disk_full`; `platform_unsupported` when it cannot be written to.
 */
export function openDataFolder(root: string, fence: FenceKind): DataFolder {
  const isNew = claim(root);
  const paths = pathsIn(realpathSync(root));
  const apart = fence === 'three-uids' && process.getuid?.() === 0;
  // Others may pass through to what is theirs, and see nothing: only where there are others.
  chmodSync(paths.root, apart ? 0o711 : 0o700);
  folder(paths.run, apart ? 0o710 : 0o700, apart ? { uid: 0, gid: processGroup } : undefined);
  for (const name of processNames) folder(paths[name], 0o700, apart ? processUsers[name] : undefined);
  folder(paths.checkpoints, 0o700, apart ? processUsers.sequencer : undefined);
  // the console names it as the place for exports, so it has to be there
  folder(paths.imports, apart ? 0o710 : 0o700, apart ? { uid: 0, gid: processGroup } : undefined);
  const apiFolder = ensureSocketFolder({
    wished: join(paths.run, 'api'),
    note: join(paths.run, 'api-folder'),
    ...(apart ? { owner: processUsers.server } : {}),
  });
  return { ...paths, isNew, apiSocket: join(apiFolder, 'api.sock') };
}

/** Whether this is a data folder of ours; changes nothing. */
export const isDataFolder = (root: string): boolean => readMarker(root) === format;

function claim(root: string): boolean {
  const found = statSync(root, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory())
    throw new Fault('usage', `\`${shown(root)}\` is a file, expected a folder for Countersign’s data.`, {
      next: 'Name a folder that does not exist yet, or an empty one, with `--data`.',
    });
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    const before = readMarker(root);
    if (before === format) return refuseForeign(root);
    if (before !== undefined)
      throw new Fault(
        'usage',
        `\`${shown(root)}\` was made by another version: \`${inertWithin(before, 60)}\`.`,
        {
          next: 'Run the version of Countersign that made it.',
        },
      );
    const inside = readdirSync(root).filter((name) => !/^\.[0-9a-f]{16}\.tmp$/.test(name));
    if (inside.length > 0)
      throw new Fault(
        'usage',
        `\`${shown(root)}\` is something else than a Countersign data folder: it holds ${inside
          .slice(0, 3)
          .map((name) => `\`${inertWithin(name, 40)}\``)
          .join(', ')}${inside.length > 3 ? ` and ${inside.length - 3} more` : ''}.`,
        { next: 'Name a folder that does not exist yet, or an empty one, with `--data`.' },
      );
    createFileAtomically(join(root, marker), `${format}\n`, { mode: 0o644 });
    return true;
  } catch (error) {
    throw explain(error, root);
  }
}

/** Root may take up anybody's folder; others only their own. */
function refuseForeign(root: string): false {
  const { uid } = statSync(root);
  const self = process.getuid?.();
  if (self === undefined || self === 0 || uid === self) return false;
  throw new Fault(
    'usage',
    `The data folder \`${shown(root)}\` belongs to uid ${uid}; this process is uid ${self}.`,
    {
      next: 'Run the same command as that user, or name another folder with `--data`.',
    },
  );
}

function readMarker(root: string): string | undefined {
  try {
    return readFileSync(join(root, marker), 'utf8').trim().slice(0, 100);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw explain(error, root);
  }
}

function folder(path: string, mode: number, owner: { uid: number; gid: number } | undefined): void {
  mkdirSync(path, { recursive: true, mode });
  if (!lstatSync(path).isDirectory())
    throw new Fault('usage', `\`${shown(path)}\` is not a folder.`, {
      next: 'Remove it, then run the command again.',
    });
  if (process.getuid?.() === 0) chownTopDown(path, owner ?? { uid: 0, gid: 0 });
  chmodSync(path, mode);
}

/** The folder and the files directly in it: a folder that changes hands (other fence than before) takes its files along. */
function chownTopDown(path: string, { uid, gid }: { uid: number; gid: number }): void {
  if (lstatSync(path).uid === uid && lstatSync(path).gid === gid) return;
  chownSync(path, uid, gid);
  for (const name of readdirSync(path)) {
    const inside = join(path, name);
    if (lstatSync(inside).isFile() && !path.endsWith('/run')) lchownSync(inside, uid, gid);
  }
}

function explain(error: unknown, root: string): unknown {
  if (error instanceof Fault) return error;
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new Fault('disk_full', `There is no disk space for the data folder \`${shown(root)}\`.`, {
      next: 'Free space, or name a folder on another disk with `--data`.',
      cause: error,
    });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new Fault('usage', `The data folder \`${shown(root)}\` cannot be made or written to (${code}).`, {
      next: 'Name a folder that you may write to with `--data` or COUNTERSIGN_DATA.',
      cause: error,
    });
  return error;
}

const shown = (path: string): string => inertWithin(path, 200);
