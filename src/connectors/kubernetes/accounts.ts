import type { Observation } from '../../model/index.ts';
import { joinKeys } from '../kit/keys.ts';
import type { Cluster, ServiceAccountRead, TokenRead, WorkloadRead } from './cluster.ts';
import { groupKey, serviceAccountKey, userKey, workloadKey } from './names.ts';
import type { Metadata } from './object-shape.ts';
import {
  anonymous,
  everyServiceAccount,
  everyoneSignedIn,
  groupNamed,
  masters,
  nobodySignedIn,
  serviceAccountNamed,
  serviceAccountsOf,
  userNamed,
  type Named,
} from './subjects.ts';
import { createdOf, markOf } from './tokens.ts';

/** Every subject: those that objects are, those that bindings, workloads and tokens name, and the groups that all of them are in. */
export function everySubject(
  cluster: Cluster,
  bound: ReadonlyMap<string, Named>,
): ReadonlyMap<string, Named> {
  const all = new Map(bound);
  const add = (named: Named): unknown => all.set(named.key, named);
  for (const { namespace, metadata } of cluster.serviceAccounts.values())
    add(serviceAccountNamed(namespace, metadata.name));
  for (const { namespace, serviceAccount } of [...cluster.workloads, ...cluster.tokens])
    add(serviceAccountNamed(namespace, serviceAccount));
  for (const named of all.values())
    if (named.is === 'service account') add(groupNamed(serviceAccountsOf(named.namespace)));
  for (const name of [masters, everyoneSignedIn, everyServiceAccount]) add(groupNamed(name));
  // whoever does not sign in is one user in one group, whichever of them a binding names
  if (all.has(groupKey(nobodySignedIn)) || all.has(userKey(anonymous))) {
    add(groupNamed(nobodySignedIn));
    add(userNamed(anonymous));
  }
  return new Map([...all].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Accounts and groups, and the memberships that the API server itself gives: every service account is in three groups. */
export function* observeSubjects(
  cluster: Cluster,
  all: ReadonlyMap<string, Named>,
): Iterable<readonly Observation[]> {
  for (const named of all.values()) {
    if (named.is === 'service account') {
      const given = cluster.serviceAccounts.get(`${named.namespace}/${named.name}`);
      yield [
        ...observeServiceAccount(named, given, cluster.issuer),
        member(named.key, serviceAccountsOf(named.namespace)),
      ];
    } else if (named.is === 'user')
      yield [
        observeUser(named),
        member(named.key, named.name === anonymous ? nobodySignedIn : everyoneSignedIn),
      ];
    else yield observeGroup(named.name, named.key);
  }
}

function observeServiceAccount(
  { namespace, name, key }: Extract<Named, { is: 'service account' }>,
  given: ServiceAccountRead | undefined,
  issuer: string | undefined,
): readonly Observation[] {
  const automount = given?.automount;
  const account: Observation = {
    type: 'account',
    key,
    name: `${namespace}/${name}`,
    kind: 'service_account',
    state: given === undefined ? 'unknown' : 'active',
    ...(given === undefined ? {} : createdOf(given.metadata)),
    canBeAssumed: true,
    interactive: false,
    attributes: {
      namespace,
      username: `system:serviceaccount:${namespace}:${name}`,
      ...(issuer === undefined ? {} : { issuer }),
      ...(given === undefined ? { object: 'not in what was read' } : {}),
      ...(automount === undefined ? {} : { automountServiceAccountToken: String(automount) }),
      ...cloudIdentityOf(given?.metadata),
    },
  };
  return [account, ...ownersOf(key, given?.metadata)];
}

/** Which identity of a cloud it can also be: the marks that EKS, GKE and Azure read. */
const cloudMarks = [
  'eks.amazonaws.com/role-arn',
  'iam.gke.io/gcp-service-account',
  'azure.workload.identity/client-id',
];

const cloudIdentityOf = (metadata: Metadata | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    cloudMarks.flatMap((mark) => {
      const value = markOf(metadata?.annotations, mark);
      return value === undefined ? [] : [[mark, value]];
    }),
  );

const ownerMarks = {
  owner: ['countersign/owner', 'owner'],
  sponsor: ['countersign/sponsor', 'sponsor'],
} as const;

/** Owners that an annotation or label names; correlation finds the person, or says that there is none. */
function ownersOf(subjectKey: string, metadata: Metadata | undefined): readonly Observation[] {
  return (['owner', 'sponsor'] as const).flatMap((role): readonly Observation[] => {
    const ownerRef = ownerMarks[role]
      .flatMap((mark) => [markOf(metadata?.annotations, mark), markOf(metadata?.labels, mark)])
      .find((said) => said !== undefined);
    return ownerRef === undefined
      ? []
      : [{ type: 'ownership', key: joinKeys(subjectKey, role), subjectKey, role, ownerRef }];
  });
}

/** Kubernetes keeps no users: only that a binding names one is known. */
const observeUser = ({ name, key }: Extract<Named, { is: 'user' }>): Observation => ({
  type: 'account',
  key,
  name,
  kind: 'unknown',
  state: 'unknown',
  ...(/^[^@\s:]+@[^@\s:]+\.[^@\s:]+$/.test(name) ? { email: name } : {}),
  ...(name === anonymous ? { attributes: { standsFor: 'anyone' } } : {}),
});

/** Who is in a group is said at sign-in and kept nowhere in the cluster; but for the groups of its own service accounts. */
const standsFor = (name: string): string | undefined =>
  name === nobodySignedIn
    ? 'anyone'
    : name === everyoneSignedIn
      ? 'everyone'
      : name === everyServiceAccount || name.startsWith(`${everyServiceAccount}:`)
        ? undefined
        : 'outside';

function observeGroup(name: string, key: string): readonly Observation[] {
  const whom = standsFor(name);
  const group: Observation = {
    type: 'group',
    key,
    name,
    kind: 'group',
    ...(whom === undefined ? {} : { attributes: { standsFor: whom } }),
  };
  if (name === nobodySignedIn || name === everyoneSignedIn) return [group];
  const isOfNamespace = name.startsWith(`${everyServiceAccount}:`);
  return [group, member(key, isOfNamespace ? everyServiceAccount : everyoneSignedIn)];
}

const member = (memberKey: string, group: string): Observation => ({
  type: 'membership',
  key: joinKeys('signed-in', memberKey, groupKey(group)),
  memberKey,
  groupKey: groupKey(group),
  via: 'member',
});

/** Tokens as credentials of their service accounts. */
export function* observeTokens(tokens: readonly TokenRead[]): Iterable<readonly Observation[]> {
  for (const { namespace, serviceAccount, key, ...token } of tokens) {
    const accountKey = serviceAccountKey(namespace, serviceAccount);
    yield [{ type: 'credential', key: joinKeys(accountKey, key), accountKey, credential: 'token', ...token }];
  }
}

/** What runs, and that it acts as its service account as long as its token is mounted. */
export function* observeWorkloads({ workloads, serviceAccounts }: Cluster): Iterable<readonly Observation[]> {
  for (const { namespace, kind, metadata, serviceAccount, audiences, ...workload } of workloads) {
    const key = workloadKey(kind, namespace, metadata.name);
    // what the pod says counts before what its account says; both silent means that it is mounted
    const automount =
      workload.automount ?? serviceAccounts.get(`${namespace}/${serviceAccount}`)?.automount ?? true;
    yield [
      {
        type: 'account',
        key,
        name: `${kind} ${namespace}/${metadata.name}`,
        kind: 'workload',
        state: 'active',
        ...createdOf(metadata),
        interactive: false,
        attributes: {
          namespace,
          kind,
          serviceAccount,
          automountServiceAccountToken: String(automount),
          ...(audiences.length === 0 ? {} : { tokenAudiences: audiences.join(' ').slice(0, 4096) }),
        },
      },
      ...ownersOf(key, metadata),
      ...runsAs({ key, namespace, serviceAccount, automount }),
    ];
  }
}

function runsAs(workload: WorkloadAs): readonly Observation[] {
  const groupKeyOfIt = serviceAccountKey(workload.namespace, workload.serviceAccount);
  const membership: Observation = {
    type: 'membership',
    key: joinKeys(workload.key, 'runs-as', groupKeyOfIt),
    memberKey: workload.key,
    groupKey: groupKeyOfIt,
    via: 'assume',
    ...(workload.automount
      ? {}
      : { conditions: ['no token is mounted by itself: only if it mounts or fetches one'] }),
  };
  return [membership];
}

interface WorkloadAs extends Pick<WorkloadRead, 'namespace' | 'serviceAccount'> {
  readonly key: string;
  readonly automount: boolean;
}
