import { eventsKept, holdById, keepFollowed, setEventState, settleHold } from '../../lifecycle/index.ts';
import {
  done,
  must,
  isDigest,
  isEntryId,
  refuse,
  type EntryId,
  type Refusal,
  type Result,
} from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import { newId } from '../../platform/clock.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import { stateOne, statementText } from '../../review/index.ts';
import { takenFrom } from '../signed-word.ts';
import type { System } from '../system.ts';
import { z } from 'zod';

export const releasePurpose = 'lifecycle.release';
/** One of these, by enrolment, may answer to what was held. */
const mayRelease: readonly string[] = ['governor', 'security', 'manager'];

export interface ReleaseAsked {
  readonly hold: string;
  readonly answer: 'release' | 'discard';
  readonly reason: string;
}

/** What is signed: the answer to exactly the events that are held. */
export type ReleaseItem = ReleaseAsked & { readonly entry: string; readonly events: string };

const itemSchema = z.strictObject({
  hold: z.string(),
  entry: z.string().refine(isEntryId),
  events: z.string().refine(isDigest),
  answer: z.enum(['release', 'discard']),
  reason: z.string().min(1).max(1000),
});

/** The statement by which a person lets go, or discards, what was held. */
export async function openRelease(
  system: System,
  asked: ReleaseAsked & { readonly keyFingerprint: string },
): Promise<Result<{ readonly statement: string; readonly item: ReleaseItem }>> {
  const now = system.clock.now();
  const { hold: id, answer, reason } = asked;
  const hold = await holdById(system.database, id);
  if (hold === undefined) return noSuch(id);
  if (hold.state !== 'held') return settledBefore(id, hold.state);
  const standing = await system.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined)
    return refuse(
      'signer_unknown',
      `The key ${asked.keyFingerprint} speaks for nobody in this ledger now.`,
      'See `countersign signers`.',
    );
  const item = { hold: id, entry: hold.entry, events: hold.digest, answer, reason };
  const by = { ledger: system.ledgerName, signer: standing.person, now, nonce: newId('non') };
  return done({ statement: statementText(stateOne(by, releasePurpose, item)), item });
}

/** Takes a signed answer to what was held: the events are open, or discarded; the next sweep says what follows. */
export async function takeRelease(
  system: System,
  given: { readonly statement: string; readonly signature: string },
): Promise<
  Result<{ readonly entry: EntryId; readonly events: number; readonly answer: 'release' | 'discard' }>
> {
  const taken = await takenFrom(system, given, releasePurpose, itemSchema);
  if (!taken.ok) return taken;
  const { item, standing, now } = taken.value;
  if (!standing.roles.some((role) => mayRelease.includes(role)))
    return refuse(
      'policy_denied',
      `What was held is let go by ${mayRelease.join(', ')}; you are enrolled as ${standing.roles.join(', ') || 'none of these'}.`,
      'Ask one of them.',
    );
  return system.database.transaction(async (tx) => {
    const hold = await holdById(tx, item.hold, 'hold');
    if (hold === undefined) return noSuch(item.hold);
    if (hold.state !== 'held') return settledBefore(hold.id, hold.state);
    if (hold.entry !== item.entry || hold.digest !== item.events)
      return refuse(
        'signature_stale',
        'What is held is not what was signed.',
        'Look at it again, and sign that.',
      );
    const entry = await system.recorder.record(
      tx,
      entryDraft({
        type: 'lifecycle.released',
        at: now,
        actor: { kind: 'person', id: standing.person, via: [] },
        subjects: [standing.person],
        causedBy: [must(isEntryId, item.entry)],
        correlation: item.hold,
        basis: { statement: digestOf(given.statement), events: must(isDigest, item.events) },
        body: {
          hold: item.hold,
          answer: item.answer,
          statement: given.statement,
          signature: given.signature,
        },
      }),
    );
    const isRelease = item.answer === 'release';
    await settleHold(tx, hold.id, {
      state: isRelease ? 'released' : 'discarded',
      at: now,
      by: standing.person,
      entry,
      reason: item.reason,
    });
    const events = await eventsKept(tx, { hold: hold.id, limit: 1_000_000 });
    await setEventState(
      tx,
      events.map(({ id }) => id),
      isRelease ? 'open' : 'discarded',
    );
    await keepFollowed(tx, hold.source, null);
    return done({ entry, events: events.length, answer: item.answer });
  });
}

const noSuch = (id: string): Refusal =>
  refuse('not_found', `Nothing is held as \`${id.slice(0, 60)}\`.`, 'See `countersign lifecycle list`.');
const settledBefore = (id: string, state: string): Refusal =>
  refuse('already_done', `\`${id}\` was ${state} before.`, 'See `countersign lifecycle list`.');
