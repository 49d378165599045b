import type { CountedSignature, DischargeFacts, SubjectId } from '../model/index.ts';
import { approvalToken, parseNeed, type ApprovalStep, type Need } from './needs.ts';

/** Changes whenever the same facts could discharge differently; part of the policy digest. */
export const dischargeVersion = 4;

type Signatures = readonly CountedSignature[];

/**
 * Which of `needs` the facts meet. Pure; Cedar only sees the answer. A human gives one signature per act (their first at
 * the assurance that is needed) and fills at most one slot of one approval. More signatures, evidence or waiting never
 * un-meet anything. An unreadable token is never met.
 */
export function discharge(
  needs: readonly string[],
  facts: DischargeFacts,
  principal: SubjectId,
): ReadonlySet<string> {
  const parsed = needs.flatMap((token) => {
    const need = parseNeed(token);
    return need === undefined ? [] : [{ token, need }];
  });
  const passkeys = parsed.some(({ need }) => need.kind === 'assurance' && need.assurance === 'passkey');
  const signatures = onePerHuman(facts.signatures.filter((s) => !passkeys || s.assurance === 'passkey'));
  const met = approvalsMet(
    parsed.flatMap(({ need }) => (need.kind === 'approval' ? [need.steps] : [])),
    signatures,
  );
  for (const { token, need } of parsed)
    if (need.kind !== 'approval' && plainlyMet(need, facts, signatures, principal)) met.add(token);
  return met;
}

function plainlyMet(
  need: Exclude<Need, { kind: 'approval' }>,
  facts: DischargeFacts,
  signatures: Signatures,
  principal: SubjectId,
): boolean {
  if (need.kind === 'signature') return signatures.some((s) => s.person === principal);
  if (need.kind === 'independent') return independentOf(facts.filer, signatures);
  if (need.kind === 'assurance') return signatures.length > 0;
  if (need.kind === 'evidence') return facts.evidence.includes(need.evidence);
  if (need.kind === 'wait') return facts.waitedSeconds >= need.seconds;
  if (need.kind === 'watch') return (facts.watchedSeconds ?? 0) >= need.seconds;
  return typeof facts.durationSeconds === 'number' && facts.durationSeconds <= need.seconds;
}

/** Somebody else than the filer signed. Who filed it is unknown: then only two signers show that one of them did not. */
const independentOf = (filer: SubjectId | undefined, signatures: Signatures): boolean =>
  filer === undefined
    ? signatures.length > 1
    : signatures.some(
        (s) => s.person !== filer && s.standsFor !== filer && s.dependsOn?.includes(filer) !== true,
      );

/**
 * The first signature of each person, in order of time and then person. Somebody whom an earlier signer alone enrolled,
 * or who alone enrolled an earlier signer, is not another person for this.
 */
function onePerHuman(signatures: Signatures): Signatures {
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const key = (s: CountedSignature): string => `${s.person} ${[...s.roles].toSorted().join(' ')}`;
  const sorted = signatures.toSorted((a, b) => order(a.signedAt, b.signedAt) || order(key(a), key(b)));
  const kept: CountedSignature[] = [];
  for (const signature of sorted) if (!kept.some((one) => sameHuman(one, signature))) kept.push(signature);
  return kept;
}

/** One authority is one voice: whoever lends theirs does not sign beside who uses it, nor do two who use the same. */
const sameHuman = (a: CountedSignature, b: CountedSignature): boolean =>
  voices(a).some((voice) => voices(b).includes(voice)) ||
  a.dependsOn?.includes(b.person) === true ||
  b.dependsOn?.includes(a.person) === true;

const voices = ({ person, standsFor }: CountedSignature): readonly SubjectId[] =>
  standsFor === undefined ? [person] : [person, standsFor];

const counts = (signature: CountedSignature, step: ApprovalStep): boolean =>
  signature.roles.some((role) => step.roles.includes(role));

function approvalsMet(approvals: readonly (readonly ApprovalStep[])[], signatures: Signatures): Set<string> {
  const byToken = new Map(approvals.map((steps) => [approvalToken(steps), steps]));
  const tokens = [...byToken.keys()].toSorted();
  const met = new Set<string>();
  const settled = new Set<string>();
  let free = signatures;
  const inOrder = tokens.filter(
    (token) =>
      (byToken.get(token)?.length ?? 0) > 1 && !tokens.some((other) => other.startsWith(`${token}.then.`)),
  );
  for (const token of inOrder) {
    const steps = byToken.get(token) ?? [];
    const { complete, used } = walk(steps, free);
    free = free.filter((s) => !used.has(s.person));
    for (let length = 1; length <= steps.length; length++) {
      const prefix = approvalToken(steps.slice(0, length));
      settled.add(prefix);
      if (length <= complete && byToken.has(prefix)) met.add(prefix);
    }
  }
  const sideBySide = tokens.filter((token) => !settled.has(token));
  for (const token of matched(
    sideBySide.map((token) => ({ token, step: byToken.get(token)?.[0] })),
    free,
  ))
    met.add(token);
  return met;
}

/** Steps in order: a signature counts for a step only if made after the step before was complete. `signatures` in time order. */
function walk(
  steps: readonly ApprovalStep[],
  signatures: Signatures,
): { readonly complete: number; readonly used: ReadonlySet<SubjectId> } {
  const used = new Set<SubjectId>();
  let complete = 0;
  let after = '';
  for (const step of steps) {
    const filling = signatures.filter((s) => s.signedAt > after && counts(s, step)).slice(0, step.count);
    for (const signature of filling) used.add(signature.person);
    const last = filling.at(-1);
    if (filling.length < step.count || last === undefined) break;
    after = last.signedAt;
    complete++;
  }
  return { complete, used };
}

/** Tokens all of whose slots can be filled by different people: augmenting paths, slots in sorted order of their tokens. */
function matched(
  approvals: readonly { readonly token: string; readonly step: ApprovalStep | undefined }[],
  signatures: Signatures,
): readonly string[] {
  const slots = approvals.flatMap(({ token, step }) =>
    step === undefined ? [] : Array.from({ length: step.count }, () => ({ token, step })),
  );
  const holder = new Map<SubjectId, number>();
  const fill = (slot: number, tried: Set<SubjectId>): boolean => {
    const wanted = slots[slot];
    if (wanted === undefined) return false;
    for (const signature of signatures) {
      if (tried.has(signature.person) || !counts(signature, wanted.step)) continue;
      tried.add(signature.person);
      const held = holder.get(signature.person);
      if (held !== undefined && !fill(held, tried)) continue;
      holder.set(signature.person, slot);
      return true;
    }
    return false;
  };
  const unfilled = new Set(slots.filter((_, slot) => !fill(slot, new Set())).map(({ token }) => token));
  return approvals.map(({ token }) => token).filter((token) => !unfilled.has(token));
}
