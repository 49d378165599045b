import type { AccountObserved, IdentityKind, Instant, Observation } from '../../model/index.ts';
import { memberOf } from '../kit/links.ts';
import type { Agents } from './agents.ts';
import type { Asking } from './answers.ts';
import { observeCredentials, observeFederation } from './credentials.ts';
import type { Delegated } from './delegated.ts';
import { endpoints, within } from './endpoints.ts';
import { cut, gathered, Kept, listed } from './kept.ts';
import { apiKey, applicationKey, directoryKey, principalKey } from './keys.ts';
import { byNewSecret, observeOwners, observeSponsors } from './owners.ts';
import { latest, type People } from './people.ts';
import type { Roles } from './roles.ts';
import type { Application, Federation, ObjectRef, ServicePrincipal } from './shapes.ts';

/** Microsoft's own tenants, whose applications are in every tenant. */
const microsoft: ReadonlySet<string> = new Set([
  'f8cdef31-a31e-4b4a-93e4-5f571e91255a',
  '72f988bf-86f1-41af-91ab-2d7cd011db47',
]);

/** The group of those who may act as any application here. */
export const everyApplication = `${directoryKey}#applications`;

interface Registered {
  readonly application: Application;
  readonly owners: readonly ObjectRef[];
  readonly federation: readonly Federation[];
}
interface Known {
  readonly name: string;
  readonly appId: string | undefined;
  readonly roles: ReadonlyMap<string, string>;
  readonly later: ServicePrincipal | undefined;
}

export interface Around {
  readonly asking: Asking;
  readonly now: Instant;
  readonly tenant: string | undefined;
  readonly people: People;
  readonly roles: Roles;
  readonly agents: Agents;
  readonly delegated: Delegated;
}

/**
 * Service principals: what acts in the tenant by itself, with the secrets of its own and of the application it is made
 * from. Those of Microsoft that hold nothing here are what others may be given rights on, and no accounts.
 */
export class ServicePrincipals {
  readonly #around: Around;
  readonly #registered = new Kept<Registered>('applications');
  readonly #known = new Kept<Known>('service principals');
  readonly #byApp = new Kept<string>('service principals');
  readonly #lastUsed = new Kept<Instant | null>('service principals');
  readonly #lastUses = new Kept<Instant | null>('secrets');
  readonly #needed = new Set<string>();
  readonly #offered = new Set<string>();

  constructor(around: Around) {
    this.#around = around;
  }

  get byApp(): ReadonlyMap<string, string> {
    return this.#byApp;
  }
  has(id: string): boolean {
    return this.#known.has(id);
  }
  /** The word of a role that this application offers: `Mail.ReadWrite`. */
  roleOf(id: string, roleId: string): string | undefined {
    return this.#known.get(id)?.roles.get(roleId);
  }
  /** Something is held by it, so it is an account whoever made it. Before the read of all, or through `need` after. */
  mention(id: string): void {
    this.#needed.add(id);
  }

