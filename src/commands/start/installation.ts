import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newNoteSecret, readNoteSecret } from '../../ledger/index.ts';
import { migrations } from '../../migrations.ts';
import { isSubjectId, must, type SubjectId } from '../../model/index.ts';
import { newId } from '../../platform/clock.ts';
import {
  openDataFolder,
  processNames,
  processUsers,
  type DataFolder,
  type ProcessName,
} from '../../platform/data-folder/index.ts';
import { createFileAtomically, writeFileAtomically, type FileOptions } from '../../platform/files.ts';
import {
  newPassword,
  openExternal,
  setRolePassword,
  startCluster,
  type RunningCluster,
} from '../../platform/postgres-server/index.ts';
import { writePostgresUrl, type PostgresUrl } from '../../platform/postgres-url/index.ts';
import type { ProcessConfig } from '../../platform/process-config.ts';
import type { Fence } from '../../platform/processes/index.ts';
import { migrate, openDatabase, type Database } from '../../platform/store/index.ts';

import type { Reached } from './boundaries.ts';
import { keepAuthority } from './external-database.ts';
import { identityFile, readIdentity, type InstallationIdentity } from './identity.ts';
import { policiesFolder } from '../policies-folder.ts';

export interface Installation {
  readonly folder: DataFolder;
  readonly fence: Fence;
  readonly identity: InstallationIdentity;
  /** The cluster that this start runs; undefined with an external database. */
  readonly cluster: RunningCluster | undefined;
  /** URL without a password, as one of the three roles. */
  readonly urlAs: (process: ProcessName) => string;
  readonly ownerOf: (process: ProcessName) => FileOptions['owner'] | undefined;
}

/** How the server faces its callers. */
export type Serving = Required<Pick<ProcessConfig, 'consolePort' | 'checkAnswers'>>;

/** Makes or takes up an installation: folders, keys, database with its schema and roles, and each process's own files. */
export async function prepareInstallation(
  root: string,
  fence: Fence,
  database: PostgresUrl | undefined,
  serving: Serving,
  reached: Reached,
): Promise<Installation> {
  const folder = openDataFolder(root, fence.fence);
  const ownerOf = (name: ProcessName): FileOptions['owner'] | undefined =>
    fence.fence === 'three-uids' ? processUsers[name] : undefined;
  const identity = readIdentity(folder.root) ?? makeIdentity(folder, ownerOf, reached);
  reached('identity.written');
  const external = database === undefined ? undefined : keepAuthority(folder.root, database);
  const { cluster, admin, urlOf } =
    external === undefined ? await startEmbedded(folder, fence, reached) : await openOutside(external);
  try {
    reached('database.made');
    await migrate(admin, migrations);
    reached('schema.migrated');
    for (const name of processNames) await giveRolePassword(admin, folder, name, ownerOf(name));
    reached('passwords.set');
  } finally {
    await admin.close();
  }
  const installation: Installation = {
    folder,
    fence,
    identity,
    cluster,
    urlAs: (name) => urlOf(`countersign_${name}`),
    ownerOf,
  };
  for (const name of processNames) writeProcessFiles(installation, name, serving);
  reached('process-files.written');
  return installation;
}

const databaseName = 'countersign';

/** Where the product's own data is, and a connection as whoever owns its schema. */
interface OwnDatabase {
  readonly cluster: RunningCluster | undefined;
  readonly admin: Database;
  /** Without a password. */
  readonly urlOf: (user: string) => string;
}

async function openOutside(external: PostgresUrl): Promise<OwnDatabase> {
  const admin = await openExternal({
    url: writePostgresUrl(external),
    ...(external.password === undefined ? {} : { password: external.password }),
    applicationName: 'countersign-migrator',
    maxConnections: 2,
  });
  return { cluster: undefined, admin, urlOf: (user) => writePostgresUrl({ ...external, user }) };
}

