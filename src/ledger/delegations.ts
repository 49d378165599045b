import type { LeafView } from './leaf.ts';
import { roleNames } from './items.ts';
import {
  hasOnly,
  isInstantText,
  isPersonText,
  isText,
  isTextList,
  member,
  type JsonObject,
} from './shape.ts';
import { signedByOne, type SignedBy, type SignerFold } from './signers.ts';

/** A delegation that holds: whose authority `to` may use, and from when until when (exclusive). */
export interface SeenDelegation {
  readonly entry: string;
  readonly from: string;
  readonly to: string;
  readonly start: string;
  readonly end: string;
  /** The roles it lends; null: all that its giver has. */
  readonly only: readonly string[] | null;
  readonly reason: string;
  readonly assurance: 'key' | 'passkey';
  /** The key it was signed with: once that speaks for nobody, neither does this. */
  readonly fingerprint: string;
  readonly sequencedAt: string;
  readonly endedAt: string | null;
}

export interface DelegationFold {
  /** Takes the next leaf of any type, after the signers' fold took it; answers what is wrong with it. */
  apply(leaf: LeafView): readonly string[];
  get(entry: string): SeenDelegation | undefined;
  isInForce(delegation: SeenDelegation, at: string): boolean;
  all(): readonly SeenDelegation[];
}

export const delegationTypes = ['delegation.signed', 'delegation.ended'] as const;

/** Authority is lent for a while, not given away. */
export const longestDelegationDays = 184;

/** Who may end somebody else's delegation: it only takes authority away. */
const mayEndOthers = ['administrator', 'governor', 'security'];

/** Folds delegations over the signers' own fold. Entries that do not hold lend nothing. */
export function foldDelegations(signers: SignerFold): DelegationFold {
  const delegations = new Map<string, SeenDelegation>();
  const spent = new Set<string>();

  function begin(leaf: LeafView, signed: SignedBy): readonly string[] {
    const item = readDelegationItem(signed.item);
    if (typeof item === 'string') return [`the delegation does not hold: ${item}`];
    if (item.to === signed.person) return [`\`${signed.person}\` delegates to themselves`];
    if (spent.has(signed.statement.text)) return ['its statement lent this authority before'];
    spent.add(signed.statement.text);
    delegations.set(leaf.entry.id, {
      ...item,
      entry: leaf.entry.id,
      from: signed.person,
      assurance: signed.assurance,
      fingerprint: signed.tenure.fingerprint,
      sequencedAt: leaf.sequencedAt,
      endedAt: null,
    });
    return [];
  }

  function end(leaf: LeafView, signed: SignedBy): readonly string[] {
    const [delegation, reason] = [member(signed.item, 'delegation'), member(signed.item, 'reason')];
    if (!isText(delegation) || !isText(reason) || !hasOnly(signed.item, ['delegation', 'reason']))
      return ['the end of a delegation has another shape'];
    const known = delegations.get(delegation);
    if (known === undefined)
      return [`it ends \`${delegation.slice(0, 60)}\`, which is no delegation that holds`];
    const own = signed.person === known.from || signed.person === known.to;
    if (!own && !signed.tenure.roles.some((role) => mayEndOthers.includes(role)))
      return [`\`${signed.person}\` ends a delegation between others`];
    if (known.endedAt === null) delegations.set(delegation, { ...known, endedAt: leaf.sequencedAt });
    return [];
  }

  return {
    apply(leaf) {
      if (leaf.writer !== 'server') return [];
      if (leaf.entry.type === 'delegation.signed') {
        const signed = signedByOne(signers, leaf, 'delegation');
        return typeof signed === 'string' ? [signed] : begin(leaf, signed);
      }
      if (leaf.entry.type !== 'delegation.ended') return [];
      const signed = signedByOne(signers, leaf, 'delegation.end');
      return typeof signed === 'string' ? [signed] : end(leaf, signed);
    },
    get: (entry) => delegations.get(entry),
    isInForce: ({ from, start, end: until, fingerprint, sequencedAt, endedAt }, at) =>
      sequencedAt <= at &&
      start <= at &&
      at < until &&
      (endedAt === null || at < endedAt) &&
      signers.standing(fingerprint, at)?.person === from,
    all: () => [...delegations.values()],
  };
}

type DelegationItem = Pick<SeenDelegation, 'to' | 'start' | 'end' | 'only' | 'reason'>;

/** Covered by `delegation.signed`: to whom, from when until when, which roles, and why. */
function readDelegationItem(item: JsonObject): DelegationItem | string {
  if (!hasOnly(item, ['to', 'start', 'end', 'only', 'reason'])) return 'the item has unknown members';
  const [to, start, end] = [member(item, 'to'), member(item, 'start'), member(item, 'end')];
  const [only, reason] = [member(item, 'only'), member(item, 'reason')];
  if (!isPersonText(to)) return 'it names nobody to act';
  if (!isInstantText(start) || !isInstantText(end) || start >= end)
    return 'it has no beginning before its end';
  if (Date.parse(end) - Date.parse(start) > longestDelegationDays * 86_400_000)
    return `it lasts longer than ${longestDelegationDays} days`;
  if (!isText(reason) || reason === '') return 'it says no reason';
  if (
    only !== null &&
    (!isTextList(only) || only.length === 0 || !only.every((role) => roleNames.includes(role)))
  )
    return 'it lends unknown roles';
  return { to, start, end, only, reason };
}

/** What is wrong with a decision that uses somebody else's authority; nothing when it uses the signer's own. */
export function wronglyStandsFor(
  delegations: DelegationFold,
  decision: {
    readonly person: string;
    readonly role: string;
    readonly standsFor: { readonly person: string; readonly delegation: string } | undefined;
    readonly madeAt: string;
    readonly sequencedAt: string;
  },
): readonly string[] {
  const { standsFor, person, role, sequencedAt } = decision;
  if (standsFor === undefined) return [];
  const known = delegations.get(standsFor.delegation);
  if (known === undefined) return [`it uses \`${standsFor.delegation}\`, which is no delegation that holds`];
  const problems: string[] = [];
  if (known.from !== standsFor.person || known.to !== person)
    problems.push(
      `\`${standsFor.delegation}\` lends \`${known.to}\` the authority of \`${known.from}\`, and \`${person}\` signs for \`${standsFor.person}\``,
    );
  // a statement may have been prepared while the delegation waited for its number
  const said = decision.madeAt < sequencedAt ? decision.madeAt : sequencedAt;
  const madeAt = said < known.sequencedAt && known.start <= said ? known.sequencedAt : said;
  if (![madeAt, sequencedAt].every((at) => delegations.isInForce(known, at)))
    problems.push(`delegation \`${standsFor.delegation}\` was not in force when it was signed`);
  if (known.only !== null && !known.only.includes(role))
    problems.push(`delegation \`${standsFor.delegation}\` does not lend the role \`${role.slice(0, 40)}\``);
  return problems;
}
