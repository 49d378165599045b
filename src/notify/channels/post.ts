import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { Fault } from '../../model/index.ts';
import { guardedLookup, refuseAddress, type Reach } from './address-guard.ts';

const mostBytes = 64 << 10;

export interface Posted {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly reach: Reach;
  readonly authority: string | undefined;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/**
 * One POST that ends: no redirect is followed, no more than 64 KiB of an answer is read, none takes longer than `withinMs` as a
 * whole, and only addresses that may be reached are connected to. Throws Fault `target_failed` with the status for anything
 * but 2xx, `source_unreachable`, `timed_out`. No part of address or answer is told: both may hold a secret.
 */
export async function post({
  url,
  headers,
  body,
  reach,
  authority,
  withinMs,
  signal,
}: Posted): Promise<void> {
  refuseAddress(url.hostname, reach);
  const bound = AbortSignal.any([signal, AbortSignal.timeout(withinMs)]);
  const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
  const status = await new Promise<number>((resolve, reject) => {
    const asking = send(
      url,
      {
        method: 'POST',
        agent: false,
        signal: bound,
        lookup: guardedLookup(reach),
        minVersion: 'TLSv1.2',
        ...(authority === undefined ? {} : { ca: authority }),
        headers: {
          'user-agent': 'countersign',
          'content-length': String(Buffer.byteLength(body)),
          ...headers,
        },
      },
      (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.byteLength;
          // what was accepted is accepted, however much is said about it
          if (bytes > mostBytes) {
            resolve(response.statusCode ?? 0);
            response.destroy();
          }
        });
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.on('error', (error) => reject(explained(error, bound, withinMs)));
      },
    );
    asking.on('error', (error) => reject(explained(error, bound, withinMs)));
    asking.end(body);
  });
  if (status >= 200 && status < 300) return;
  throw new Fault(
    'target_failed',
    status >= 300 && status < 400
      ? `It answered with a redirect (${status}), which is not followed.`
      : `It refused (${status}).`,
    {
      next:
        status === 401 || status === 403 || status === 404
          ? 'Check the address and its secret.'
          : 'It is tried again.',
    },
  );
}

function explained(error: Error, bound: AbortSignal, withinMs: number): Fault {
  if (error instanceof Fault) return error;
  if (bound.aborted)
    return new Fault('timed_out', `It did not answer within ${withinMs / 1000} s.`, {
      next: 'It is tried again.',
    });
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'no connection';
  return new Fault('source_unreachable', `It could not be reached (${code.slice(0, 40)}).`, {
    next: 'It is tried again.',
    cause: error,
  });
}
