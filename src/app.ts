import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { socketDoor } from './api/door.ts';
import { tcpDoor } from './api/tcp/tcp-door.ts';
import { listenOnLoopback, listenOnSocket } from './api/listen.ts';
import { createApi } from './api/server.ts';
import { createTcpApi } from './api/tcp/create-tcp-api.ts';
import { routes } from './api/routes/index.ts';
import { alsoCalled } from './commands/access.ts';
import { createApplication } from './commands/application.ts';
import { anyConnector, connectorList } from './commands/connector-list.ts';
import { runOwnTokens } from './commands/own-tokens/run-own-tokens.ts';
import { ownTokensOf } from './commands/own-tokens/tokens-in-force.ts';
import { ownTokens } from './connectors/countersign/index.ts';
import { behaviourReader } from './commands/behaviour.ts';
import { dutyFile } from './commands/duties/duty-file.ts';
import { openDuties } from './commands/duties/open-duties.ts';
import { standingReader, viewReader } from './commands/estate-views.ts';
import { ruleTexts } from './commands/law/rule-texts.ts';
import { livesRules } from './commands/lifecycle/rule-file.ts';
import { lawOf } from './commands/law/in-force.ts';
import { runAskings } from './commands/asking/run-askings.ts';
import { runRollouts } from './commands/rollouts/run-rollouts.ts';
import { runEndings } from './commands/endings/run-endings.ts';
import { LogReadings } from './commands/log-readings.ts';
import { runNotices } from './commands/notices/run-notices.ts';
import { runMandates } from './commands/mandates/run-mandates.ts';
import { runLogs } from './commands/run-logs.ts';
import { sweep } from './commands/sweep.ts';
import { runWaiting } from './commands/waiting/run-waiting.ts';
import type { System } from './commands/system.ts';
import { detectionConfigSchema } from './detection/index.ts';
import { openAccess, openEscalation } from './estate/index.ts';
import {
  createDelegationBook,
  createReader,
  createRecorder,
  createSignatureCheck,
  createSignerBook,
} from './ledger/index.ts';
import { systemClock } from './platform/clock.ts';
import { pathsIn } from './platform/data-folder/index.ts';
import { writeFileAtomically } from './platform/files.ts';
import { createKeptAnswers } from './platform/kept-answers/index.ts';
import { createLog } from './platform/log.ts';
import { readOwnSecret } from './platform/own-secret.ts';
import { oneAtATime } from './platform/one-at-a-time.ts';
import { readProcessConfig } from './platform/process-config.ts';
import { openProcessDatabase } from './platform/process-database.ts';
import { mayBegin, stopWithParent, tellReady } from './platform/processes/index.ts';
import { programDigest } from './platform/program-digest.ts';
import { createOidcClient } from './signin/index.ts';
import {
  derivedKey,
  fileKeys,
  fingerprint,
  fingerprintKey,
  openCredentialStore,
  parseReference,
  readSecret,
} from './platform/secrets/index.ts';

/** Composition root of the server: API, estate, detection, review. Holds no write credential to any target. */
await mayBegin();
const config = readProcessConfig(process.argv);
const log = createLog({ clock: systemClock, format: 'json' }, { process: 'server' });
const database = await openProcessDatabase(config, { maxConnections: 10 });
const credentials = openCredentialStore({
  path: join(config.folder, 'credentials.json'),
  keys: fileKeys(join(config.folder, 'credentials.key')),
  clock: systemClock,
});
const estateKey = fingerprintKey(
  Buffer.from(readOwnSecret(join(config.folder, 'fingerprint.key')), 'base64url'),
);
const ledger = createReader({
  database: database.apart,
  origin: config.ledger.origin,
  checkpointKey: config.ledger.checkpointKey,
});
const signers = createSignerBook(ledger);
const delegations = createDelegationBook(ledger);
const access = openAccess(database);
const escalation = openEscalation(database, access);
const behaviour = behaviourReader(database);
const detectionFile = join(config.folder, 'detection.json');

const connectors = [...connectorList, anyConnector(ownTokens(ownTokensOf(database, systemClock)))];
const views = viewReader(database, access);
const law = lawOf(database, signers);
const rules = ruleTexts([config.folder, config.policies], law);
const duties = openDuties({
  database,
  clock: systemClock,
  access,
  views,
  spellings: (asked) => alsoCalled({ connectors }, asked),
  file: dutyFile(rules),
});

const served: { url?: string } = {};

const secretOf = async (reference: string): Promise<string> =>
  readSecret(parseReference(reference), {
    env: process.env,
    folder: config.dataFolder,
    stored: (name) => credentials.get(name),
  });

