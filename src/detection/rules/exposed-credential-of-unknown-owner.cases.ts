import { accountView, credential, person, ref, type RuleCases } from './case.ts';
import { exposure } from './exposed-credential-active.cases.ts';

const found = credential({
  state: 'unknown',
  fingerprint: 'f'.repeat(64),
  exposures: [exposure({ by: 'itself' })],
});
const repository = { kind: 'unknown', state: 'unknown', owners: [] } as const;
const exposed = credential({ exposures: [exposure()] });

export const exposedCredentialOfUnknownOwnerCases: RuleCases = {
  ruleId: 'exposed-credential-of-unknown-owner',
  cases: [
    {
      name: 'a secret in a repository that no source knows',
      expect: 'hit',
      view: accountView({ ...repository, credentials: [found] }),
      recheckAt: null,
    },
    {
      name: 'a secret in a redacted report',
      expect: 'hit',
      view: accountView({
        ...repository,
        credentials: [credential({ state: 'unknown', exposures: [exposure({ by: 'itself' })] })],
      }),
    },
    {
      name: 'an exposed key of an account without an owner',
      expect: 'hit',
      view: accountView({ owners: [], credentials: [exposed] }),
    },
    {
      name: 'a secret in a repository that is the key of a known account',
      expect: 'clear',
      view: accountView({
        ...repository,
        credentials: [
          {
            ...found,
            sameAs: [
              {
                ref: ref('credential', 'k'),
                account: ref('account', 'svc'),
                by: 'secret',
                kind: 'service_account',
                powers: [],
                privileges: [],
              },
            ],
          },
        ],
      }),
    },
    {
      name: 'an exposed key of an account with an owner',
      expect: 'clear',
      view: accountView({ credentials: [exposed] }),
    },
    {
      name: 'an exposed password of a person',
      expect: 'clear',
      view: accountView({ kind: 'person', owners: [], person: person('active'), credentials: [exposed] }),
    },
    {
      name: 'an account without exposed credentials',
      expect: 'clear',
      view: accountView({ owners: [], credentials: [credential()] }),
    },
    {
      name: 'an exposed key of an account of unknown kind',
      expect: 'unknown',
      view: accountView({ kind: 'unknown', owners: [], credentials: [exposed] }),
    },
  ],
};
