import type { FindingId, SourceId } from './ids.ts';
import type { Instant } from './time.ts';

/**
 * The typed changes a proposal may hold. `source` is where it happens; `countersign` changes happen in our own estate
 * (owners, accepted risks). Names and keys are the source's own. Each change type's act, inverse and preconditions are
 * one value in review/change-types/.
 */
export type Change =
  | GrantAdd
  | GrantRemove
  | MembershipAdd
  | MembershipRemove
  | AccountDisable
  | AccountEnable
  | AccountCreate
  | AccountDrop
  | OwnerAssign
  | OwnerClear
  | RiskAccept
  | RiskReopen
  | BundleDefine
  | BundleRetire;

export type ChangeType = Change['type'];

export interface GrantAdd {
  readonly type: 'grant.add';
  readonly source: SourceId;
  readonly subjectKey: string;
  readonly entitlementKey: string;
  readonly grantable: boolean;
  readonly until: Instant | null;
}
export interface GrantRemove {
  readonly type: 'grant.remove';
  readonly source: SourceId;
  readonly subjectKey: string;
  readonly entitlementKey: string;
}
export interface MembershipAdd {
  readonly type: 'membership.add';
  readonly source: SourceId;
  readonly memberKey: string;
  readonly groupKey: string;
  readonly until: Instant | null;
}
export interface MembershipRemove {
  readonly type: 'membership.remove';
  readonly source: SourceId;
  readonly memberKey: string;
  readonly groupKey: string;
}
export interface AccountDisable {
  readonly type: 'account.disable';
  readonly source: SourceId;
  readonly accountKey: string;
}
export interface AccountEnable {
  readonly type: 'account.enable';
  readonly source: SourceId;
  readonly accountKey: string;
}
export interface AccountCreate {
  readonly type: 'account.create';
  readonly source: SourceId;
  readonly accountKey: string;
  readonly validUntil: Instant;
}
/** Deletes an account. With `watchedSeconds` it follows its own suspension in the same plan, and only that long after it. */
export interface AccountDrop {
  readonly type: 'account.drop';
  readonly source: SourceId;
  readonly accountKey: string;
  /** How long the suspended account is watched before: use in that time, or a person's word, has it put back instead. */
  readonly watchedSeconds?: number;
}
export interface OwnerAssign {
  readonly type: 'owner.assign';
  readonly source: 'countersign';
  readonly accountSource: SourceId;
  readonly accountKey: string;
  readonly role: 'owner' | 'sponsor';
  readonly personSource: SourceId;
  readonly personKey: string;
}
export interface OwnerClear {
  readonly type: 'owner.clear';
  readonly source: 'countersign';
  readonly accountSource: SourceId;
  readonly accountKey: string;
  readonly role: 'owner' | 'sponsor';
}
export interface RiskAccept {
  readonly type: 'risk.accept';
  readonly source: 'countersign';
  readonly findingId: FindingId;
  readonly reason: string;
  readonly until: Instant;
}
export interface RiskReopen {
  readonly type: 'risk.reopen';
  readonly source: 'countersign';
  readonly findingId: FindingId;
}

/** One thing that a bundle gives: being in a group, or a right. */
export interface BundleGift {
  readonly is: 'group' | 'entitlement';
  readonly source: SourceId;
  readonly key: string;
}
/** A bundle is what it says from then on; whoever gets it by a rule gets that. It gives nobody anything by itself. */
export interface BundleDefine {
  readonly type: 'bundle.define';
  readonly source: 'countersign';
  readonly bundle: string;
  readonly title: string;
  readonly why: string;
  readonly ownerSource: SourceId;
  readonly ownerKey: string;
  readonly content: readonly BundleGift[];
}
export interface BundleRetire {
  readonly type: 'bundle.retire';
  readonly source: 'countersign';
  readonly bundle: string;
}

/** Types whose change says itself when what it gives ends. */
export function ownEnd(change: Change): { readonly until: Instant | null } | undefined {
  switch (change.type) {
    case 'grant.add':
    case 'membership.add':
    case 'risk.accept':
      return { until: change.until };
    case 'account.create':
      return { until: change.validUntil };
    case 'grant.remove':
    case 'membership.remove':
    case 'account.disable':
    case 'account.enable':
    case 'account.drop':
    case 'owner.assign':
    case 'owner.clear':
    case 'risk.reopen':
    case 'bundle.define':
    case 'bundle.retire':
      return undefined;
  }
}

/**
 * When the last of what these changes give ends, by what the changes themselves say; null: something never does. A
 * proposal's `endsAt` counts only where no change has an end of its own, so it can promise nothing that they do not.
 */
export function endOfChanges(changes: readonly Change[], endsAt: Instant | null): Instant | null {
  const ends = changes.flatMap((change) => ownEnd(change) ?? []).map((own) => own.until);
  const [first, ...rest] = ends;
  if (first === undefined) return endsAt;
  return rest.reduce((a, b) => (a === null || b === null ? null : a > b ? a : b), first);
}

/**
 * The state of the one thing a change touches, as the target itself tells it, canonical and comparable: what a
 * precondition names, what a pre-image keeps, what the re-read must show. `null` members mean "not there".
 */
export type TargetState = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
