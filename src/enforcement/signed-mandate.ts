import {
  addSeconds,
  done,
  mandateSigners,
  refuse,
  refuseTerms,
  type EntryId,
  type Instant,
  type MandateId,
  type MandateTerms,
  type Result,
  type SignerStanding,
} from '../model/index.ts';
import { canonicalJson } from '../platform/canonical.ts';
import type { EnforcementBench } from './ports.ts';
import { mandateStatement, verifiedStatement, type Verified } from './statements.ts';

/** A mandate as the ledger proves it: one set of terms, and whoever signed exactly those. */
export interface SignedMandate {
  readonly terms: MandateTerms;
  readonly signatures: readonly MandateSignature[];
  /** When the last of them was numbered. */
  readonly signedAt: Instant;
}
export interface MandateSignature extends Pick<Verified<unknown>, 'entry' | 'assurance' | 'madeAt'> {
  readonly standing: SignerStanding;
}

/**
 * Reads a mandate from the entries that signed it: each signature over the exact text, its signer in force when it was made
 * and numbered, every one over the same id and the same terms, and one a person. Whether they are enough, and still in
 * force, is the caller's question.
 */
export async function signedMandate(
  bench: EnforcementBench,
  { mandate, mandates }: { readonly mandate: MandateId; readonly mandates: readonly EntryId[] },
): Promise<Result<SignedMandate>> {
  const invalid = (why: string) =>
    refuse('signature_invalid', `Mandate \`${mandate}\` authorises nothing: ${why}.`);
  const signatures: MandateSignature[] = [];
  let signedAt: Instant | undefined;
  let text: string | undefined;
  let terms: MandateTerms | undefined;
  for (const id of mandates) {
    const leaf = await bench.ledger.entry(id);
    if (leaf?.entry.type !== 'mandate.signed' || leaf.writer !== 'server')
      return invalid(`\`${id}\` is no signature of a mandate`);
    const verified = await verifiedStatement(bench, leaf, mandateStatement, 'not needed');
    if (!verified.ok) return verified;
    const { item, standing, assurance, madeAt, expiresAt } = verified.value;
    if (expiresAt <= leaf.sequencedAt) return invalid(`\`${id}\` was recorded after its week was over`);
    if (item.mandate !== mandate) return invalid(`\`${id}\` signs \`${item.mandate}\``);
    const own = canonicalJson(item);
    if (text !== undefined && own !== text) return invalid(`\`${id}\` signs other terms than the first`);
    text = own;
    ({ terms } = item);
    signedAt = signedAt === undefined || signedAt < leaf.sequencedAt ? leaf.sequencedAt : signedAt;
    signatures.push({ entry: id, standing, assurance, madeAt });
  }
  if (terms === undefined || signedAt === undefined) return invalid('nobody signed it');
  if (new Set(signatures.map((each) => each.standing.person)).size !== signatures.length)
    return invalid('one person signed twice');
  return done({ terms, signatures, signedAt });
}

/** Those of these signatures whose key speaks for its signer now. */
export async function standingNow(
  bench: EnforcementBench,
  signatures: readonly MandateSignature[],
  now: Instant,
): Promise<readonly MandateSignature[]> {
  const standing: MandateSignature[] = [];
  for (const signature of signatures) {
    const current = await bench.signers.standing(signature.standing.keyFingerprint, now);
    if (current?.person === signature.standing.person) standing.push({ ...signature, standing: current });
  }
  return standing;
}

/** Two of them are independent of each other, and one is enrolled with a role that answers for standing decisions. */
export function areEnough(signatures: readonly MandateSignature[]): boolean {
  const people = signatures.map((each) => each.standing);
  const apart = (a: SignerStanding, b: SignerStanding): boolean =>
    a.person !== b.person && !a.dependsOn.includes(b.person) && !b.dependsOn.includes(a.person);
  const answers = people.some((each) => mandateSigners.oneOf.some((role) => each.roles.includes(role)));
  return answers && people.some((a) => people.some((b) => apart(a, b)));
}

/** The terms are those that their kind may have. */
export const areBounded = (terms: MandateTerms): boolean => refuseTerms(terms) === undefined;

/** Whether somebody, or the server, ended it: an end needs no more than to be there. */
export async function isEnded(bench: EnforcementBench, mandates: readonly EntryId[]): Promise<boolean> {
  for (const id of mandates) if ((await bench.ledger.causedBy(id, 'mandate.ended')).length > 0) return true;
  return false;
}

/** How many changes were begun in the 24 hours before, and in all, by the ledger, but for those of one plan. */
export async function begunByLedger(
  bench: EnforcementBench,
  mandates: readonly EntryId[],
  now: Instant,
  but: EntryId,
): Promise<{ readonly today: number; readonly inAll: number }> {
  const begun = new Map<string, { readonly at: Instant; readonly changes: number }>();
  for (const id of mandates)
    for (const { entry, writer, sequencedAt } of await bench.ledger.causedBy(id, 'execution.started')) {
      const steps = entry.body['steps'];
      if (writer === 'enforcer' && !entry.causedBy.includes(but))
        begun.set(entry.id, { at: sequencedAt, changes: typeof steps === 'number' ? steps : 1 });
    }
  const sum = (of: Iterable<{ readonly changes: number }>): number =>
    [...of].reduce((total, { changes }) => total + changes, 0);
  const dayBefore = addSeconds(now, -86_400);
  return {
    today: sum([...begun.values()].filter(({ at }) => at > dayBefore)),
    inAll: sum(begun.values()),
  };
}
