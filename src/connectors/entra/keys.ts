/** Parts of a key, each percent-encoded where it holds what parts them, or what a pattern would read as any text. */
const part = (text: string): string =>
  text.replaceAll(/[%/#*?]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

export const directoryKey = 'directory';
export const userKey = (id: string): string => `user/${part(id)}`;
export const groupKey = (id: string): string => `group/${part(id)}`;
export const principalKey = (id: string): string => `serviceprincipal/${part(id)}`;
/** An application that has no service principal in the tenant, so that nothing here knows it yet. */
export const applicationKey = (appId: string): string => `application/${part(appId)}`;
/** What a service principal offers to others: the resource behind its identity. */
export const apiKey = (id: string): string => `api/${part(id)}`;
export const unitKey = (id: string): string => `${directoryKey}/administrativeunit/${part(id)}`;
export const objectScopeKey = (id: string): string => `${directoryKey}/object/${part(id)}`;
/** The group of those who own something, and with it may become it. */
export const ownersOf = (key: string): string => `${key}#owners`;

const byType: ReadonlyMap<string, (id: string) => string> = new Map([
  ['user', userKey],
  ['agentuser', userKey],
  ['group', groupKey],
  ['serviceprincipal', principalKey],
  ['agentidentity', principalKey],
  ['agentidentityblueprintprincipal', principalKey],
]);

/**
 * The key of a principal by its type as Graph writes it: `#microsoft.graph.user`, `ServicePrincipal`. Undefined for what is
 * no identity here: devices, contacts, principals of other tenants.
 */
export const keyByType = (id: string, type: string | null | undefined): string | undefined =>
  byType.get((type ?? '').replace(/^#?microsoft\.graph\./i, '').toLowerCase())?.call(undefined, id);
