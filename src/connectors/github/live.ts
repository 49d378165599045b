import { createHash } from 'node:crypto';
import { setTimeout as timer } from 'node:timers/promises';
import { Fault } from '../../model/index.ts';
import type { Answer, Answers } from './answers.ts';
import { boundedFetch } from '../kit/bounded-fetch.ts';
import { pathOfEndpoint, type Endpoint } from './endpoints.ts';
import type { Etags } from './etags.ts';
import type { LiveConfig } from './location.ts';

const most = { pages: 10_000, tries: 4, waitSeconds: 3700 } as const;

/** What a live read needs besides where to ask. */
export interface Live {
  readonly token: string;
  readonly signal: AbortSignal;
  readonly etags: Etags;
  /** Waits; replaced in tests, so that nothing there sleeps. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Milliseconds now, to be compared with the moment at which a rate limit ends. */
  readonly clock?: () => number;
}

/** One page: what it holds, and the URL of the next. */
type Page =
  | { readonly is: 'page'; readonly data: unknown; readonly next: string | undefined }
  | { readonly is: 'unread'; readonly why: string };

const usualPause = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  await timer(milliseconds, undefined, { signal });
};

/**
 * Asks GitHub itself, one question after the other. Pages are followed within the same host alone; 403 and 404 are unread;
 * a rate limit is waited for, for an hour at most. Throws Fault `source_unreachable` when GitHub cannot be reached, refuses
 * the token or does not show the organisation, `source_untrusted` when its pages lead elsewhere or nowhere.
 */
