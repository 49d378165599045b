import type { Change, Finding, SourceId } from '../../model/index.ts';
import { draftOf, none, type Advice, type AdviceContext, type Drafter } from '../draft.ts';
import { targetNamed } from '../targets.ts';

/** What detection's rules about ways say that every way uses: what it is, what to take away, and the row by its ends. */
interface Narrow {
  readonly is: string;
  readonly takeAway: string;
  readonly source: string;
  readonly from: string;
  readonly to: string;
}

const narrowOf = ({ evidence }: Finding): Narrow | undefined => {
  const value = evidence.facts.find(({ predicate }) => predicate === 'every way uses')?.value;
  if (typeof value !== 'object' || value === null) return undefined;
  const [is = '', takeAway = '', source = '', from = '', to = ''] = value;
  return { is, takeAway, source, from, to };
};

/**
 * Takes away the one row that every way of the account has to use, where a target can be changed. It may cut off others too, which is
 * the point of it; who else uses it for their work, those decide who sign.
 */
const draft = (finding: Finding, context: AdviceContext): Advice => {
  const narrow = narrowOf(finding);
  if (narrow === undefined)
    return none('several ways stand in for each other: take one thing of each away, by hand');
  const byHand = `take away ${narrow.takeAway}`;
  if (narrow.is === 'by hand') return none(`no change does it: ${byHand}, where it is`);
  const target = targetNamed(narrow.source, context);
  if (typeof target !== 'string')
    return target.is === 'none'
      ? none(`${target.reason}: ${byHand} (${narrow.from} → ${narrow.to})`)
      : target;
  const change = changeOf(narrow, target, context);
  if (change === undefined) return none(`no change does it yet: ${byHand} (${narrow.from} → ${narrow.to})`);
  return draftOf(finding, {
    title: `Take ${narrow.to} from ${narrow.from}`,
    reason: `${finding.title}. Every such way uses that ${narrow.from} has ${narrow.to}; without it there is none. Taking it away can be undone.`,
    changes: [change],
  });
};

/** A predefined role of PostgreSQL keeps its right whatever is taken from it; of a directory only memberships are written. */
function changeOf(
  { is, from, to }: Narrow,
  source: SourceId,
  { connectors }: AdviceContext,
): Change | undefined {
  if (is === 'membership') return { type: 'membership.remove', source, memberKey: from, groupKey: to };
  const isOwnRight = connectors.get(source) === 'postgres' && !from.startsWith('role/pg_');
  return isOwnRight ? { type: 'grant.remove', source, subjectKey: from, entitlementKey: to } : undefined;
}

/** The three rules about ways answer alike. */
export const wayDrafts: readonly Drafter[] = [
  'could-become-administrator',
  'way-across-systems',
  'could-reach-crown-jewel',
].map((ruleId) => ({ ruleId, draft: (finding, _view, context) => draft(finding, context) }));
