// A whole small world for enforcement: real review writes real plans into a real ledger, a real PostgreSQL is the target.
import {
  instantOf,
  isEntryId,
  isSourceId,
  isSubjectId,
  must,
  type Change,
  type EntryId,
  type Instant,
} from '../../src/model/index.ts';
import { bringAboutEnds } from '../../src/commands/endings/bring-about.ts';
import { caseJudge, mandateJudge } from '../../src/policy/index.ts';
import { entryDraft } from '../../src/platform/entry-draft.ts';
import { newId, type Clock } from '../../src/platform/clock.ts';
import { openDatabase, type Database } from '../../src/platform/store/index.ts';
import { openPostgresWriter } from '../../src/connectors/postgres/write.ts';
import {
  internalWriter,
  everyTurn,
  noCheckpoints,
  type EnforcementBench,
  type TargetWriter,
} from '../../src/enforcement/index.ts';
import {
  createReader,
  createRecorder,
  newNoteSecret,
  readNoteSecret,
  runSequencer,
} from '../../src/ledger/index.ts';
import {
  requestedDigest,
  fileProposal,
  openDecision,
  openRestore,
  stateOne,
  statementText,
  takeDecision,
  takeRestore,
  type FiledBy,
  type ReviewBench,
} from '../../src/review/index.ts';
import type { TestDatabase } from './database.ts';
import {
  alice,
  testCases,
  testDelegations,
  testJudge,
  testPolicyDigest,
  testSignatures,
  testSigners,
  type TestDelegations,
  type TestFacts,
  type TestPerson,
  type TestPolicy,
  type TestSigners,
} from './enforcement-twins.ts';

export const ledgerName = 'countersign.test/enforcement';
export const target = must(isSourceId, 'target');

export interface WorldUrls {
  readonly server: string;
  readonly enforcer: string;
  readonly sequencer: string;
  /** Superuser of the target. */
  readonly target: string;
}

/** A world whose ledger and target are the one database of a test file. */
export const urlsIn = ({ urlAs }: TestDatabase): WorldUrls => ({
  server: urlAs('server'),
  enforcer: urlAs('enforcer'),
  sequencer: urlAs('sequencer'),
  target: urlAs('superuser'),
});

export interface World {
  readonly review: ReviewBench;
  readonly enforcement: EnforcementBench;
  readonly signers: TestSigners;
  readonly delegations: TestDelegations;
  readonly facts: TestFacts;
  readonly policy: TestPolicy;
  /** Records a bootstrap entry (who signs is the twin's business here) and waits until it is numbered. */
  bootstrap(): Promise<void>;
  /** The key that this world's checkpoints are signed with, for another process to trust. */
  readonly checkpointKey: string;
  /** Moves this world's clock. */
  pass(seconds: number): void;
  /** Files, has it signed by each person, and returns the sequenced plan. */
  plan(changes: readonly Change[], by?: PlanBy): Promise<EntryId>;
  /** Does what a server does when it looks at the ends that have come; answers the plans that it asked for meanwhile. */
  sweep(): Promise<readonly EntryId[]>;
  /** Has the restore of an execution signed and returns the sequenced plan. */
  restore(execution: EntryId, by?: TestPerson): Promise<EntryId>;
  close(): Promise<void>;
}

export interface PlanBy {
  readonly signers?: readonly TestPerson[];
  readonly requester?: TestPerson;
  /** What the requester signed for; absent: these very changes. */
  readonly requested?: readonly Change[];
  /** The proposal's own end, for changes that say none themselves. */
  readonly endsAt?: Instant | null;
}

const process = must(isSubjectId, 'prc_00000000000000000000000001');

const self = { kind: 'process' as const, id: process, via: [] };
const nobody = must(isEntryId, 'ent_0000000000000000000000none');
const enrolledFrom = instantOf(Date.parse('2026-01-01T00:00:00.000Z'));

export interface EnforcementParts {
  readonly database: Database;
  readonly target: string;
  readonly clock: Clock;
  readonly checkpointKey: string;
}

/** A bench of the enforcer on a real ledger and a real target; another process makes the same from the same parts. */
export function enforcementBench({
  database,
  target,
  clock,
  checkpointKey,
}: EnforcementParts): EnforcementBench {
  const facts: TestFacts = { lastUsed: '2025-01-01', beneficiary: [], interest: 'known', title: 'x' };
  const observer = openPostgresWriter({ url: target, execution: nobody });
  return {
    database,
    recorder: createRecorder({ writer: 'enforcer', clock }),
    ledger: createReader({ database, origin: ledgerName, checkpointKey }),
    signers: testSigners(enrolledFrom),
    delegations: testDelegations(),
    signatures: testSignatures,
    policy: () =>
      Promise.resolve({
        digest: testPolicyDigest,
        judge: caseJudge(testJudge({ needed: 1, denies: false })),
      }),
    mandates: mandateJudge(),
    facts: { factsOf: () => Promise.resolve({}) },
    items: { frozen: () => Promise.resolve(undefined) },
    cases: casesOf(facts, observer, internalWriter(database, nobody)),
    writers: {
      open: (source, execution) =>
        Promise.resolve(
          source === 'countersign'
            ? internalWriter(database, execution)
            : openPostgresWriter({ url: target, execution }),
        ),
    },
    uses: { usedSince: () => Promise.resolve({ used: undefined, seenUntil: undefined }) },
    clock,
    ledgerName,
    self,
    sequencedWithinSeconds: 20,
    checkpoints: noCheckpoints,
    pace: everyTurn,
    mostUnproven: 20,
    stop: new AbortController().signal,
  };
}

const casesOf = (facts: TestFacts, target: TargetWriter, own: TargetWriter) =>
  testCases<unknown>(facts, (change) => (change.source === 'countersign' ? own : target).observe(change));

