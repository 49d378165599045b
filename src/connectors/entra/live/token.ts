import {
  createHash,
  createPrivateKey,
  createSign,
  randomUUID,
  X509Certificate,
  constants,
} from 'node:crypto';
import { z } from 'zod';
import { Fault } from '../../../model/index.ts';
import { clouds, type LiveConfig } from '../location.ts';

/** Where the tenant gives tokens, and where they are for. */
export function placesOf({ host, port, tls, tenant }: LiveConfig): {
  readonly graph: string;
  readonly tokens: string;
  readonly scope: string;
} {
  const login = clouds.get(host);
  const here = `${tls === 'disable' ? 'http' : 'https'}://${host}:${port}`;
  return {
    graph: login === undefined ? here : `https://${host}`,
    tokens: `${login === undefined ? here : `https://${login}`}/${tenant}/oauth2/v2.0/token`,
    scope: `https://${login === undefined ? 'graph.microsoft.com' : host}/.default`,
  };
}

/**
 * A token for Graph by client credentials. `secret` is a client secret, or a certificate and its private key in PEM. Throws
 * Fault `source_unreachable` that says what Entra objects to, by its code, and never repeats the secret.
 */
export async function newToken(
  config: LiveConfig,
  {
    secret,
    fetch: ask,
    clock,
  }: { readonly secret: string; readonly fetch: typeof fetch; readonly clock: () => number },
): Promise<string> {
  const { tokens, scope } = placesOf(config);
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: config.user,
    scope,
    ...(secret.includes('-----BEGIN CERTIFICATE-----')
      ? {
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion(secret, { audience: tokens, client: config.user, now: clock() }),
        }
      : { client_secret: secret }),
  });
  const response = await ask(tokens, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: body.toString(),
  }).catch((error: unknown) => {
    if (error instanceof Fault) throw error;
    throw unreachable('Entra’s sign-in cannot be reached.', 'Check the network, and read the source again.');
  });
  const answer: unknown = await response.json().catch(() => undefined);
  const given = tokenShape.safeParse(answer).data;
  if (response.status === 200 && given !== undefined) return given.access_token;
  throw refused(response.status, answer);
}

const tokenShape = z.object({ access_token: z.string().min(1).max(64_000) });
const errorShape = z.object({
  error: z.string().max(200),
  error_description: z.string().max(8000).optional(),
});

const known: ReadonlyMap<string, readonly [what: string, next: string]> = new Map([
  [
    'AADSTS7000222',
    [
      'the secret has expired',
      'Make a new secret at Entra, put it where `passwordFrom` points, and remove the old one.',
    ],
  ],
  [
    'AADSTS7000215',
    [
      'the secret is wrong',
      'Give the secret’s value, not its id: `passwordFrom=env:NAME` names where it is.',
    ],
  ],
  [
    'AADSTS700016',
    [
      'the tenant does not know the application',
      'Check `clientId`, and that the application is in this tenant.',
    ],
  ],
  [
    'AADSTS90002',
    ['there is no such tenant in this cloud', 'Check the tenant in the location, and the cloud by its host.'],
  ],
  [
    'AADSTS700027',
    [
      'the certificate is not one of the application’s',
      'Upload the certificate to the application, or give its key.',
    ],
  ],
  ['AADSTS7000112', ['the application is switched off', 'Switch it on at Entra, or use another.']],
]);

function refused(status: number, answer: unknown): Fault {
  const { error = 'no reason', error_description: said = '' } = errorShape.safeParse(answer).data ?? {};
  const [code = ''] = /^AADSTS\d{4,8}/.exec(said) ?? [];
  const [what, next] = known.get(code) ?? [
    `${status} ${/^[a-z_]{1,60}$/.test(error) ? error : 'something else'}${code === '' ? '' : ` (${code})`}`,
    'Check tenant, `clientId` and secret (docs/connectors/entra.md).',
  ];
  return unreachable(`Entra gives no token: ${what}.`, next);
}

/** A statement signed by the certificate's key instead of a secret; good for ten minutes and this endpoint alone. */
function assertion(
  pem: string,
  { audience, client, now }: { readonly audience: string; readonly client: string; readonly now: number },
): string {
  try {
    const der = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----'))).raw;
    const [keyText = ''] =
      /-----BEGIN (?:RSA )?PRIVATE KEY-----[\s\S]+?-----END (?:RSA )?PRIVATE KEY-----/.exec(pem) ?? [];
    const seconds = Math.floor(now / 1000);
    const text = [
      { alg: 'PS256', typ: 'JWT', 'x5t#S256': createHash('sha256').update(der).digest('base64url') },
      { aud: audience, iss: client, sub: client, jti: randomUUID(), nbf: seconds, exp: seconds + 600 },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = createSign('sha256')
      .update(text)
      .sign({
        key: createPrivateKey(keyText),
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      });
    return `${text}.${signature.toString('base64url')}`;
  } catch {
    // what OpenSSL says could repeat parts of the key
    throw unreachable(
      'The certificate and its key cannot be used.',
      'Give both in one PEM text: an RSA private key without a passphrase, and the certificate.',
    );
  }
}

const unreachable = (message: string, next: string): Fault =>
  new Fault('source_unreachable', message, { next });
