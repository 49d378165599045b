import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { isReference } from '../../platform/secrets/index.ts';

/** Where a PostgreSQL database is. The password is never here: `passwordFrom` names where it is kept. */
export const postgresConfig = z.strictObject({
  host: z.string().min(1).max(1024),
  port: z.number().int().min(1).max(65_535),
  user: z.string().min(1).max(63),
  database: z.string().min(1).max(63),
  /** `verify-full` checks the server's certificate and name; `no-verify` only encrypts; `disable` sends in the clear. */
  tls: z.enum(['verify-full', 'no-verify', 'disable']),
  /** File with the certificate authority to trust, when it is not one of the public ones. */
  tlsAuthorityFile: z.string().max(4096).exactOptional(),
  passwordFrom: z
    .string()
    .max(4200)
    .refine(isReference, 'is no env:NAME, file:PATH or stored:NAME')
    .exactOptional(),
});
export type PostgresConfig = z.infer<typeof postgresConfig>;

const example = 'postgres://reader@host:5432/database?passwordFrom=env:NAME';

/**
 * `postgres://USER@HOST:PORT/DATABASE` → configuration. Query: `passwordFrom=env:NAME|file:PATH|stored:NAME`, `host=/socket/folder`,
 * `sslmode=verify-full|no-verify|disable` (default `verify-full`; a Unix socket or this machine needs none),
 * `sslrootcert=PATH`. Throws Fault `input_invalid`; the location itself is never repeated in it, as it could hold a password.
 */
export function locatePostgres(location: string): PostgresConfig {
  const url = urlOf(location);
  const { searchParams } = url;
  if (url.password !== '' || searchParams.has('password'))
    throw invalid(
      'The location of a PostgreSQL source holds a password, where shell histories and process lists would keep it.',
      `Put the password into a variable or a file and say where: ${example} (or passwordFrom=file:/path). Change the one just typed.`,
    );
  const known = ['host', 'port', 'sslmode', 'sslrootcert', 'passwordFrom', 'application_name'];
  if ([...searchParams.keys()].some((name) => !known.includes(name)))
    throw invalid(`The location has a setting other than ${known.join(', ')}.`, `Like this: ${example}`);
  const host = searchParams.get('host') ?? decodeURIComponent(url.hostname).replace(/^\[(.+)\]$/, '$1');
  const authority = searchParams.get('sslrootcert');
  const passwordFrom = searchParams.get('passwordFrom');
  const config = postgresConfig.safeParse({
    host: host === noHost || host === '' ? 'localhost' : host,
    port: Number(searchParams.get('port') ?? (url.port || '5432')),
    user: decodeURIComponent(url.username),
    database: decodeURIComponent(url.pathname.slice(1)),
    tls: searchParams.get('sslmode') ?? (isHere(host) ? 'disable' : 'verify-full'),
    ...(authority === null ? {} : { tlsAuthorityFile: authority }),
    ...(passwordFrom === null ? {} : { passwordFrom }),
  });
  if (!config.success)
    throw invalid(
      `The location of a PostgreSQL source is incomplete: ${config.error.issues.map((i) => `${i.path.join('.')} ${i.message}`).join('; ')}.`,
      `Like this: ${example}`,
    );
  return config.data;
}

const noHost = 'no-host.invalid';

function urlOf(location: string): URL {
  const withHost = location.replace(/^(postgres(?:ql)?:\/\/[^/@]*@)\//, `$1${noHost}/`);
  if (!/^postgres(?:ql)?:\/\//.test(withHost) || !URL.canParse(withHost))
    throw invalid('The location of a PostgreSQL source is not a postgres:// URL.', `Like this: ${example}`);
  return new URL(withHost);
}

const isHere = (host: string): boolean =>
  host.startsWith('/') || ['localhost', '127.0.0.1', '::1', noHost, ''].includes(host);

const invalid = (message: string, next: string): Fault => new Fault('input_invalid', message, { next });

/** What the `pg` driver needs to connect; `password` is asked for only if the server asks. */
export function clientConfig(
  config: PostgresConfig,
  password: () => Promise<string>,
  applicationName: string,
): pg.ClientConfig {
  return {
    host: config.host,
    port: config.port,
    user: config.user,
    database: config.database,
    password,
    ssl: tlsOf(config),
    application_name: applicationName,
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
  };
}

function tlsOf(config: PostgresConfig): pg.ClientConfig['ssl'] {
  if (config.tls === 'disable') return false;
  const ca = config.tlsAuthorityFile;
  try {
    return {
      rejectUnauthorized: config.tls === 'verify-full',
      ...(ca === undefined ? {} : { ca: readFileSync(ca, 'utf8') }),
    };
  } catch (cause) {
    throw new Fault('input_invalid', `The certificate file \`${ca}\` (sslrootcert) cannot be read.`, {
      next: 'Check the path and that this user may read it.',
      cause,
    });
  }
}
