import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApi, listenOnSocket } from './api/server.ts';
import { routes } from './api/routes.ts';
import { createApplication } from './commands/application.ts';
import { connectorList } from './commands/connector-list.ts';
import { viewReader } from './commands/estate-views.ts';
import { lawOf } from './commands/law.ts';
import { sweep } from './commands/sweep.ts';
import type { System } from './commands/system.ts';
import { detectionConfigSchema } from './detection/index.ts';
import { openAccess } from './estate/index.ts';
import { createReader, createRecorder, createSignatureCheck, createSignerBook } from './ledger/index.ts';
import { systemClock } from './platform/clock.ts';
import { createLog } from './platform/log.ts';
import { readOwnSecret } from './platform/own-secret.ts';
import { refuseUnsafe } from './platform/postgres-server/index.ts';
import { readProcessConfig } from './platform/process-config.ts';
import { stopWithParent, tellReady } from './platform/processes/index.ts';
import {
  fileKeys,
  fingerprint,
  fingerprintKey,
  openCredentialStore,
  parseReference,
  readSecret,
} from './platform/secrets/index.ts';
import { openDatabase } from './platform/store/index.ts';

/** Composition root of the server: API, estate, detection, review. Holds no write credential to any target. */
const config = readProcessConfig(process.argv);
const log = createLog({ clock: systemClock, format: 'json' }, { process: 'server' });
const database = openDatabase({
  url: config.database.url,
  password: readOwnSecret(config.database.passwordFile),
  applicationName: 'countersign-server',
});
await refuseUnsafe(database); // settings can differ by role, so each process asks on its own connection
const credentials = openCredentialStore({
  path: join(config.folder, 'credentials.json'),
  keys: fileKeys(join(config.folder, 'credentials.key')),
  clock: systemClock,
});
const estateKey = fingerprintKey(
  Buffer.from(readOwnSecret(join(config.folder, 'fingerprint.key')), 'base64url'),
);
const ledger = createReader({
  database,
  origin: config.ledger.origin,
  checkpointKey: config.ledger.checkpointKey,
});
const signers = createSignerBook(ledger);
const access = openAccess(database);
const detectionFile = join(config.folder, 'detection.json');

const system: System = {
  database,
  clock: systemClock,
  self: { kind: 'process', id: config.subject, via: [] },
  recorder: createRecorder({ writer: 'server', clock: systemClock }),
  ledger,
  signers,
  signatures: {
    verify: (statement, armored) =>
      createSignatureCheck({ ledger: demoLedger ? 'demo' : 'real' }).verify(statement, armored),
  },
  ledgerName: config.ledger.origin,
  checkpointKey: config.ledger.checkpointKey,
  policiesFolder: config.policies,
  detection: detectionConfigSchema.parse(
    existsSync(detectionFile) ? JSON.parse(readFileSync(detectionFile, 'utf8')) : {},
  ),
  connectors: connectorList,
  views: viewReader(database, access),
  access,
  fingerprint: (secret) => fingerprint(estateKey, secret),
  secret: (reference) =>
    Promise.resolve(
      readSecret(parseReference(reference), {
        env: process.env,
        folder: config.dataFolder,
        stored: (name) => credentials.get(name),
      }),
    ),
  law: lawOf(database, signers),
};

/** Whether software keys count as proof of presence here: only if the signed bootstrap entry said so. */
const demoLedger = (await signers.ledger()).demo;

const api = createApi({
  routes,
  application: createApplication(system),
  onBug: (error, route) =>
    log.error('a bug', {
      route,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
});
const sweeping = setInterval(() => {
  sweep(system).catch((error: unknown) =>
    log.warn('a sweep did not finish; the next one does its work', { error: String(error) }),
  );
}, 60_000);
stopWithParent(async () => {
  clearInterval(sweeping);
  await api.close();
  await database.close();
});
await listenOnSocket(api, config.apiSocket ?? join(config.dataFolder, 'run', 'api', 'api.sock'));
tellReady();
