import type { CustomFetch } from 'openid-client';
import { isLoopback } from './provider.ts';

const mostBytes = 512 << 10;

/**
 * Fetches for the library: https alone, or http of this machine where the issuer is of this machine, and no answer of more
 * than 512 KiB. Where to is what the provider's own description says, so it is looked at each time.
 */
export const boundedFetch =
  (issuer: string): CustomFetch =>
  async (address, options) => {
    const { protocol, hostname } = new URL(address);
    const hereToo = isLoopback(new URL(issuer).hostname);
    if (protocol !== 'https:' && !(hereToo && protocol === 'http:' && isLoopback(hostname)))
      throw new TypeError('the provider names an address that is not https');
    const { method, headers, signal, body = null } = options;
    // what this client sends is a form or nothing
    if (body !== null && !(body instanceof URLSearchParams)) throw new TypeError('a body of another kind');
    const response = await fetch(address, {
      method,
      headers,
      body,
      redirect: 'manual',
      ...(signal === undefined ? {} : { signal }),
    });
    const kept = await readWithin(response);
    const { status, statusText } = response;
    return new Response(kept.length === 0 ? null : kept, { status, statusText, headers: response.headers });
  };

async function readWithin(response: Response): Promise<Buffer<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > mostBytes) throw new TypeError('the provider answers more than is read');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
