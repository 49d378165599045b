import { spawnSync } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { processNames, processUsers } from '../data-folder/index.ts';

/**
 * How far the three processes are apart. `three-uids`: the operating system keeps each from the others' files and
 * credentials. `roles-only`: they share one OS user, and only their database roles differ; `because` is for people.
 */
export type Fence =
  | { readonly fence: 'three-uids' }
  | { readonly fence: 'roles-only'; readonly because: string; readonly next: string };

/**
 * Whether the processes can run as three OS users here: tried for real, as each of them: the program is started and reads
 * `program` and a module beside it, and enters the folder that is to hold the data. Never throws.
 */
export function tryFence(where: { readonly program: string; readonly dataFolder: string }): Fence {
  if (process.getuid?.() !== 0)
    return {
      fence: 'roles-only',
      because: 'Countersign was not started as root, so its processes share one OS user.',
      next: 'Start it as root or install it as a service; then a program that takes over the server cannot reach the enforcer’s credentials.',
    };
  const script =
    'const fs=require("fs");fs.accessSync(process.argv[1],4);fs.readdirSync(process.argv[2]);fs.accessSync(process.argv[3],1)';
  const modules = join(dirname(where.program), '..', 'node_modules');
  const data = closestExisting(where.dataFolder);
  for (const name of processNames) {
    const { uid, gid } = processUsers[name];
    const args = ['-e', script, where.program, modules, data.path];
    const run = spawnSync(process.execPath, args, {
      uid,
      gid,
      cwd: '/',
      env: {},
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (run.status === 0) continue;
    const blocked = [process.execPath, where.program, modules, data.path].find(
      (path) => !canReach(path, uid),
    );
    const what = blocked ?? where.program;
    return {
      fence: 'roles-only',
      because: `Another OS user (uid ${uid}) cannot reach \`${what}\`, so all processes run as root.`,
      next: 'Move the installation and its data below folders that others can enter (for example /opt and /var/lib); then the processes run as three OS users.',
    };
  }
  return { fence: 'three-uids' };
}

function closestExisting(path: string): { readonly path: string } {
  let at = path;
  // The data folder itself opens up (0711) once the fence is three OS users; what is above it is not ours to change.
  at = dirname(at);
  while (lstatSync(at, { throwIfNoEntry: false }) === undefined && at !== dirname(at)) at = dirname(at);
  return { path: at };
}

function canReach(path: string, uid: number): boolean {
  const run = spawnSync('/usr/bin/test', ['-r', path, '-o', '-x', path], {
    uid,
    gid: uid,
    cwd: '/',
    stdio: 'ignore',
  });
  return run.error === undefined && run.status === 0;
}
