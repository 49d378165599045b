import { daysBetween, type AccountView, type CredentialView, type ExposureView } from '../../model/index.ts';
import type { Link, Thing } from '../../replay/index.ts';
import { appOf, environmentIn, federates, isPlace, link, never } from './frame.ts';
import { enabledOf, linksOf, type Around } from './of-account.ts';
import type { Over, RightsSum } from './sum-of-rights.ts';
import { repositoryIn } from './stores.ts';

const onConditions = 'whether what its account may only on conditions counts';

/** The credentials of an account and the places where they lie. What another source knows better is told there. */
export function addCredentials(around: Around, view: AccountView, sum: RightsSum): void {
  const connector = around.connectorOf.get(view.ref.source) ?? '';
  for (const each of view.credentials) {
    const isCopy =
      isPlace(connector) &&
      each.sameAs.some(({ account }) => !isPlace(around.connectorOf.get(account.source) ?? ''));
    if (isCopy) continue;
    const links = [
      link('credential', each.ref),
      ...linksOf(view),
      ...each.sameAs.flatMap(({ ref, account }) => [link('credential', ref), link('identity', account)]),
      ...each.exposures.flatMap((exposure) => placeLinks(exposure)),
    ];
    const add = (over: Over | undefined, doubt?: string): void => {
      around.builder.add('credential', {
        ...each.ref,
        name: `${each.credential.replaceAll('_', ' ')} of ${view.ref.name}`,
        fields: fieldsOf(around, { view, each, connector, over }),
        links,
        ...(doubt === undefined ? {} : { doubt }),
      });
    };
    add(sum.sure);
    const isMore = sum.all?.scopes.some((scope) => sum.sure?.scopes.includes(scope) !== true) === true;
    if (isMore) add(sum.all, onConditions);
    for (const exposure of each.exposures) addExposure(around, { view, each, exposure, links });
  }
}

function fieldsOf(
  { now, connectorOf, has, stated }: Around,
  of: {
    readonly view: AccountView;
    readonly each: CredentialView;
    readonly connector: string;
    readonly over: Over | undefined;
  },
): Thing['fields'] {
  const { view, each, connector, over } = of;
  const { createdAt, rotatedAt, lastUsedAt, expiresAt } = each;
  const made = rotatedAt ?? createdAt;
  const expiresInDays =
    expiresAt === null ? null : expiresAt === undefined ? undefined : daysBetween(now, expiresAt);
  const isKnown = each.fingerprint !== undefined || each.publicId !== undefined;
  const withAgents =
    connector === 'mcp' || each.sameAs.some(({ account }) => connectorOf.get(account.source) === 'mcp');
  const ageDays = made === undefined ? undefined : daysBetween(made, now);
  const environments = new Set(over?.environments ?? []);
  const own = environmentIn(view.attributes);
  if (own !== undefined) environments.add(own);
  return stated.with('credential', each.ref.key, {
    type: each.credential,
    holder: connector === 'secrets' || view.kind === 'unknown' ? undefined : view.kind,
    app: isPlace(connector)
      ? undefined
      : (appOf.get(connector) ?? stated.with('app', view.ref.source, {})['class']),
    enabled:
      each.state === 'inactive' || enabledOf(view) === false
        ? false
        : each.state === 'active'
          ? true
          : undefined,
    ageDays,
    expiresInDays,
    outlivesYear: expiresInDays === undefined ? undefined : expiresInDays === null || expiresInDays > 365,
    lastUsedDays:
      lastUsedAt === null
        ? (ageDays ?? never)
        : lastUsedAt === undefined
          ? undefined
          : daysBetween(lastUsedAt, now),
    places:
      each.exposures.length > 0
        ? [...new Set(each.exposures.map(surfaceOf))].toSorted()
        : isKnown && has.has('secrets')
          ? []
          : undefined,
    isWithAgent: withAgents ? true : isKnown && has.has('mcp') ? false : undefined,
    isInPipeline: each.exposures.some((exposure) => surfaceOf(exposure) === 'pipeline') ? true : undefined,
    isExposed: each.exposures.length > 0 ? true : isKnown && has.has('secrets') ? false : undefined,
    changedSinceExposed: changedSince(each, made),
    scopes: over?.scopes,
    data: over?.data,
    secondFactor: each.credential === 'password' && connector !== 'postgres' ? view.mfa : false,
    couldFederate: isPlace(connector) || connector === 'csv' ? undefined : federates.has(connector),
    environments: environments.size === 0 ? undefined : [...environments].toSorted(),
    isCertificateExpired:
      each.credential === 'certificate'
        ? expiresInDays === undefined
          ? undefined
          : expiresInDays !== null && expiresInDays < 0
        : false,
  });
}

/** A copy of the secret as it is now was not replaced; where only the public half was compared, dates tell. */
function changedSince({ exposures }: CredentialView, made: CredentialView['createdAt']): boolean | undefined {
  if (exposures.length === 0) return undefined;
  if (exposures.some(({ by }) => by !== 'id')) return false;
  const since = exposures.map(({ since: at }) => at).find((at) => at !== undefined);
  return made === undefined || since === undefined ? undefined : made > since;
}

function addExposure(
  { builder, stores, now }: Around,
  of: {
    readonly view: AccountView;
    readonly each: CredentialView;
    readonly exposure: ExposureView;
    readonly links: readonly Link[];
  },
): void {
  const { view, each, exposure, links } = of;
  const isOff = each.state === 'inactive' || exposure.state === 'inactive' || enabledOf(view) === false;
  const isOn = each.state === 'active' || exposure.state === 'active';
  const repository = repositoryIn(exposure.ref.key);
  stores.holdsSecret(repository ?? exposure.ref.key);
  builder.add('exposure', {
    ...exposure.ref,
    name: exposure.where,
    fields: {
      surface: surfaceOf(exposure),
      isPublic: stores.isPublic(repository),
      isValid: isOff ? false : isOn ? true : undefined,
      daysOpen: exposure.since === undefined ? undefined : daysBetween(exposure.since, now),
    },
    links: [...links, ...placeLinks(exposure)],
  });
}

function placeLinks({ ref }: ExposureView): readonly Link[] {
  const repository = repositoryIn(ref.key);
  return repository === undefined ? [] : [{ is: 'store', key: `repository ${repository}` }];
}

const surfaces: ReadonlyMap<string, string> = new Map([
  ['repository', 'repository'],
  ['image', 'container_image'],
  ['bucket', 'bucket'],
  ['folder', 'file'],
  ['jira', 'ticket'],
  ['circleci', 'pipeline'],
  ['jenkins', 'pipeline'],
  ['travisci', 'pipeline'],
]);

/** By what holds the place, which its key begins with. */
const surfaceOf = ({ ref }: ExposureView): string =>
  surfaces.get(/^[^/]*/.exec(ref.key)?.[0] ?? '') ?? 'other';
