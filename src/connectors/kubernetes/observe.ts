import type { Observation } from '../../model/index.ts';
import { everySubject, observeSubjects, observeTokens, observeWorkloads } from './accounts.ts';
import { observeActingAs } from './acting-as.ts';
import { SeenRecords } from '../kit/seen-records.ts';
import type { Cluster } from './cluster.ts';
import { observeGaps } from './gaps.ts';
import { observeKnownPlaces } from './resources.ts';
import { observeBindings, observeRoles, rolesOf } from './roles.ts';

export interface Untold {
  readonly notKubernetes: number;
  readonly links: number;
  /** What a live cluster would not show. */
  readonly refused?: readonly Observation[];
}

const pageSize = 1000;

/** A cluster as observations, in an order that depends on its content alone. */
export function* observeCluster(cluster: Cluster, untold: Untold): Iterable<readonly Observation[]> {
  const sorted = inOrder(cluster);
  const roles = rolesOf(sorted);
  const subjects = everySubject(sorted, roles.named);
  yield* paged(observeSubjects(sorted, subjects));
  yield* paged(observeWorkloads(sorted));
  yield* paged(observeTokens(sorted.tokens));
  const places = new SeenRecords();
  yield* paged(observeKnownPlaces(sorted, places));
  yield* paged(observeRoles(sorted, roles, places));
  yield* paged(observeBindings(sorted));
  yield* paged(observeActingAs(roles.bound, subjects));
  yield [...observeGaps(sorted, roles, { subjects, ...untold }), ...(untold.refused ?? [])];
}

function* paged(groups: Iterable<readonly Observation[]>): Iterable<readonly Observation[]> {
  let page: Observation[] = [];
  for (const group of groups) {
    for (const observation of group) page.push(observation);
    if (page.length < pageSize) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

function inOrder(cluster: Cluster): Cluster {
  const byKey = <T>(map: Map<string, T>): Map<string, T> =>
    new Map([...map].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const by = <T>(list: readonly T[], key: (each: T) => string): T[] =>
    list.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  return {
    ...cluster,
    namespaces: byKey(cluster.namespaces),
    roles: byKey(cluster.roles),
    clusterRoles: byKey(cluster.clusterRoles),
    serviceAccounts: byKey(cluster.serviceAccounts),
    bindings: by(cluster.bindings, ({ namespace, name }) => `${namespace ?? ''}/${name}`),
    tokens: by(
      cluster.tokens,
      ({ namespace, serviceAccount, key }) => `${namespace}/${serviceAccount}/${key}`,
    ),
    secrets: by(cluster.secrets, ({ namespace, name }) => `${namespace}/${name}`),
    workloads: by(
      cluster.workloads,
      ({ namespace, kind, metadata }) => `${namespace}/${kind}/${metadata.name}`,
    ),
  };
}
