import { actClasses, identityKinds, type ActClass, type IdentityKind } from '../../model/index.ts';

/** The AI ladder: a level means itself and all before it. Approve, sign and execute are not in it and cannot be. */
export const aiLadder = ['see', 'infer', 'suggest', 'prepare', 'open_ticket'] as const;
export type AiAction = (typeof aiLadder)[number] | 'request';

/** Acts that rows may speak of: all but editing policy, whose rules are fixed. */
export const rowActs = actClasses.filter((act) => act !== 'policy.edit');
export type RowAct = Exclude<ActClass, 'policy.edit'>;

export const rowSubjects = [...identityKinds, 'governance'] as const;
export type RowSubject = IdentityKind | 'governance';

/** Acts that only take access away, or take back leniency: a software key may sign them where the row allows it. */
export const reducingActs: ReadonlySet<ActClass> = new Set<ActClass>([
  'access.revoke',
  'role.remove',
  'account.drop',
  'account.disable',
  'risk.reopen',
]);

/** Acts that must say when they end. */
export const endingActs: ReadonlySet<ActClass> = new Set<ActClass>([
  'access.grant',
  'role.assign',
  'account.create',
  'risk.accept',
]);
