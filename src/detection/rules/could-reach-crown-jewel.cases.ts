import { accountView, perhaps, ref, way, wayStep, type RuleCases } from './case.ts';

const table = {
  is: 'resource' as const,
  name: 'public.orders',
  because: 'tier high',
  ref: ref('resource', 'table/orders.public.orders'),
};

export const couldReachCrownJewelCases: RuleCases = {
  ruleId: 'could-reach-crown-jewel',
  cases: [
    {
      name: 'one that can give itself the role which reads a table of the high tier',
      expect: 'hit',
      view: accountView({ way: way({ end: table, steps: [wayStep('postgres-admin-option')] }) }),
    },
    {
      name: 'one that perhaps reaches something of production',
      expect: 'hit',
      view: accountView({ kind: 'unknown', way: perhaps({ end: { ...table, because: 'production' } }) }),
    },
    {
      name: 'one that could become administrator',
      expect: 'clear',
      view: accountView({ way: way() }),
    },
    {
      name: 'one whose way leads into another system',
      expect: 'clear',
      view: accountView({ way: way({ end: table, sources: ['src', 'pg'] }) }),
    },
    { name: 'one without a way', expect: 'clear', view: accountView({ way: null }) },
    { name: 'one of which nobody looked', expect: 'unknown', view: accountView() },
  ],
};
