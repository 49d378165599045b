import { Fault } from '../../model/index.ts';

/** A page of a hundred repositories has half a megabyte, one of 999 users of a directory about as much. */
const mostBytes = 32 << 20;
const mostSeconds = 60;

/**
 * `fetch` that ends: no redirect is followed (a token would go along), no answer is larger than 32 MiB, none takes longer
 * than a minute, and `signal` stops it. `of` is whose API it is, for the message.
 */
export function boundedFetch(signal: AbortSignal, of: string): typeof fetch {
  return async (input, init) => {
    const bound = AbortSignal.any([signal, AbortSignal.timeout(mostSeconds * 1000)]);
    const response = await fetch(input, { ...init, redirect: 'manual', signal: bound });
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > mostBytes)
        throw new Fault('input_too_large', `An answer of ${of} is larger than ${mostBytes} bytes.`, {
          next: `Check that the host is the API of ${of}.`,
        });
      chunks.push(chunk);
    }
    const { status, statusText, headers } = response;
    // what was unpacked already must not be unpacked again
    const kept = new Headers(headers);
    kept.delete('content-encoding');
    kept.delete('content-length');
    const empty = [101, 204, 205, 304].includes(status);
    return new Response(empty ? null : Buffer.concat(chunks), { status, statusText, headers: kept });
  };
}
