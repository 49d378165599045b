import { accountView, ref, type RuleCases } from './case.ts';

const shared = {
  path: 'secret/data/payments/db',
  isSure: true,
  others: [ref('account', 'role/kubernetes/web')],
  isMore: false,
};
const workload = (...sharedPaths: readonly (typeof shared)[]) =>
  accountView({ kind: 'workload', sharedPaths });

export const secretPathSharedCases: RuleCases = {
  ruleId: 'secret-path-shared',
  cases: [
    { name: 'a path that one other workload reads', expect: 'hit', view: workload(shared) },
    {
      name: 'two paths that many others read',
      expect: 'hit',
      view: workload(
        { ...shared, others: [...shared.others, ref('account', 'role/jwt/ci')] },
        { ...shared, path: 'secret/data/mail', isMore: true },
      ),
    },
    { name: 'a workload that is alone with its paths', expect: 'clear', view: workload() },
    {
      name: 'one that is disabled',
      expect: 'clear',
      view: { ...workload(shared), state: 'disabled' },
    },
    {
      name: 'a path that others read under conditions',
      expect: 'unknown',
      view: workload({ ...shared, isSure: false }),
    },
    { name: 'one of which nobody looked', expect: 'unknown', view: accountView({ kind: 'workload' }) },
  ],
};
