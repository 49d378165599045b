import type { ActClass, Change, ProposedChange, Result, TargetState } from '../../model/index.ts';
import { done, refuse } from '../../model/index.ts';
import { accountCreate, accountDisable, accountDrop, accountEnable } from './accounts.ts';
import { bundleDefine, bundleRetire } from './bundles.ts';
import type { ChangeType } from './change-type.ts';
import { ownerAssign, ownerClear, riskAccept, riskReopen } from './governance.ts';
import { grantAdd, grantRemove, membershipAdd, membershipRemove } from './grants.ts';

/** Every type of change there is, by name. TypeScript refuses this object when one is missing. */
const changeTypes: { readonly [T in Change['type']]: ChangeType<Extract<Change, { readonly type: T }>> } = {
  'grant.add': grantAdd,
  'grant.remove': grantRemove,
  'membership.add': membershipAdd,
  'membership.remove': membershipRemove,
  'account.disable': accountDisable,
  'account.enable': accountEnable,
  'account.create': accountCreate,
  'account.drop': accountDrop,
  'owner.assign': ownerAssign,
  'owner.clear': ownerClear,
  'risk.accept': riskAccept,
  'risk.reopen': riskReopen,
  'bundle.define': bundleDefine,
  'bundle.retire': bundleRetire,
};

export const actOf = (change: Change): ActClass => changeTypes[change.type].act;
export const onlyReduces = (change: Change): boolean => changeTypes[change.type].reduces;
/** The rights table's subject when the change is about governance itself and not about an account. */
export const fixedSubjectKind = (change: Change): ChangeType<Change>['subjectKind'] =>
  changeTypes[change.type].subjectKind;

/** One plain sentence: what will be different. */
export const says = (change: Change): string => withType(change, (type, c) => type.says(c));

/** Completes a change with what must hold before, what will hold after, and its inverse; refuses one that changes nothing. */
export function completeChange(
  change: Change,
  before: TargetState,
  as: 'first' | 'extension' = 'first',
): Result<ProposedChange> {
  return withType(change, (type, c) => {
    const objection = type.objection(c, before);
    // what is held until a date may be given again before it ends: the later decision takes the place of the earlier
    if (objection !== undefined && as === 'first')
      return refuse(
        'precondition_changed',
        `Nothing to change: ${objection}.`,
        'Read the source again, or propose something else.',
      );
    const inverse = type.inverse(c, before);
    const rest = { change: c, precondition: before, expected: type.expected(c, before) };
    return 'change' in inverse
      ? done({ ...rest, inverse: inverse.change })
      : done({ ...rest, inverse: null, irreversibleBecause: inverse.because });
  });
}

function withType<T>(change: Change, use: <C extends Change>(type: ChangeType<C>, change: C) => T): T {
  switch (change.type) {
    case 'grant.add':
      return use(grantAdd, change);
    case 'grant.remove':
      return use(grantRemove, change);
    case 'membership.add':
      return use(membershipAdd, change);
    case 'membership.remove':
      return use(membershipRemove, change);
    case 'account.disable':
      return use(accountDisable, change);
    case 'account.enable':
      return use(accountEnable, change);
    case 'account.create':
      return use(accountCreate, change);
    case 'account.drop':
      return use(accountDrop, change);
    case 'owner.assign':
      return use(ownerAssign, change);
    case 'owner.clear':
      return use(ownerClear, change);
    case 'risk.accept':
      return use(riskAccept, change);
    case 'risk.reopen':
      return use(riskReopen, change);
    case 'bundle.define':
      return use(bundleDefine, change);
    case 'bundle.retire':
      return use(bundleRetire, change);
  }
}
