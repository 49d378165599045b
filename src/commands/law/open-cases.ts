import type { Instant, PersonFacts, Result, CaseContext, CaseFacts, ProposalId } from '../../model/index.ts';
import type { WhatIf } from '../../platform/wire/what-if.ts';
import { caseJudge, flipOf, policyDifferences, type PolicySet } from '../../policy/index.ts';
import { caseNow, loadProposal } from '../../review/index.ts';
import { casesOf } from '../case/cases-of.ts';
import type { System } from '../system.ts';

const mostCases = 300;

/**
 * Every open case, and every one that was signed in full and is not carried out, with the signatures it has: what policy
 * says of it now, and what it would say. What cannot be looked up as it was filed is told, not skipped.
 */
export async function openCases(
  system: System,
  before: PolicySet,
  proposed: PolicySet,
  now: Instant,
): Promise<WhatIf['cases']> {
  const { items, total } = await undone(system);
  const [was, is] = [caseJudge(before.judge), caseJudge(proposed.judge)];
  const { added, removed, changed } = policyDifferences(before.policies, proposed.policies);
  const changedIds = new Set(
    [...added, ...removed, ...changed.map(({ after }) => after)].map(({ id }) => id),
  );
  const found: WhatIf['cases'] = { judged: 0, leftOut: 0, unjudged: [], changed: [] };
  for (const { id, title, state } of items) {
    const looked = await caseOf(system, id, now);
    if (!looked.ok) {
      found.unjudged.push({ proposal: id, because: looked.message });
      continue;
    }
    found.judged++;
    const { facts, context } = looked.value;
    const actor = await whoAnswers(system, context, now);
    if (actor === undefined) continue;
    const flip = flipOf(was.judgeCase(facts, actor, context), is.judgeCase(facts, actor, context), (policy) =>
      changedIds.has(policy),
    );
    if (flip !== undefined)
      found.changed.push({
        ...flip,
        adds: [...flip.adds],
        drops: [...flip.drops],
        by: [...flip.by],
        proposal: id,
        title,
        isDecided: state === 'planned',
      });
  }
  return { ...found, leftOut: Math.max(0, total - items.length) };
}

async function caseOf(
  system: System,
  id: ProposalId,
  now: Instant,
): Promise<Result<{ readonly facts: CaseFacts; readonly context: CaseContext }>> {
  const loaded = await loadProposal(system.database, id);
  if (!loaded.ok) return loaded;
  const bench = {
    ...system,
    cases: casesOf({ ...system, duties: undefined }),
  };
  return caseNow(bench, system.database, loaded.value, now);
}

/** The last signer answers for a case; before anybody signed, whoever filed it or has been in force longest. */
async function whoAnswers(
  system: System,
  context: CaseContext,
  now: Instant,
): Promise<PersonFacts | undefined> {
  const last = context.signatures.at(-1)?.signer;
  if (last !== undefined) return last;
  const inForce = await system.signers.inForce(now);
  const standing = inForce.find(({ person }) => person === context.filer) ?? inForce[0];
  return standing && { kind: 'person', id: standing.person, state: 'active', roles: standing.roles };
}

interface Undone {
  readonly id: ProposalId;
  readonly title: string;
  readonly state: 'open' | 'planned';
}

/** The newest cases that are open, or signed in full and not carried out; and how many there are. */
async function undone({
  database,
}: System): Promise<{ readonly items: readonly Undone[]; readonly total: number }> {
  const where = `state = 'open' or (state = 'planned' and not exists (select from review.plan p
    join enforcement.execution e on e.plan = p.entry where p.proposal = proposal.id and e.finished_at is not null))`;
  const items = await database.query<Undone>(
    `select id, title, state from review.proposal where ${where} order by created_at desc, id limit $1`,
    [mostCases],
  );
  if (items.length < mostCases) return { items, total: items.length };
  const [count] = await database.query<{ total: number }>(
    `select count(*)::int as total from review.proposal where ${where}`,
  );
  return { items, total: count?.total ?? items.length };
}
