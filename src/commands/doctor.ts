import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { systemClock } from '../platform/clock.ts';
import { readConfig } from '../platform/config.ts';
import { isDataFolder, lockHolder, pathsIn, processUsers } from '../platform/data-folder/index.ts';
import { consoleUrl } from './start/console-url.ts';
import { clusterStatus } from '../platform/postgres-server/index.ts';
import type { Status } from './status.ts';

/** One thing that was looked at. `note`: it works, and there is something to know. */
export interface Checkup {
  readonly what: string;
  readonly is: 'ok' | 'note' | 'wrong';
  readonly says: string;
  readonly next?: string;
}

/** Looks at an installation from outside, without a server: what runs, what guards it, what is missing. */
export function examine(folder: string): readonly Checkup[] {
  const [major = 0] = process.versions.node.split('.').map(Number);
  const checkups: Checkup[] = [
    major >= 24
      ? { what: 'runtime', is: 'ok', says: `Node.js ${process.version}` }
      : {
          what: 'runtime',
          is: 'wrong',
          says: `Node.js ${process.version}; 24 or newer is needed`,
          next: 'Install Node.js 24.',
        },
    sshKeygen(),
  ];
  if (!isDataFolder(folder))
    return [
      ...checkups,
      { what: 'data', is: 'note', says: `no Countersign data in ${folder}`, next: 'Run `npm start`.' },
    ];
  const paths = pathsIn(folder);
  const config = readConfig(paths.config);
  const holder = lockHolder(paths.lock, systemClock);
  const cluster = clusterStatus(paths.postgres);
  checkups.push(
    { what: 'data', is: 'ok', says: folder },
    config?.demo === true
      ? { what: 'ledger', is: 'note', says: 'demo: signatures prove nothing about people' }
      : { what: 'ledger', is: 'ok', says: 'your own' },
    holder === undefined
      ? {
          what: 'server',
          is: 'note',
          says: 'not running',
          next: 'Start it with `countersign start`; commands start it by themselves.',
        }
      : { what: 'server', is: 'ok', says: `running since ${holder.since} (pid ${holder.pid})` },
    ...consoleOf(holder === undefined ? undefined : consoleUrl(paths.consolePort)),
    config?.database.kind === 'external'
      ? { what: 'database', is: 'ok', says: 'external (DATABASE_URL)' }
      : {
          what: 'database',
          is: cluster.state === 'running' ? 'ok' : holder === undefined ? 'note' : 'wrong',
          says: `embedded, ${cluster.state}`,
          ...(cluster.state !== 'running' && holder !== undefined
            ? { next: 'It ended while Countersign runs: `countersign stop`, then `countersign start`.' }
            : {}),
        },
    fenceOf(paths.enforcer),
  );
  return checkups;
}

const consoleOf = (url: string | undefined): readonly Checkup[] =>
  url === undefined ? [] : [{ what: 'api', is: 'ok', says: `${url}/api, from this machine only` }];

/** What a running server says of the ends that have come; `undefined`: nobody was there to ask. */
export function examineEnds(late: Status['lateEnds'] | undefined): readonly Checkup[] {
  if (late === undefined) return [];
  const [first] = late.first;
  if (first === undefined)
    return [{ what: 'ends', is: 'ok', says: 'nothing that was given is past its end' }];
  return [
    {
      what: 'ends',
      is: 'wrong',
      says: `${late.count} of what was given is past its end and not taken back yet; the first, at ${first.source}, ended at ${first.endsAt} and was looked at ${first.tries} times${first.because === undefined ? '' : ` (${first.because})`}`,
      next: `It is tried again at ${first.nextLook}. See what it is: countersign ledger show ${first.plan}`,
    },
  ];
}

function sshKeygen(): Checkup {
  const found = spawnSync('ssh-keygen', ['-?'], { stdio: 'ignore' }).error === undefined;
  return found
    ? { what: 'ssh-keygen', is: 'ok', says: 'here: `--key` can sign' }
    : {
        what: 'ssh-keygen',
        is: 'note',
        says: 'not installed: `--key` cannot sign',
        next: 'Install OpenSSH 8.2 or newer.',
      };
}

function fenceOf(enforcer: string): Checkup {
  if (existsSync(enforcer) && statSync(enforcer).uid === processUsers.enforcer.uid)
    return { what: 'fence', is: 'ok', says: 'server, enforcer and sequencer are three OS users' };
  return {
    what: 'fence',
    is: 'note',
    says: 'all processes share one OS user, so only database roles stand between a compromised server and a write credential',
    next: 'Start as root, in a folder that other users can enter (for example below /var/lib), to have three OS users.',
  };
}
