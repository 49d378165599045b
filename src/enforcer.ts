import { join } from 'node:path';
import { z } from 'zod';
import { consumerReader } from './commands/consumers/consumer-reader.ts';
import { behaviourReader } from './commands/behaviour.ts';
import { useWatch } from './commands/windows/use-watch.ts';
import { viewReader } from './commands/estate-views.ts';
import { lookUpCase } from './commands/case/look-up-case.ts';
import { dutyCheck } from './commands/case/would-be-duties.ts';
import { dutyFile } from './commands/duties/duty-file.ts';
import { ruleTexts } from './commands/law/rule-texts.ts';
import { lawOf } from './commands/law/in-force.ts';
import { mandateFacts } from './commands/mandates/fact-reader.ts';
import { frozenItems } from './commands/campaigns/frozen-item.ts';
import { factSources } from './commands/mandates/fact-sources.ts';
import { leaseTermsIn, openLeases } from './connectors/vault/lease.ts';
import { openLdapWriter } from './connectors/ldap/write.ts';
import { openPostgresWriter } from './connectors/postgres/write.ts';
import {
  internalWriter,
  leaseWriter,
  noCheckpoints,
  paceOf,
  runEnforcer,
  ticketWriter,
  type Rate,
  type Writers,
} from './enforcement/index.ts';
import { openAccess, targetStateOf } from './estate/index.ts';
import { isDeskKind, openDesk } from './connectors/tickets/index.ts';
import { says } from './review/index.ts';
import {
  createDelegationBook,
  createReader,
  createRecorder,
  createSignatureCheck,
  createSignerBook,
} from './ledger/index.ts';
import { Fault, type Actor, type Change, type TargetState } from './model/index.ts';
import { systemClock } from './platform/clock.ts';
import { entryDraft } from './platform/entry-draft.ts';
import { createLog } from './platform/log.ts';
import { readProcessConfig } from './platform/process-config.ts';
import { openProcessDatabase } from './platform/process-database.ts';
import { mayBegin, stopWithParent, tellReady } from './platform/processes/index.ts';
import { fileKeys, openCredentialStore } from './platform/secrets/index.ts';
import { caseJudge, mandateJudge } from './policy/index.ts';

/** Composition root of the enforcer: sole holder of write credentials, works on plan ids, listens on nothing. */
await mayBegin();
const config = readProcessConfig(process.argv);
const stop = new AbortController();
const log = createLog({ clock: systemClock, format: 'json' }, { process: 'enforcer' });
const self: Actor = { kind: 'process', id: config.subject, via: [] };
const database = await openProcessDatabase(config);
const credentials = openCredentialStore({
  path: join(config.folder, 'credentials.json'),
  keys: fileKeys(join(config.folder, 'credentials.key')),
  clock: systemClock,
});
const recorder = createRecorder({ writer: 'enforcer', clock: systemClock });
const ledger = createReader({
  database: database.apart,
  origin: config.ledger.origin,
  checkpointKey: config.ledger.checkpointKey,
});
const signers = createSignerBook(ledger);
const delegations = createDelegationBook(ledger);
const access = openAccess(database);
const law = lawOf(database, signers);
const views = viewReader(database, access);
const behaviour = behaviourReader(database);
/** Its own look at duties, by the rules that were signed: nothing that the server writes is asked. */
const duties = dutyCheck({
  access,
  views,
  spellings: () => [],
  file: dutyFile(ruleTexts([config.folder, config.policies], law)),
});

/** What `countersign source writer` keeps: where to write and with which password; never taken from the server. */
const writeCredential = z.strictObject({
  connector: z.enum(['postgres', 'ldap', 'vault', 'github', 'jira', 'servicenow']),
  url: z.string().max(4096),
  password: z.string().max(1024),
  /** The certificates that `sslrootcert` named when it was given: nobody can exchange that file since. */
  authority: z
    .string()
    .max(1 << 20)
    .exactOptional(),
  /** At most so many changes a minute. */
  changesPerMinute: z.number().int().min(1).max(60_000).exactOptional(),
});
const prefix = 'write/';