const system: System = {
  database,
  clock: systemClock,
  self: { kind: 'process', id: config.subject, via: [] },
  recorder: createRecorder({ writer: 'server', clock: systemClock }),
  ledger,
  signers,
  delegations,
  signatures: {
    verify: (statement, armored) =>
      createSignatureCheck({ ledger: demoLedger ? 'demo' : 'real' }).verify(statement, armored),
  },
  ledgerName: config.ledger.origin,
  checkpointKey: config.ledger.checkpointKey,
  policiesFolder: config.policies,
  importsFolder: pathsIn(config.dataFolder).imports,
  detection: detectionConfigSchema.parse(
    existsSync(detectionFile) ? JSON.parse(readFileSync(detectionFile, 'utf8')) : {},
  ),
  connectors,
  url: () => served.url,
  views,
  access,
  escalation,
  behaviour,
  standings: standingReader(database, access, escalation, behaviour, duties),
  duties,
  rules,
  lives: livesRules(rules),
  logReadings: new LogReadings(),
  fingerprint: (secret) => fingerprint(estateKey, secret),
  items: { key: derivedKey(estateKey, 'items'), program: programDigest },
  secret: secretOf,
  oidc: createOidcClient({ clock: systemClock, secret: secretOf }),
  law,
};

/** Whether software keys count as proof of presence here: only if the signed bootstrap entry said so. */
const demoLedger = (await signers.ledger()).demo;

const kept = createKeptAnswers(database, systemClock);
const serving = {
  kept,
  routes,
  application: createApplication(system),
  checkAnswers: config.checkAnswers === true,
  onBug: (error: unknown, route: string) =>
    log.error('a bug', {
      route,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
};
const api = createApi({ ...serving, door: socketDoor });
const tcpApi = createTcpApi({
  ...serving,
  door: tcpDoor(serving.application, false),
  hostNames: new Set(['localhost', '127.0.0.1', '[::1]']),
});
const { consolePort } = pathsIn(config.dataFolder);
// Of a million accounts the rules take longer than the minute between two sweeps: those that piled up would wait for each
// other, each with a connection to the database of its own, until none were left for anybody else.
const sweepOnce = oneAtATime(async () => {
  await Promise.all([sweep(system), kept.sweep()]).catch((error: unknown) =>
    log.warn('a sweep did not finish; the next one does its work', { error: String(error) }),
  );
});
const sweeping = setInterval(() => void sweepOnce(), 60_000);
const stop = new AbortController();
const bringingAboutEnds = runEndings(system, stop.signal, (error) =>
  log.warn('an end was not brought about yet; it is tried again', { error: String(error) }),
);
const readingOwnTokens = runOwnTokens(system, stop.signal, (error) =>
  log.warn('the own tokens were not read; it is tried again', { error: String(error) }),
);
const askingForPlans = runAskings(system, stop.signal, (error) =>
  log.warn('a plan was not asked for yet; it is tried again', { error: String(error) }),
);
const rollingOut = runRollouts(system, stop.signal, (error) =>
  log.warn('a rollout did not go on yet; it is tried again', { error: String(error) }),
);
const readingLogs = runLogs(system, stop.signal, (error) =>
  log.warn('logs were not read; it is tried again', { error: String(error) }),
);
const lookingAtCases = runWaiting(system, stop.signal, (error) =>
  log.warn('a case that waits was not looked at; it is tried again', { error: String(error) }),
);
const carryingMandates = runMandates(system, stop.signal, (error) =>
  log.warn('what a mandate selects was not carried out yet; it is tried again', { error: String(error) }),
);
const tellingPeople = runNotices(system, stop.signal, (error) =>
  log.warn('somebody was not told of something yet; it is tried again', { error: String(error) }),
);
stopWithParent(async () => {
  clearInterval(sweeping);
  stop.abort();
  await Promise.all([
    bringingAboutEnds,
    readingOwnTokens,
    askingForPlans,
    rollingOut,
    readingLogs,
    lookingAtCases,
    carryingMandates,
    tellingPeople,
  ]);
  kept.close();
  await Promise.all([api.close(), tcpApi.close()]);
  rmSync(consolePort, { force: true });
  await database.close();
});
// A server that was killed between a read and its rules left the rules to this one. The first answer is to have them: it is
// waited for, though never so long that a large estate could not start.
await Promise.race([sweepOnce(), pause(10_000, undefined, { ref: false })]);
if (config.consolePort !== undefined) {
  const port = await listenOnLoopback(tcpApi, config.consolePort);
  writeFileAtomically(consolePort, `${port}\n`, { mode: 0o644 });
  served.url = `http://localhost:${port}`;
}
await listenOnSocket(api, config.apiSocket ?? join(config.dataFolder, 'run', 'api', 'api.sock'));
tellReady();
