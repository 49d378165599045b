import { done, refuse, type EstateRef, type Instant, type Result } from '../model/index.ts';
import type {
  AccessVerdict,
  AsOf,
  Can,
  Holder,
  OnResource,
  Outsider,
  PathEdge,
  Right,
  Suggested,
  WhatCan,
  WhatOn,
  WhoCan,
} from '../estate/index.ts';
import { listIdentities, type IdentityItem } from '../query/index.ts';
import { basesOf, type Based, type BasedEdge } from './access-basis.ts';
import { subjectsNamed } from './subjects-named.ts';
import type { System } from './system.ts';

export interface WhoCanAsked {
  readonly action: string;
  readonly resource: string;
  readonly at?: Instant;
  readonly limit: number;
  readonly after?: AccessKeyset;
}

/** Where a page of an answer ended: at which version, and how many were told. The order at one version is always the same. */
export interface AccessKeyset {
  readonly read: number;
  readonly told: number;
}
type Paged<T> = T & { readonly next: AccessKeyset | null };
type WithBasis<T extends AccessVerdict> = T & Based;

export type WhoCanTold = Paged<
  Omit<WhoCan, 'holders' | 'outsiders'> & {
    readonly holders: readonly WithBasis<Holder>[];
    readonly outsiders: { readonly total: number; readonly told: readonly WithBasis<Outsider>[] };
  }
>;
export type WhatCanTold = Paged<
  Omit<WhatCan, 'rights'> & {
    readonly rights: readonly (WithBasis<Right> & {
      readonly account: EstateRef;
      /** What it allows that its words do not say. */
      readonly means?: readonly string[];
    })[];
  }
>;

export type WhatOnTold = Paged<
  Omit<WhatOn, 'resources' | 'open'> & {
    readonly resources: readonly (WithBasis<OnResource> & { readonly account: EstateRef })[];
    readonly open: {
      readonly total: number;
      readonly told: readonly (WhatOn['open']['told'][number] & { readonly account: EstateRef })[];
    };
  }
>;

type Answered = Exclude<Can['answer'], { readonly verdict: 'no' }>;
export type CanTold = Omit<Can, 'answer'> & {
  readonly answer: WithBasis<Answered> | Extract<Can['answer'], { readonly verdict: 'no' }>;
  /** The account that answers for a person: one that can, if any can. */
  readonly account: EstateRef;
};

/** Whether one account or group, or a person by any of their accounts, can do this, and why. */
export async function can(
  system: System,
  asked: Omit<WhoCanAsked, 'limit' | 'after'> & { readonly identity: string },
): Promise<Result<CanTold>> {
  const { action, resource } = asked;
  const named = await subjectsNamed(system, asked.identity, asked);
  if (!named.ok) return named;
  const { identity, subjects } = named.value;
  const now = asked.at ?? system.clock.now();
  const also = alsoCalled(system, { action, resource });
  let { at } = whenOf({ limit: 1, ...asked });
  let best: Can | undefined;
  for (const subject of subjects) {
    const found = await system.access.can({
      identity: subject,
      action,
      resource,
      also,
      now,
      ...(at === undefined ? {} : { at }),
    });
    if (!found.ok && (subjects.length === 1 || found.code !== 'not_found')) return found;
    if (!found.ok) continue;
    // all accounts of one answer as of one version
    at = { is: 'read', read: readOf(found.value) };
    if (best === undefined || rank(found.value) < rank(best)) best = found.value;
  }
  if (best === undefined)
    return refuse(
      'not_found',
      `No account of \`${identity.name}\` was there then, or no source knew \`${resource}\`.`,
      'Ask for one of the accounts, or for another moment.',
    );
  const { answer, identity: account } = best;
  if (answer.verdict === 'no') return done({ ...best, answer, identity, account });
  const [basis] = await basesOf(system.database, [{ subject: account, path: answer.path }], now);
  return done({ ...best, answer: { ...answer, ...based(basis) }, identity, account });
}

const rank = ({ answer: { verdict } }: Can): number => ['yes', 'depends', 'no'].indexOf(verdict);

/** What else the resource of a question may be written as, by each connector. */
export const alsoCalled = (
  { connectors }: Pick<System, 'connectors'>,
  asked: { readonly action: string; readonly resource: string },
): readonly string[] => [...new Set(connectors.flatMap((each) => each.spellings(asked)))];

