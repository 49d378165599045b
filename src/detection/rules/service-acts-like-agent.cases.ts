import { accountView, didSo, type RuleCases } from './case.ts';

const autonomous = didSo({ nature: { nature: 'autonomous', worksLike: 'agent' } });

export const serviceActsLikeAgentCases: RuleCases = {
  ruleId: 'service-acts-like-agent',
  cases: [
    {
      name: 'a service that a model chooses for',
      expect: 'hit',
      view: accountView({ behaviour: autonomous }),
      recheckAt: null,
    },
    { name: 'an agent', expect: 'clear', view: accountView({ kind: 'agent', behaviour: autonomous }) },
    {
      name: 'a service with a clock behind it',
      expect: 'clear',
      view: accountView({ behaviour: didSo({ nature: {} }) }),
    },
    {
      name: 'a service of which too little was seen',
      expect: 'unknown',
      view: accountView({ behaviour: didSo({ nature: { nature: null, worksLike: null } }) }),
    },
    { name: 'nobody looked', expect: 'unknown', view: accountView() },
  ],
};
