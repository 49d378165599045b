import { createHash } from 'node:crypto';
import { Fault } from '../../model/index.ts';
import { boundedFetch } from '../kit/bounded-fetch.ts';
import { pathOfEndpoint } from '../kit/rest/endpoint.ts';
import { nextLink, Requester, type Raw, type Waiting } from '../kit/rest/requester.ts';
import type { Etags } from './etags.ts';
import type { GithubAnswers } from './export-folder.ts';
import type { LiveConfig } from './location.ts';

/** What a live read needs besides where to ask. */
export interface Live extends Waiting {
  readonly token: string;
  readonly etags: Etags;
}

/**
 * Asks GitHub itself, one question after the other. Pages are followed within the same host alone; 403 and 404 are unread;
 * a rate limit is waited for, for an hour at most. Throws Fault `source_unreachable` when GitHub cannot be reached, refuses
 * the token or does not show the organisation, `source_untrusted` when its pages lead elsewhere or nowhere.
 */
export async function askGithub(config: LiveConfig, live: Live): Promise<GithubAnswers> {
  const { Octokit } = await import('@octokit/core');
  const scheme = config.tls === 'disable' ? 'http' : 'https';
  const origin = `${scheme}://${config.host}:${config.port}${config.base}`;
  const octokit = new Octokit({
    auth: live.token,
    baseUrl: origin,
    userAgent: 'countersign',
    request: { fetch: boundedFetch(live.signal, 'GitHub'), signal: live.signal },
    log: silent,
  });
  const whose = createHash('sha256').update(live.token).digest('hex');
  const requester = new Requester({
    ...live,
    vendor: 'GitHub',
    base: origin,
    async send(url, etag) {
      const headers = {
        'x-github-api-version': '2022-11-28',
        ...(etag === undefined ? {} : { 'if-none-match': etag }),
      };
      try {
        const response = await octokit.request(`GET ${url}`, { headers });
        return { status: response.status, headers: response.headers, data: response.data };
      } catch (error) {
        return rawOf(error);
      }
    },
    nextOf: nextLink,
    limitOf,
    refusalOf: (body) =>
      isRecord(body) && typeof body['message'] === 'string' ? body['message'] : undefined,
    next: {
      failing: 'Look at https://www.githubstatus.com, and read the source again later.',
      limit: 'Read the source again later, or use an app’s token, which may ask more often.',
      credential: 'Give one that is in force: `passwordFrom=env:NAME` names where it is.',
    },
    etags: {
      get: (url) => live.etags.get(`${whose} ${url}`),
      set: (url, tagged) => live.etags.set(`${whose} ${url}`, tagged),
    },
  });
  return {
    organizations: async () => {
      const about = await requester.page(`${origin}/orgs/${config.org}`);
      if (about.is === 'page') return [config.org];
      throw new Fault(
        'source_unreachable',
        `GitHub does not show the organisation \`${config.org}\`: ${about.why}.`,
        {
          next: 'Check its name, and that the token may read it (docs/connectors/github.md lists what it needs).',
        },
      );
    },
    ask: (endpoint, where) => {
      const path = pathOfEndpoint(endpoint, where);
      if (path === undefined)
        return Promise.resolve({ is: 'unread', why: 'its name cannot stand in a path' });
      const query = new URLSearchParams({
        ...endpoint.query,
        ...(endpoint.answer === 'one' ? {} : { per_page: '100' }),
      }).toString();
      return requester.answer(`${origin}/${path}${query === '' ? '' : `?${query}`}`, endpoint);
    },
  };
}

function limitOf({ headers }: Raw, now: number): number | undefined {
  const after = Number(headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(after)) return after;
  if (String(headers['x-ratelimit-remaining']) !== '0') return undefined;
  return Math.ceil((Number(headers['x-ratelimit-reset'] ?? 0) * 1000 - now) / 1000);
}

/** Octokit throws for every status but 2xx, with what was answered; without that, nothing came. */
function rawOf(error: unknown): Raw {
  if (!isRecord(error) || !isRecord(error['response'])) throw error;
  const { status, response } = error;
  return {
    status: typeof status === 'number' ? status : 0,
    headers: isRecord(response['headers']) ? response['headers'] : {},
    data: response['data'],
  };
}
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const nothing = (): void => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