/** Who can do this, by which path, and what was not read. */
export async function whoCan(system: System, asked: WhoCanAsked): Promise<Result<WhoCanTold>> {
  const { action, resource } = asked;
  const now = asked.at ?? system.clock.now();
  const also = alsoCalled(system, { action, resource });
  const found = await system.access.whoCan({
    action,
    resource,
    also,
    now,
    ...pageOf(asked),
    ...whenOf(asked),
  });
  const bases = await basesOf(
    system.database,
    [
      ...found.holders.map(({ account, path }) => ({ subject: account, path })),
      ...found.outsiders.told.map(({ subject, path }) => ({ subject, path })),
    ],
    now,
  );
  const { holders, outsiders } = found;
  return done({
    ...found,
    holders: holders.map((holder, n) => ({ ...holder, ...based(bases[n]) })),
    outsiders: {
      ...outsiders,
      told: outsiders.told.map((each, n) => ({ ...each, ...based(bases[holders.length + n]) })),
    },
    next: nextOf(found, asked),
  });
}

type WhatCanAsked = Omit<WhoCanAsked, 'action' | 'resource'> & { readonly identity: string };

/**
 * What one account or group, or a person by all their accounts, can do. `identity`: its key or name, `source/key` when
 * several sources have it, or an identity's reference (`idn_…`).
 */
export async function whatCan(system: System, asked: WhatCanAsked): Promise<Result<WhatCanTold>> {
  const named = await subjectsNamed(system, asked.identity, asked);
  if (!named.ok) return named;
  const { identity } = named.value;
  const { limit, after } = asked;
  const now = asked.at ?? system.clock.now();
  const rights: (Right & { readonly account: EstateRef })[] = [];
  const found = await accountByAccount(named.value, asked, async (account, { skip, ...when }) => {
    const page = await system.access.whatCan({
      identity: account,
      limit: limit - rights.length,
      skip,
      now,
      ...when,
    });
    if (page.ok) rights.push(...page.value.rights.map((right) => ({ ...right, account })));
    return page;
  });
  if (!found.ok) return found;
  const { last, total } = found.value;
  const bases = await basesOf(
    system.database,
    rights.map(({ account, path }) => ({ subject: account, path })),
    now,
  );
  const means = await meaningsIn(system);
  const truncated = total > (after?.told ?? 0) + rights.length;
  const told = { ...last, identity, total, truncated };
  return done({
    ...told,
    rights: rights.map((right, n) => ({ ...right, ...means(right), ...based(bases[n]) })),
    next: nextOf(told, asked),
  });
}

/** On which resources one account or group, or a person by all their accounts, can do this. `identity` as for `whatCan`. */
export async function whatOn(
  system: System,
  asked: WhatCanAsked & { readonly action: string; readonly on?: string },
): Promise<Result<WhatOnTold>> {
  const named = await subjectsNamed(system, asked.identity, asked);
  if (!named.ok) return named;
  const { identity } = named.value;
  const { action, on, limit, after } = asked;
  const now = asked.at ?? system.clock.now();
  const resources: (OnResource & { readonly account: EstateRef })[] = [];
  const open: (WhatOn['open']['told'][number] & { readonly account: EstateRef })[] = [];
  let openTotal = 0;
  const found = await accountByAccount(named.value, asked, async (account, { skip, ...when }) => {
    const page = await system.access.whatOn({
      identity: account,
      action,
      limit: limit - resources.length,
      skip,
      now,
      ...(on === undefined ? {} : { on }),
      ...when,
    });
    if (!page.ok) return page;
    resources.push(...page.value.resources.map((each) => ({ ...each, account })));
    open.push(...page.value.open.told.map((each) => ({ ...each, account })));
    openTotal += page.value.open.total;
    return page;
  });
  if (!found.ok) return found;
  const { last, total } = found.value;
  const bases = await basesOf(
    system.database,
    resources.map(({ account, path }) => ({ subject: account, path })),
    now,
  );
  const truncated = total > (after?.told ?? 0) + resources.length;
  const told = { ...last, identity, total, truncated };
  return done({
    ...told,
    resources: resources.map((each, n) => ({ ...each, ...based(bases[n]) })),
    open: { total: openTotal, told: open.slice(0, 100) },
    next: nextOf(told, asked),
  });
}

