import type { DutyConflictView, DutyHeldView } from '../../model/index.ts';
import { accountView, daysAgo, ref, type RuleCases } from './case.ts';

const side = (duty: string, right: string, dependsOn: readonly string[] = []): DutyHeldView => ({
  duty,
  right,
  account: ref('account', 'svc'),
  path: [ref('account', 'svc'), ref('group', 'clerks'), ref('entitlement', right)],
  dependsOn,
});
const conflict: DutyConflictView = {
  rule: {
    id: 'invoices-and-payments',
    title: 'Whoever enters invoices does not record their payment',
    why: 'Who can do both can have an invoice of their own paid.',
    severity: 'high',
  },
  isSure: true,
  sides: [side('enter invoices', 'INSERT on invoices'), side('record payments', 'INSERT on payments')],
};

export const dutiesConflictCases: RuleCases = {
  ruleId: 'duties-conflict',
  cases: [
    {
      name: 'both duties by one group',
      expect: 'hit',
      view: accountView({ duties: [conflict] }),
      recheckAt: null,
    },
    {
      name: 'the two duties by accounts in two systems',
      expect: 'hit',
      view: accountView({
        duties: [
          {
            ...conflict,
            sides: [
              conflict.sides[0],
              { ...conflict.sides[1], account: { ...ref('account', 'other'), source: 'erp' } },
            ],
          },
        ],
      }),
    },
    {
      name: 'an exception in force: it is found all the same, and looked at again when it ends',
      expect: 'hit',
      view: accountView({
        duties: [
          {
            ...conflict,
            exception: { until: daysAgo(-30), owner: 'ada@acme.example', because: 'year-end close' },
          },
        ],
      }),
      recheckAt: daysAgo(-30),
    },
    {
      name: 'an exception that ended',
      expect: 'hit',
      view: accountView({
        duties: [
          {
            ...conflict,
            exception: { until: daysAgo(1), owner: 'ada@acme.example', because: 'year-end close' },
          },
        ],
      }),
      recheckAt: null,
    },
    { name: 'one that has one of them', expect: 'clear', view: accountView({ duties: [] }) },
    {
      name: 'an account that is disabled',
      expect: 'clear',
      view: accountView({ state: 'disabled', duties: [conflict] }),
    },
    {
      name: 'a duty that it has under a condition',
      expect: 'unknown',
      view: accountView({
        duties: [
          {
            ...conflict,
            isSure: false,
            sides: [conflict.sides[0], side('record payments', 'INSERT on payments', ['aws:SourceIp'])],
          },
        ],
      }),
    },
    { name: 'rules that could not be read', expect: 'unknown', view: accountView() },
  ],
};
