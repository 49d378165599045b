import { Readable } from 'node:stream';
import { Fault } from '../../../model/index.ts';

/** A page of a few hundred roles with their policies has some megabytes. */
const mostBytes = 64 << 20;
const mostSeconds = 60;

/** One request as the AWS SDK makes it ready to be sent. */
interface Sent {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * How the SDK's requests go out: no redirect is followed, no answer is larger than 64 MiB, none takes longer than a minute,
 * and `signal` stops it.
 */
export function boundedHandler(signal: AbortSignal) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: Sent) {
      const { body } = request;
      const { host: _host, 'content-length': _length, ...headers } = request.headers;
      const response = await fetch(urlOf(request), {
        method: request.method,
        headers,
        ...(typeof body === 'string' ? { body } : {}),
        ...(body instanceof Uint8Array ? { body: Uint8Array.from(body) } : {}),
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(mostSeconds * 1000)]),
      });
      const bytes = await wholeOf(response);
      return {
        response: {
          statusCode: response.status,
          reason: response.statusText,
          headers: Object.fromEntries(response.headers),
          body: Readable.from([bytes]),
        },
      };
    },
  };
}

async function wholeOf(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes)
      throw new Fault('input_too_large', `An answer of AWS is larger than ${mostBytes} bytes.`, {
        next: 'Check that the host is AWS’s.',
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function urlOf({ protocol, hostname, port, path, query }: Sent): URL {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`);
  for (const [name, values] of Object.entries(query ?? {}))
    for (const value of Array.isArray(values) ? values : [values])
      url.searchParams.append(name, String(value ?? ''));
  return url;
}
