import { accountView, didSo, type RuleCases } from './case.ts';

export const serviceUsedByPersonCases: RuleCases = {
  ruleId: 'service-used-by-person',
  cases: [
    {
      name: 'a service at people’s hours, doing this and that',
      expect: 'hit',
      view: accountView({ behaviour: didSo({ nature: { nature: null, worksLike: 'person' } }) }),
      recheckAt: null,
    },
    {
      name: 'a workload at people’s hours',
      expect: 'hit',
      view: accountView({
        kind: 'workload',
        behaviour: didSo({ nature: { nature: null, worksLike: 'person' } }),
      }),
    },
    {
      name: 'a service with a clock behind it',
      expect: 'clear',
      view: accountView({ behaviour: didSo({ nature: {} }) }),
    },
    {
      name: 'a person',
      expect: 'clear',
      view: accountView({
        kind: 'person',
        behaviour: didSo({ nature: { nature: null, worksLike: 'person' } }),
      }),
    },
    {
      name: 'one that is switched off',
      expect: 'clear',
      view: accountView({
        state: 'disabled',
        behaviour: didSo({ nature: { nature: null, worksLike: 'person' } }),
      }),
    },
    { name: 'a service of which no log tells', expect: 'unknown', view: accountView({ behaviour: null }) },
  ],
};
