import { approverRoles, type CaseContext, type CaseFacts, type SubjectId } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import {
  lentTo,
  personOf,
  waysFor,
  type FiledProposal,
  type ReviewBench,
  type WaitsFor,
} from '../../review/index.ts';
import { stillNeeded } from './still-needed.ts';

/**
 * Everyone whose signature would bring a case further now, in their own right or with an authority that is lent to them.
 * Policy is asked about each as it is when they sign; whoever is found here and whoever may sign is the same question.
 */
export async function whoCouldAnswer(
  bench: ReviewBench,
  on: Queryable,
  filed: FiledProposal,
  facts: CaseFacts,
  context: CaseContext,
): Promise<readonly Omit<WaitsFor, 'askedAt'>[]> {
  const { now } = context;
  const inForce = await bench.signers.inForce(now);
  const [anybody] = inForce;
  if (anybody === undefined) return [];
  const verdict = bench.judge.judgeCase(facts, personOf(anybody), context);
  if (verdict.outcome !== 'requestable') return [];
  const given = await bench.delegations.inForce(now);
  const named = new Set(
    facts.changes.flatMap(({ holders = {}, replacing = {} }) =>
      approverRoles.flatMap((role) => [...(holders[role] ?? []), ...(replacing[role] ?? [])]),
    ),
  );
  const people = new Set<SubjectId>();
  for (const { person } of inForce)
    if (named.has(person) || given.some(({ from, to }) => to === person && named.has(from)))
      people.add(person);
  const found: Omit<WaitsFor, 'askedAt'>[] = [];
  for (const person of [...people].toSorted()) {
    const lendings = given.some(({ to }) => to === person) ? await lentTo(bench, on, person, now) : [];
    for (const way of await waysFor(bench, on, { filed, facts, context }, person, lendings)) {
      const authority = way.standsFor?.person ?? person;
      const isIndependent = context.filer === undefined || ![person, authority].includes(context.filer);
      const roles = stillNeeded(verdict.missing, way.roles, isIndependent);
      if (roles.length > 0 && !found.some((one) => one.person === person && one.authority === authority))
        found.push({ person, authority, roles });
    }
  }
  return found;
}
