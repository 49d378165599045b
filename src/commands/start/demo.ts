import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { systemClock } from '../../platform/clock.ts';
import { processUsers, type DataFolder } from '../../platform/data-folder/index.ts';
import { writeFileAtomically } from '../../platform/files.ts';
import {
  newPassword,
  setRolePassword,
  startCluster,
  type RunningCluster,
} from '../../platform/postgres-server/index.ts';
import type { Fence } from '../../platform/processes/index.ts';
import { shiftDates } from '../../platform/relative-dates.ts';
import { openDatabase } from '../../platform/store/index.ts';
import { acmeLogs, writeAcmeLogs } from './acme-logs/write-logs.ts';
import { acmeExports } from './acme-sources.ts';
import type { Reached } from './boundaries.ts';
import { credentialsOf, type SourceToAdd } from './credentials.ts';
import { openAs, type Installation } from './installation.ts';
import { acmeFixtures } from './personas.ts';

const referenceDay = '2026-01-15';
const targetDatabase = 'orders';

/** The cluster that Acme's target database is in, made on first use: beside the product's own, which it does not wait for. */
export const startTargetCluster = (folder: DataFolder, { fence }: Fence): Promise<RunningCluster> =>
  startCluster({
    folder: folder.target,
    socketFolder: folder.targetSocket,
    ...(fence === 'three-uids' ? { socketGroup: processUsers.server.gid } : {}),
    settings: { shared_buffers: '16MB' },
  });

/**
 * Acme: renders the fixtures relative to today, makes the target database, gives the enforcer alone its write credential,
 * and writes the demo's bootstrap entry with two personas who sign with software keys. Each part only once; returns what
 * the server is to read.
 */
export async function prepareDemo(
  installation: Installation,
  startingTarget: Promise<RunningCluster>,
  reached: Reached,
): Promise<readonly SourceToAdd[]> {
  renderFixtures(installation.folder.acme);
  writeExpectedPowers(installation);
  reached('demo.rendered');
  const target = await startingTarget;
  reached('target.running');
  await fillTarget(installation, target, reached);
  await writeBootstrapOnce(installation, reached);
  reached('bootstrap.recorded');
  const at = (name: string): string => join(installation.folder.acme, name);
  const readerUrl = new URL(`postgres://countersign_reader@localhost/${targetDatabase}`);
  readerUrl.searchParams.set('host', target.socketFolder);
  readerUrl.searchParams.set('passwordFrom', 'stored:read/acme-postgres');
  return [
    ...acmeExports.map(({ id, connector, path }) => ({ id, connector, location: at(path) })),
    { id: 'acme-postgres', connector: 'postgres', location: readerUrl.href.replace('@localhost/', '@/') },
  ];
}

/** A log that the server is to read. */
export interface LogToAdd {
  readonly name: string;
  readonly path: string;
  readonly sources: readonly string[];
}

/** Acme’s logs, where they were written. */
export const demoLogs = (folder: string): readonly LogToAdd[] =>
  acmeLogs.map(({ name, kind, sources }) => ({ name, path: join(folder, 'logs', kind), sources }));

/** Copies the fixtures with every date moved so that the reference day is today; once, so that they can be read again. */
function renderFixtures(folder: string): void {
  if (existsSync(join(folder, 'rendered'))) return;
  cpSync(acmeFixtures, folder, { recursive: true });
  const today = systemClock.now().slice(0, 10);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (statSync(path).isFile())
      writeFileSync(path, shiftDates(readFileSync(path, 'utf8'), referenceDay, today), { mode: 0o644 });
  }
  writeAcmeLogs(join(folder, 'logs'), today);
  writeFileSync(join(folder, 'rendered'), `${today}\n`);
}

/** What Acme expects, as the rules' configuration; the server reads it when it starts. */
function writeExpectedPowers({ folder, ownerOf }: Installation): void {
  const file = join(folder.server, 'detection.json');
  if (existsSync(file)) return;
  const owner = ownerOf('server');
  const expected: unknown = parse(readFileSync(join(folder.acme, 'expected.yaml'), 'utf8'));
  writeFileAtomically(file, `${JSON.stringify(expected, null, 2)}\n`, {
    mode: 0o600,
    ...(owner === undefined ? {} : { owner }),
  });
}

/** Makes the target database with its roles, complete or not at all, and keeps the two passwords for it. */
async function fillTarget(
  { folder, ownerOf }: Installation,
  target: RunningCluster,
  reached: Reached,
): Promise<void> {
  const postgres = openDatabase({
    ...target.superuser('postgres'),
    applicationName: 'countersign-demo',
    maxConnections: 1,
  });
  try {
    const there = await postgres.query('select 1 from pg_database where datname = $1', [targetDatabase]);
    if (there.length > 0) return;
    await postgres.query('drop database if exists orders_being_made with (force)');
    // roles belong to the cluster: those of an attempt that was cut short outlive its database
    await postgres.query(`do $$ declare made name; begin
      for made in select rolname from pg_roles where rolname !~ '^pg_' and rolname <> current_user loop
        execute format('drop role %I', made);
      end loop; end $$`);
    await postgres.query('create database orders_being_made');
    const making = openDatabase({
      ...target.superuser('orders_being_made'),
      applicationName: 'countersign-demo',
      maxConnections: 1,
    });
    try {
      await runScript(
        making,
        readFileSync(join(folder.acme, 'postgres', 'target.sql'), 'utf8').replaceAll(
          'on database orders',
          'on database orders_being_made',
        ),
      );
      reached('target.filled');
      const reader = newPassword();
      const writer = newPassword();
      await setRolePassword(making, 'countersign_reader', reader);
      await setRolePassword(making, 'countersign_writer', writer);
      const url = target.url(targetDatabase, 'countersign_writer');
      credentialsOf(folder.server, ownerOf('server')).set('read/acme-postgres', reader);
      credentialsOf(folder.enforcer, ownerOf('enforcer')).set(
        'write/acme-postgres',
        JSON.stringify({ connector: 'postgres', url, password: writer }),
      );
      reached('target.credentials-kept');
    } finally {
      await making.close();
    }
    await postgres.query(`alter database orders_being_made rename to ${targetDatabase}`);
    reached('target.named');
  } finally {
    await postgres.close();
  }
}

/** The script is our own and has no parameters; the simple protocol runs all of it as one transaction. */
async function runScript(database: ReturnType<typeof openDatabase>, script: string): Promise<void> {
  const client = await database.connect();
  try {
    await client.query(script);
  } finally {
    client.release();
  }
}

async function writeBootstrapOnce(installation: Installation, reached: Reached): Promise<void> {
  const database = openAs(installation, 'server');
  try {
    const before = await database.query('select 1 from policy.activated_set limit 1');
    if (before.length > 0) return;
    // only a first start needs the policies' engine here
    const { writeDemoBootstrap } = await import('./demo-bootstrap.ts');
    await writeDemoBootstrap(installation, database, reached);
  } finally {
    await database.close();
  }
}
