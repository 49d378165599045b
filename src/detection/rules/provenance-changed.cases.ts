import { accountView, daysAgo, didSo, type RuleCases } from './case.ts';

const change = {
  kind: 'repository',
  before: ['github.com/acme/shop'],
  now: 'github.com/acme/firmware',
  since: daysAgo(3),
  events: 7,
  isBeside: true,
};

export const provenanceChangedCases: RuleCases = {
  ruleId: 'provenance-changed',
  cases: [
    {
      name: 'another repository beside the one that it came from',
      expect: 'hit',
      view: accountView({ kind: 'workload', behaviour: didSo({ provenance: { changes: [change] } }) }),
      recheckAt: null,
    },
    {
      name: 'one repository as ever',
      expect: 'clear',
      view: accountView({ behaviour: didSo({ provenance: {} }) }),
    },
    {
      name: 'a person',
      expect: 'clear',
      view: accountView({ kind: 'person', behaviour: didSo({ provenance: { changes: [change] } }) }),
    },
    { name: 'no log of it', expect: 'unknown', view: accountView({ behaviour: null }) },
    {
      name: 'logs that tell no provenance',
      expect: 'unknown',
      view: accountView({
        behaviour: didSo({
          provenance: {
            open: { changes: ['No log that was read tells where it comes from.'], elsewhere: [] },
          },
        }),
      }),
    },
    { name: 'nobody looked', expect: 'unknown', view: accountView() },
  ],
};
