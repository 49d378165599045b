import { accountView, didSo, type RuleCases } from './case.ts';

const person = (change: Parameters<typeof accountView>[0]) => accountView({ kind: 'person', ...change });

export const personActsAsServiceCases: RuleCases = {
  ruleId: 'person-acts-as-service',
  cases: [
    {
      name: 'a person’s account with a clock behind it',
      expect: 'hit',
      view: person({ behaviour: didSo({ nature: { nature: 'stable', worksLike: 'program' } }) }),
      recheckAt: null,
    },
    {
      name: 'a person who works like one',
      expect: 'clear',
      view: person({ behaviour: didSo({ nature: { nature: null, worksLike: 'person' } }) }),
    },
    {
      name: 'a service with a clock behind it',
      expect: 'clear',
      view: accountView({ behaviour: didSo({ nature: {} }) }),
    },
    { name: 'a person of whom no log tells', expect: 'unknown', view: person({ behaviour: null }) },
    {
      name: 'a person of whom too little was seen',
      expect: 'unknown',
      view: person({ behaviour: didSo({ nature: { nature: null, worksLike: null } }) }),
    },
    { name: 'nobody looked', expect: 'unknown', view: person({}) },
  ],
};
