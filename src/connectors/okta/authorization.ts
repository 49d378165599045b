import { createPrivateKey, randomUUID, sign, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { scopes } from './endpoints.ts';
import { refusalOf } from './export-folder.ts';
import type { LiveConfig } from './location.ts';

interface Asked {
  readonly secret: string;
  readonly origin: string;
  readonly fetch: typeof fetch;
  readonly clock?: () => number;
}

/**
 * The header that goes with every question: the API token itself, or an access token that the OAuth client gets for its
 * private key (RFC 7523), with those scopes of the ones read here that it was granted. Throws Fault `source_unreachable` or
 * `input_invalid`, never repeating a secret.
 */
export async function authorizationOf(config: LiveConfig, asked: Asked): Promise<string> {
  const { client } = config;
  const secret = asked.secret.trim();
  if (client === undefined) {
    if (/^[\x21-\x7e]{1,500}$/.test(secret)) return `SSWS ${secret}`;
    throw new Fault(
      'input_invalid',
      'What `passwordFrom` names is no API token: one line of letters and digits.',
      {
        next: 'For the private key of an OAuth client, say `client=ID` in the location.',
      },
    );
  }
  const key = keyFrom(secret);
  const all = await accessToken(client, key, asked, scopes);
  if ('token' in all) return `Bearer ${all.token}`;
  // a scope that was not granted refuses all of them
  if (all.error !== 'invalid_scope' && all.error !== 'consent_required') throw refused(all.said);
  const granted: string[] = [];
  for (const scope of scopes)
    if ('token' in (await accessToken(client, key, asked, [scope]))) granted.push(scope);
  if (granted.length === 0) throw refused('none of the scopes that reading needs is granted');
  const some = await accessToken(client, key, asked, granted);
  if ('token' in some) return `Bearer ${some.token}`;
  throw refused(some.said);
}

const refused = (said: string): Fault =>
  new Fault('source_unreachable', `Okta gives this client no access token: ${said}.`, {
    next: 'Check its client id, its public key and its scopes (docs/connectors/okta.md), and that it does not require DPoP.',
  });

const answered = z.object({ access_token: z.string().min(1).max(20_000), token_type: z.literal('Bearer') });
const refusedBody = z.object({
  error: z.string().max(200),
  error_description: z.string().max(1000).optional(),
});

type Given = { readonly token: string } | { readonly error: string; readonly said: string };

async function accessToken(
  client: string,
  key: Key,
  { origin, fetch: ask, clock = Date.now }: Asked,
  asked: readonly string[],
): Promise<Given> {
  const url = `${origin}/oauth2/v1/token`;
  const seconds = Math.floor(clock() / 1000);
  const claims = { iss: client, sub: client, aud: url, iat: seconds, exp: seconds + 300, jti: randomUUID() };
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: asked.join(' '),
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: signed(key, claims),
  });
  const response = await ask(url, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: body.toString(),
  }).catch((error: unknown) => {
    throw error instanceof Fault ? error : refused('it cannot be reached');
  });
  const said: unknown = await response.json().catch(() => undefined);
  const given = answered.safeParse(said).data;
  if (response.status === 200 && given !== undefined) return { token: given.access_token };
  const why = refusedBody.safeParse(said).data;
  const text = why?.error_description ?? why?.error ?? refusalOf(said) ?? `it answered ${response.status}`;
  return { error: why?.error ?? '', said: text };
}

interface Key {
  readonly key: KeyObject;
  readonly alg: 'RS256' | 'ES256';
  readonly kid: string | undefined;
}

/** A private key in PEM or as JSON Web Key: RSA, or P-256. */
function keyFrom(text: string): Key {
  const found = ((): Key | undefined => {
    try {
      if (!text.startsWith('{')) return typed(createPrivateKey(text), undefined);
      const jwk = z
        .looseObject({ kty: z.string(), kid: z.string().max(1000).optional() })
        .parse(JSON.parse(text));
      return typed(createPrivateKey({ key: jwk, format: 'jwk' }), jwk.kid);
    } catch {
      return undefined;
    }
  })();
  if (found !== undefined) return found;
  throw new Fault(
    'input_invalid',
    'What `passwordFrom` names is no private key (PEM or JWK; RSA or P-256).',
    {
      next: 'Name the private half of the key that the client’s page in Okta lists.',
    },
  );
}

function typed(key: KeyObject, kid: string | undefined): Key | undefined {
  if (key.asymmetricKeyType === 'rsa') return { key, alg: 'RS256', kid };
  const isP256 = key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  return key.asymmetricKeyType === 'ec' && isP256 ? { key, alg: 'ES256', kid } : undefined;
}

function signed({ key, alg, kid }: Key, claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg, typ: 'JWT', ...(kid === undefined ? {} : { kid }) })}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}
