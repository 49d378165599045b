import type { Instant } from '../../model/index.ts';
import { aspectNames, aspects, type AspectName, type Said } from './aspects.ts';
import type { AccountKnown, GrantKnown } from './known.ts';

/**
 * Whether what is known justifies a right. *Justified* only if every aspect that comes into question speaks for it; one that
 * speaks against it is enough for *not justified*; else it *cannot be told*. So what is not known never justifies anything, and
 * learning more that speaks against it never does.
 */
export interface Justification {
  readonly verdict: 'justified' | 'not_justified' | 'cannot_tell';
  /** What decides: what speaks against it, else what is missing. */
  readonly deciding: readonly AspectName[];
  readonly said: readonly Said[];
}

/** The same facts always give the same answer. It takes nothing away: a person does, or signs for it. */
export function justify(grant: GrantKnown, account: AccountKnown, now: Instant): Justification {
  const said = aspectNames.map((aspect): Said => ({
    aspect,
    rests: [],
    ...aspects[aspect](grant, account, now),
  }));
  const who = (says: Said['says']): readonly AspectName[] =>
    said.filter((each) => each.says === says).map(({ aspect }) => aspect);
  const against = who('against');
  if (against.length > 0) return { verdict: 'not_justified', deciding: against, said };
  const unknown = who('unknown');
  // somebody gave it, somebody answers for it, it is used: these always come into question
  const isWhole = (['entitlement', 'holder', 'use'] as const).every((aspect) => who('for').includes(aspect));
  return unknown.length === 0 && isWhole
    ? { verdict: 'justified', deciding: [], said }
    : { verdict: 'cannot_tell', deciding: unknown, said };
}
