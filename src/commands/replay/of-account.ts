import { daysBetween, type AccountView, type Instant } from '../../model/index.ts';
import type { InventoryBuilder, Link } from '../../replay/index.ts';
import type { AwsScopes } from './aws-scopes.ts';
import { appOf, environmentIn, link, never } from './frame.ts';
import { sumOfRights, type RightsSum } from './sum-of-rights.ts';
import type { Stated } from './stated.ts';
import type { Stores } from './stores.ts';
import type { RightHeld } from '../../estate/index.ts';

/** All that the things of one account are told with. */
export interface Around {
  readonly builder: InventoryBuilder;
  readonly stores: Stores;
  readonly stated: Stated;
  readonly aws: AwsScopes;
  readonly now: Instant;
  /** By source: its connector, and whether it tells of rights at all. */
  readonly connectorOf: ReadonlyMap<string, string>;
  readonly tellsRights: ReadonlySet<string>;
  /** Connectors of which there is a source. */
  readonly has: ReadonlySet<string>;
}

export interface Held {
  readonly rights: readonly RightHeld[];
  readonly total: number;
}

/** The account itself, its rights one by one of what they are on, and whose product it is. Tells what its rights come to. */
export function addAccount(around: Around, view: AccountView, held: Held): RightsSum {
  const { builder, stated } = around;
  const { source, key, name } = view.ref;
  const connector = around.connectorOf.get(source) ?? '';
  const sum = sumOfRights(around, view, held, connector);
  const links = linksOf(view);
  const app = appOf.get(connector) ?? stated.with('app', source, {})['class'];
  builder.add('identity', {
    source,
    key,
    name,
    fields: stated.with('identity', key, {
      kind: view.kind === 'unknown' ? undefined : view.kind,
      app,
      enabled: enabledOf(view),
      interactive: view.interactive,
      mfa: view.mfa,
      sso: view.credentials.some(({ credential }) => credential === 'federated') ? true : undefined,
      environment: environmentIn(view.attributes),
      isOutside: isOutside(view, connector),
      isAdministrator: administers(view, around.tellsRights.has(source)),
    }),
    links: [...links, { is: 'application', key: source }],
  });
  // Okta calls every client one, whoever wrote it
  const isThirdParty =
    view.kind === 'unknown' || (view.kind === 'integration' && connector === 'okta')
      ? undefined
      : view.kind === 'integration';
  if (isThirdParty === true) links.push(vendorOf(view));
  const tokens = view.credentials.filter(({ state }) => state !== 'inactive');
  const grant = {
    holder: view.kind === 'unknown' ? undefined : view.kind,
    isThirdParty,
    isStanding: true,
    enabled: enabledOf(view),
    lastUsedDays: view.lastUsedAt === null ? never : daysSince(view.lastUsedAt, around.now),
    isExposed: tokens.some(({ exposures }) => exposures.length > 0)
      ? true
      : around.has.has('secrets')
        ? false
        : undefined,
    reach: around.tellsRights.has(source) ? held.total : undefined,
    tokenExpiresInDays: tokens.some(({ expiresAt }) => expiresAt === null) ? null : undefined,
  };
  for (const each of sum.grants)
    builder.add('grant', {
      source,
      key,
      name: `${name}: ${each.says}`,
      fields: stated.with('grant', key, {
        ...grant,
        scopes: each.scopes,
        environment: each.environments,
        dataClass: each.classes,
      }),
      links: [...links, ...each.links],
      ...(each.doubt === undefined ? {} : { doubt: each.doubt }),
    });
  return sum;
}

/** By what is connected with an account: itself, and the human it belongs to. */
export const linksOf = ({ ref, person }: Pick<AccountView, 'ref' | 'person'>): Link[] => [
  link('identity', ref),
  ...(person === undefined ? [] : [link('identity', person.ref)]),
];

export const enabledOf = ({ state }: Pick<AccountView, 'state'>): boolean | undefined =>
  state === 'active' ? true : state === 'disabled' || state === 'expired' ? false : undefined;

/** Whose product it is: who made it, where its source says so, or its own name. */
export const vendorOf = ({ ref, attributes }: Pick<AccountView, 'ref' | 'attributes'>): Link => ({
  is: 'vendor',
  key: attributes['madeBy']?.startsWith('tenant ') === true ? attributes['madeBy'] : ref.name,
});

const daysSince = (at: Instant | undefined, now: Instant): number | undefined =>
  at === undefined ? undefined : daysBetween(at, now);

function isOutside({ attributes }: AccountView, connector: string): boolean | undefined {
  if (attributes['userType'] === 'Guest' || /outside collaborator/i.test(attributes['what'] ?? ''))
    return true;
  return connector === 'entra' || connector === 'github' ? false : undefined;
}

function administers({ privileges, powers }: AccountView, tellsRights: boolean): boolean | undefined {
  if (privileges.some(({ conditional }) => !conditional)) return true;
  if (powers.includes('superuser') || powers.includes('root')) return true;
  return privileges.length > 0 || !tellsRights ? undefined : false;
}
