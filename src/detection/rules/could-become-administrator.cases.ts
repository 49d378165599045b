import {
  accountView,
  holdsInCluster,
  perhaps,
  privilege,
  ref,
  way,
  wayStep,
  type RuleCases,
} from './case.ts';

const inCluster = (technique: string) =>
  way({
    end: { is: 'power', name: 'everything in the cluster src', because: 'it is everything there' },
    steps: [wayStep(technique)],
  });
const ofVault = way({
  end: { is: 'power', name: 'everything in the Vault src', because: 'it is everything there' },
  steps: [wayStep('vault-own-policy')],
});

export const couldBecomeAdministratorCases: RuleCases = {
  ruleId: 'could-become-administrator',
  cases: [
    {
      name: 'a machine that can attach a policy to itself',
      expect: 'hit',
      view: accountView({ way: way() }),
    },
    {
      name: 'a guest who can',
      expect: 'hit',
      view: accountView({ kind: 'person', attributes: { userType: 'Guest' }, way: way() }),
    },
    {
      name: 'whoever does not sign in, who perhaps can',
      expect: 'hit',
      view: accountView({ kind: 'unknown', attributes: { standsFor: 'anyone' }, way: perhaps() }),
    },
    {
      name: 'a person who perhaps can',
      expect: 'hit',
      view: accountView({ kind: 'person', way: perhaps() }),
    },
    {
      name: 'one whose ways stand in for each other',
      expect: 'hit',
      view: accountView({ way: { ...withoutNarrow(), cost: 9 } }),
    },
    {
      name: 'one all of whose ways go through one role',
      expect: 'hit',
      view: accountView({ way: way({ narrow: { is: 'through', through: ref('group', 'role') } }) }),
    },
    {
      name: 'a service account that starts pods as another',
      expect: 'hit',
      view: holdsInCluster('create on core:pods * in *', { way: inCluster('kubernetes-create-pod') }),
    },
    {
      name: 'one that may bind roles, but not by a right that another rule concludes on',
      expect: 'hit',
      view: accountView({ way: inCluster('kubernetes-bind-role') }),
    },
    {
      name: 'one that may bind roles everywhere, which is told as that',
      expect: 'clear',
      view: holdsInCluster('bind on rbac.authorization.k8s.io:clusterroles * in *', {
        way: inCluster('kubernetes-bind-role'),
      }),
    },
    {
      name: 'one that writes policies of a Vault, which is told as that',
      expect: 'clear',
      view: accountView({
        privileges: [privilege({ what: 'update on sys/policies/acl/*' })],
        way: ofVault,
      }),
    },
    {
      name: 'an owner of a privileged application, which is told as that',
      expect: 'clear',
      view: accountView({
        kind: 'person',
        privileges: [
          privilege({
            path: [
              ref('account', 'svc'),
              ref('group', 'app#owners'),
              ref('account', 'app'),
              ref('group', 'x'),
            ],
          }),
        ],
        way: way({ steps: [wayStep('entra-owner-adds-secret'), wayStep('entra-become-administrator')] }),
      }),
    },
    {
      name: 'a replication role, whose power is told as that or expected',
      expect: 'clear',
      view: accountView({
        powers: ['replication'],
        way: perhaps({ steps: [wayStep('postgres-replication')] }),
      }),
    },
    {
      name: 'a repository in which a secret lies, which is nobody',
      expect: 'clear',
      view: accountView({ way: way({ steps: [wayStep('across-exposed-secret')] }) }),
    },
    { name: 'one without a way', expect: 'clear', view: accountView({ way: null }) },
    {
      name: 'one whose way leads into another system',
      expect: 'clear',
      view: accountView({ way: way({ sources: ['src', 'aws'] }) }),
    },
    {
      name: 'one whose way ends in a table',
      expect: 'clear',
      view: accountView({ way: way({ end: { is: 'resource', name: 'orders', because: 'tier high' } }) }),
    },
    { name: 'one that is disabled', expect: 'clear', view: accountView({ state: 'disabled', way: way() }) },
    { name: 'one of which nobody looked', expect: 'unknown', view: accountView() },
  ],
};

function withoutNarrow(): ReturnType<typeof way> {
  const { narrow: _, ...rest } = way();
  return rest;
}
