import { accountView, daysAgo, didSo, type RuleCases } from './case.ts';

const reason = {
  kind: 'sensitive-first',
  what: 'It first used iam.amazonaws.com CreateUser.',
  since: daysAgo(2),
};

export const behaviourChangedCases: RuleCases = {
  ruleId: 'behaviour-changed',
  cases: [
    {
      name: 'first use of a sensitive right, rare enough to be worth a minute',
      expect: 'hit',
      view: accountView({
        behaviour: { ...didSo({}), changes: { bits: 19.5, worthFrom: 12, reasons: [reason] } },
      }),
      recheckAt: null,
    },
    {
      name: 'a little new, as always',
      expect: 'clear',
      view: accountView({
        behaviour: { ...didSo({}), changes: { bits: 4, worthFrom: 12, reasons: [reason] } },
      }),
    },
    {
      name: 'too little before to compare with',
      expect: 'unknown',
      view: accountView({ behaviour: { ...didSo({}), changes: null } }),
    },
    { name: 'no log of it', expect: 'unknown', view: accountView({ behaviour: null }) },
    { name: 'nobody looked', expect: 'unknown', view: accountView({ behaviour: didSo({}) }) },
  ],
};