  /** The account of one that holds something, where it was not told yet. */
  *need(id: string): Iterable<Observation> {
    const later = this.#known.get(id)?.later;
    if (later === undefined || this.#needed.has(id)) return;
    this.#needed.add(id);
    yield this.#account(later);
  }

  /** What it offers as a resource, once; its name is where people look for it. */
  *offer(id: string): Iterable<Observation> {
    if (this.#offered.has(id)) return;
    this.#offered.add(id);
    yield {
      type: 'resource',
      key: apiKey(id),
      name: this.#known.get(id)?.name ?? id,
      kind: 'application',
      parentKey: directoryKey,
    };
  }

  async *read(): AsyncIterable<Observation> {
    const { asking } = this.#around;
    await this.#readBefore();
    yield { type: 'group', key: everyApplication, name: 'every application', kind: 'group' };
    for await (const each of asking.each(endpoints.servicePrincipals)) {
      const isMicrosofts = microsoft.has(each.appOwnerOrganizationId ?? '');
      const later =
        isMicrosofts &&
        !this.#needed.has(each.id) &&
        secretsOf(each) === 0 &&
        !this.#registered.has(each.appId ?? '')
          ? each
          : undefined;
      this.#known.set(each.id, {
        name: nameOf(each),
        appId: each.appId ?? undefined,
        roles: new Map(
          (each.appRoles ?? []).flatMap(({ id, value }) => (value ? [[id, cut(value, 1000)]] : [])),
        ),
        later: later === undefined ? undefined : { ...later, appRoles: [], oauth2PermissionScopes: [] },
      });
      if (typeof each.appId === 'string') this.#byApp.set(each.appId, each.id);
      if ((each.appRoles ?? []).length > 0 || (each.oauth2PermissionScopes ?? []).length > 0)
        yield* this.offer(each.id);
      if (later === undefined) yield* this.#whole(each, isMicrosofts);
    }
    for (const [appId, registered] of this.#registered)
      if (!this.#byApp.has(appId)) yield* this.#unused(registered);
  }

  async #readBefore(): Promise<void> {
    const { asking } = this.#around;
    const federation = new Kept<readonly Federation[]>('applications');
    for await (const each of asking.each(endpoints.federation)) {
      const list = await gathered(
        asking.whole(within.federation, each.id, {
          list: each.federatedIdentityCredentials,
          next: each['federatedIdentityCredentials@odata.nextLink'],
        }),
      );
      if (list.length > 0) federation.set(each.id, list);
    }
    for await (const application of asking.each(endpoints.applications))
      this.#registered.set(application.appId, {
        application,
        owners: await gathered(
          asking.whole(within.applicationOwners, application.id, {
            list: application.owners,
            next: application['owners@odata.nextLink'],
          }),
        ),
        federation: federation.get(application.id) ?? [],
      });
    for await (const { appId, lastSignInActivity: said } of asking.each(endpoints.principalActivity))
      this.#lastUsed.set(appId, latest(said?.lastSignInDateTime, said?.lastNonInteractiveSignInDateTime));
    for await (const { keyId, signInActivity: said } of asking.each(endpoints.secretActivity))
      if (typeof keyId === 'string')
        this.#lastUses.set(keyId, latest(said?.lastSignInDateTime, said?.lastNonInteractiveSignInDateTime));
  }

  async *#whole(each: ServicePrincipal, isMicrosofts: boolean): AsyncIterable<Observation> {
    const { asking, people, agents, now } = this.#around;
    this.#needed.add(each.id);
    const key = principalKey(each.id);
    const registered = this.#registered.get(each.appId ?? '');
    yield this.#account(each);
    yield* observeCredentials(key, each, { now, lastUses: this.#lastUses });
    if (registered !== undefined) yield* this.#credentialsOf(registered, key);
    const owners = await gathered(
      asking.whole(within.principalOwners, each.id, {
        list: each.owners,
        next: each['owners@odata.nextLink'],
      }),
    );
    const takesSecrets = (each.servicePrincipalType ?? 'Application') === 'Application' && !isMicrosofts;
    yield* observeOwners(
      { key, name: nameOf(each), how: takesSecrets ? byNewSecret : undefined },
      [...owners, ...(registered?.owners ?? [])],
      people,
    );
    yield* observeSponsors(key, agents.sponsorsOf(each.id), people);
    if (takesSecrets) yield memberOf(everyApplication, key, { via: 'assume' });
  }

  /** An application that nothing in this tenant was made from; its secrets open other tenants, or nothing yet. */
  *#unused({ application, owners, federation }: Registered): Iterable<Observation> {
    const key = applicationKey(application.appId);
    const name = cut(application.displayName ?? application.appId);
    yield {
      type: 'account',
      key,
      name,
      kind: 'service_account',
      state: 'active',
      ...createdOf(application.createdDateTime),
      interactive: false,
      attributes: {
        what: 'application without a service principal in this tenant',
        appId: cut(application.appId),
      },
    };
    yield* this.#credentialsOf({ application, owners, federation }, key);
    yield* observeOwners({ key, name, how: byNewSecret }, owners, this.#around.people);
  }

  *#credentialsOf({ application, federation }: Registered, key: string): Iterable<Observation> {
    yield* observeCredentials(key, application, { now: this.#around.now, lastUses: this.#lastUses });
    for (const each of federation) yield observeFederation(key, each);
  }

  #account(each: ServicePrincipal): AccountObserved {
    const { agents, roles, delegated } = this.#around;
    const agent = agents.partOf(each);
    const lastUsedAt = this.#lastUsed.get(each.appId ?? '');
    const application = this.#registered.get(each.appId ?? '')?.application;
    const isOff = each.accountEnabled === false || isSuspended(each);
    return {
      type: 'account',
      key: principalKey(each.id),
      name: nameOf(each),
      kind: this.#kindOf(each, agent !== undefined),
      state: isOff ? 'disabled' : 'active',
      ...createdOf(application?.createdDateTime),
      ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
      interactive: false,
      attributes: {
        what: agent ?? whatOf(each.servicePrincipalType),
        ...(typeof each.appId === 'string' ? { appId: cut(each.appId) } : {}),
        ...this.#madeBy(each),
        ...(agent === undefined ? {} : { sponsors: agents.sponsorsSaid(each.id) }),
        ...((each.tags ?? []).length === 0 ? {} : { tags: listed(each.tags ?? []) }),
        ...roles.attributesOf(each.id),
        ...delegated.attributesOf(each.id),
      },
    };
  }

  #madeBy({ appOwnerOrganizationId: by, appId }: ServicePrincipal): Readonly<Record<string, string>> {
    if (this.#isOwn(by, appId)) return { madeBy: 'this tenant' };
    if (typeof by !== 'string') return {};
    return { madeBy: microsoft.has(by) ? 'Microsoft' : cut(`tenant ${by}`) };
  }

  #isOwn(by: string | null | undefined, appId: string | null | undefined): boolean {
    return this.#registered.has(appId ?? '') || (typeof by === 'string' && by === this.#around.tenant);
  }

  #kindOf(
    { servicePrincipalType, appOwnerOrganizationId, appId }: ServicePrincipal,
    isAgent: boolean,
  ): IdentityKind {
    if (isAgent) return 'agent';
    if (servicePrincipalType === 'ManagedIdentity') return 'workload';
    const isOwn = this.#isOwn(appOwnerOrganizationId, appId) || servicePrincipalType === 'Legacy';
    return isOwn ? 'service_account' : 'integration';
  }
}

const secretsOf = ({ passwordCredentials, keyCredentials }: ServicePrincipal): number =>
  (passwordCredentials ?? []).length + (keyCredentials ?? []).length;
/** `NotDisabled` is how Microsoft says that it took a suspension back. */
const isSuspended = ({ disabledByMicrosoftStatus: status }: ServicePrincipal): boolean =>
  typeof status === 'string' && status !== '' && status !== 'NotDisabled';
const nameOf = ({ displayName, appId, id }: ServicePrincipal): string =>
  cut(typeof displayName === 'string' && displayName !== '' ? displayName : (appId ?? id));
const createdOf = (at: Instant | null | undefined): { readonly createdAt?: Instant } =>
  at === undefined || at === null ? {} : { createdAt: at };
const whatOf = (type: string | null | undefined): string =>
  type === 'ManagedIdentity'
    ? 'managed identity'
    : type === 'Legacy'
      ? 'legacy service principal'
      : 'application';
