import { Agent, request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '../../../model/index.ts';
import { explainTls } from '../../../platform/postgres-url/index.ts';

export interface ClusterAddress {
  readonly host: string;
  readonly port: number;
  /** Certificates to trust instead of the public authorities. */
  readonly authority: string | undefined;
}

/** `body` is there for 200 alone, and is read once or left. */
export type Answer =
  | { readonly is: 'given'; readonly body: AsyncIterable<Uint8Array> }
  | { readonly is: 'forbidden' | 'absent' | 'expired' };

const tries = 4;
const longestPauseMs = 30_000;
const idleMs = 60_000;
const mostBytes = 512 << 20;

/**
 * The API server of one cluster, over verified TLS (1.2 or newer) with a bearer token, GET only. Redirects are not
 * followed. Too many requests and failures of the server are asked again, up to four times, as it says (Retry-After) or
 * with growing pauses. Throws Fault `source_unreachable`, `timed_out`, `input_too_large`; the token is never told.
 */
export class ClusterApi {
  readonly #address: ClusterAddress;
  readonly #token: string;
  readonly #signal: AbortSignal;
  readonly #agent: Agent;

  constructor(address: ClusterAddress, token: string, signal: AbortSignal) {
    this.#address = address;
    this.#token = token;
    this.#signal = signal;
    const { authority } = address;
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: 2,
      minVersion: 'TLSv1.2',
      ...(authority === undefined ? {} : { ca: authority }),
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  async get(path: string, query: Readonly<Record<string, string>>): Promise<Answer> {
    const target = `${path}?${new URLSearchParams(query).toString()}`;
    for (let attempt = 1; ; attempt++) {
      const response = await this.#ask(target);
      const status = response.statusCode ?? 0;
      if (status === 200) return { is: 'given', body: this.#bodyOf(response) };
      response.destroy();
      if (status === 403) return { is: 'forbidden' };
      if (status === 404) return { is: 'absent' };
      if (status === 410) return { is: 'expired' };
      if (status === 401) throw this.#notSignedIn();
      const isPassing = status === 429 || (status >= 500 && status <= 504);
      if (!isPassing || attempt >= tries) throw this.#answered(status, path);
      await pause(pauseMs(response.headers['retry-after'], attempt), undefined, { signal: this.#signal });
    }
  }

  #ask(path: string): Promise<IncomingMessage> {
    const { host, port } = this.#address;
    return new Promise((resolve, reject) => {
      const asking = request(
        {
          host,
          port,
          path,
          method: 'GET',
          agent: this.#agent,
          signal: this.#signal,
          timeout: idleMs,
          headers: {
            accept: 'application/json',
            authorization: `Bearer ${this.#token}`,
            'user-agent': 'countersign',
          },
        },
        resolve,
      );
      asking.on('timeout', () => asking.destroy(this.#silent()));
      asking.on('error', (error) => reject(this.#explained(error)));
      asking.end();
    });
  }

  async *#bodyOf(response: IncomingMessage): AsyncIterable<Uint8Array> {
    let bytes = 0;
    try {
      for await (const chunk of response) {
        if (!(chunk instanceof Uint8Array)) continue;
        bytes += chunk.length;
        if (bytes > mostBytes)
          throw new Fault(
            'input_too_large',
            `The cluster at ${this.#at} gave a page of more than ${mostBytes} bytes.`,
            {
              next: 'Check that this is the API server of a cluster.',
            },
          );
        yield chunk;
      }
    } catch (error) {
      throw this.#explained(error);
    } finally {
      response.destroy();
    }
  }

  get #at(): string {
    return `\`${this.#address.host}:${this.#address.port}\``;
  }

  #explained(error: unknown): unknown {
    if (error instanceof Fault || this.#signal.aborted) return error;
    const tls = explainTls(error);
    if (tls !== undefined)
      return new Fault('source_unreachable', `The cluster at ${this.#at} ${tls.what}.`, {
        next: tls.next,
        cause: error,
      });
    return new Fault(
      'source_unreachable',
      `The cluster at ${this.#at} does not answer, or stopped in the middle.`,
      {
        next: 'Check host and port, and that this machine may reach the API server.',
        cause: error,
      },
    );
  }

  #silent(): Fault {
    return new Fault('timed_out', `The cluster at ${this.#at} was silent for ${idleMs / 1000} seconds.`, {
      next: 'Read again when the API server is less busy.',
    });
  }

  #notSignedIn(): Fault {
    return new Fault('source_unreachable', `The cluster at ${this.#at} does not accept the token.`, {
      next: 'It may have ended: make a new one (`kubectl create token`), remove the source and add it again with it.',
    });
  }

  #answered(status: number, path: string): Fault {
    return new Fault('source_unreachable', `The cluster at ${this.#at} answered ${status} for \`${path}\`.`, {
      next: 'Read again later; if it stays so, check that this is the API server itself and no page before it.',
    });
  }
}

/** Retry-After in seconds, as the API server gives it; else half a second, one, two. */
function pauseMs(retryAfter: string | undefined, attempt: number): number {
  const seconds = /^\d{1,5}$/.test(retryAfter ?? '') ? Number(retryAfter) : 2 ** (attempt - 2);
  return Math.min(seconds * 1000, longestPauseMs);
}
