import {
  addSeconds,
  type Assurance,
  type DelegationStanding,
  type EntryId,
  type Instant,
  type StandsFor,
  type SubjectId,
} from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import type { ReviewBench } from './bench.ts';

/** Somebody else's authority that a person may use now. */
export interface Lent extends StandsFor {
  readonly delegation: EntryId;
  /** No signature under it counts for more. */
  readonly assurance: Assurance;
  /** Those who alone could have made its giver up. */
  readonly dependsOn: readonly SubjectId[];
}

/** An answer is numbered a little after it is taken, and its delegation has to be in force then too. */
const numberedWithinSeconds = 20;

/** What is lent to this person now, what lends most first; also by those who are not asked about when no giver is named. */
export async function lentTo(
  bench: Pick<ReviewBench, 'delegations' | 'signers'>,
  on: Queryable,
  taker: SubjectId,
  now: Instant,
  giver?: SubjectId,
): Promise<readonly Lent[]> {
  const ended = new Set(
    (
      await on.query<{ entry: string }>(
        'select entry from review.delegation where taker = $1 and ended_by is not null',
        [taker],
      )
    ).map(({ entry }) => entry),
  );
  const inForce = (await bench.delegations.inForce(now)).filter(
    (one) =>
      one.to === taker &&
      (giver === undefined || one.from === giver) &&
      one.end > addSeconds(now, numberedWithinSeconds) &&
      // an end that has no number yet is one already
      !ended.has(one.entry),
  );
  const standing = await bench.signers.inForce(now);
  return inForce
    .toSorted((a, b) => Number(b.only === null) - Number(a.only === null) || (a.end < b.end ? 1 : -1))
    .map((one) => lent(one, standing));
}

/** Whether these words of a statement name a delegation that lends this signer what they say, now. */
export const lentAs = async (
  bench: Pick<ReviewBench, 'delegations' | 'signers'>,
  on: Queryable,
  taker: SubjectId,
  said: { readonly person: SubjectId; readonly delegation: EntryId },
  now: Instant,
): Promise<Lent | undefined> =>
  (await lentTo(bench, on, taker, now, said.person)).find((one) => one.delegation === said.delegation);

const lent = (
  { entry, from, start, end, only, assurance }: DelegationStanding,
  standing: readonly { readonly person: SubjectId; readonly dependsOn: readonly SubjectId[] }[],
): Lent => ({
  person: from,
  start,
  end,
  only,
  delegation: entry,
  assurance,
  dependsOn: [...new Set(standing.flatMap((one) => (one.person === from ? one.dependsOn : [])))],
});

/** A signature and the authority it uses count as one voice, at the weaker of both assurances. */
export const underDelegation = (
  own: { readonly dependsOn: readonly SubjectId[]; readonly assurance: Assurance },
  lending: Lent | undefined,
) =>
  lending === undefined
    ? own
    : {
        dependsOn: [...new Set([...own.dependsOn, ...lending.dependsOn])],
        assurance: lending.assurance === 'passkey' ? own.assurance : ('key' as const),
        standsFor: {
          person: lending.person,
          start: lending.start,
          end: lending.end,
          only: lending.only,
        },
      };

/** Held by answers under a delegation (shared) and by whoever ends one, so that none is numbered after that end. */
export const delegationLock = 7_203_031;
