import type { ClientAuth, Configuration } from 'openid-client';
import {
  done,
  Fault,
  millisecondsOf,
  refuse,
  type EntryId,
  type Refusal,
  type Result,
} from '../../model/index.ts';
import type { Clock } from '../../platform/clock.ts';
import { leavesOut, type Asserted } from './asserted.ts';
import { boundedFetch } from './bounded-fetch.ts';
import type { Flow } from './flow.ts';
import type { Provider } from './provider.ts';

/** Speaks OpenID Connect with a provider; what it says of a subject is checked here and nowhere else. */
export interface OidcClient {
  /** Where the browser is sent: the provider's own page, bound to this sign-in. */
  begin(of: ProviderInForce, flow: Flow, back: URL): Promise<Result<URL>>;
  /** What the provider says of whoever comes back with this answer; `back` carries the answer's own parameters. */
  finish(of: ProviderInForce, flow: Flow, back: URL): Promise<Result<Asserted>>;
}

/** A provider and the entry that set it. */
export interface ProviderInForce {
  readonly entry: EntryId;
  readonly provider: Provider;
}

const timeoutSeconds = 10;
/** How long a provider's description, and the client's secret, are held. */
const heldMs = 600_000;

/**
 * By `openid-client`, which is loaded at the first sign-in. It checks issuer, audience, expiry, nonce, state and the ID
 * token's signature, by the provider's published keys and the one algorithm that was set, although it came over TLS.
 */
export function createOidcClient(with_: {
  readonly clock: Clock;
  readonly secret: (reference: string) => Promise<string>;
}): OidcClient {
  let held:
    | { readonly entry: EntryId; readonly at: number; readonly config: Promise<Configuration> }
    | undefined;

  /** However many ask at once, the provider is asked once; one that did not answer is asked again by the next. */
  async function configured({ entry, provider }: ProviderInForce): Promise<Configuration> {
    const now = millisecondsOf(with_.clock.now());
    if (held?.entry === entry && now - held.at >= 0 && now - held.at < heldMs) return held.config;
    const asking = { entry, at: now, config: discover(provider, with_.secret) };
    held = asking;
    try {
      return await asking.config;
    } catch (error) {
      if (held === asking) held = undefined;
      throw error;
    }
  }

  return {
    async begin(of, { state, nonce, verifier }, back) {
      const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await import('openid-client');
      return attempt(of.provider, async () =>
        done(
          buildAuthorizationUrl(await configured(of), {
            redirect_uri: back.href,
            scope: of.provider.scopes.join(' '),
            state,
            nonce,
            code_challenge: await calculatePKCECodeChallenge(verifier),
            code_challenge_method: 'S256',
          }),
        ),
      );
    },

    async finish(of, flow, back) {
      const { authorizationCodeGrant, fetchUserInfo } = await import('openid-client');
      return attempt(of.provider, async () => {
        const config = await configured(of);
        const tokens = await authorizationCodeGrant(config, back, {
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          pkceCodeVerifier: flow.verifier,
          idTokenExpected: true,
        });
        const token = tokens.claims();
        if (token?.iss !== of.provider.issuer) return notHeld(of.provider, '`iss`');
        const userinfo =
          leavesOut(of.provider, token) && config.serverMetadata().userinfo_endpoint !== undefined
            ? await fetchUserInfo(config, tokens.access_token, token.sub)
            : undefined;
        return done({ subject: token.sub, token, userinfo });
      });
    },
  };
}

async function discover(
  provider: Provider,
  secret: (reference: string) => Promise<string>,
): Promise<Configuration> {
  const oidc = await import('openid-client');
  const { issuer, clientId, clientSecret, algorithm } = provider;
  const kept = clientSecret === null ? undefined : await secret(clientSecret);
  // by HTTP Basic, as OpenID Connect has it where nothing is said, unless the provider takes it in the form alone
  const authenticate: ClientAuth = (as, client, body, headers) => {
    const how = as.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const by =
      kept === undefined
        ? oidc.None()
        : how.includes('client_secret_basic')
          ? oidc.ClientSecretBasic(kept)
          : oidc.ClientSecretPost(kept);
    return by(as, client, body, headers);
  };
  const config = await oidc.discovery(
    new URL(issuer),
    clientId,
    { id_token_signed_response_alg: algorithm },
    authenticate,
    {
      timeout: timeoutSeconds,
      [oidc.customFetch]: boundedFetch(issuer),
      // only for a provider on this machine: where requests go is for boundedFetch
      execute: issuer.startsWith('http:')
        ? [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks]
        : [oidc.enableNonRepudiationChecks],
    },
  );
  if (config.serverMetadata().issuer !== issuer)
    throw new Fault('source_untrusted', 'the provider calls itself by another name');
  return config;
}

