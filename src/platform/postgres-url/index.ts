/**
 * Where a PostgreSQL server is and how the way to it is protected: one reading of `postgres://` URLs for sources, for the
 * enforcer's write connections and for DATABASE_URL. Never: a default that would send a password in the clear.
 */
export { explainTls } from './explain-tls.ts';
export { readPostgresUrl, writePostgresUrl } from './url.ts';
export type { PostgresUrl } from './url.ts';
export { readAuthority, tlsModes, tlsOptions } from './tls.ts';
