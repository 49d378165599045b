import type { Observation } from '../../model/index.ts';
import { keyOf } from '../kit/keys.ts';
import type { Asking } from '../kit/rest/asking.ts';
import { holdScopes, stateOf } from './clients.ts';
import { endpoints } from './endpoints.ts';
import { clientKey, userKey } from './keys.ts';
import type { Rights } from './rights.ts';

/** API service integrations: somebody else's product, with scopes of this organisation and secrets of its own. */
export async function* readApiServices(asking: Asking, rights: Rights): AsyncIterable<Observation> {
  const found = [];
  for await (const each of (await asking.list(endpoints.apiServices, {})) ?? []) found.push(each);
  for (const { id, name, type, createdAt, createdBy, grantedScopes } of found) {
    const key = clientKey(id);
    yield {
      type: 'account',
      key,
      name,
      kind: 'integration',
      state: 'active',
      ...(typeof createdAt === 'string' ? { createdAt } : {}),
      interactive: false,
      attributes: {
        what: 'API service integration',
        ...(typeof type === 'string' ? { product: type } : {}),
        ...(typeof createdBy === 'string' ? { createdBy: userKey(createdBy) } : {}),
      },
    };
    const secrets = await asking.list(endpoints.apiServiceSecrets, { service: id });
    for await (const secret of secrets ?? [])
      yield {
        type: 'credential',
        key: keyOf('client-secret', secret.id),
        accountKey: key,
        credential: 'api_key',
        state: stateOf(secret.status),
        expiresAt: null,
        ...(typeof secret.created === 'string' ? { createdAt: secret.created } : {}),
      };
    yield* holdScopes(rights, key, grantedScopes ?? [], []);
  }
}
