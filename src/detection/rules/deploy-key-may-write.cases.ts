import { accountView, credential, type RuleCases } from './case.ts';

const key = { what: 'deploy key of acme/web', access: 'write', addedBy: 'ada' };

export const deployKeyMayWriteCases: RuleCases = {
  ruleId: 'deploy-key-may-write',
  cases: [
    {
      name: 'a deploy key that may write',
      expect: 'hit',
      view: accountView({ attributes: key }),
      recheckAt: null,
    },
    {
      name: 'one that nothing ever used',
      expect: 'hit',
      view: accountView({
        attributes: key,
        credentials: [credential({ credential: 'ssh_key', lastUsedAt: null })],
      }),
    },
    {
      name: 'a deploy key that may read',
      expect: 'clear',
      view: accountView({ attributes: { ...key, access: 'read' } }),
    },
    { name: 'a key that is off', expect: 'clear', view: accountView({ state: 'disabled', attributes: key }) },
    { name: 'something else', expect: 'clear', view: accountView({ attributes: { access: 'write' } }) },
    {
      name: 'a deploy key of which the source does not say',
      expect: 'unknown',
      view: accountView({ attributes: { what: key.what } }),
    },
  ],
};
