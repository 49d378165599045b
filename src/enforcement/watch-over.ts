import {
  addSeconds,
  Fault,
  type EntryId,
  type Instant,
  type Leaf,
  type WatchedDeletion,
  type WindowRow,
} from '../model/index.ts';
import { sameState, thingOf } from './digests.ts';
import { recordWindowClosed, recordWindowOpened, type Because } from './journal.ts';
import { takenBack } from './load-plan.ts';
import type { PlannedStep } from './planned-steps.ts';
import type { EnforcementBench } from './ports.ts';
import { stepsOf, waitUntil } from './rows.ts';
import { observe, type Run } from './run.ts';
import { windowOf, type WindowEnd } from './windows.ts';

/** How long until what is watched is looked at again. */
const lookAgainSeconds = 60;

/**
 * Watches what a plan suspended until the time that was signed is over. Undefined: it is over and nothing broke, so the
 * deletion may be looked at. Otherwise why it is put back instead. Until either it throws `in_progress`, and the execution is
 * taken up again by the clock alone. Length and beginning are the ledger's: of what was signed, and when the re-read of the
 * suspension was numbered.
 */
export async function watchOver(
  bench: EnforcementBench,
  run: Run,
  step: PlannedStep,
  watch: WatchedDeletion,
): Promise<Because | undefined> {
  const suspended = await suspendedBy(bench, run, watch);
  const until = addSeconds(suspended.sequencedAt, watch.watchedSeconds);
  const window =
    (await windowOf(bench.database, run.execution)) ??
    (await recordWindowOpened(bench, run, {
      step: step.index,
      thing: thingOf(step.change),
      suspended: suspended.entry.id,
      since: suspended.sequencedAt,
      until,
    }));
  await bench.ledger.sequenced(window.opened, bench.sequencedWithinSeconds);
  await bench.checkpoints.at('window.opened', step.index);
  if (window.how !== null && window.closed !== null) return becauseOf(bench, window.closed, window);

  const seen = await bench.uses.usedSince(
    bench.database,
    { source: watch.change.source, key: watch.change.accountKey },
    suspended.sequencedAt,
  );
  const end = await endOf(bench, run, step, { until, watch, ...seen });
  if (end === undefined) {
    const now = bench.clock.now();
    const next = addSeconds(now, lookAgainSeconds);
    await bench.database.query('update enforcement.watch_window set seen_until = $2 where execution = $1', [
      run.execution,
      seen.seenUntil ?? null,
    ]);
    await waitUntil(bench.database, run, now < until && until < next ? until : next, 'watch');
    throw new Fault('in_progress', `It is suspended and watched until ${until}.`, {
      next: 'Nothing is to be done. Whoever misses it has it back at once: `countersign windows return`.',
    });
  }
  const closed = await recordWindowClosed(bench, run, window, end, seen.seenUntil);
  await bench.checkpoints.at('window.closed', step.index);
  return becauseOf(bench, closed, end);
}

type Ended = Pick<WindowRow, 'how' | 'because'>;

async function becauseOf(bench: EnforcementBench, closed: EntryId, end: Ended): Promise<Because | undefined> {
  await bench.ledger.sequenced(closed, bench.sequencedWithinSeconds);
  if (end.how === 'nothing broke') return undefined;
  return {
    code: end.how === 'taken back' ? 'already_done' : 'precondition_changed',
    words: `It was put back while it was watched: ${end.because ?? end.how ?? ''}`,
  };
}

/** The entry that says that the suspension was made and re-read. */
async function suspendedBy(bench: EnforcementBench, run: Run, watch: WatchedDeletion): Promise<Leaf> {
  const row = (await stepsOf(bench.database, run.execution)).find(({ step }) => step === watch.suspends);
  if (row?.resolution !== 'applied' || row.resolved === null)
    throw new Fault('internal', `Step ${watch.suspends + 1} is not applied, so nothing is watched.`);
  const leaf = await bench.ledger.sequenced(row.resolved, bench.sequencedWithinSeconds);
  if (leaf.entry.type !== 'execution.step.applied' || !leaf.entry.causedBy.includes(row.intended))
    throw new Fault('ledger_invalid', `\`${row.resolved}\` does not say that the account was suspended.`);
  return leaf;
}

/** How the window ends now, if it does. Whatever puts back comes before the clock. */
async function endOf(
  bench: EnforcementBench,
  run: Run,
  step: PlannedStep,
  at: {
    readonly until: Instant;
    readonly watch: WatchedDeletion;
    readonly used: string | undefined;
    readonly seenUntil: Instant | undefined;
  },
): Promise<WindowEnd | undefined> {
  const objection = await objectionTo(bench, run);
  if (objection !== undefined)
    return { how: 'objected', because: 'somebody who answers for it had it put back.', by: objection };
  const back = await takenBack(bench, run.plan);
  if (back !== undefined) return { how: 'taken back', because: back.message };
  if (at.used !== undefined) return { how: 'used', because: at.used };
  const found = await observe(run, step);
  if (!sameState(found, step.before))
    return { how: 'changed by hand', because: 'at the target it is no longer as it was suspended.' };
  const now = bench.clock.now();
  if (now < at.until) return undefined;
  if (at.seenUntil === undefined || at.seenUntil >= at.until)
    return { how: 'nothing broke', because: 'nothing broke' };
  // what would show its use was not read to the end of the watch: nobody looked, and that is no quiet
  return now < addSeconds(at.until, at.watch.watchedSeconds)
    ? undefined
    : {
        how: 'not watched',
        because: `what would show its use was read only until ${at.seenUntil}.`,
      };
}

/** A person's word that it is missed, recorded about this proposal. */
async function objectionTo(bench: EnforcementBench, run: Run): Promise<EntryId | undefined> {
  const notes = await bench.ledger.causedBy(run.plan.body.proposalEntry, 'proposal.noted');
  return notes.find(({ entry }) => entry.body['kind'] === 'objection' && entry.actor.kind === 'person')?.entry
    .id;
}
