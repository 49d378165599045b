import type { ChainState, ChainStep } from './causation-state.ts';
import { readDecisionItem } from './items.ts';
import { hasOnly, isText, member } from './shape.ts';
import { signedByOne } from './signers.ts';

/** An emergency ends this soon after it was signed, and may be put back for this long. */
const longestMs = 4 * 3_600_000;
const longestRestoreMs = 30 * 86_400_000;
export const glassRole = 'break_glass';
/** Roles that answer for something; requester and auditor do not. */
const governing = [
  'administrator',
  'governor',
  'reviewer',
  'manager',
  'resource_owner',
  'nhi_owner',
  'sponsor',
  'security',
];

/** What somebody took by their own signature because it could not wait, and that somebody else looked at it after. */
export const glassSteps: Readonly<Record<string, ChainStep>> = {
  'glass.broken'({ state, signers }, leaf, { writerIsRight }) {
    const signed = signedByOne(signers, leaf, 'glass.break');
    if (typeof signed === 'string') return [signed];
    const item = readDecisionItem(signed.item);
    if (typeof item === 'string') return [`the emergency's item does not hold: ${item}`];
    const problems: string[] = [];
    if (item.answer !== 'approve' || item.role !== glassRole || item.standsFor !== undefined)
      problems.push('the statement is no emergency of its signer’s own');
    const filed = state.proposals.get(item.proposalEntry);
    if (filed === undefined || !filed.holds)
      problems.push(`it is about \`${item.proposalEntry}\`, which is no earlier proposal that holds`);
    else {
      if (filed.proposal !== item.proposal)
        problems.push(`entry \`${item.proposalEntry}\` filed another proposal`);
      if (filed.requester !== signed.person)
        problems.push(`\`${signed.person}\` takes in an emergency what somebody else asked for`);
      for (const name of ['changes', 'evidenceShown', 'evidenceMaterial'] as const)
        if (filed[name] !== item[name])
          problems.push(`what was signed has other ${name} than what was filed`);
    }
    const made = Date.parse(signed.statement.madeAt);
    if (item.endsAt === null || Date.parse(item.endsAt) > made + longestMs)
      problems.push(`it ends ${item.endsAt ?? 'never'}, later than four hours after it was signed`);
    if (Date.parse(item.restorableUntil) > made + longestRestoreMs)
      problems.push(`it claims the right to restore until ${item.restorableUntil}, longer than 30 days`);
    // what this signature shows, not what its key could: a touch alone is nobody's
    if (signed.assurance !== 'passkey')
      problems.push('an emergency was signed by a key that does not verify its person');
    state.decisions.set(leaf.entry.id, {
      person: signed.person,
      item,
      expiresAt: signed.statement.expiresAt,
      isGlass: true,
      holds: writerIsRight && problems.length === 0,
    });
    state.glasses.set(leaf.entry.id, { person: signed.person, seq: leaf.seq, reviewedBy: undefined });
    return problems;
  },

  'glass.reviewed'({ state, signers }, leaf, { writerIsRight }) {
    const signed = signedByOne(signers, leaf, 'glass.review');
    if (typeof signed === 'string') return [signed];
    const [glass, found, text] = ['glass', 'found', 'text'].map((name) => member(signed.item, name));
    if (!hasOnly(signed.item, ['glass', 'found', 'text']) || !isText(glass) || !isText(text))
      return ['the review of an emergency has another shape'];
    if (found !== 'justified' && found !== 'not_justified') return ['the review found nothing known'];
    const broken = state.glasses.get(glass);
    if (broken === undefined) return ['it reviews no earlier emergency'];
    if (broken.person === signed.person) return [`\`${signed.person}\` reviews an emergency of their own`];
    const breaker = signers.inForce(leaf.sequencedAt).filter(({ person }) => person === broken.person);
    if (
      signed.tenure.dependsOn.includes(broken.person) ||
      breaker.some(({ dependsOn }) => dependsOn.includes(signed.person))
    )
      return [
        `\`${signed.person}\` reviews an emergency of \`${broken.person}\`, and one of them alone enrolled the other`,
      ];
    if (!signed.tenure.roles.some((role) => governing.includes(role)))
      return [`\`${signed.person}\` reviews an emergency without a role that answers for anything`];
    if (writerIsRight) broken.reviewedBy ??= signed.person;
    return [];
  },
};

/** A plan of kind `glass` rests on exactly one emergency, of its own signer; other plans on none. */
export function badGlass(state: ChainState, kind: unknown, decisions: readonly string[]): readonly string[] {
  const glasses = decisions.filter((decision) => state.decisions.get(decision)?.isGlass === true);
  if (kind === 'glass')
    return glasses.length === 1 && decisions.length === 1
      ? []
      : ['a plan for an emergency rests on something else than one emergency'];
  // its end and its restoring rest on the same signature as itself
  if (kind === 'expiry' || kind === 'restore') return [];
  return glasses.length === 0 ? [] : ['the plan rests on an emergency and does not say so'];
}

/** Emergencies that nobody else has looked at, as sentences. */
export const unreviewedGlasses = (state: ChainState): readonly string[] =>
  [...state.glasses]
    .filter(([, { reviewedBy }]) => reviewedBy === undefined)
    .map(
      ([entry, { person, seq }]) =>
        `entry ${seq}: emergency \`${entry}\` of \`${person}\` was reviewed by nobody`,
    );
