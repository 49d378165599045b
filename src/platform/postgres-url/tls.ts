import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { Fault } from '../../model/failure.ts';

/**
 * `verify-full` checks the server's certificate and name; `no-verify` only encrypts, so that whoever is in between can
 * still read everything; `disable` sends in the clear. There is none that falls back to the clear by itself.
 */
export const tlsModes = ['verify-full', 'no-verify', 'disable'] as const;
export type TlsMode = (typeof tlsModes)[number];

/** A Unix socket or this machine: nobody in between. */
export const isHere = (host: string): boolean =>
  host.startsWith('/') || ['localhost', '127.0.0.1', '::1'].includes(host);

/** What the driver is told. `authority`: certificates (PEM) to trust instead of the public ones. */
export function tlsOptions(mode: TlsMode, authority: string | undefined): ConnectionOptions | false {
  if (mode === 'disable') return false;
  return {
    rejectUnauthorized: mode === 'verify-full',
    minVersion: 'TLSv1.2',
    ...(authority === undefined ? {} : { ca: authority }),
  };
}

const mostBytes = 1 << 20;

/** The certificates in a file that `sslrootcert` names. Throws Fault `input_invalid` when there are none to be had. */
export function readAuthority(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Fault('input_invalid', `The certificate file \`${path}\` (sslrootcert) cannot be read.`, {
      next: 'Check the path and that this user may read it.',
      cause,
    });
  }
  refuseNoAuthority(text, path);
  return text;
}

/** A file without a certificate would have every public authority trusted instead: that is refused. */
function refuseNoAuthority(text: string, path: string): void {
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (text.length <= mostBytes && certificates.length > 0 && certificates.every(isCertificate)) return;
  throw new Fault('input_invalid', `The file \`${path}\` (sslrootcert) holds no certificate in PEM form.`, {
    next: 'Name the file that begins with `-----BEGIN CERTIFICATE-----`.',
  });
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== '';
  } catch {
    return false;
  }
}
