import type { Change, Fact, Finding, SourceId } from '../../model/index.ts';
import { draftOf, none, type Advice, type AdviceContext, type Drafter } from '../draft.ts';
import { targetNamed } from '../targets.ts';

/** A row that every way uses, by its ends, as detection's rules about ways cite it. */
interface NarrowRow {
  readonly is: string;
  readonly source: string;
  readonly from: string;
  readonly to: string;
}

const valueOf = ({ evidence }: Finding, cited: string): Fact['value'] =>
  evidence.facts.find(({ predicate }) => predicate === cited)?.value;

function rowOf(finding: Finding): NarrowRow | undefined {
  const value = valueOf(finding, 'every way uses');
  if (typeof value !== 'object' || value === null) return undefined;
  const [is = '', source = '', from = '', to = ''] = value;
  return { is, source, from, to };
}

/**
 * Takes away the one row that every way of the account has to use, where a target can be changed. It may cut off others too, which is
 * the point of it; who else uses it for their work, those decide who sign.
 */
const draft = (finding: Finding, context: AdviceContext): Advice => {
  const toTakeAway = valueOf(finding, 'to take away');
  if (typeof toTakeAway !== 'string')
    return none('several ways stand in for each other: take one thing of each away, by hand');
  const row = rowOf(finding);
  if (row === undefined) return none(`no change does it: take away ${toTakeAway}, where it is`);
  const byHand = `take away ${toTakeAway} (${row.from} → ${row.to})`;
  const target = targetNamed(row.source, context);
  if (typeof target !== 'string') return target.is === 'none' ? none(`${target.reason}: ${byHand}`) : target;
  const change = changeOf(row, target, context);
  if (change === undefined) return none(`no change does it yet: ${byHand}`);
  return draftOf(finding, {
    title: `Take ${row.to} from ${row.from}`,
    reason: `${finding.title}. Every such way uses that ${row.from} has ${row.to}; without it there is none. Taking it away can be undone.`,
    changes: [change],
  });
};

/** A predefined role of PostgreSQL keeps its right whatever is taken from it; of a directory only memberships are written. */
function changeOf(
  { is, from, to }: NarrowRow,
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
