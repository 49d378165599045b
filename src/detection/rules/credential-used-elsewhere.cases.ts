import { accountView, credential, daysAgo, didSo, type RuleCases } from './case.ts';

const used = {
  credential: 'AKIA1',
  usual: ['198.51.100.0/24'],
  other: '203.0.113.0/24',
  since: daysAgo(3),
  usualEvents: 56,
  otherEvents: 2,
  client: 'aws-cli/2',
};
const elsewhere = didSo({ provenance: { elsewhere: [used] } });

export const credentialUsedElsewhereCases: RuleCases = {
  ruleId: 'credential-used-elsewhere',
  cases: [
    {
      name: 'a key that came up in another network',
      expect: 'hit',
      view: accountView({ credentials: [credential({ publicId: 'AKIA1' })], behaviour: elsewhere }),
      recheckAt: null,
    },
    {
      name: 'a credential that its source does not list',
      expect: 'hit',
      view: accountView({ behaviour: elsewhere }),
    },
    {
      name: 'one place as ever',
      expect: 'clear',
      view: accountView({ behaviour: didSo({ provenance: {} }) }),
    },
    {
      name: 'a person who travels',
      expect: 'clear',
      view: accountView({ kind: 'person', behaviour: elsewhere }),
    },
    { name: 'no log of it', expect: 'unknown', view: accountView({ behaviour: null }) },
    {
      name: 'more networks than are kept',
      expect: 'unknown',
      view: accountView({
        behaviour: didSo({ provenance: { open: { changes: [], elsewhere: ['More than are kept.'] } } }),
      }),
    },
    { name: 'nobody looked', expect: 'unknown', view: accountView() },
  ],
};
