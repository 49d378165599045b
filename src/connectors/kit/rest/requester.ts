import { setTimeout as timer } from 'node:timers/promises';
import { Fault } from '../../../model/index.ts';
import type { Answer, AnswerItem } from './asking.ts';
import type { Endpoint } from './endpoint.ts';

const most = { pages: 10_000, tries: 4, waitSeconds: 3700 } as const;

/** What came back of one request; status 0: nothing did. */
export interface Raw {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

/** One answer as it was when its tag was given. */
export interface Tagged {
  readonly etag: string;
  readonly data: unknown;
  readonly next: string | undefined;
}

/** How long a read may wait, and by which clock; replaced in tests, so that nothing there sleeps. */
export interface Waiting {
  readonly signal: AbortSignal;
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Milliseconds now, to be compared with the moment at which a rate limit ends. */
  readonly clock?: () => number;
}

/** What is particular about one vendor's API. */
export interface RestKind extends Waiting {
  /** As sentences name it: `GitHub`. */
  readonly vendor: string;
  /** With the path before every path; a next page lies below it or is refused. */
  readonly base: string;
  readonly send: (url: string, etag: string | undefined, body?: object) => Promise<Raw>;
  /** The next page as the answer names it, not yet trusted. */
  readonly nextOf: (raw: Raw, url: string) => string | undefined;
  /** Seconds until it may be asked again, of a 403 or 429; undefined: the answer stands. */
  readonly limitOf: (raw: Raw, now: number) => number | undefined;
  /** What the body of an error says. */
  readonly refusalOf: (body: unknown) => string | undefined;
  /** What to do when it fails, when its limit is used up, and when the credential is refused. */
  readonly next: { readonly failing: string; readonly limit: string; readonly credential: string };
  readonly etags?: {
    get(url: string): Tagged | undefined;
    set(url: string, tagged: Tagged): void;
  };
}

type Page =
  | { readonly is: 'page'; readonly data: unknown; readonly next: string | undefined }
  | { readonly is: 'unread'; readonly why: string };

/**
 * Asks one API, one question after the other. Pages are followed within the same host alone; 403 and 404 are unread; a rate
 * limit is waited for, for an hour at most. Throws Fault `source_unreachable` when it cannot be reached or refuses the
 * credential, `source_untrusted` when its pages lead elsewhere or nowhere.
 */
export class Requester {
  readonly #kind: RestKind;

  constructor(kind: RestKind) {
    this.#kind = kind;
  }

