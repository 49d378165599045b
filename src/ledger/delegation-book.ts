import { approverRoles, assurances, type ApproverRole } from '../model/judgement.ts';
import { isEntryId, isSubjectId, must } from '../model/ids.ts';
import type { DelegationBook, DelegationStanding } from '../model/ports.ts';
import { isInstant } from '../model/time.ts';
import { delegationTypes, foldDelegations, type SeenDelegation } from './delegations.ts';
import type { VerifiedReader } from './reader.ts';
import { foldSigners, signerTypes } from './signers.ts';

/** Who may stand for whom, from the same fold the verifier uses, kept up to date with entries that the reader has proven. */
export function createDelegationBook(reader: VerifiedReader): DelegationBook {
  const signers = foldSigners();
  const fold = foldDelegations(signers);
  let next = 0;
  let running: Promise<void> = Promise.resolve();

  const catchUp = async (): Promise<void> => {
    for (const leaf of await reader.ofTypes([...signerTypes, ...delegationTypes], next)) {
      if (leaf.seq < next) continue;
      signers.apply(leaf);
      fold.apply(leaf);
      next = leaf.seq + 1;
    }
  };
  const upToDate = (): Promise<void> => {
    running = running.then(catchUp, catchUp);
    return running;
  };

  return {
    async inForce(at) {
      await upToDate();
      return fold
        .all()
        .filter((one) => fold.isInForce(one, at))
        .map(toStanding);
    },
    async all() {
      await upToDate();
      return fold.all().map(toStanding);
    },
  };
}

const isRole = (text: string): text is ApproverRole => approverRoles.some((role) => role === text);
const isAssurance = (text: string): text is DelegationStanding['assurance'] =>
  assurances.some((assurance) => assurance === text);

const toStanding = (seen: SeenDelegation): DelegationStanding => ({
  entry: must(isEntryId, seen.entry),
  since: must(isInstant, seen.sequencedAt),
  from: must(isSubjectId, seen.from),
  to: must(isSubjectId, seen.to),
  start: must(isInstant, seen.start),
  end: must(isInstant, seen.end),
  only: seen.only === null ? null : seen.only.filter(isRole),
  assurance: must(isAssurance, seen.assurance),
  reason: seen.reason,
  endedAt: seen.endedAt === null ? null : must(isInstant, seen.endedAt),
});
