import { accountView, credential, perhaps, privilege, ref, way, wayStep, type RuleCases } from './case.ts';

const role = { name: 'deploy', ref: { ...ref('account', 'role/deploy'), source: 'aws' } };
const across = way({
  steps: [
    wayStep('github-push-workflow', { to: { name: 'workflows of acme/web', ref: ref('account', 'web') } }),
    wayStep('across-workflow-role', { is: 'delegated', to: role, restsOn: [] }),
    wayStep('aws-iam-008', { from: role }),
  ],
  cost: 4,
  sources: ['src', 'aws'],
});
const ofAdministrator = {
  ref: { ...ref('credential', 'key'), source: 'aws' },
  account: { ...ref('account', 'admin'), source: 'aws' },
  by: 'secret' as const,
  kind: 'service_account' as const,
  powers: [],
  privileges: [privilege()],
};

export const wayAcrossSystemsCases: RuleCases = {
  ruleId: 'way-across-systems',
  cases: [
    {
      name: 'a person who pushes to a repository whose workflows have an AWS role',
      expect: 'hit',
      view: accountView({ kind: 'person', way: across }),
    },
    {
      name: 'a service account that is everything elsewhere, as it was set up',
      expect: 'hit',
      view: accountView({
        kind: 'workload',
        way: way({
          steps: [
            wayStep('across-service-account-role', { is: 'delegated', to: role }),
            wayStep('aws-administrator', { is: 'given', from: role }),
          ],
          sources: ['src', 'aws'],
        }),
      }),
    },
    {
      name: 'one whose way perhaps ends in a table of a third system',
      expect: 'hit',
      view: accountView({
        way: perhaps({
          end: { is: 'resource', name: 'orders', because: 'tier high', ref: ref('resource', 'orders') },
          sources: ['src', 'aws', 'vault', 'a', 'b', 'c', 'd'],
          more: 3,
        }),
      }),
    },
    {
      name: 'an agent that holds an administrator’s credential, which is told as that',
      expect: 'clear',
      view: accountView({
        kind: 'agent',
        credentials: [credential({ fingerprint: 'f', sameAs: [ofAdministrator] })],
        way: way({
          steps: [wayStep('across-held-secret', { is: 'delegated', to: role })],
          sources: ['src', 'aws'],
        }),
      }),
    },
    {
      name: 'an agent whose credential is of one that is no administrator and could become one',
      expect: 'hit',
      view: accountView({
        kind: 'agent',
        credentials: [credential({ fingerprint: 'f', sameAs: [{ ...ofAdministrator, privileges: [] }] })],
        way: way({
          steps: [
            wayStep('across-held-secret', { is: 'delegated', to: role }),
            wayStep('aws-iam-008', { from: role }),
          ],
          sources: ['src', 'aws'],
        }),
      }),
    },
    { name: 'one whose way stays in its own system', expect: 'clear', view: accountView({ way: way() }) },
    { name: 'one without a way', expect: 'clear', view: accountView({ way: null }) },
    { name: 'one of which nobody looked', expect: 'unknown', view: accountView() },
  ],
};
