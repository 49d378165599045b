import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Key {
  readonly id: string;
  readonly secret: string;
  readonly token?: string;
}

export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** The code with which AWS would refuse the signature (Signature Version 4, IAM user guide); undefined when it is right. */
export function refusedSignature(
  { method, url, headers, body }: SignedRequest,
  of: { readonly keys: readonly Key[]; readonly service: string; readonly now: number },
): string | undefined {
  const header = headers.authorization ?? '';
  const [, id = '', day = '', region = '', service = '', signed = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([A-Z0-9]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/.exec(
      header,
    ) ?? [];
  if (id === '') return 'IncompleteSignature';
  const key = of.keys.find((each) => each.id === id);
  if (key === undefined) return 'InvalidClientTokenId';
  if (key.token !== headers['x-amz-security-token']) return 'InvalidClientTokenId';
  const moment = String(headers['x-amz-date'] ?? '');
  const [, y = '', mo = '', d = '', h = '', mi = '', s = ''] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(moment) ?? [];
  const names = signed.split(';');
  if (
    !names.includes('host') ||
    !names.includes('x-amz-date') ||
    `${y}${mo}${d}` !== day ||
    service !== of.service
  )
    return 'IncompleteSignature';
  const at = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  if (Math.abs(at - of.now) > 5 * 60_000) return 'SignatureDoesNotMatch';
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join('&');
  const path = service === 's3' ? url.pathname : url.pathname.split('/').map(encoded).join('/');
  const canonical = [
    method,
    path,
    query,
    ...names.map(
      (name) =>
        `${name}:${String(headers[name] ?? '')
          .trim()
          .replaceAll(/ +/g, ' ')}`,
    ),
    '',
    signed,
    sha256(body),
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', moment, scope, sha256(canonical)].join('\n');
  const signingKey = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${key.secret}`,
  );
  return createHmac('sha256', signingKey).update(toSign).digest('hex') === signature
    ? undefined
    : 'SignatureDoesNotMatch';
}