export interface WorldOptions {
  readonly urls: WorldUrls;
  readonly clock?: Clock;
  /** Keeps the same ledger key between processes. */
  readonly noteSecret?: string;
}

export function openWorld({ urls, clock: given, noteSecret }: WorldOptions): World {
  let milliseconds = Date.parse('2026-03-01T12:00:00.000Z');
  const clock: Clock = given ?? { now: () => instantOf(milliseconds) };
  const signingKey = readNoteSecret(noteSecret ?? newNoteSecret(ledgerName));
  const open = (url: string): Database => openDatabase({ url, applicationName: 'test-world' });
  const [server, enforcer, sequencer] = [open(urls.server), open(urls.enforcer), open(urls.sequencer)];
  const stop = new AbortController();
  const notes: string[] = [];
  const sequencing = runSequencer({
    database: sequencer,
    origin: ledgerName,
    signingKey,
    clock,
    self: process,
    outside: { last: () => notes.at(-1), all: () => notes, append: (note) => void notes.push(note) },
    signal: stop.signal,
  });
  const signers = testSigners(enrolledFrom);
  const delegations = testDelegations();
  const facts: TestFacts = { lastUsed: '2025-01-01', beneficiary: [], interest: 'known', title: 'x' };
  const policy: TestPolicy = { needed: 1, denies: false };
  const judge = caseJudge(testJudge(policy));
  const own = internalWriter(enforcer, nobody);
  const writer = openPostgresWriter({ url: urls.target, execution: nobody });
  const cases = casesOf(facts, writer, own);
  const reader = (database: Database) =>
    createReader({ database, origin: ledgerName, checkpointKey: signingKey.vkey });
  const review: ReviewBench = {
    database: server,
    recorder: createRecorder({ writer: 'server', clock }),
    ledger: reader(server),
    signers,
    delegations,
    judge,
    policy: testPolicyDigest,
    cases,
    keepInputs: () => Promise.resolve(),
    signatures: testSignatures,
    clock,
    ledgerName,
    self,
  };
  const enforcement: EnforcementBench = {
    ...enforcementBench({ database: enforcer, target: urls.target, clock, checkpointKey: signingKey.vkey }),
    signers,
    delegations,
    cases,
    policy: () => Promise.resolve({ digest: testPolicyDigest, judge }),
  };

  return {
    review,
    enforcement,
    signers,
    delegations,
    facts,
    policy,
    checkpointKey: signingKey.vkey,
    async bootstrap() {
      const entry = entryDraft({
        type: 'ledger.bootstrap',
        at: clock.now(),
        actor: self,
        correlation: self.id,
        body: { demo: true },
      });
      await server.transaction((tx) => review.recorder.record(tx, entry));
      await review.ledger.sequenced(entry.id, 20);
    },
    pass: (seconds) => {
      milliseconds += seconds * 1000;
    },
    async plan(changes, { signers: people = [alice], requester, requested, endsAt = null } = {}) {
      const now = clock.now();
      const filed = await fileProposal(
        review,
        {
          origin: requester === undefined ? 'rule' : 'person',
          draftedBy: 'test',
          title: 'a test',
          reason: 'to see it happen',
          changes,
          findings: [],
          endsAt,
          causedBy: [],
        },
        requester === undefined ? { as: 'filer' } : requestBy(requester, requested ?? changes, endsAt, now),
      );
      if (!filed.ok) throw new Error(`not filed: ${filed.message}`);
      await review.ledger.sequenced(filed.value.entry, 20);
      let plan: EntryId | undefined;
      for (const person of people) {
        const { proposal } = filed.value;
        const opened = await openDecision(review, {
          proposal,
          keyFingerprint: person.fingerprint,
          answer: 'approve',
        });
        if (!opened.ok) throw new Error(`not opened: ${opened.message}`);
        const taken = await takeDecision(review, opened.value.statement, person.sign(opened.value.statement));
        if (!taken.ok) throw new Error(`not taken: ${taken.message}`);
        plan = taken.value.plan ?? plan;
      }
      if (plan === undefined) throw new Error('no plan came of it');
      await review.ledger.sequenced(plan, 20);
      return plan;
    },
    async sweep() {
      const asked = (): Promise<readonly { readonly id: number; readonly plan: EntryId }[]> =>
        server.query('select id, plan from enforcement.request order by id');
      const before = (await asked()).at(-1)?.id ?? 0;
      await bringAboutEnds(review);
      return (await asked()).filter(({ id }) => id > before).map(({ plan }) => plan);
    },
    async restore(execution, by = alice) {
      const asked = { execution, keyFingerprint: by.fingerprint, reason: 'it was wrong' };
      const opened = await openRestore(review, asked);
      if (!opened.ok) throw new Error(`not opened: ${opened.message}`);
      const taken = await takeRestore(review, opened.value.statement, by.sign(opened.value.statement));
      if (!taken.ok) throw new Error(`not taken: ${taken.message}`);
      await review.ledger.sequenced(taken.value.plan, 20);
      return taken.value.plan;
    },
    async close() {
      stop.abort();
      await sequencing;
      await writer.close();
      await Promise.all([server.close(), enforcer.close(), sequencer.close()]);
    },
  };
}

export function requestBy(
  person: TestPerson,
  changes: readonly Change[],
  endsAt: Instant | null,
  now: Instant,
): Extract<FiledBy, { readonly as: 'requester' }> {
  const statement = statementText(
    stateOne({ ledger: ledgerName, signer: person.id, now, nonce: newId('non') }, 'request', {
      changes: requestedDigest(changes, endsAt),
      purpose: 'to see it happen',
    }),
  );
  return { as: 'requester', person: person.id, statement, signature: person.sign(statement) };
}
