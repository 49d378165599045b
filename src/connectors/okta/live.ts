import { boundedFetch } from '../kit/bounded-fetch.ts';
import type { Answers } from '../kit/rest/asking.ts';
import { pathOfEndpoint } from '../kit/rest/endpoint.ts';
import { memberOf, nextLink, Requester, type Raw, type Waiting } from '../kit/rest/requester.ts';
import { authorizationOf } from './authorization.ts';
import { endpoints } from './endpoints.ts';
import { refusalOf } from './export-folder.ts';
import type { LiveConfig } from './location.ts';

/** What a live read needs besides where to ask: an API token, or the private key of the OAuth client. */
export interface Live extends Waiting {
  readonly secret: string;
}

/** What is asked for only so that an answer is whole, or comes in fewer pages: it is no part of an export's file names. */
const alsoAsked: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  [endpoints.users.id, { limit: '200' }],
  [endpoints.deactivated.id, { limit: '200' }],
  [endpoints.groups.id, { limit: '1000' }],
  [endpoints.groupUsers.id, { limit: '1000' }],
  [endpoints.groupRules.id, { limit: '200' }],
  // without this word Okta keeps silent of apps that are not active
  [endpoints.apps.id, { limit: '200', includeNonDeleted: 'true' }],
  [endpoints.appUsers.id, { limit: '500' }],
  [endpoints.appGroups.id, { limit: '200' }],
  [endpoints.serviceAccounts.id, { limit: '200' }],
  [endpoints.oktaServiceAccounts.id, { limit: '200' }],
]);

/**
 * Asks Okta itself, one question after the other. Pages are followed within the same host alone; 403 and 404 are unread; a
 * rate limit is waited for, until the moment that Okta names and for an hour at most. Throws Fault `source_unreachable` when
 * Okta cannot be reached, refuses the token or tells nothing at all.
 */
export async function askOkta(config: LiveConfig, live: Live): Promise<Answers> {
  const origin = `${config.tls === 'disable' ? 'http' : 'https'}://${config.host}:${config.port}`;
  const fetch = boundedFetch(live.signal, 'Okta');
  const authorization = await authorizationOf(config, { ...live, origin, fetch });
  const requester = new Requester({
    signal: live.signal,
    ...(live.pause === undefined ? {} : { pause: live.pause }),
    ...(live.clock === undefined ? {} : { clock: live.clock }),
    vendor: 'Okta',
    base: origin,
    async send(url) {
      const response = await fetch(url, {
        headers: { accept: 'application/json', authorization, 'user-agent': 'countersign' },
      });
      const text = await response.text();
      return { status: response.status, headers: Object.fromEntries(response.headers), data: parsed(text) };
    },
    nextOf: (raw) => nextLink(raw) ?? nextInside(raw),
    limitOf: ({ headers, status }, now) =>
      status === 429 && headers['x-rate-limit-reset'] !== undefined
        ? Math.ceil(Number(headers['x-rate-limit-reset']) - now / 1000) + 1
        : undefined,
    refusalOf,
    next: {
      failing: 'Look at https://status.okta.com, and read the source again later.',
      limit: 'Read the source again later, or give this token more of the limit in the admin console.',
      credential: 'Give one that is in force: `passwordFrom=env:NAME` names where it is.',
    },
  });
  return {
    ask: (endpoint, where) => {
      const path = pathOfEndpoint(endpoint, where);
      if (path === undefined)
        return Promise.resolve({ is: 'unread', why: 'its name cannot stand in a path' });
      const query = new URLSearchParams({ ...endpoint.query, ...alsoAsked.get(endpoint.id) }).toString();
      return requester.answer(`${origin}/${path}${query === '' ? '' : `?${query}`}`, endpoint);
    },
  };
}

/** Admin roles and resource sets name the next page in their body. */
const nextInside = ({ data }: Raw): string | undefined => {
  const href = memberOf(data, '_links.next.href');
  return typeof href === 'string' ? href.slice(0, 4096) : undefined;
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
