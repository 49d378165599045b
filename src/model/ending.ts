import { ownEnd, type Change, type TargetState } from './change.ts';
import { refuse, type Refusal } from './failure.ts';
import type { Proposal, ProposedChange } from './proposal.ts';
import type { Instant } from './time.ts';

/**
 * How what a change gives comes to its end. `by itself`: the target or our own record keeps the date. `taken back`: an
 * expiry puts the state before back at that date. Undefined: it takes access away, or gives none that a date could end.
 */
export function endingOf(change: Change): 'by itself' | 'taken back' | undefined {
  switch (change.type) {
    case 'account.create':
    case 'risk.accept':
      return 'by itself';
    case 'grant.add':
    case 'membership.add':
    case 'account.enable':
      return 'taken back';
    case 'grant.remove':
    case 'membership.remove':
    case 'account.disable':
    case 'account.drop':
    case 'owner.assign':
    case 'owner.clear':
    case 'risk.reopen':
    case 'bundle.define':
    case 'bundle.retire':
      return undefined;
  }
}

/** When this change ends: by what it says itself, else by its proposal's end if it can have one; null: never. */
export const endOf = (change: Change, endsAt: Instant | null): Instant | null => {
  const own = ownEnd(change);
  if (own !== undefined) return own.until;
  return endingOf(change) === undefined ? null : endsAt;
};

/**
 * The end that an approval mandates (DecisionItem.endsAt): at that moment the enforcer puts back what was before, without
 * another signature. Null: nothing is to be taken back, because nothing ends or the target keeps the date itself.
 */
export function mandatedEnd({ changes, endsAt }: Pick<Proposal, 'changes' | 'endsAt'>): Instant | null {
  const ends = new Set(
    changes.map(({ change }) => (endingOf(change) === 'taken back' ? endOf(change, endsAt) : null)),
  );
  const [end] = ends;
  return ends.size === 1 && end !== undefined ? end : null;
}

/**
 * Does going from one state to the other only take access away? In the states that can end by a date a true member is
 * access (held, grantable, member, admin, exists, enabled); members of any other kind have to be equal.
 */
export function narrows(from: TargetState, to: TargetState): boolean {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].every((name) => {
    const [before, after] = [from[name] ?? null, to[name] ?? null];
    if (typeof before === 'boolean' && typeof after === 'boolean') return before || !after;
    return JSON.stringify(before) === JSON.stringify(after);
  });
}

/**
 * Refuses an end that nothing would bring about, or that would widen access: one that has passed, one on changes that take
 * access away or that no date can end, different ends in one proposal, and ends of which only some are taken back.
 */
export function refuseEnds(
  changes: readonly Pick<ProposedChange, 'change' | 'precondition' | 'expected'>[],
  endsAt: Instant | null,
  now: Instant,
): Refusal | undefined {
  for (const [index, { change, precondition, expected }] of changes.entries()) {
    const place = `Change ${index + 1}, \`${change.type}\`,`;
    const own = ownEnd(change);
    if (endsAt !== null && own !== undefined && own.until !== endsAt)
      return no(
        `${place} says that it ends ${own.until ?? 'never'}, its proposal ${endsAt}.`,
        'Say one end: `--until`.',
      );
    if (endsAt !== null && endingOf(change) === undefined)
      return no(
        `${place} cannot end by a date: ${narrows(precondition, expected) ? 'putting back what was before would give access, and the clock only ever takes it away' : 'it holds until somebody changes it'}.`,
        'Propose it without an end, and what shall follow when it is time.',
      );
    const end = endOf(change, endsAt);
    if (end === null) continue;
    if (end <= now)
      return no(`${place} would have ended already, at ${end}.`, 'Say an end that is still to come.');
    if (endingOf(change) === 'taken back' && !narrows(expected, precondition))
      return no(
        `${place} cannot end by a date: it also takes away something that was there before, which would be given back by the clock alone.`,
        'Take that away in a proposal of its own, without an end.',
      );
  }
  const ends = new Set(changes.map(({ change }) => endOf(change, endsAt)));
  if (ends.size > 1)
    return no(
      `These changes do not end together: ${[...ends].map((end) => end ?? 'never').join(', ')}.`,
      'File them apart, each with its own end.',
    );
  if (!ends.has(null) && new Set(changes.map(({ change }) => endingOf(change))).size > 1)
    return no(
      'Some of these changes end by themselves at the target and others have to be taken back.',
      'File them apart.',
    );
  return undefined;
}

const no = (message: string, next: string): Refusal => refuse('end_invalid', message, next);
