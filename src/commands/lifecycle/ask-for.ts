import { eventsKept, followsOf, noteFollow, type KeptFollow } from '../../lifecycle/index.ts';
import { done, refuse, type Change, type Result } from '../../model/index.ts';
import { says } from '../../review/index.ts';
import { proposeAsked, type Filed, type SignedRequest } from '../proposals.ts';
import type { System } from '../system.ts';
import { eventSays } from './follow-up.ts';
import { entryOfRead } from './look.ts';

/** What would be asked for together: one end, one request, one signature. */
export interface AskTogether {
  readonly follows: readonly string[];
  readonly changes: readonly Change[];
  readonly purpose: string;
}

/**
 * What a person could ask for because of an event: what rules give, who is to answer, and what somebody has to decide. What
 * ends at different times is asked for apart; what is proposed or done already is not asked for again.
 */
export async function asksOf(
  system: System,
  asked: { readonly event: string; readonly follows?: readonly string[] },
): Promise<Result<{ readonly says: string; readonly asks: readonly AskTogether[] }>> {
  const [event] = await eventsKept(system.database, { id: asked.event, limit: 1 });
  if (event === undefined)
    return refuse(
      'not_found',
      `There is no event \`${asked.event.slice(0, 60)}\`.`,
      'List them with `countersign lifecycle list`.',
    );
  if (event.state !== 'open')
    return refuse(
      'already_done',
      `The event is ${event.state}: nothing is asked for by it.`,
      event.state === 'held'
        ? 'A person has to let it go first: `countersign lifecycle release`.'
        : undefined,
    );
  const kept = await followsOf(system.database, [event.id]);
  const wanted = asked.follows;
  const open = kept.filter(
    ({ name, kind, state, change }) =>
      state === 'waiting' &&
      change !== null &&
      // without being named, only what a rule says: what a person has to decide is asked for one by one
      (wanted === undefined ? kind === 'give' || kind === 'transfer' : wanted.includes(name)),
  );
  const together = Map.groupBy(
    open,
    // each thing that is handed over by itself: once one is, what is known of the others' case is not what was signed
    ({ name, kind, change }) =>
      `${kind === 'give' ? 'give' : kind === 'transfer' ? name : (change?.type ?? '')} ${endOf(change)}`,
  );
  return done({
    says: eventSays(event),
    asks: [...together.values()].map((follows) => ({
      follows: follows.map(({ name }) => name),
      changes: follows.flatMap(({ change }) => change ?? []),
      purpose: purposeOf(eventSays(event), follows),
    })),
  });
}

const endOf = (change: Change | null): string =>
  change === null
    ? ''
    : 'until' in change
      ? (change.until ?? '')
      : 'validUntil' in change
        ? change.validUntil
        : '';

const purposeOf = (what: string, follows: readonly KeptFollow[]): string =>
  `${what}. ${[...new Set(follows.map(({ rule, why }) => `${why.replace(/\.$/, '')} (rule ${rule}).`))].join(' ')}`.slice(
    0,
    2000,
  );

/** Files what a person asks for by their signature, because of an event. It still needs whoever policy says. */
export async function askFor(
  system: System,
  asked: { readonly event: string; readonly follows: readonly string[]; readonly signed: SignedRequest },
): Promise<Result<Filed>> {
  const found = await asksOf(system, asked);
  if (!found.ok) return found;
  const [ask, another] = found.value.asks;
  if (ask === undefined || another !== undefined || ask.follows.length !== asked.follows.length)
    return refuse(
      'precondition_changed',
      'What follows from the event is not what was asked for any more, or ends at different times.',
      'Look at it again: `countersign lifecycle show EVENT`.',
    );
  const [event] = await eventsKept(system.database, { id: asked.event, limit: 1 });
  const filed = await proposeAsked(
    system,
    {
      origin: 'lifecycle',
      draftedBy: 'lifecycle',
      title: `${found.value.says}: ${ask.changes.map(says).join('; ')}`.slice(0, 500),
      reason: ask.purpose,
      changes: ask.changes,
      findings: [],
      endsAt: null,
      causedBy: event === undefined ? [] : await entryOfRead(system, event.read),
    },
    asked.signed,
  );
  if (filed.ok)
    for (const name of asked.follows)
      await noteFollow(
        system.database,
        { event: asked.event, name },
        { state: 'proposed', proposal: filed.value.proposal, note: null },
      );
  return filed;
}