async function startEmbedded(folder: DataFolder, fence: Fence, reached: Reached): Promise<OwnDatabase> {
  const cluster = await startCluster({
    folder: folder.postgres,
    socketFolder: folder.postgresSocket,
    ...(fence.fence === 'three-uids' ? { socketGroup: processUsers.server.gid } : {}),
  });
  reached('cluster.running');
  const openAsSuperuser = (name: string): Database =>
    openDatabase({
      ...cluster.superuser(name),
      applicationName: 'countersign-migrator',
      maxConnections: 2,
    });
  const postgres = openAsSuperuser('postgres');
  try {
    const there = await postgres.query('select 1 from pg_database where datname = $1', [databaseName]);
    if (there.length === 0) await postgres.query(`create database ${databaseName}`);
  } finally {
    await postgres.close();
  }
  return {
    cluster,
    admin: openAsSuperuser(databaseName),
    urlOf: (user) => cluster.url(databaseName, user),
  };
}

const passwordFile = (folder: DataFolder, name: ProcessName): string =>
  join(folder[name], 'database-password');

async function giveRolePassword(
  admin: Database,
  folder: DataFolder,
  name: ProcessName,
  owner: FileOptions['owner'] | undefined,
): Promise<void> {
  const file = passwordFile(folder, name);
  if (!existsSync(file)) writeFileAtomically(file, `${newPassword()}\n`, access(owner));
  await setRolePassword(admin, `countersign_${name}`, readFileSync(file, 'utf8').trim());
}

const access = (owner: FileOptions['owner'] | undefined): FileOptions => ({
  mode: 0o600,
  ...(owner === undefined ? {} : { owner }),
});

function makeIdentity(
  folder: DataFolder,
  ownerOf: (name: ProcessName) => FileOptions['owner'] | undefined,
  reached: Reached,
): InstallationIdentity {
  const origin = `countersign.local/${newId('ledger').slice('ledger_'.length, 'ledger_'.length + 12)}`;
  const secret = newNoteSecret(origin);
  // The key first: an identity without its key could never sign.
  writeFileAtomically(join(folder.sequencer, 'checkpoint.key'), `${secret}\n`, access(ownerOf('sequencer')));
  reached('checkpoint-key.written');
  const subject = (): SubjectId => must(isSubjectId, newId('prc'));
  const identity: InstallationIdentity = {
    origin,
    checkpointKey: readNoteSecret(secret).vkey,
    subjects: { server: subject(), enforcer: subject(), sequencer: subject() },
  };
  createFileAtomically(identityFile(folder.root), `${JSON.stringify(identity, null, 2)}\n`, { mode: 0o644 });
  return identity;
}

function writeProcessFiles(installation: Installation, name: ProcessName, serving: Serving): void {
  const { folder, identity } = installation;
  const owner = installation.ownerOf(name);
  const config: ProcessConfig = {
    role: name,
    subject: identity.subjects[name],
    database: { url: installation.urlAs(name), passwordFile: passwordFile(folder, name) },
    ledger: {
      origin: identity.origin,
      checkpointKey: identity.checkpointKey,
      outsideFile: join(folder.checkpoints, 'checkpoints.txt'),
    },
    folder: folder[name],
    dataFolder: folder.root,
    policies: policiesFolder,
    ...(name === 'server' ? { apiSocket: folder.apiSocket, ...serving } : {}),
  };
  writeFileAtomically(processConfigFile(folder, name), `${JSON.stringify(config, null, 2)}\n`, access(owner));
  const key = join(folder[name], 'fingerprint.key');
  if (name === 'server' && !existsSync(key)) writeFileAtomically(key, `${newPassword()}\n`, access(owner));
}

export const processConfigFile = (folder: Pick<DataFolder, ProcessName>, name: ProcessName): string =>
  join(folder[name], 'process.json');

/** Opens the database as one of the roles, with the password from that process's own file. */
export const openAs = (installation: Installation, name: ProcessName): Database =>
  openDatabase({
    url: installation.urlAs(name),
    password: readFileSync(passwordFile(installation.folder, name), 'utf8').trim(),
    applicationName: `countersign-start-${name}`,
    maxConnections: 2,
  });
