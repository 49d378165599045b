import { setTimeout as timer } from 'node:timers/promises';
import { z } from 'zod';
import { Fault } from '../../../model/index.ts';
import { boundedFetch } from '../../kit/bounded-fetch.ts';
import type { AnswerItem } from '../../kit/rest/asking.ts';
import type { Answers } from '../answers.ts';
import { isObjectId, type Endpoint } from '../endpoints.ts';
import type { LiveConfig } from '../location.ts';
import { newToken, placesOf } from './token.ts';

const most = { pages: 100_000, tries: 5, waitSeconds: 600 } as const;

/** What a live read needs besides where to ask. */
export interface Live {
  readonly secret: string;
  readonly signal: AbortSignal;
  /** Waits; replaced in tests, so that nothing there sleeps. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Milliseconds now, for what a certificate signs and for moments until which to wait. */
  readonly clock?: () => number;
}

type Page =
  | { readonly is: 'page'; readonly value: readonly unknown[]; readonly next: string | undefined }
  | { readonly is: 'unread'; readonly why: string };

const usualPause = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  await timer(milliseconds, undefined, { signal });
};

/**
 * Asks Microsoft Graph itself, one question after the other, by GET alone. Pages are followed within the same host and version
 * alone; what is refused (403 and other 4xx) is unread; throttling is waited for as Graph says. Throws Fault
 * `source_unreachable` when there is no token or no answer, `source_untrusted` when pages lead elsewhere or nowhere.
 */
export async function askGraph(config: LiveConfig, live: Live): Promise<Answers> {
  const requester = new Requester(config, live);
  await requester.signIn();
  const { graph } = placesOf(config);
  return {
    ask: async (endpoint, id) => {
      if (id !== undefined && !isObjectId(id)) return { is: 'unread', why: 'its id cannot stand in a path' };
      const first = urlOf(graph, endpoint, id);
      const page = await requester.page(first);
      return page.is === 'unread' ? page : { is: 'read', items: items(requester, first, page) };
    },
  };
}

const versionOf = ({ pathname }: URL): string | undefined => pathname.split('/')[1];

function urlOf(graph: string, { version, path, query }: Endpoint<unknown>, id: string | undefined): URL {
  const url = new URL(`${graph}/${version ?? 'v1.0'}/${path.replace('{id}', id ?? '')}`);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  return url;
}

async function* items(
  requester: Requester,
  first: URL,
  begun: Page & { readonly is: 'page' },
): AsyncIterable<AnswerItem> {
  const seen = new Set([first.href]);
  let page = begun;
  for (let number = 1; ; number++) {
    for (const [n, value] of page.value.entries()) yield { at: `page ${number}, item ${n + 1}`, value };
    if (page.next === undefined) return;
    const next = URL.canParse(page.next) ? new URL(page.next) : undefined;
    // the token goes along, so nowhere but to where the question went
    if (
      next === undefined ||
      next.origin !== first.origin ||
      versionOf(next) !== versionOf(first) ||
      next.username !== ''
    )
      throw untrusted('names a next page elsewhere');
    if (seen.has(next.href) || number >= most.pages)
      throw untrusted('gave a page twice, so it would never end');
    seen.add(next.href);
    const following = await requester.page(next);
    if (following.is === 'unread')
      throw unreachable(
        `Graph refused a later page of what it had begun to answer: ${following.why}.`,
        'Read the source again.',
      );
    page = following;
  }
}

class Requester {
  readonly #config: LiveConfig;
  readonly #live: Live;
  readonly #fetch: typeof fetch;
  readonly #clock: () => number;
  #token = '';

  constructor(config: LiveConfig, live: Live) {
    this.#config = config;
    this.#live = live;
    this.#fetch = boundedFetch(live.signal, 'Microsoft Graph');
    this.#clock = live.clock ?? Date.now;
  }

  async signIn(): Promise<void> {
    this.#token = await newToken(this.#config, {
      secret: this.#live.secret,
      fetch: this.#fetch,
      clock: this.#clock,
    });
  }

  /** One page, after throttling, passing failures and one token that ran out. */
  async page(url: URL): Promise<Page> {
    let renewed = false;
    for (let tried = 1; ; tried++) {
      const response = await this.#send(url);
      const status = response?.status ?? 0;
      if (response !== undefined && status === 200) return pageOf(url, await this.#json(response));
      if (status === 401) {
        if (renewed)
          throw unreachable(
            'Graph refuses the token (401).',
            'Check that the host is the cloud that the tenant is in.',
          );
        renewed = true;
        await this.signIn();
        continue;
      }
      const wait = this.#waitOf(response, tried);
      if (wait === undefined) return { is: 'unread', why: whyOf(status, await this.#json(response)) };
      if (tried >= most.tries)
        throw unreachable(
          `Graph answered ${status === 0 ? 'nothing' : status} ${tried} times.`,
          'Read the source again later.',
        );
      if (wait > most.waitSeconds)
        throw unreachable(
          `Graph asks to wait for more than ${most.waitSeconds} seconds.`,
          'Read the source again later.',
        );
      await (this.#live.pause ?? usualPause)(wait * 1000, this.#live.signal);
    }
  }

  async #send(url: URL): Promise<Response | undefined> {
    try {
      return await this.#fetch(url, {
        headers: {
          authorization: `Bearer ${this.#token}`,
          accept: 'application/json',
          'user-agent': 'countersign',
        },
      });
    } catch (error) {
      if (error instanceof Fault) throw error;
      this.#live.signal.throwIfAborted();
      return undefined;
    }
  }

  async #json(response: Response | undefined): Promise<unknown> {
    return response?.json().catch(() => undefined);
  }

  /** Seconds to wait before it is asked again; undefined: the answer stands. */
  #waitOf(response: Response | undefined, tried: number): number | undefined {
    const again = response === undefined || response.status === 429 || response.status >= 500;
    if (!again || response?.status === 501) return undefined;
    const said = response?.headers.get('retry-after') ?? '';
    const seconds = /^\d{1,9}$/.test(said) ? Number(said) : (Date.parse(said) - this.#clock()) / 1000;
    return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : 2 ** (tried - 1);
  }
}

function pageOf(url: URL, body: unknown): Page {
  const page = pageShape.safeParse(body).data;
  if (page === undefined) throw untrusted(`answers \`${url.pathname}\` with something that is no page`);
  return { is: 'page', value: page.value, next: page['@odata.nextLink'] ?? undefined };
}
const pageShape = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().max(32_768).nullish(),
});

function whyOf(status: number, body: unknown): string {
  if (status >= 300 && status < 400) return `Graph answered ${status}: it moved`;
  const error = errorShape.safeParse(body).data?.error;
  if (error === undefined) return `Graph answered ${status}`;
  return `Graph answered ${status} ${error.code}: ${error.message}`.slice(0, 500);
}
const errorShape = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

const unreachable = (message: string, next: string): Fault =>
  new Fault('source_unreachable', message, { next });
const untrusted = (what: string): Fault =>
  new Fault('source_untrusted', `Microsoft Graph ${what}. Nothing of this read is used.`, {
    next: 'Check that the host is Microsoft Graph and that nothing stands in between.',
  });
