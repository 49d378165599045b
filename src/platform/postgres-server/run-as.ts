import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { workFolder } from './work-folder.ts';
import { Fault } from '../../model/failure.ts';
import type { Binaries } from './binaries.ts';

export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * How PostgreSQL's programs are run: it refuses root, and initdb wants its user to have a name in the system. `become`:
 * as another uid. `mapTo`: in a user namespace that calls the same user by this uid; works below 0700 folders of root and
 * needs no further OS user. Neither: plainly.
 */
export interface RunAs {
  readonly become?: OsUser;
  readonly mapTo?: number;
}

/** Command and options for running one program this way. */
export function commandAs(
  { become, mapTo }: RunAs,
  program: string,
  args: readonly string[],
): { readonly command: string; readonly args: string[]; readonly owner: Partial<OsUser> } {
  const owner = become ?? {};
  if (mapTo === undefined) return { command: program, args: [...args], owner };
  const map = ['--user', `--map-user=${mapTo}`, `--map-group=${mapTo}`, '--'];
  return { command: 'unshare', args: [...map, program, ...args], owner };
}

/** Where a cluster lives: `folder` is the caller's, `home` inside it belongs to whoever runs PostgreSQL, `data` is PGDATA. */
export interface ClusterPlace {
  readonly folder: string;
  readonly home: string;
  readonly data: string;
}
export const placeIn = (folder: string): ClusterPlace => ({
  folder,
  home: join(folder, 'cluster'),
  data: join(folder, 'cluster', 'data'),
});

/** Refuses a cluster that another OS user made: Fault `database_unsafe`. Root may use anybody's. */
export function refuseOthers(place: ClusterPlace): void {
  const self = process.getuid?.() ?? 0;
  const owner = lstatSync(place.home, { throwIfNoEntry: false })?.uid ?? self;
  if (self === 0 || owner === self) return;
  throw new Fault(
    'database_unsafe',
    `The database in \`${place.folder}\` belongs to uid ${owner}; this process is uid ${self}.`,
    { next: 'Run the same command as that user, or name another folder with `--data`.' },
  );
}

/**
 * The first way that works, tried for real: `home` is made, a folder is made in it, and the program is started. As an
 * ordinary user: plainly. As root: in a user namespace, else as `osUser` (default 65534), else as the owner of the folder
 * above. An existing cluster is run as whoever owns it, if that can be done.
 * Throws Fault `platform_unsupported` when nothing works, saying what was tried.
 */
export function chooseRunAs(place: ClusterPlace, binaries: Binaries, osUser: OsUser = nobody): RunAs {
  const mapTo = namedUid();
  const self = process.getuid?.();
  const owner = lstatSync(place.data, { throwIfNoEntry: false })?.uid;
  for (const become of self === 0 ? usersForRoot(place, osUser, owner) : [undefined])
    for (const runAs of [...(become === root ? [] : [{}]), { mapTo }]) {
      const candidate = become === undefined || become === root ? runAs : { become, ...runAs };
      giveTo(candidate, place);
      if (works(candidate, place, binaries)) return candidate;
    }
  throw new Fault(
    'platform_unsupported',
    self === 0
      ? `PostgreSQL does not run as root, and no other way works in \`${place.folder}\`: tried a user namespace (unshare) and uid ${osUser.uid}.`
      : `PostgreSQL does not start in \`${place.folder}\` as uid ${self}: it needs a folder that can be written to and a user with a name.`,
    {
      next: 'Use a data folder that other users can enter (`--data /var/lib/countersign`) or start as an ordinary user, or set DATABASE_URL.',
    },
  );
}

const nobody: OsUser = { uid: 65534, gid: 65534 };
const root: OsUser = { uid: 0, gid: 0 };

function usersForRoot(place: ClusterPlace, osUser: OsUser, owner: number | undefined): readonly OsUser[] {
  const above = statSync(dirname(place.folder));
  const users = [root, osUser, ...(above.uid === 0 ? [] : [{ uid: above.uid, gid: above.gid }])];
  const own = owner === undefined || owner === 0 ? [] : [{ uid: owner, gid: lstatSync(place.data).gid }];
  return [...own, ...users];
}

/** Some uid other than root's that has a name here: `daemon` or `nobody` nearly everywhere. */
function namedUid(): number {
  try {
    const uids = readFileSync('/etc/passwd', 'utf8').matchAll(/^[^:\n]+:[^:\n]*:(\d+):/gm);
    for (const [, uid] of uids) if (Number(uid) > 0) return Number(uid);
  } catch {
    // no such file: the probe will tell
  }
  return nobody.uid;
}

function giveTo({ become }: RunAs, { folder, home, data }: ClusterPlace): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = become ?? root;
  if (lstatSync(data, { throwIfNoEntry: false }) === undefined) chownSync(home, uid, gid);
  else if (lstatSync(data).uid !== uid) chownTree(home, uid, gid);
  chmodSync(folder, become === undefined ? 0o700 : 0o711);
}

function chownTree(path: string, uid: number, gid: number): void {
  lchownSync(path, uid, gid);
  if (lstatSync(path).isDirectory())
    for (const name of readdirSync(path)) chownTree(join(path, name), uid, gid);
}

/** The folder that is made for trying has a name of its own: another start may try at this moment, or have been killed there. */
function works(runAs: RunAs, place: ClusterPlace, binaries: Binaries): boolean {
  const script = 'id -un && mkdir "$1" && rmdir "$1" && "$0" --version';
  const probe = ['-c', script, binaries.postgres, join(place.home, workFolder())];
  const { command, args, owner } = commandAs(runAs, '/bin/sh', probe);
  const run = spawnSync(command, args, { ...owner, env: binaries.env, cwd: '/', stdio: 'ignore' });
  return run.status === 0;
}
