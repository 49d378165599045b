import type { ExposureView } from '../../model/index.ts';
import { accountView, credential, daysAgo, privilege, type RuleCases } from './case.ts';

/** A place where a scanner found a copy, with what the case changes. */
export const exposure = (change: Partial<ExposureView> = {}): ExposureView => ({
  ref: { entity: 'exposure', source: 'leaks', key: 'e1', name: 'e1' },
  where: 'acme/payments deploy/prod.env:12',
  foundBy: 'gitleaks: aws-access-token',
  by: 'secret',
  state: 'unknown',
  commit: 'c0ffee',
  since: daysAgo(100),
  ...change,
});

const exposed = credential({ exposures: [exposure()] });

export const exposedCredentialActiveCases: RuleCases = {
  ruleId: 'exposed-credential-active',
  cases: [
    {
      name: 'an active key whose secret lies in a repository',
      expect: 'hit',
      view: accountView({ credentials: [exposed], privileges: [privilege()] }),
      recheckAt: null,
    },
    {
      name: 'an active key whose id lies in a repository',
      expect: 'hit',
      view: accountView({
        credentials: [credential({ publicId: 'AKIA234567ABCDEFGHIJ', exposures: [exposure({ by: 'id' })] })],
      }),
    },
    {
      name: 'a key of which nobody says more than that the scanner signed in with it',
      expect: 'hit',
      view: accountView({
        state: 'unknown',
        credentials: [{ ...exposed, state: 'unknown', exposures: [exposure({ state: 'active' })] }],
      }),
    },
    {
      name: 'a key of an account in use that no source says is off',
      expect: 'hit',
      view: accountView({ credentials: [{ ...exposed, state: 'unknown' }] }),
    },
    {
      name: 'an exposed key that is off',
      expect: 'clear',
      view: accountView({ credentials: [{ ...exposed, state: 'inactive' }] }),
    },
    {
      name: 'an exposed key of an account that is off',
      expect: 'clear',
      view: accountView({ state: 'disabled', credentials: [exposed] }),
    },
    {
      name: 'a key that lies nowhere',
      expect: 'clear',
      view: accountView({ credentials: [credential()] }),
    },
    {
      name: 'what was found in a repository, as the repository’s own',
      expect: 'clear',
      view: accountView({
        kind: 'unknown',
        credentials: [credential({ exposures: [exposure({ by: 'itself' })] })],
      }),
    },
    {
      name: 'an exposed key of which nobody says whether it works, of an account likewise',
      expect: 'unknown',
      view: accountView({ state: 'unknown', credentials: [{ ...exposed, state: 'unknown' }] }),
    },
  ],
};