/** What went wrong, told apart by who has to do something: nobody signs in by a provider that cannot be asked. */
async function attempt<T>(provider: Provider, run: () => Promise<Result<T>>): Promise<Result<T>> {
  const oidc = await import('openid-client');
  try {
    return await run();
  } catch (error) {
    if (error instanceof oidc.AuthorizationResponseError) return refusedThere(provider, error.error);
    if (error instanceof oidc.ResponseBodyError)
      return error.error === 'invalid_grant'
        ? refuse(
            'unauthenticated',
            `${provider.name} does not take this answer: it was used before, or is too old.`,
            'Begin again from the sign-in page.',
          )
        : unreachable(provider, `it refuses Countersign itself (${codeOf(error.error)})`);
    // a provider that knows no such client, or not by this secret, may say so by a challenge (RFC 6749, 5.2)
    if (error instanceof oidc.WWWAuthenticateChallengeError)
      return unreachable(provider, `it refuses Countersign itself (${error.status})`);
    if (error instanceof Fault)
      return unreachable(
        provider,
        error.code === 'secret_unavailable'
          ? 'its client secret is not to be had'
          : 'it calls itself by another name',
      );
    const code = error instanceof oidc.ClientError ? error.code : undefined;
    const failed = code === undefined ? undefined : checks[code];
    if (failed !== undefined) return notHeld(provider, claimIn(error) ?? failed);
    if (error instanceof oidc.ClientError || error instanceof TypeError || error instanceof DOMException)
      return unreachable(provider, 'it does not answer, or not as it should');
    throw error;
  }
}

/** Of the library's codes those that say: an answer came, and does not hold. */
const checks: Readonly<Record<string, string>> = {
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: 'a claim of its ID token',
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'the time of its ID token',
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: 'whom its userinfo is about',
  OAUTH_KEY_SELECTION_FAILED: 'the key that signed',
  OAUTH_INVALID_RESPONSE: 'its answer',
  OAUTH_UNSUPPORTED_OPERATION: 'the way it is signed',
};

/** Which claim a comparison failed on, where the library says so. */
function claimIn(error: unknown): string | undefined {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const about: unknown = cause instanceof Error ? cause.cause : undefined;
  if (typeof about !== 'object' || about === null || !('claim' in about)) return undefined;
  return ['iss', 'aud', 'azp', 'nonce', 'exp', 'iat', 'nbf', 'sub', 'auth_time'].includes(String(about.claim))
    ? `\`${String(about.claim)}\` of its ID token`
    : undefined;
}

const codeOf = (text: string): string => (/^[a-z_]{1,40}$/.test(text) ? text : 'no known reason');

const refusedThere = (provider: Provider, error: string): Refusal =>
  ['temporarily_unavailable', 'server_error'].includes(error)
    ? unreachable(provider, `it says \`${error}\``)
    : refuse(
        'not_permitted',
        `${provider.name} did not sign you in (${codeOf(error)}).`,
        'Try again, or sign in another way.',
      );

const notHeld = (provider: Provider, what: string): Refusal =>
  refuse(
    'unauthenticated',
    `What ${provider.name} answered does not hold: ${what} is not what it has to be.`,
    'Begin again from the sign-in page. If it stays so, tell an administrator.',
  );

const unreachable = (provider: Provider, why: string): Refusal =>
  refuse(
    'source_unreachable',
    `${provider.name} cannot be asked: ${why}.`,
    'Sign in with a passkey or a one-time link; an administrator looks at the provider.',
  );
