/**
 * PostgreSQL ≥ 12, live: comes in a location and a role that may CONNECT; goes out who can sign in, who is in whom, and
 * every grant on databases, schemas, tables, sequences, columns and functions, and what is granted by default on what is
 * made later, from one read-only snapshot of the catalogs. It
 * never writes (that is `write.ts`, loaded by the enforcer alone), never reads a row of anyone's data, and never lets a
 * password verifier leave the server.
 */
import type { Connector } from '../kit/connector.ts';
import { unread } from './gaps.ts';
import { locatePostgres, postgresConfig, type PostgresConfig } from './location.ts';
import { readPostgres } from './read.ts';

export type { PostgresConfig } from './location.ts';

export const postgres: Connector<PostgresConfig> = {
  id: 'postgres',
  title: 'PostgreSQL',
  config: postgresConfig,
  capabilities: {
    reads: ['account', 'group', 'membership', 'credential', 'resource', 'entitlement', 'grant', 'ownership'],
    doesNotRead: unread.map(([, what]) => what),
    writes: [
      'grant.add',
      'grant.remove',
      'membership.add',
      'membership.remove',
      'account.disable',
      'account.enable',
      'account.create',
      'account.drop',
    ],
    permissions: {
      read: ['LOGIN', 'CONNECT on the database (every role may read the catalogs by default)'],
      write: [
        'LOGIN, and CONNECT on each database in scope',
        'membership in the owners of the objects in scope, for grants',
        'ADMIN OPTION on the groups in scope, for memberships',
        'CREATEROLE, and from PostgreSQL 16 on ADMIN OPTION on the accounts in scope, for accounts',
        'membership in pg_signal_backend, to end the sessions of an account that is disabled',
      ],
    },
  },
  locate: locatePostgres,
  read: readPostgres,
};
