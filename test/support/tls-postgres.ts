// Certificates made on the spot, and PostgreSQL servers that listen on this machine's loopback addresses with or without TLS.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startTestPostgres, type TestPostgres, type TestPostgresOptions } from './postgres.ts';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

const openssl = (...words: readonly string[]): void => {
  execFileSync('openssl', [...words], { stdio: ['ignore', 'ignore', 'pipe'] });
};

export interface Authority {
  /** File with its certificate. */
  readonly file: string;
  /** A server certificate for names like `DNS:localhost` or `IP:127.0.0.2`. */
  issue(name: string, names: readonly string[]): { readonly certificate: string; readonly key: string };
}

/** A certificate authority in files of a folder. */
export function makeAuthority(folder: string, name: string): Authority {
  const at = (file: string): string => join(folder, `${name}-${file}`);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'] as const;
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-days',
    '30',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
  );
  return {
    file: at('ca.pem'),
    issue(server, names) {
      const [key, request, certificate, extensions] = ['key', 'csr', 'crt', 'ext'].map((end) =>
        at(`${server}.${end}`),
      );
      if (key === undefined || request === undefined || certificate === undefined || extensions === undefined)
        throw new TypeError('four names were made');
      writeFileSync(extensions, `subjectAltName=${names.join(',')}\nextendedKeyUsage=serverAuth\n`);
      openssl('req', ...newKey, '-subj', `/CN=${server}`, '-keyout', key, '-out', request);
      openssl(
        'x509',
        '-req',
        '-in',
        request,
        '-CA',
        at('ca.pem'),
        '-CAkey',
        at('ca.key'),
        '-CAcreateserial',
        '-days',
        '30',
        '-extfile',
        extensions,
        '-out',
        certificate,
      );
      return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
    },
  };
}

/** Loopback addresses: of these only the first is "this machine" to the product. */
export const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as const;

export interface TcpPostgres extends TestPostgres {
  readonly port: number;
}

/** Asks passwords (SCRAM) of everybody but the superuser on its socket; with a certificate also over TLS. */
export async function startTcpPostgres(
  options: TestPostgresOptions & { readonly tls?: ReturnType<Authority['issue']> } = {},
): Promise<TcpPostgres> {
  const { tls, settings = [], ...rest } = options;
  const port = await freePort();
  const server = await startTestPostgres({
    ...rest,
    port,
    settings: [
      `listen_addresses=${addresses.join(',')}`,
      ...(tls === undefined ? [] : ['ssl=on', 'ssl_cert_file=server.crt', 'ssl_key_file=server.key']),
      'password_encryption=scram-sha-256',
      ...settings,
    ],
    prepare(data) {
      writeFileSync(
        join(data, 'pg_hba.conf'),
        'local all postgres trust\nlocal all all scram-sha-256\nhost all all 127.0.0.0/8 scram-sha-256\n',
      );
      if (tls === undefined) return [];
      const files = [join(data, 'server.crt'), join(data, 'server.key')];
      for (const [i, text] of [tls.certificate, tls.key].entries()) {
        const file = files[i] ?? '';
        writeFileSync(file, text, { mode: 0o600 });
        chmodSync(file, 0o600);
      }
      return files;
    },
  });
  return { ...server, port };
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
