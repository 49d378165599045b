// The server's use cases on a real ledger with a real sequencer: who may sign is what its entries say, and signatures are
// checked as they are in production. Only the clock is the test's.
import { anyConnector, connectorList } from '../../src/commands/connector-list.ts';
import { ownTokensOf } from '../../src/commands/own-tokens/tokens-in-force.ts';
import { ownTokens } from '../../src/connectors/countersign/index.ts';
import { LogReadings } from '../../src/commands/log-readings.ts';
import { behaviourReader } from '../../src/commands/behaviour.ts';
import { standingReader, viewReader } from '../../src/commands/estate-views.ts';
import { ruleTexts } from '../../src/commands/law/rule-texts.ts';
import { livesRules } from '../../src/commands/lifecycle/rule-file.ts';
import { lawOf } from '../../src/commands/law/in-force.ts';
import { policiesFolder } from '../../src/commands/policies-folder.ts';
import type { System } from '../../src/commands/system.ts';
import { defaultDetectionConfig } from '../../src/detection/index.ts';
import { openAccess, openEscalation } from '../../src/estate/index.ts';
import {
  createDelegationBook,
  createReader,
  createRecorder,
  createSignatureCheck,
  createSignerBook,
  liveBytes,
  newNoteSecret,
  readNoteSecret,
  runSequencer,
  verifyLedger,
  type VerificationReport,
} from '../../src/ledger/index.ts';
import { instantOf, isSubjectId, must } from '../../src/model/index.ts';
import { openDatabase } from '../../src/platform/store/index.ts';
import { createOidcClient } from '../../src/signin/index.ts';
import type { TestDatabase } from './database.ts';
import { shippedDuties } from './shipped-duties.ts';

const ledgerName = 'countersign.test/signing';
const self = { kind: 'process', id: must(isSubjectId, 'prc_00000000000000000000000002'), via: [] } as const;

export interface SigningWorld {
  readonly system: System;
  pass(seconds: number): void;
  /** The ledger as `ledger verify` sees it. */
  verified(): Promise<VerificationReport>;
  close(): Promise<void>;
}

export function openSigningWorld(
  urls: TestDatabase['urlAs'],
  secret: System['secret'] = () => Promise.reject(new Error('no secrets here')),
): SigningWorld {
  let milliseconds = Date.parse('2026-03-01T12:00:00.000Z');
  const clock = { now: () => instantOf(milliseconds) };
  const open = (role: 'server' | 'sequencer') =>
    openDatabase({ url: urls(role), applicationName: `test-${role}` });
  const [database, sequencer] = [open('server'), open('sequencer')];
  const signingKey = readNoteSecret(newNoteSecret(ledgerName));
  const notes: string[] = [];
  const stop = new AbortController();
  const sequencing = runSequencer({
    database: sequencer,
    origin: ledgerName,
    signingKey,
    clock,
    self: self.id,
    outside: { last: () => notes.at(-1), all: () => notes, append: (note) => void notes.push(note) },
    signal: stop.signal,
  });
  const ledger = createReader({ database, origin: ledgerName, checkpointKey: signingKey.vkey });
  const signers = createSignerBook(ledger);
  const access = openAccess(database);
  const escalation = openEscalation(database, access);
  const law = lawOf(database, signers);
  const rules = ruleTexts([policiesFolder], law);
  const duties = shippedDuties(database, access, { rules });
  const system: System = {
    database,
    clock,
    self,
    items: { key: new Uint8Array(32), program: () => 'this' },
    recorder: createRecorder({ writer: 'server', clock }),
    ledger,
    signers,
    delegations: createDelegationBook(ledger),
    signatures: createSignatureCheck({ ledger: 'real' }),
    ledgerName,
    checkpointKey: signingKey.vkey,
    policiesFolder,
    importsFolder: '/nonexistent/imports',
    detection: defaultDetectionConfig,
    connectors: [...connectorList, anyConnector(ownTokens(ownTokensOf(database, clock)))],
    views: viewReader(database, access),
    access,
    escalation,
    behaviour: behaviourReader(database),
    duties,
    rules,
    lives: livesRules(rules),
    standings: standingReader(database, access, escalation, behaviourReader(database), duties),
    logReadings: new LogReadings(),
    url: () => 'http://localhost:8080',
    fingerprint: (secret) => secret,
    secret,
    oidc: createOidcClient({ clock, secret: (reference) => secret(reference) }),
    law,
  };
  return {
    system,
    pass(seconds) {
      milliseconds += seconds * 1000;
    },
    verified: () =>
      database.transaction(
        (tx) => verifyLedger(liveBytes(tx, notes), { checkpointKey: signingKey.vkey, origin: ledgerName }),
        'repeatable read',
      ),
    async close() {
      stop.abort();
      await sequencing;
      await database.close();
      await sequencer.close();
    },
  };
}
