import type { GrantAdd, GrantRemove, MembershipAdd, MembershipRemove } from '../../model/index.ts';
import type { ChangeType } from './change-type.ts';

export const grantAdd: ChangeType<GrantAdd> = {
  type: 'grant.add',
  act: 'access.grant',
  reduces: false,
  expected: (change) => ({ held: true, grantable: change.grantable }),
  inverse: (change) => ({
    change: {
      type: 'grant.remove',
      source: change.source,
      subjectKey: change.subjectKey,
      entitlementKey: change.entitlementKey,
    },
  }),
  says: (change) =>
    `${change.subjectKey} will hold ${change.entitlementKey}${change.grantable ? ' and may pass it on' : ''}${change.until === null ? '' : ` until ${change.until}`}`,
  objection: (change, before) =>
    before['held'] === true && before['grantable'] === change.grantable
      ? `${change.subjectKey} already holds ${change.entitlementKey}`
      : undefined,
};

export const grantRemove: ChangeType<GrantRemove> = {
  type: 'grant.remove',
  act: 'access.revoke',
  reduces: true,
  expected: () => ({ held: false, grantable: false }),
  inverse: (change, before) => ({
    change: {
      type: 'grant.add',
      source: change.source,
      subjectKey: change.subjectKey,
      entitlementKey: change.entitlementKey,
      grantable: before['grantable'] === true,
      until: null,
    },
  }),
  says: (change) => `${change.subjectKey} will no longer hold ${change.entitlementKey} directly`,
  objection: (change, before) =>
    before['held'] === true
      ? undefined
      : `${change.subjectKey} does not hold ${change.entitlementKey} directly`,
};

export const membershipAdd: ChangeType<MembershipAdd> = {
  type: 'membership.add',
  act: 'role.assign',
  reduces: false,
  expected: (_change, before) => ({ member: true, admin: before['admin'] === true }),
  inverse: (change) => ({
    change: {
      type: 'membership.remove',
      source: change.source,
      memberKey: change.memberKey,
      groupKey: change.groupKey,
    },
  }),
  says: (change) =>
    `${change.memberKey} will be a member of ${change.groupKey}${change.until === null ? '' : ` until ${change.until}`}`,
  objection: (change, before) =>
    before['member'] === true ? `${change.memberKey} is already a member of ${change.groupKey}` : undefined,
};

export const membershipRemove: ChangeType<MembershipRemove> = {
  type: 'membership.remove',
  act: 'role.remove',
  reduces: true,
  expected: () => ({ member: false, admin: false }),
  inverse: (change) => ({
    change: {
      type: 'membership.add',
      source: change.source,
      memberKey: change.memberKey,
      groupKey: change.groupKey,
      until: null,
    },
  }),
  says: (change) => `${change.memberKey} will no longer be a member of ${change.groupKey}`,
  objection: (change, before) =>
    before['member'] === true
      ? undefined
      : `${change.memberKey} is not a direct member of ${change.groupKey}`,
};