  async answer(url: string, endpoint: Pick<Endpoint<unknown>, 'answer'>, body?: object): Promise<Answer> {
    const first = await this.page(url, body);
    return first.is === 'unread' ? first : { is: 'read', items: this.#items(url, first, endpoint) };
  }

  async *#items(
    url: string,
    first: Page & { readonly is: 'page' },
    { answer }: Pick<Endpoint<unknown>, 'answer'>,
  ): AsyncIterable<AnswerItem> {
    const seen = new Set([url]);
    let page = first;
    for (let number = 1; ; number++) {
      for (const [n, value] of this.#itemsOf(page.data, answer, url).entries())
        yield { at: `page ${number}, item ${n + 1}`, value };
      if (page.next === undefined || answer === 'one') return;
      if (seen.has(page.next) || number >= most.pages)
        throw this.#untrusted('gave a page twice, so it would never end');
      seen.add(page.next);
      const next = await this.page(page.next);
      if (next.is === 'unread')
        throw unreachable(
          `${this.#kind.vendor} refused a later page of what it had begun to answer: ${next.why}.`,
          'Read the source again.',
        );
      page = next;
    }
  }

  /** One page, after rate limits and passing failures. */
  async page(url: string, body?: object): Promise<Page> {
    const { vendor, etags, next: advice, signal } = this.#kind;
    const before = body === undefined ? etags?.get(url) : undefined;
    for (let tried = 1; ; tried++) {
      const raw = await this.#try(url, before?.etag, body);
      if (raw.status === 304 && before !== undefined) return { is: 'page', ...before };
      if (raw.status === 200) {
        const next = this.#nextOf(raw, url);
        const etag = raw.headers['etag'];
        if (typeof etag === 'string' && body === undefined) etags?.set(url, { etag, data: raw.data, next });
        return { is: 'page', data: raw.data, next };
      }
      const wait = this.#waitOf(raw, tried);
      if (wait === undefined) return this.#refused(raw);
      if (tried >= most.tries)
        throw unreachable(
          `${vendor} answered ${raw.status === 0 ? 'nothing' : raw.status} ${tried} times.`,
          advice.failing,
        );
      if (wait > most.waitSeconds)
        throw unreachable(
          `${vendor}’s rate limit of this credential is used up for longer than an hour.`,
          advice.limit,
        );
      await (this.#kind.pause ?? usualPause)(wait * 1000, signal);
    }
  }

  async #try(url: string, etag: string | undefined, body: object | undefined): Promise<Raw> {
    try {
      return await (body === undefined ? this.#kind.send(url, etag) : this.#kind.send(url, etag, body));
    } catch (error) {
      if (error instanceof Fault) throw error;
      const cause = error instanceof Error && error.cause instanceof Fault ? error.cause : undefined;
      if (cause !== undefined) throw cause;
      this.#kind.signal.throwIfAborted();
      return { status: 0, headers: {}, data: '' };
    }
  }

  /** Seconds to wait before it is asked again; undefined: the answer stands. */
  #waitOf(raw: Raw, tried: number): number | undefined {
    const { status } = raw;
    if (status === 403 || status === 429) {
      const limit = this.#kind.limitOf(raw, (this.#kind.clock ?? Date.now)());
      return limit === undefined ? (status === 429 ? 60 : undefined) : Math.max(0, limit);
    }
    return status === 0 || status >= 500 ? 2 ** (tried - 1) : undefined;
  }

  #nextOf(raw: Raw, url: string): string | undefined {
    const next = this.#kind.nextOf(raw, url);
    if (next === undefined) return undefined;
    const from = new URL(this.#kind.base);
    const to = URL.canParse(next) ? new URL(next) : undefined;
    if (to?.origin !== from.origin || !to.pathname.startsWith(from.pathname) || to.username !== '')
      throw this.#untrusted('names a next page on another host');
    return next;
  }

  #refused({ status, data }: Raw): Page {
    const { vendor, refusalOf, next } = this.#kind;
    if (status === 401) throw unreachable(`${vendor} refuses the token (401).`, next.credential);
    if (status >= 300 && status < 400) return { is: 'unread', why: `${vendor} answered ${status}: it moved` };
    const said = refusalOf(data);
    return {
      is: 'unread',
      why: `${vendor} answered ${status}${said === undefined ? '' : `: ${said.slice(0, 300)}`}`,
    };
  }

  #itemsOf(data: unknown, answer: Endpoint<unknown>['answer'], url: string): readonly unknown[] {
    if (answer === 'one') return [data];
    const list = answer === 'list' ? data : memberOf(data, answer.member);
    if (Array.isArray(list)) return list;
    throw this.#untrusted(`answers \`${new URL(url).pathname}\` with something that is no list`);
  }

  #untrusted(what: string): Fault {
    const { vendor } = this.#kind;
    return new Fault('source_untrusted', `${vendor}’s API ${what}. Nothing of this read is used.`, {
      next: `Check that the host is ${vendor}’s API and that nothing stands in between.`,
    });
  }
}

/** `data.keys` of `{ data: { keys: [] } }`. */
export const memberOf = (data: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (of, name) =>
        typeof of === 'object' && of !== null && Object.hasOwn(of, name) ? Reflect.get(of, name) : undefined,
      data,
    );

/** The next page of a `Link` header (RFC 8288): Okta sends one header a relation, which arrive joined by commas. */
export function nextLink({ headers }: Raw): string | undefined {
  const link = headers['link'];
  return typeof link === 'string' ? /<([^<>]{1,4096})>;\s*rel="?next"?/.exec(link)?.[1] : undefined;
}

const usualPause = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  await timer(milliseconds, undefined, { signal });
};

const unreachable = (message: string, next: string): Fault =>
  new Fault('source_unreachable', message, { next });
