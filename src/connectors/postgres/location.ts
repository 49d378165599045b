import type pg from 'pg';
import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { readAuthority, readPostgresUrl, tlsModes, tlsOptions } from '../../platform/postgres-url/index.ts';
import { isReference } from '../../platform/secrets/index.ts';

/** Where a PostgreSQL database is. The password is never here: `passwordFrom` names where it is kept. */
export const postgresConfig = z.strictObject({
  host: z.string().min(1).max(1024),
  port: z.number().int().min(1).max(65_535),
  user: z.string().min(1).max(63),
  database: z.string().min(1).max(63),
  /** `verify-full` checks the server's certificate and name; `no-verify` only encrypts; `disable` sends in the clear. */
  tls: z.enum(tlsModes),
  /** File with the certificate authority to trust, when it is not one of the public ones. */
  tlsAuthorityFile: z.string().max(4096).exactOptional(),
  passwordFrom: z
    .string()
    .max(4200)
    .refine(isReference, 'is no env:NAME, file:PATH or stored:NAME')
    .exactOptional(),
});
export type PostgresConfig = z.infer<typeof postgresConfig>;

/**
 * `postgres://USER@HOST:PORT/DATABASE` → configuration. Query: `passwordFrom=env:NAME|file:PATH|stored:NAME`, and what
 * every PostgreSQL URL here has: `host=/socket/folder`, `port`, `sslmode`, `sslrootcert` (`platform/postgres-url`). Throws
 * Fault `input_invalid`; the location itself is never repeated in it, as it could hold a password.
 */
export function locatePostgres(location: string): PostgresConfig {
  const url = readPostgresUrl(location, use);
  if (url.password !== undefined || url.others.has('password'))
    throw invalid(
      'The location of a PostgreSQL source holds a password, where shell histories and process lists would keep it.',
      `Put the password into a variable or a file and say where: ${use.example} (or passwordFrom=file:/path). Change the one just typed.`,
    );
  const passwordFrom = url.others.get('passwordFrom');
  const config = postgresConfig.safeParse({
    host: url.host,
    port: url.port,
    user: url.user,
    database: url.database,
    tls: url.tls,
    ...(url.tlsAuthorityFile === undefined ? {} : { tlsAuthorityFile: url.tlsAuthorityFile }),
    ...(passwordFrom === undefined ? {} : { passwordFrom }),
  });
  if (!config.success)
    throw invalid(
      `The location of a PostgreSQL source is incomplete: ${config.error.issues.map((i) => `${i.path.join('.')} ${i.message}`).join('; ')}.`,
      `Like this: ${use.example}`,
    );
  return config.data;
}

const use = {
  what: 'The location of a PostgreSQL source',
  example: 'postgres://reader@host:5432/database?passwordFrom=env:NAME',
  // `password` only to say why it is refused
  others: ['passwordFrom', 'application_name', 'password'],
};

const invalid = (message: string, next: string): Fault => new Fault('input_invalid', message, { next });

/**
 * What the `pg` driver needs to connect; `password` is asked for only if the server asks, and only after TLS was had.
 * `authority`: certificates to trust, when they are kept elsewhere than in the file that the configuration names.
 */
export function clientConfig(
  config: PostgresConfig,
  password: () => Promise<string>,
  applicationName: string,
  authority?: string,
): pg.ClientConfig {
  const file = config.tlsAuthorityFile;
  return {
    host: config.host,
    port: config.port,
    user: config.user,
    database: config.database,
    password,
    ssl: tlsOptions(config.tls, authority ?? (file === undefined ? undefined : readAuthority(file))),
    application_name: applicationName,
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
  };
}