/** What a target takes, where `source writer --changes-per-minute` said so. */
const rates = new Map<string, Rate>();
for (const { name } of credentials.list()) {
  if (!name.startsWith(prefix)) continue;
  const { changesPerMinute } = writeCredential.parse(JSON.parse(credentials.get(name)));
  if (changesPerMinute !== undefined)
    rates.set(name.slice(prefix.length), { perMinute: changesPerMinute, atOnce: 1 });
}

/** What a source without a writer shows: its last complete read. */
const asRead = async (change: Change): Promise<TargetState> => {
  const state = await targetStateOf(database, change);
  if (state === undefined)
    throw new Fault('input_invalid', `\`${change.type}\` is not something that people change at a source.`);
  return state;
};

/** The longest that anything waits for the number of an entry. */
const sequencedWithinSeconds = 10;

const writers: Writers = {
  open(source, execution) {
    if (source === 'countersign') return Promise.resolve(internalWriter(database, execution));
    const name = `${prefix}${source}`;
    if (!credentials.list().some((credential) => credential.name === name)) return Promise.resolve(undefined);
    const {
      connector,
      changesPerMinute: _,
      ...target
    } = writeCredential.parse(JSON.parse(credentials.get(name)));
    if (isDeskKind(connector)) {
      const desk = openDesk(connector, { ...target, signal: stop.signal });
      const parts = { database, recorder, ledger, clock: systemClock, self, desk, system: connector, says };
      return Promise.resolve(ticketWriter({ ...parts, observe: asRead }, execution));
    }
    if (connector === 'vault') {
      const broker = openLeases({ ...target, signal: stop.signal });
      return Promise.resolve(
        leaseWriter(
          {
            bench: { database, recorder, ledger, clock: systemClock, self, sequencedWithinSeconds },
            broker,
            terms: leaseTermsIn(target.url),
          },
          execution,
        ),
      );
    }
    return Promise.resolve(
      connector === 'ldap' ? openLdapWriter(target) : openPostgresWriter({ ...target, execution }),
    );
  },
};

/** Says in the ledger which sources it can change, once each: until then they are observe-only. */
async function tellCredentials(): Promise<void> {
  const told = new Set(
    (await ledger.ofTypes(['target.credential.given'], 0)).map((leaf) => leaf.entry.body['source']),
  );
  for (const { name } of credentials.list()) {
    const source = name.slice(prefix.length);
    if (!name.startsWith(prefix) || told.has(source)) continue;
    await database.transaction((tx) =>
      recorder.record(
        tx,
        entryDraft({
          type: 'target.credential.given',
          at: systemClock.now(),
          actor: self,
          correlation: `source-${source}`,
          body: { source },
        }),
      ),
    );
  }
}

const running = (async (): Promise<void> => {
  await tellCredentials();
  const { demo } = await signers.ledger();
  await runEnforcer(
    {
      database,
      recorder,
      ledger,
      signers,
      delegations,
      signatures: createSignatureCheck({ ledger: demo ? 'demo' : 'real' }),
      policy: async () => {
        const inForce = await law();
        if (!inForce.ok) throw new Fault(inForce.code, inForce.message);
        return { digest: inForce.value.set.digest, judge: caseJudge(inForce.value.set.judge) };
      },
      mandates: mandateJudge(),
      facts: mandateFacts(views, factSources),
      items: frozenItems,
      cases: lookUpCase(signers, views, duties, consumerReader(behaviour)),
      writers,
      uses: useWatch(behaviour),
      clock: systemClock,
      ledgerName: config.ledger.origin,
      self,
      sequencedWithinSeconds,
      checkpoints: noCheckpoints,
      pace: paceOf((source) => rates.get(source)),
      mostUnproven: 20,
      stop: stop.signal,
    },
    {
      pollMs: 500,
      tell: (event) => {
        if (event.is === 'ready') tellReady();
        else log.info(event.is, { event: event.is, plan: 'plan' in event ? event.plan : undefined });
      },
    },
  );
})();

stopWithParent(async () => {
  stop.abort();
  await running;
  await database.close();
});
await running;