export async function askGithub(config: LiveConfig, live: Live): Promise<Answers> {
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
  const requester = new Requester(origin, live, async (url, etag) => {
    const headers = {
      'x-github-api-version': '2022-11-28',
      ...(etag === undefined ? {} : { 'if-none-match': etag }),
    };
    const response = await octokit.request(`GET ${url}`, { headers });
    return { status: response.status, headers: response.headers, data: response.data };
  });
  return {
    organizations: async () => {
      const about = await requester.page(`${origin}/orgs/${config.org}`);
      if (about.is === 'page') return [config.org];
      throw unreachable(`GitHub does not show the organisation \`${config.org}\`: ${about.why}.`, {
        next: 'Check its name, and that the token may read it (docs/connectors/github.md lists what it needs).',
      });
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

interface Raw {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

class Requester {
  readonly #origin: string;
  readonly #live: Live;
  readonly #send: (url: string, etag: string | undefined) => Promise<Raw>;
  readonly #pause: NonNullable<Live['pause']>;
  readonly #whose: string;

  constructor(origin: string, live: Live, send: (url: string, etag: string | undefined) => Promise<Raw>) {
    this.#origin = origin;
    this.#live = live;
    this.#send = send;
    this.#pause = live.pause ?? usualPause;
    this.#whose = createHash('sha256').update(live.token).digest('hex');
  }

  async answer(url: string, endpoint: Pick<Endpoint<unknown>, 'answer'>): Promise<Answer> {
    const first = await this.page(url);
    return first.is === 'unread' ? first : { is: 'read', items: this.#items(url, first, endpoint) };
  }

  async *#items(
    url: string,
    first: Page & { readonly is: 'page' },
    { answer }: Pick<Endpoint<unknown>, 'answer'>,
  ): AsyncIterable<{ readonly at: string; readonly value: unknown }> {
    const seen = new Set([url]);
    let page = first;
    for (let number = 1; ; number++) {
      for (const [n, value] of itemsOf(page.data, answer, url).entries())
        yield { at: `page ${number}, item ${n + 1}`, value };
      if (page.next === undefined || answer === 'one') return;
      if (seen.has(page.next) || number >= most.pages)
        throw untrusted('gave a page twice, so it would never end');
      seen.add(page.next);
      const next = await this.page(page.next);
      if (next.is === 'unread')
        throw unreachable(`GitHub refused a later page of what it had begun to answer: ${next.why}.`, {
          next: 'Read the source again.',
        });
      page = next;
    }
  }

  /** One page, after rate limits and passing failures. */
  async page(url: string): Promise<Page> {
    const name = `${this.#whose} ${url}`;
    const before = this.#live.etags.get(name);
    for (let tried = 1; ; tried++) {
      const raw = await this.#try(url, before?.etag);
      if (raw.status === 304 && before !== undefined) return { is: 'page', ...before };
      if (raw.status === 200) {
        const next = this.#nextOf(raw.headers);
        const etag = raw.headers['etag'];
        if (typeof etag === 'string') this.#live.etags.set(name, { etag, data: raw.data, next });
        return { is: 'page', data: raw.data, next };
      }
      const wait = this.#waitOf(raw, tried);
      if (wait === undefined) return refused(raw);
      if (tried >= most.tries)
        throw unreachable(`GitHub answered ${raw.status === 0 ? 'nothing' : raw.status} ${tried} times.`, {
          next: 'Look at https://www.githubstatus.com, and read the source again later.',
        });
      if (wait > most.waitSeconds)
        throw unreachable('GitHub’s rate limit of this token is used up for longer than an hour.', {
          next: 'Read the source again later, or use an app’s token, which may ask more often.',
        });
      await this.#pause(wait * 1000, this.#live.signal);
    }
  }

  async #try(url: string, etag: string | undefined): Promise<Raw> {
    try {
      return await this.#send(url, etag);
    } catch (error) {
      if (error instanceof Fault) throw error;
      const cause = error instanceof Error && error.cause instanceof Fault ? error.cause : undefined;
      if (cause !== undefined) throw cause;
      return rawOf(error);
    }
  }

  /** Seconds to wait before it is asked again; undefined: the answer stands. */
  #waitOf({ status, headers }: Raw, tried: number): number | undefined {
    const after = Number(headers['retry-after'] ?? Number.NaN);
    if (status === 403 || status === 429) {
      if (Number.isFinite(after)) return Math.max(0, after);
      if (String(headers['x-ratelimit-remaining']) === '0') {
        const reset = Number(headers['x-ratelimit-reset'] ?? 0) * 1000;
        return Math.max(0, Math.ceil((reset - (this.#live.clock ?? Date.now)()) / 1000));
      }
      return status === 429 ? 60 : undefined;
    }
    return status === 0 || status >= 500 ? 2 ** (tried - 1) : undefined;
  }

  #nextOf(headers: Raw['headers']): string | undefined {
    const link = headers['link'];
    const next = typeof link === 'string' ? /<([^<>]{1,4096})>;\s*rel="next"/.exec(link)?.[1] : undefined;
    if (next === undefined) return undefined;
    const from = new URL(this.#origin);
    if (
      !URL.canParse(next) ||
      new URL(next).origin !== from.origin ||
      !new URL(next).pathname.startsWith(from.pathname)
    )
      throw untrusted('names a next page on another host');
    return next;
  }
}

function itemsOf(data: unknown, answer: Endpoint<unknown>['answer'], url: string): readonly unknown[] {
  if (answer === 'one') return [data];
  const list: unknown =
    answer === 'list'
      ? data
      : typeof data === 'object' && data !== null && Object.hasOwn(data, answer.member)
        ? Reflect.get(data, answer.member)
        : undefined;
  if (Array.isArray(list)) return list;
  throw untrusted(`answers \`${new URL(url).pathname}\` with something that is no list`);
}

/** Octokit throws for every status but 2xx, with what was answered; without that, nothing came. */
function rawOf(error: unknown): Raw {
  if (typeof error !== 'object' || error === null || !('status' in error))
    return { status: 0, headers: {}, data: '' };
  const response: unknown = 'response' in error ? error.response : undefined;
  if (typeof response !== 'object' || response === null) return { status: 0, headers: {}, data: '' };
  const headers = 'headers' in response && isRecord(response.headers) ? response.headers : {};
  const data = 'data' in response ? response.data : '';
  return { status: typeof error.status === 'number' ? error.status : 0, headers, data };
}
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function refused({ status, data }: Raw): Page {
  if (status === 401)
    throw unreachable('GitHub refuses the token (401).', {
      next: 'Give one that is in force: `passwordFrom=env:NAME` names where it is.',
    });
  const said =
    isRecord(data) && typeof data['message'] === 'string' ? `: ${data['message'].slice(0, 300)}` : '';
  if (status >= 300 && status < 400) return { is: 'unread', why: `GitHub answered ${status}: it moved` };
  return { is: 'unread', why: `GitHub answered ${status}${said}` };
}

const nothing = (): void => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const unreachable = (message: string, how: { readonly next: string }): Fault =>
  new Fault('source_unreachable', message, how);
const untrusted = (what: string): Fault =>
  new Fault('source_untrusted', `GitHub’s API ${what}. Nothing of this read is used.`, {
    next: 'Check that the host is GitHub’s API and that nothing stands in between.',
  });
