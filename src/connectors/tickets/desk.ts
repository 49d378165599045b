import { z } from 'zod';
import { Fault } from '../../model/failure.ts';
import { boundedFetch } from '../kit/bounded-fetch.ts';

/** What a person is asked to do by hand. Plain text: each desk shows it so that nothing in it can act. */
export interface TicketText {
  readonly title: string;
  readonly text: string;
  /** What names this ticket and no other, found again after a crash: a retry opens no second one. */
  readonly marker: string;
}

/** A ticket as its system names it. */
export interface TicketRef {
  readonly ref: string;
  /** Where people find it; no credential is in it. */
  readonly url: string;
}

/** Where tickets are opened: one system of one kind, with a credential of its own. */
export interface TicketDesk {
  /** The ticket with this marker, open or closed; undefined: there is none. */
  find(marker: string): Promise<TicketRef | undefined>;
  open(ticket: TicketText): Promise<TicketRef>;
  /** Adds a note for the people who see it. */
  note(ref: string, text: string): Promise<void>;
}

export interface DeskOptions {
  /** Its API, without a credential in it. */
  readonly url: string;
  readonly password: string;
  readonly signal: AbortSignal;
}

/** One call to a desk's API; answers parsed JSON. `source_unreachable`: nobody knows whether it was done, as when an answer makes no sense. */
export async function callDesk<T>(
  { signal }: DeskOptions,
  of: string,
  request: {
    readonly url: URL;
    readonly method: 'GET' | 'POST' | 'PATCH';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  },
  schema: z.ZodType<T>,
): Promise<{ readonly value: T; readonly headers: Headers }> {
  const response = await reach(signal, of, request);
  const text = await response.text();
  if (!response.ok) throw refused(of, response, text);
  const parsed = schema.safeParse(text === '' ? null : json(text, of));
  if (!parsed.success)
    throw new Fault('source_unreachable', `${of} answered in a shape that is not its API’s.`, {
      next: 'Check that the URL of the write credential is that of the API.',
    });
  return { value: parsed.data, headers: response.headers };
}

async function reach(
  signal: AbortSignal,
  of: string,
  { url, method, headers, body }: Parameters<typeof callDesk>[2],
): Promise<Response> {
  try {
    return await boundedFetch(signal, of)(url, {
      method,
      headers: {
        accept: 'application/json',
        'user-agent': 'countersign-enforcer',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault('source_unreachable', `${of} did not answer.`, {
      next: 'It is asked again; a ticket that was opened is found by its marker.',
      cause: error,
    });
  }
}

/** Nothing of an answer's body is told: it may repeat what was sent with the credential. */
function refused(of: string, { status, headers }: Response, _body: string): Fault {
  if (status === 429 || status >= 500 || (status === 403 && headers.get('x-ratelimit-remaining') === '0'))
    return new Fault('source_unreachable', `${of} asks to wait (${status}).`, { next: 'It is asked again.' });
  if (status === 401 || status === 403)
    return new Fault('secret_unavailable', `${of} does not accept the credential (${status}).`, {
      next: 'Give the enforcer another with `countersign source writer`; it needs to open issues and add notes.',
    });
  return new Fault('target_failed', `${of} refused (${status}).`, {
    next: 'Check project, table or repository of the write credential.',
  });
}

function json(text: string, of: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault('source_unreachable', `${of} answered with something that is not JSON.`, {
      next: 'Check that the URL of the write credential is that of the API.',
    });
  }
}

export const basicAuth = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** A member of the URL's query that says something of the desk, and the URL without it. */
export function said(url: string, name: string): string | undefined {
  return new URL(url).searchParams.get(name) ?? undefined;
}

/** The URL of a path below the desk's own. */
export function below(base: string, path: string, query: Readonly<Record<string, string>> = {}): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}${path}`;
  url.search = new URLSearchParams(query).toString();
  return url;
}