/**
 * One question about each account of an identity, all as of one version: pages follow each other from account to account. An account
 * that a person has now and did not have then tells nothing; one that was asked for by name is missed.
 */
async function accountByAccount<T extends Pick<WhatCan, 'total' | 'version'>>(
  { identity, subjects }: { readonly identity: EstateRef; readonly subjects: readonly EstateRef[] },
  asked: Asked,
  ask: (account: EstateRef, page: { readonly skip: number; readonly at?: AsOf }) => Promise<Result<T>>,
): Promise<Result<{ readonly last: T; readonly total: number }>> {
  let { at } = whenOf(asked);
  let skip = asked.after?.told ?? 0;
  let total = 0;
  let last: T | undefined;
  for (const account of subjects) {
    const found = await ask(account, { skip, ...(at === undefined ? {} : { at }) });
    if (!found.ok && (subjects.length === 1 || found.code !== 'not_found')) return found;
    if (!found.ok) continue;
    last = found.value;
    at = { is: 'read', read: readOf(last) };
    skip = Math.max(0, skip - last.total);
    total += last.total;
  }
  return last === undefined
    ? refuse('not_found', `No account of \`${identity.name}\` was there then.`, 'Ask for another moment.')
    : done({ last, total });
}

/** Asks the connector of each right's source what the right means. */
async function meaningsIn(system: System): Promise<(right: Right) => { readonly means?: readonly string[] }> {
  const sources = await system.database.query<{ id: string; connector: string }>(
    'select id, connector from sources.source',
  );
  const connectors = new Map(
    sources.map(({ id, connector }) => [id, system.connectors.find((each) => each.id === connector)]),
  );
  return ({ entitlement }) => {
    if (entitlement === undefined) return {};
    const [action = '', ...pattern] = entitlement.name.split(' on ');
    const resourcePattern = pattern.join(' on ');
    const means = connectors.get(entitlement.source)?.meanings({ action, resourcePattern }) ?? [];
    return means.length === 0 ? {} : { means };
  };
}

type IdentityFound = Pick<IdentityItem, 'ref' | 'entity' | 'source' | 'key' | 'name' | 'kind'>;

/** What a question can be made of, by part of a name; with a resource, the actions that rights on it name. */
export async function suggest(
  system: System,
  asked: { readonly text: string; readonly resource?: string; readonly limit: number },
): Promise<Result<Suggested & { readonly identities: readonly IdentityFound[] }>> {
  const found = await system.access.suggest(asked);
  if (asked.resource !== undefined || asked.text.trim() === '') return done({ ...found, identities: [] });
  const identities: IdentityFound[] = [];
  for (const lane of ['people', 'workloads'] as const) {
    const filter = { lane, search: asked.text };
    const { items } = await listIdentities(system.database, { filter, sort: 'risk', limit: asked.limit });
    identities.push(
      ...items.map(({ ref, entity, source, key, name, kind }) => ({ ref, entity, source, key, name, kind })),
    );
  }
  // whoever types a name means the person more often than one of their accounts
  identities.sort((a, b) => Number(b.entity === 'person') - Number(a.entity === 'person'));
  return done({ ...found, identities });
}

type Asked = Pick<WhoCanAsked, 'at' | 'limit' | 'after'>;

const pageOf = ({ limit, after }: Asked) => ({ limit, ...(after === undefined ? {} : { skip: after.told }) });

/** A further page is of the version that the first was of, whatever was read since. */
const whenOf = ({ at, after }: Asked): { readonly at?: AsOf } =>
  after === undefined
    ? at === undefined
      ? {}
      : { at: { is: 'time', at } }
    : { at: { is: 'read', read: after.read } };

const readOf = ({ version }: Pick<WhoCan, 'version'>): number =>
  Math.max(0, ...version.reads.map(({ read }) => read));

const nextOf = (
  found: Pick<WhoCan, 'truncated' | 'version'>,
  { limit, after }: Asked,
): AccessKeyset | null =>
  found.truncated ? { read: readOf(found), told: (after?.told ?? 0) + limit } : null;

function based(basis: Based | undefined): Based {
  if (basis === undefined) throw new TypeError('a path without a basis');
  return basis;
}

export type { AccessVerdict, BasedEdge, PathEdge, WhoCan };
