import { anyName } from '../../../platform/wire/kubernetes-place.ts';
import type { Spot } from '../becoming.ts';
import { everywhere, type ClusterSpots } from './cluster-spots.ts';
import { inCluster, scopeOf, type KubernetesTechnique, type Lead, type RightHeld } from './technique.ts';

const sure = (spots: readonly (Spot | undefined)[]): readonly Lead[] =>
  spots.flatMap((to) => (to === undefined ? [] : [{ to }]));

const serviceAccounts = ({ place }: RightHeld, spots: ClusterSpots): readonly Lead[] =>
  place.name === anyName
    ? [{ to: spots.anyAccount(scopeOf(place)) }]
    : sure(spots.accountsNamed(scopeOf(place), place.name));

const impersonate = {
  does: 'Sends requests in the name of another user, group or service account, as the API server lets it.',
  heading: 'impersonate-verb',
  cost: 1,
} as const;

/** Techniques by being somebody else: tokens, impersonation, certificates. */
export const identityTechniques: readonly KubernetesTechnique[] = [
  {
    technique: inCluster('request-token', {
      title: 'requests a token',
      does: 'Asks the API server for a token of a service account and signs in with it.',
      heading: 'token-request',
      cost: 1,
      takeAway: '`create` on serviceaccounts/token',
    }),
    verbs: ['create'],
    on: [':serviceaccounts/token'],
    leads: serviceAccounts,
  },
  {
    technique: inCluster('read-token', {
      title: 'reads a token in a Secret',
      does: 'Reads Secrets and signs in with the tokens of service accounts that lie in them.',
      heading: 'listing-secrets',
      cost: 1,
      takeAway: '`get`, `list` and `watch` on secrets; or delete the Secrets that hold tokens',
    }),
    verbs: ['get', 'list', 'watch'],
    on: [':secrets'],
    leads: ({ place }, spots) => {
      const scope = scopeOf(place);
      if (place.name !== anyName) return sure(spots.tokensNamed(scope, place.name));
      return spots.hasTokens(scope) ? [{ to: spots.anyToken(scope) }] : [];
    },
  },
  {
    technique: inCluster('make-token', {
      title: 'has a token made in a Secret',
      does: 'Makes a Secret that names a service account; the control plane fills in a token that never ends, and it reads that.',
      heading: 'listing-secrets',
      cost: 2,
      takeAway: '`create` on secrets',
    }),
    verbs: ['create'],
    on: [':secrets'],
    leads: ({ place, also }, spots) => [
      {
        to: spots.anyAccount(scopeOf(place)),
        ...(also(['get', 'list', 'watch'], [':secrets'])
          ? {}
          : { dependsOn: ['it can also read the Secret that it made'] }),
      },
    ],
  },
  {
    technique: inCluster('impersonate-service-account', {
      ...impersonate,
      title: 'impersonates a service account',
      takeAway: '`impersonate` on serviceaccounts',
    }),
    verbs: ['impersonate'],
    on: [':serviceaccounts'],
    leads: serviceAccounts,
  },
  {
    technique: inCluster('impersonate-user', {
      ...impersonate,
      title: 'impersonates a user',
      takeAway: '`impersonate` on users',
    }),
    verbs: ['impersonate'],
    on: [':users'],
    leads: ({ place }, spots) =>
      place.name === anyName ? [{ to: spots.anyUser() }] : sure([spots.userNamed(place.name)]),
  },
  {
    technique: inCluster('impersonate-group', {
      ...impersonate,
      title: 'impersonates a group',
      takeAway: '`impersonate` on groups',
    }),
    verbs: ['impersonate'],
    on: [':groups'],
    leads: ({ place, also }, spots) => {
      const groups = place.name === anyName ? [spots.anyGroup()] : [spots.groupNamed(place.name)];
      if (also(['impersonate'], [':users', ':serviceaccounts'])) return sure(groups);
      const dependsOn = ['it can also impersonate some user, without whom no group is impersonated'];
      return sure(groups).map((lead) => ({ ...lead, dependsOn }));
    },
  },
  {
    technique: inCluster('client-certificate', {
      title: 'has a client certificate issued',
      does: 'Requests a client certificate in the name of a user, service account or group, approves it itself, and signs in with it.',
      heading: 'csrs-and-certificate-issuing',
      cost: 3,
      takeAway: '`update` on certificatesigningrequests/approval, or `approve` on the signer',
    }),
    verbs: ['update', 'patch'],
    on: ['certificates.k8s.io:certificatesigningrequests/approval'],
    leads: ({ also }, spots) => {
      const dependsOn = [
        ...(also(['approve'], ['certificates.k8s.io:signers'])
          ? []
          : ['it can also `approve` for the signer kubernetes.io/kube-apiserver-client']),
        ...(also(['create'], ['certificates.k8s.io:certificatesigningrequests'])
          ? []
          : ['it can also make the request for the certificate']),
      ];
      // any name can be asked for in it, and any groups but one
      return [spots.anyUser(), spots.anyAccount(everywhere), spots.anyGroupButMasters()].map((to) => ({
        to,
        dependsOn: [...dependsOn, 'the control plane signs for that signer, as some managed ones do not'],
      }));
    },
  },
  {
    technique: inCluster('mutating-webhook', {
      title: 'changes objects on their way in',
      does: 'Has the API server send every new object to a program of its own, which adds what it likes.',
      heading: 'control-admission-webhooks',
      cost: 4,
      takeAway: '`create`, `update` and `patch` on mutatingwebhookconfigurations',
    }),
    verbs: ['create', 'update', 'patch'],
    on: ['admissionregistration.k8s.io:mutatingwebhookconfigurations'],
    leads: (_, spots) => [
      {
        to: spots.power,
        dependsOn: [
          'the API server reaches a program of its own, and somebody else makes objects of use meanwhile',
        ],
      },
    ],
  },
];
