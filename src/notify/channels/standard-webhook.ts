import { createHmac } from 'node:crypto';
import { millisecondsOf, type Instant } from '../../model/index.ts';

/**
 * The headers of Standard Webhooks 1.0: HMAC-SHA256 over id, time and body, so that a receiver knows who sent it, that nothing
 * was changed, and by id and time that it is no old one. The id is the same each time that it is tried.
 */
export function signedHeaders(
  secret: string,
  { id, at, body }: { readonly id: string; readonly at: Instant; readonly body: string },
): Readonly<Record<string, string>> {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const timestamp = String(Math.floor(millisecondsOf(at) / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
