import {
  done,
  type ApproverRole,
  type EntryId,
  type Instant,
  type ProposalId,
  type Result,
  type SubjectId,
} from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import type { ReviewBench } from './bench.ts';
import { lentTo, type Lent } from './delegated.ts';
import { recusalsOf } from './recusals.ts';
import { decisionsOn } from './stored-proposal.ts';
import { personOf, weigh, type Weighed } from './weigh.ts';

/** A way in which a person's signature would count on a case: with their own authority, or with one that is lent to them. */
export interface CouldSign {
  readonly roles: readonly ApproverRole[];
  readonly standsFor?: { readonly person: SubjectId; readonly delegation: EntryId; readonly until: Instant };
}

/** Every way in which this person could answer now; none once they answered, took themselves out, or hold no role. */
export async function couldSign(
  bench: ReviewBench,
  proposal: ProposalId,
  person: SubjectId,
  now: Instant,
): Promise<Result<readonly CouldSign[]>> {
  const standing = (await bench.signers.inForce(now)).find((one) => one.person === person);
  if (standing === undefined) return done([]);
  const weighed = await weigh(bench, bench.database, proposal, standing, now);
  if (!weighed.ok) return weighed;
  const lendings = await lentTo(bench, bench.database, person, now);
  return done(await waysFor(bench, bench.database, weighed.value, person, lendings));
}

/** The same for a case that was looked up already. */
export async function waysFor(
  bench: ReviewBench,
  on: Queryable,
  { filed, facts, context }: Pick<Weighed, 'filed' | 'facts' | 'context'>,
  person: SubjectId,
  lendings: readonly Lent[],
): Promise<readonly CouldSign[]> {
  const id = filed.proposal.id;
  const spoken = new Set(
    (await decisionsOn(on, id)).flatMap(({ signer, standsFor }) => [
      signer,
      ...(standsFor === undefined ? [] : [standsFor.person]),
    ]),
  );
  const out = new Set((await recusalsOf(on, id)).map((one) => one.person));
  const standing = (await bench.signers.inForce(context.now)).find((one) => one.person === person);
  if (standing === undefined || spoken.has(person) || out.has(person)) return [];
  const signer = personOf(standing);
  const ways: CouldSign[] = [{ roles: bench.judge.rolesOfSigner(facts, signer, context) }];
  for (const lending of lendings) {
    if (spoken.has(lending.person) || out.has(lending.person)) continue;
    ways.push({
      roles: bench.judge.rolesOfSigner(facts, signer, context, lending),
      standsFor: { person: lending.person, delegation: lending.delegation, until: lending.end },
    });
  }
  return ways.filter(({ roles }) => roles.length > 0);
}
