import { accountView, credential, credentialWithout, daysAgo, type RuleCases } from './case.ts';

const old = credential({ createdAt: daysAgo(200) });

export const keyOlderThanLimitCases: RuleCases = {
  ruleId: 'key-older-than-limit',
  cases: [
    {
      name: 'an active key past twice the limit',
      expect: 'hit',
      view: accountView({ credentials: [old] }),
      recheckAt: daysAgo(200 - 360),
    },
    {
      name: 'the older of two keys',
      expect: 'hit',
      view: accountView({ credentials: [credential(), { ...old, ref: { ...old.ref, key: 'key-2' } }] }),
    },
    {
      name: 'a young key',
      expect: 'clear',
      view: accountView({ credentials: [credential()] }),
      recheckAt: daysAgo(-80),
    },
    {
      name: 'an old key that was replaced since',
      expect: 'clear',
      view: accountView({ credentials: [{ ...old, rotatedAt: daysAgo(3) }] }),
    },
    {
      name: 'an old key that is off',
      expect: 'clear',
      view: accountView({ credentials: [{ ...old, state: 'inactive' }] }),
    },
    {
      name: 'an old password',
      expect: 'clear',
      view: accountView({ credentials: [{ ...old, credential: 'password' }] }),
    },
    {
      name: 'an account that is off',
      expect: 'clear',
      view: accountView({ state: 'disabled', credentials: [old] }),
    },
    {
      name: 'a key of unknown age',
      expect: 'unknown',
      view: accountView({ credentials: [credentialWithout(old, 'createdAt')] }),
    },
    {
      name: 'an old key that may be off',
      expect: 'unknown',
      view: accountView({ credentials: [{ ...old, state: 'unknown' }] }),
    },
  ],
};
