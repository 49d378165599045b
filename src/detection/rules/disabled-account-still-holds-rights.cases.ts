import { accountView, privilege, type RuleCases } from './case.ts';

const shut = accountView({ state: 'expired', privileges: [privilege()] });

export const disabledAccountStillHoldsRightsCases: RuleCases = {
  ruleId: 'disabled-account-still-holds-rights',
  cases: [
    { name: 'an expired password over an administrator right', expect: 'hit', view: shut },
    {
      name: 'a locked superuser',
      expect: 'hit',
      view: accountView({ state: 'disabled', powers: ['superuser'] }),
    },
    { name: 'an active administrator', expect: 'clear', view: { ...shut, state: 'active' } },
    { name: 'shut and without privilege', expect: 'clear', view: accountView({ state: 'disabled' }) },
    { name: 'nobody says whether it is shut', expect: 'unknown', view: { ...shut, state: 'unknown' } },
  ],
};
