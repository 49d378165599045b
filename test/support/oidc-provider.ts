// A real OpenID provider (`oidc-provider`) on this machine, with people that a test names, whose tokens a test can bend
// after they were made: signed again with the provider's own key, as a provider that errs or was taken over would.
import {
  createHmac,
  createPrivateKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type JsonWebKey,
} from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type AccountClaims } from 'oidc-provider';

export interface RealProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who has an account there, by login, which is also their subject; what it says of them. */
  readonly people: Map<string, Readonly<Record<string, unknown>>>;
  /** How the next ID tokens are bent. */
  bend(how: Bent | undefined): void;
  /** Signs somebody in at the provider's own pages, as their browser would; returns what stands after `?` on the way back. */
  answer(to: string, login: string): Promise<string>;
  /** Says no at the provider's pages. */
  deny(to: string): Promise<string>;
  close(): Promise<void>;
}

/** Other claims than the token was made with, or the whole of it signed otherwise. */
export interface Bent {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly signedBy?: 'the provider' | 'another key' | 'nobody' | 'the client secret';
}

const clientId = 'countersign';

export async function openProvider(options: {
  /** Where it sends people back to. */
  readonly back: string;
  /** Claims stand in the ID token, and not only at userinfo. */
  readonly inToken?: boolean;
}): Promise<RealProvider> {
  const clientSecret = randomBytes(24).toString('base64url');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' };
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  const issuer = `http://127.0.0.1:${address.port}`;
  const people: RealProvider['people'] = new Map();
  let bent: Bent | undefined;

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [options.back],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [jwk] },
    cookies: { keys: [randomBytes(24).toString('hex')] },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'groups', 'employee_number'],
    },
    conformIdTokenClaims: options.inToken !== true,
    pkce: { required: () => true },
    // said, so that it does not remark on its defaults
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      IdToken: 600,
      Grant: 600,
      Interaction: 600,
      Session: 600,
    },
    findAccount: (_context, login) => {
      const claims = people.get(login);
      return claims === undefined
        ? undefined
        : { accountId: login, claims: (): AccountClaims => ({ sub: login, ...claims }) };
    },
  });
  provider.use(async (context, next) => {
    await next();
    if (context.path !== '/token' || bent === undefined) return;
    const body: unknown = context.body;
    if (typeof body !== 'object' || body === null || !('id_token' in body)) return;
    context.body = { ...body, id_token: bendToken(String(body.id_token), bent, jwk, clientSecret) };
  });
  const handle = provider.callback();
  server.on('request', (request, response) => void handle(request, response));

  return {
    issuer,
    clientId,
    clientSecret,
    people,
    bend(how) {
      bent = how;
    },
    answer: (to, login) => throughPages(to, options.back, { login }),
    deny: (to) => throughPages(to, options.back, 'deny'),
    close: () => closeServer(server),
  };
}

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });

/** A port of this machine at which nobody answers. */
export async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await closeServer(server);
  return `http://127.0.0.1:${port}`;
}

async function throughPages(
  to: string,
  back: string,
  what: { readonly login: string } | 'deny',
): Promise<string> {
  const cookies = new Map<string, string>();
  let next: { readonly url: string; readonly form?: URLSearchParams } = { url: to };
  for (let step = 0; step < 20; step++) {
    const response = await fetch(next.url, {
      method: next.form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(next.form === undefined ? {} : { body: next.form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';', 1)[0] ?? '').split(/=(.*)/s);
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location !== null) {
      const url = new URL(location, next.url);
      if (url.href.startsWith(back)) return url.search.slice(1);
      next = { url: url.href };
      continue;
    }
    const page = await response.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    const action = /action="([^"]+)"/.exec(page)?.[1];
    const abort = /href="([^"]+\/abort)"/.exec(page)?.[1];
    if (what === 'deny' && abort !== undefined) next = { url: new URL(abort, next.url).href };
    else if (what !== 'deny' && prompt !== undefined && action !== undefined)
      next = {
        url: new URL(action, next.url).href,
        form: new URLSearchParams({ prompt, login: what.login, password: 'any' }),
      };
    else throw new Error(`the provider answers ${response.status}: ${page.slice(0, 400)}`);
  }
  throw new Error('the provider leads nowhere');
}

function bendToken(token: string, bent: Bent, jwk: JsonWebKey, clientSecret: string): string {
  const [head = '', body = ''] = token.split('.');
  const read = (part: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  const write = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${write({ ...read(head), ...bent.header })}.${write({ ...read(body), ...bent.claims })}`;
  return `${text}.${signatureBy(bent.signedBy ?? 'the provider', text, jwk, clientSecret)}`;
}

function signatureBy(
  who: NonNullable<Bent['signedBy']>,
  text: string,
  jwk: JsonWebKey,
  clientSecret: string,
): string {
  if (who === 'nobody') return '';
  if (who === 'the client secret') return createHmac('sha256', clientSecret).update(text).digest('base64url');
  const key =
    who === 'the provider'
      ? createPrivateKey({ key: jwk, format: 'jwk' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  return sign('RSA-SHA256', Buffer.from(text), key).toString('base64url');
}
