import { Fault } from '../../model/index.ts';
import { boundedFetch } from '../kit/bounded-fetch.ts';
import { pathOfEndpoint } from '../kit/rest/endpoint.ts';
import { Requester, type Waiting } from '../kit/rest/requester.ts';
import { orGone, orNothing, refusalOf } from './export-folder.ts';
import type { LiveConfig } from './location.ts';
import type { VaultAnswers } from './read.ts';

/** What a live read needs besides where to ask. */
export interface Live extends Waiting {
  readonly token: string;
}

/**
 * Asks Vault or OpenBao itself, one question after the other, by `GET` (`?list=true` is its LIST) and two lookups by `POST`. 403
 * and 404 are unread; a token or lease that ended since it was listed is nothing.
 * Throws Fault `source_unreachable` when it cannot be reached, is sealed or the token is none, `source_untrusted` for an answer
 * that is none.
 */
export async function askVault(config: LiveConfig, live: Live): Promise<VaultAnswers> {
  const origin = `${config.tls === 'disable' ? 'http' : 'https'}://${config.host}:${config.port}`;
  const token = live.token.trim();
  if (!/^[\x21-\x7e]{1,4000}$/.test(token))
    throw new Fault('input_invalid', 'What `passwordFrom` names is no token of Vault: one line.', {
      next: 'Name where the token is: `passwordFrom=env:VAULT_TOKEN`.',
    });
  const fetch = boundedFetch(live.signal, 'Vault');
  const requester = new Requester({
    ...live,
    vendor: 'Vault',
    base: origin,
    async send(url, _etag, body) {
      const response = await fetch(url, {
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
        headers: {
          'x-vault-token': token,
          'x-vault-request': 'true',
          ...(config.namespace === undefined ? {} : { 'x-vault-namespace': config.namespace }),
        },
      });
      const text = await response.text();
      return { status: response.status, headers: Object.fromEntries(response.headers), data: parsed(text) };
    },
    nextOf: () => undefined,
    limitOf: ({ headers, status }) =>
      status === 429 && headers['retry-after'] !== undefined ? Number(headers['retry-after']) : undefined,
    refusalOf,
    next: {
      failing: 'Check that it is unsealed and active (`vault status`), and read the source again.',
      limit: 'Read the source again later; a quota of Vault is used up.',
      credential: 'Give a token that is in force: `passwordFrom=env:NAME` names where it is.',
    },
  });
  // a token that is none is refused everything, which must not look like a server without policies
  const self = await requester.page(`${origin}/v1/auth/token/lookup-self`);
  if (self.is === 'unread')
    throw new Fault('source_unreachable', `Vault does not know the token: ${self.why}.`, {
      next: 'Give a token that is in force, and the namespace that it is of: `passwordFrom=env:NAME&namespace=…`.',
    });
  return {
    ask: (endpoint, where) => {
      const path = pathOfEndpoint(endpoint, where);
      if (path === undefined)
        return Promise.resolve({ is: 'unread', why: 'its name cannot stand in a path' });
      const { post } = endpoint;
      if (post !== undefined)
        return orGone(requester.answer(`${origin}/${post.path}`, endpoint, post.body(where)));
      const listed = typeof endpoint.answer === 'object' ? '?list=true' : '';
      return orNothing(endpoint, requester.answer(`${origin}/${path}${listed}`, endpoint));
    },
    policyFiles: async function* () {
      // a server keeps its policies itself
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
