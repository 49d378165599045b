import type { DataClass, Environment, Observation, Tier } from '../../model/index.ts';
import type { SeenRecords } from '../kit/seen-records.ts';
import type { Cluster } from './cluster.ts';
import { anyName, clusterWide, placeText } from './names.ts';
import type { Place } from './rights.ts';
import { markOf } from './tokens.ts';

const everything: Place = { group: '*', type: '*', name: anyName, namespace: '*' };
/** The cluster itself: what contains all of its resources. */
export const clusterKey = placeText(everything);
export const namespaceKey = (namespace: string): string => placeText({ ...everything, namespace });

/** What a right is on, and what that lies in: an object in its kind in its namespace in the cluster. Each is told once. */
export function observePlace(place: Place, told: SeenRecords): readonly Observation[] {
  const key = placeText(place);
  if (told.add(`resource ${key}`, '') !== 'new') return [];
  const parent = parentOf(place);
  const own: Observation = {
    type: 'resource',
    key,
    name: nameOf(place),
    kind: kindOf(place),
    ...(parent === undefined ? {} : { parentKey: placeText(parent) }),
    ...classOf(place),
  };
  return parent === undefined ? [own] : [...observePlace(parent, told), own];
}

/** A path of the API server that is no resource. */
export function placeOfUrl(url: string, told: SeenRecords): readonly Observation[] {
  if (told.add(`resource ${url}`, '') !== 'new') return [];
  return [
    ...observePlace(everything, told),
    { type: 'resource', key: url, name: url, kind: 'url', parentKey: clusterKey },
  ];
}

function parentOf(place: Place): Place | undefined {
  if (place.name !== anyName) return { ...place, name: anyName };
  if (place.type !== '*' || place.group !== '*') {
    const inCluster = place.namespace === '*' || place.namespace === clusterWide;
    return inCluster ? everything : { ...everything, namespace: place.namespace };
  }
  return place.namespace === '*' ? undefined : everything;
}

function nameOf({ group, type, name, namespace }: Place): string {
  const where = namespace === '*' || namespace === clusterWide ? '' : ` in ${namespace}`;
  if (group === '*' && type === '*' && name === anyName) return namespace === '*' ? 'cluster' : namespace;
  const kind =
    type === '*' ? `everything${group === '*' ? '' : ` of ${group === '' ? 'core' : group}`}` : type;
  return `${kind}${name === anyName ? '' : ` ${name}`}${where}`;
}

function kindOf({ group, type, name, namespace }: Place): string {
  if (group === '*' && type === '*' && name === anyName) return namespace === '*' ? 'cluster' : 'namespace';
  return group === '' || group === '*' ? type : `${type}.${group}`;
}

/** Secrets are secret whatever is in them; where rights come from is of the highest tier. */
function classOf({ group, type }: Place): { readonly dataClass?: DataClass; readonly tier?: Tier } {
  const isCore = group === '' || group === '*';
  if (isCore && type === 'secrets') return { dataClass: 'secret', tier: 'high' };
  return group === 'rbac.authorization.k8s.io' ? { tier: 'high' } : {};
}

const environmentMarks = ['environment', 'env', 'app.kubernetes.io/environment'];
const environmentWords: ReadonlyMap<string, Environment> = new Map([
  ...['production', 'prod', 'live'].map((word) => [word, 'production'] as const),
  ...['staging', 'stage', 'preprod'].map((word) => [word, 'staging'] as const),
  ...['development', 'dev', 'test'].map((word) => [word, 'development'] as const),
  ['sandbox', 'sandbox'],
]);

/** Namespaces that say of themselves in which environment they are, and the secrets that were seen by name. */
export function* observeKnownPlaces(
  { namespaces, secrets }: Pick<Cluster, 'namespaces' | 'secrets'>,
  told: SeenRecords,
): Iterable<readonly Observation[]> {
  for (const [name, { labels }] of namespaces) {
    const said = environmentMarks.map((mark) => markOf(labels, mark)).find((value) => value !== undefined);
    const environment = environmentWords.get(said?.toLowerCase() ?? '');
    const key = namespaceKey(name);
    const above = observePlace(everything, told);
    told.add(`resource ${key}`, '');
    yield [
      ...above,
      {
        type: 'resource',
        key,
        name,
        kind: 'namespace',
        parentKey: clusterKey,
        ...(environment === undefined ? {} : { environment }),
      },
    ];
  }
  for (const { namespace, name } of secrets)
    yield observePlace({ group: '', type: 'secrets', name, namespace }, told);
}
