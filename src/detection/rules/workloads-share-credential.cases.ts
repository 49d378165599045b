import { accountView, credential, privilege, ref, type RuleCases } from './case.ts';

const other = {
  ref: { ...ref('credential', 'key-9'), source: 'other' },
  account: { ...ref('account', 'batch'), source: 'other' },
  by: 'secret' as const,
  kind: 'service_account' as const,
  powers: [],
  privileges: [],
};
const holding = (...sameAs: readonly (typeof other)[]) =>
  accountView({ credentials: [credential({ fingerprint: 'f', sameAs })] });

export const workloadsShareCredentialCases: RuleCases = {
  ruleId: 'workloads-share-credential',
  cases: [
    { name: 'a key that another service account has', expect: 'hit', view: holding(other) },
    {
      name: 'one that two others have, of which one administers',
      expect: 'hit',
      view: accountView({
        kind: 'workload',
        credentials: [
          credential({
            fingerprint: 'f',
            sameAs: [other, { ...other, kind: 'workload', privileges: [privilege()] }],
          }),
        ],
      }),
    },
    { name: 'a key of its own', expect: 'clear', view: holding() },
    {
      name: 'a key that is not used any more',
      expect: 'clear',
      view: accountView({
        credentials: [credential({ state: 'inactive', fingerprint: 'f', sameAs: [other] })],
      }),
    },
    {
      name: 'an agent, of which another rule tells',
      expect: 'clear',
      view: { ...holding(other), kind: 'agent' },
    },
    {
      name: 'a server of an agent as the other one, which tells it itself',
      expect: 'clear',
      view: accountView({
        credentials: [
          credential({
            fingerprint: 'f',
            sameAs: [{ ...other, kind: 'integration', account: ref('account', 'server/x') }],
          }),
        ],
      }),
    },
    { name: 'a person who holds it', expect: 'clear', view: { ...holding(other), kind: 'person' } },
    {
      name: 'a key that somebody has of whom nobody knows what they are',
      expect: 'unknown',
      view: accountView({
        credentials: [credential({ fingerprint: 'f', sameAs: [{ ...other, kind: 'unknown' }] })],
      }),
    },
  ],
};
