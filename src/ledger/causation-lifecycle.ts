import type { ChainStep } from './causation-state.ts';
import { hasOnly, isDigestText, isEntryIdText, isText, member, type JsonObject } from './shape.ts';
import { signedByOne } from './signers.ts';

/** One of these, by enrolment, may let go what was held. */
const mayRelease: readonly string[] = ['governor', 'security', 'manager'];

/**
 * Many people leaving or moving at once is held until a person says that it is true. Their answer is to exactly the events
 * that were held, once; it lets rules say what follows, and what follows has rules of its own.
 */
export const lifecycleSteps: Readonly<Record<string, ChainStep>> = {
  'lifecycle.held'({ state }, leaf, { writerIsRight }) {
    const { body, basis, id } = leaf.entry;
    const hold = member(body, 'hold');
    const { events } = basis;
    if (!isText(hold) || events === undefined) return ['it does not say what is held'];
    if (state.lifecycleHolds.has(id)) return [];
    if (writerIsRight) state.lifecycleHolds.set(id, { hold, events, settledBy: undefined });
    return [];
  },

  'lifecycle.released'({ state, signers }, leaf) {
    const signed = signedByOne(signers, leaf, 'lifecycle.release');
    if (typeof signed === 'string') return [signed];
    const item = readReleaseItem(signed.item);
    if (typeof item === 'string') return [item];
    const problems: string[] = [];
    const held = state.lifecycleHolds.get(item.entry);
    if (held === undefined || held.hold !== item.hold)
      return [`it answers to \`${item.entry}\`, by which nothing of this name was held`];
    if (held.events !== item.events) problems.push('it answers to other events than those that were held');
    if (held.settledBy !== undefined) problems.push(`\`${held.settledBy}\` had answered to the same before`);
    if (!signed.tenure.roles.some((role) => mayRelease.includes(role)))
      problems.push(`\`${signed.person}\` is enrolled as none of ${mayRelease.join(', ')}`);
    if (!leaf.entry.causedBy.includes(item.entry)) problems.push('what was held is not among what caused it');
    if (member(leaf.entry.body, 'answer') !== item.answer)
      problems.push('it says another answer than was signed');
    held.settledBy ??= leaf.entry.id;
    return problems;
  },
};

interface ReleaseItemView {
  readonly hold: string;
  readonly entry: string;
  readonly events: string;
  readonly answer: 'release' | 'discard';
}

function readReleaseItem(item: JsonObject): ReleaseItemView | string {
  const [hold, entry, events] = [member(item, 'hold'), member(item, 'entry'), member(item, 'events')];
  const [answer, reason] = [member(item, 'answer'), member(item, 'reason')];
  if (!isText(hold) || !isEntryIdText(entry) || !isDigestText(events) || !isText(reason))
    return 'not an answer to what was held';
  if (answer !== 'release' && answer !== 'discard') return 'the answer is neither release nor discard';
  return hasOnly(item, ['hold', 'entry', 'events', 'answer', 'reason'])
    ? { hold, entry, events, answer }
    : 'the answer has unknown members';
}
