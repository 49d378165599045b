import type { CredentialType, Observation } from '../../model/index.ts';
import type { Asking } from '../kit/rest/asking.ts';
import { endpoints } from './endpoints.ts';
import { keyOf } from '../kit/keys.ts';
import type { People } from './people.ts';

const types: ReadonlyMap<string, CredentialType> = new Map<string, CredentialType>([['SSH key', 'ssh_key']]);

/**
 * Tokens and keys of people, as far as an organisation is told of them. GitHub shows the last eight characters of a token;
 * they are a part of the secret and are never read.
 */
export async function* readTokens(asking: Asking, org: string, people: People): AsyncIterable<Observation> {
  const grants = await asking.list(endpoints.personalAccessTokens, { org });
  for await (const each of grants ?? [])
    yield {
      type: 'credential',
      key: keyOf('fine-grained-token', org, String(each.id)),
      accountKey: people.meet(each.owner.login),
      credential: 'token',
      state: each.token_expired ? 'inactive' : 'active',
      createdAt: each.access_granted_at,
      expiresAt: each.token_expires_at,
      lastUsedAt: each.token_last_used_at,
    };
  const authorized = await asking.list(endpoints.authorizations, { org });
  for await (const each of authorized ?? []) {
    const expires = each.authorized_credential_expires_at;
    const kind = each.credential_type === 'personal access token' ? 'token' : each.credential_type;
    yield {
      type: 'credential',
      key: keyOf(kind.toLowerCase().replaceAll(' ', '-'), org, String(each.credential_id)),
      accountKey: people.meet(each.login),
      credential: types.get(each.credential_type) ?? 'token',
      state: 'active',
      createdAt: each.credential_authorized_at,
      lastUsedAt: each.credential_accessed_at,
      ...(expires === undefined ? {} : { expiresAt: expires }),
      ...(each.fingerprint === undefined ? {} : { publicId: each.fingerprint }),
    };
  }
}
