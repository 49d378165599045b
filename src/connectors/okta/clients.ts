import type { Observation } from '../../model/index.ts';
import { keyOf } from '../kit/keys.ts';
import { grantOf } from '../kit/links.ts';
import type { Asking } from '../kit/rest/asking.ts';
import type { AdminRoles, HeldRoles } from './admin-roles.ts';
import { endpoints } from './endpoints.ts';
import { clientKey } from './keys.ts';
import { jwkThumbprint } from './jwk-thumbprint.ts';
import { everywhereOf, includedIn, type Rights } from './rights.ts';
import type { App } from './shapes.ts';

interface Beside {
  readonly roles: AdminRoles;
  readonly rights: Rights;
}

/** What a client may do at Okta's own API: nothing beyond its scopes, and no scope reaches beyond its admin roles. */
function limitsOf(grantTypes: readonly string[], held: HeldRoles): readonly string[] {
  if (!grantTypes.includes('client_credentials'))
    return ['for a user who signs in to it, and no further than that user’s admin roles'];
  if (held.superAdministrator) return [];
  if (!held.read) return ['no further than its admin roles reach, which were not read'];
  return held.names.length === 0
    ? ['it holds no admin role, and a scope reaches no further than those']
    : [`no further than its admin roles reach: ${held.names.join(', ')}`.slice(0, 4000)];
}

/** An app that is an OAuth client with a credential, scopes or roles of its own: an identity that acts by itself. */
export async function* readClient(
  asking: Asking,
  app: App,
  { roles, rights }: Beside,
): AsyncIterable<Observation> {
  const client = app.credentials?.oauthClient?.client_id ?? app.id;
  const key = clientKey(client);
  const method = app.credentials?.oauthClient?.token_endpoint_auth_method ?? undefined;
  const grantTypes = (app.settings?.oauthClient?.grant_types ?? []).toSorted();
  const scopes: string[] = [];
  const granted = await asking.list(endpoints.scopeGrants, { app: app.id });
  for await (const { scopeId, status } of granted ?? []) if (status !== 'REVOKED') scopes.push(scopeId);
  const through =
    granted === undefined
      ? 'only through the scopes granted to it, which were not read'
      : scopes.length === 0
        ? 'only through scopes of Okta’s API, of which none is granted to it'
        : `only through the scopes granted to it: ${scopes.toSorted().join(', ')}`.slice(0, 4000);
  const held: Observation[] = [];
  const reading = roles.heldBy('client', client, key, [through]);
  let roleStep = await reading.next();
  for (; roleStep.done !== true; roleStep = await reading.next()) held.push(roleStep.value);
  const limits = limitsOf(grantTypes, roleStep.value);
  const secretsOf = method === 'none' ? undefined : await readCredentials(asking, app.id, key);
  if (method === 'none' && scopes.length === 0 && held.length === 0) return;
  yield {
    type: 'account',
    key,
    name: app.label,
    kind: 'integration',
    state: app.status === 'ACTIVE' ? 'active' : 'disabled',
    ...(typeof app.created === 'string' ? { createdAt: app.created } : {}),
    interactive: false,
    attributes: {
      what: 'OAuth client',
      app: app.id,
      grantTypes: grantTypes.join(', ').slice(0, 4000),
      ...(method === undefined ? {} : { authentication: method }),
      ...(typeof app.settings?.oauthClient?.jwks_uri === 'string'
        ? { keysAt: app.settings.oauthClient.jwks_uri }
        : {}),
    },
  };
  yield* held;
  yield* secretsOf ?? [];
  yield* holdScopes(rights, key, scopes, limits);
}

export function* holdScopes(
  rights: Rights,
  holder: string,
  scopes: readonly string[],
  limits: readonly string[],
): Iterable<Observation> {
  const all = new Set(scopes.flatMap((scope) => [scope, ...includedIn(scope)]));
  for (const scope of [...all].toSorted()) {
    const right = yield* rights.tell(scope, everywhereOf(scope));
    yield grantOf(holder, right, limits);
  }
}

async function readCredentials(
  asking: Asking,
  app: string,
  accountKey: string,
): Promise<readonly Observation[]> {
  const found: Observation[] = [];
  for await (const { id, status, created } of (await asking.list(endpoints.clientSecrets, { app })) ?? [])
    found.push({
      type: 'credential',
      key: keyOf('client-secret', id),
      accountKey,
      credential: 'api_key',
      state: stateOf(status),
      expiresAt: null,
      ...(typeof created === 'string' ? { createdAt: created } : {}),
    });
  for await (const keys of (await asking.list(endpoints.clientKeys, { app })) ?? [])
    for (const jwk of keys) {
      // what is encrypted to a client's key proves nobody to be that client
      if (jwk.use === 'enc') continue;
      const publicId = jwkThumbprint(jwk);
      found.push({
        type: 'credential',
        key: keyOf('client-key', app, jwk.id ?? jwk.kid ?? publicId ?? 'unnamed'),
        accountKey,
        credential: 'access_key',
        state: stateOf(jwk.status),
        expiresAt: null,
        ...(typeof jwk.created === 'string' ? { createdAt: jwk.created } : {}),
        ...(publicId === undefined ? {} : { publicId }),
      });
    }
  return found;
}

export const stateOf = (status: string | null | undefined): 'active' | 'inactive' | 'unknown' =>
  status === 'ACTIVE' ? 'active' : status === 'INACTIVE' ? 'inactive' : 'unknown';
