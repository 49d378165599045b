import {
  addSeconds,
  waitingUntil,
  type ChangeFacts,
  type Instant,
  type ProposalId,
  type SubjectId,
  type Tier,
} from '../../model/index.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import type { Transaction } from '../../platform/store/index.ts';
import {
  caseOf,
  casesAskedOf,
  claimCaseWait,
  contextOf,
  keepCaseWait,
  loadProposal,
  staleness,
  type CaseWait,
  type FiledProposal,
  type ReviewBench,
  type WaitsFor,
  type WaitStage,
} from '../../review/index.ts';
import { whoCouldAnswer } from './who-could-answer.ts';

/** How long what was worked out of a case stands before it is worked out anew, whatever happened meanwhile. */
const lookAgainSeconds = 600;

/**
 * Looks at one case that waits: works out anew for whom, asks the first of them, and does what is due when nobody answers:
 * asks the next, lets stand in whoever may (policy says so itself, from the ledger's time), and at last closes a request that
 * nobody granted. Each is recorded. False: another server has it, or it is not due.
 */
export async function lookAtCase(bench: ReviewBench, proposal: ProposalId): Promise<boolean> {
  const now = bench.clock.now();
  return bench.database.transaction(async (tx) => {
    // whoever answers holds the case: none is closed while it is being decided
    const loaded = await loadProposal(tx, proposal, 'hold');
    const wait = await claimCaseWait(tx, proposal, now);
    if (!loaded.ok || wait === undefined) return false;
    const filed = loaded.value;
    if (filed.state !== 'open') {
      await keepCaseWait(tx, proposal, { ...nothingDue, stage: wait.stage, lookAt: null });
      return true;
    }
    const looked = await bench.cases.lookUp(tx, caseOf(filed.proposal), now);
    const stale = looked.ok ? staleness(filed.proposal, looked.value) : looked;
    const tier = looked.ok ? highest(looked.value.changes) : null;
    const due = waitingUntil(tier ?? undefined, filed.proposal.createdAt);
    const found =
      looked.ok && stale === undefined
        ? await whoCouldAnswer(bench, tx, filed, looked.value, await contextOf(bench, tx, filed, now))
        : [];
    const next = await escalated(bench, tx, { filed, wait, due, found, now });
    await keepCaseWait(tx, proposal, {
      ...next,
      tier,
      due,
      nobodyBecause:
        stale?.message ??
        (next.waitsFor.length > 0 || next.stage === 'closed'
          ? null
          : 'Nobody who is enrolled could answer it now: nobody holds what is missing, or those who do have an interest in it.'),
      lookAt:
        next.stage === 'closed'
          ? null
          : soonest([addSeconds(now, lookAgainSeconds), ...Object.values(due)], now),
    });
    return true;
  });
}

const nothingDue = { tier: null, due: null, nobodyBecause: null, waitsFor: [] } as const;

/** What waiting has come to, with its record: each stage once, in order, and those that passed unseen told as one. */
async function escalated(
  bench: ReviewBench,
  tx: Transaction,
  of: {
    readonly filed: FiledProposal;
    readonly wait: CaseWait;
    readonly due: ReturnType<typeof waitingUntil>;
    readonly found: readonly Omit<WaitsFor, 'askedAt'>[];
    readonly now: Instant;
  },
): Promise<{ readonly stage: WaitStage; readonly waitsFor: readonly WaitsFor[] }> {
  const { filed, wait, due, now } = of;
  const asked = new Map(wait.waitsFor.map((one) => [keyOf(one), one.askedAt]));
  const waitsFor = of.found.map((one) => ({ ...one, askedAt: asked.get(keyOf(one)) ?? null }));
  const askedPeople = new Set(
    wait.waitsFor.flatMap(({ person, askedAt }) => (askedAt === null ? [] : [person])),
  );
  const isOf = (stage: WaitStage): boolean => stages.indexOf(wait.stage) >= stages.indexOf(stage);
  const mayClose = filed.proposal.origin === 'person' || filed.proposal.origin === 'agent';
  if (mayClose && due.close <= now) {
    await note(bench, tx, of, 'lapsed', []);
    await bench.recorder.record(
      tx,
      entryDraft({
        type: 'proposal.withdrawn',
        at: now,
        actor: bench.self,
        causedBy: [filed.entry],
        correlation: filed.proposal.id,
        body: { proposal: filed.proposal.id, because: 'nobody answered in time' },
      }),
    );
    await tx.query(`update review.proposal set state = 'withdrawn' where id = $1`, [filed.proposal.id]);
    return { stage: 'closed', waitsFor: [] };
  }
  // those who act in their own right first, and among them whoever has been asked for the least; who is named first at last
  const askedFor = await casesAskedOf(tx);
  const inOrder = waitsFor.toSorted(
    (a, b) =>
      Number(a.person !== a.authority) - Number(b.person !== b.authority) ||
      (askedFor.get(a.person) ?? 0) - (askedFor.get(b.person) ?? 0) ||
      (a.person < b.person ? -1 : 1),
  );
  const ask = (): readonly WaitsFor[] => {
    const next = inOrder.find(({ person }) => !askedPeople.has(person));
    return waitsFor.map((one) => (one === next ? { ...one, askedAt: now } : one));
  };
  if (due.replace <= now && !isOf('stood in')) {
    const standIns = waitsFor.map(({ person }) => person);
    await note(bench, tx, of, 'stood in', standIns);
    return { stage: 'stood in', waitsFor: waitsFor.map((one) => ({ ...one, askedAt: one.askedAt ?? now })) };
  }
  if (due.remind <= now && !isOf('reminded')) {
    const next = ask();
    await note(
      bench,
      tx,
      of,
      'reminded',
      next.flatMap(({ person, askedAt }) => (askedAt === null ? [] : [person])),
    );
    return { stage: 'reminded', waitsFor: next };
  }
  const someoneAsked = waitsFor.some(({ askedAt }) => askedAt !== null);
  return { stage: wait.stage, waitsFor: someoneAsked ? waitsFor : ask() };
}

const stages: readonly WaitStage[] = ['asked', 'reminded', 'stood in', 'closed'];
const keyOf = ({ person, authority }: Omit<WaitsFor, 'askedAt'>): string => `${person} ${authority}`;

/** Says in the record what waiting came to, and of whom it is asked now. */
const note = (
  bench: ReviewBench,
  tx: Transaction,
  { filed, now }: { readonly filed: FiledProposal; readonly now: Instant },
  kind: 'reminded' | 'stood in' | 'lapsed',
  people: readonly SubjectId[],
) =>
  bench.recorder.record(
    tx,
    entryDraft({
      type: 'proposal.noted',
      at: now,
      actor: bench.self,
      subjects: [...new Set(people)],
      causedBy: [filed.entry],
      correlation: filed.proposal.id,
      body: { kind, proposal: filed.proposal.id, people: [...new Set(people)] },
    }),
  );

const order = { low: 0, medium: 1, high: 2 } as const;

/** The highest tier of its changes; what is unknown counts as high. */
const highest = (changes: readonly Pick<ChangeFacts, 'tier'>[]): Tier =>
  changes.map(({ tier }) => tier ?? 'high').reduce<Tier>((a, b) => (order[a] >= order[b] ? a : b), 'low');

/** The first of these moments that is still to come. */
const soonest = (moments: readonly Instant[], now: Instant): Instant =>
  moments.filter((moment) => moment > now).reduce((a, b) => (a < b ? a : b));
