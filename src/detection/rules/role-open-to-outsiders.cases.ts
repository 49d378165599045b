import type { OpenTrustView } from '../../model/index.ts';
import { accountView, type RuleCases } from './case.ts';

const role = (...openTrusts: readonly OpenTrustView[]) =>
  accountView({ kind: 'workload', canBeAssumed: true, openTrusts });

const vendor: OpenTrustView = {
  kind: 'account',
  who: 'account 555566667777',
  lacks: 'an external id',
  by: ['policy on the resource `trust` statement 1 allows'],
  dependsOn: [],
};
const anybody: OpenTrustView = {
  ...vendor,
  kind: 'anybody',
  who: 'anybody with an AWS account',
  lacks: 'any limit on whose account',
};
const provider: OpenTrustView = {
  ...vendor,
  kind: 'provider',
  who: 'every repository of acme at token.actions.githubusercontent.com, on any branch',
  lacks: 'the name of a repository in `token.actions.githubusercontent.com:sub`',
};

export const roleOpenToOutsidersCases: RuleCases = {
  ruleId: 'role-open-to-outsiders',
  cases: [
    { name: 'a role that anybody may assume', expect: 'hit', view: role(anybody) },
    { name: 'one that another company may assume without an external id', expect: 'hit', view: role(vendor) },
    { name: 'one that every repository of an owner may assume', expect: 'hit', view: role(provider) },
    {
      name: 'one that whoever a provider vouches for may assume',
      expect: 'hit',
      view: role({
        ...provider,
        who: 'whoever gitlab.com vouches for',
        lacks: 'a condition on `gitlab.com:sub`',
      }),
    },
    { name: 'a role that is open to nobody from outside', expect: 'clear', view: role() },
    { name: 'one that is disabled', expect: 'clear', view: { ...role(anybody), state: 'disabled' } },
    {
      name: 'one where a condition was not evaluated',
      expect: 'unknown',
      view: role({
        ...anybody,
        dependsOn: ['`aws:sourceip` of the request: IpAddress aws:SourceIp: 10.0.0.0/8'],
      }),
    },
    {
      name: 'an account that may be one of ours',
      expect: 'unknown',
      view: role({
        ...vendor,
        dependsOn: ['whether account 555566667777 is of the organisation, which was not read'],
      }),
    },
    { name: 'a role at which nobody looked', expect: 'unknown', view: accountView({ kind: 'workload' }) },
  ],
};
