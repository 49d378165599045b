import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { TargetWriter } from '../../../src/connectors/kit/connector.ts';
import {
  entitlementKey,
  roleKey,
  type PostgresObject,
  type PostgresPrivilege,
} from '../../../src/connectors/postgres/keys.ts';
import { openPostgresWriter } from '../../../src/connectors/postgres/write.ts';
import type { Change } from '../../../src/model/change.ts';
import { isSourceId, must } from '../../../src/model/ids.ts';
import type { Database } from '../../../src/platform/store/index.ts';

/** A real server to write to: a superuser's connection to one of its databases, and URLs for others. */
export interface WriterTarget {
  readonly db: Database;
  readonly urlAs: (user: 'superuser') => string;
}

export const source = must(isSourceId, 'target');
export const execution = 'ent_0000000000000000000000write';

/** Roles with hostile names, a schema with a table and a sequence, and a writer as superuser; taken away at the end. */
export interface WriterScene {
  readonly major: number;
  /** The newest server gets the most rounds: what differs between servers shows in the first. */
  readonly thorough: boolean;
  /** Part of every role's name: roles are the cluster's, not the database's, so each run has its own. */
  readonly run: string;
  readonly hostile: readonly string[];
  readonly alice: string;
  readonly bob: string;
  readonly carol: string;
  readonly schema: string;
  readonly table: string;
  /** The database's name. */
  readonly name: string;
  readonly db: Database;
  readonly writer: TargetWriter;
  /** Another writer, as another user without a password. */
  readonly writerAs: (user: string) => TargetWriter;
  /** Runs our own statement with quoted names in it, as superuser. */
  readonly admin: (template: string, ...names: string[]) => Promise<void>;
  readonly things: () => readonly (readonly [PostgresObject, readonly PostgresPrivilege[]])[];
  readonly grantOf: (role: string, entitlement: string, grantable?: boolean) => Change;
  readonly revokeOf: (role: string, entitlement: string) => Change;
  /** SELECT on the table. */
  readonly select: () => string;
  /** Every access list, membership and role attribute of this run's things: what "exactly restored" is judged on. */
  readonly everything: () => Promise<readonly object[]>;
}

/** For use at the top of a `describe`: what it answers is there only inside tests and hooks. */
export function useWriterScene(target: WriterTarget, major: number): WriterScene {
  const run = randomUUID().slice(0, 8);
  const hostile = [
    `plain_${run}`,
    `"; drop role postgres; --${run}`,
    `__proto__${run}`,
    `\u202egnp.exe${run}`,
    `a.b/c#d%${run}`,
    `'quoted' $1 %I ${run}`,
  ];
  const schema = `pay "roll" %I ${run}`;
  const table = `sal.ary'; --`;
  const sequence = 'se#q';
  let writer: TargetWriter | undefined;
  let name = '';
  const admin = async (template: string, ...names: string[]): Promise<void> => {
    const [made] = await target.db.query<{ sql: string }>('select format($1, variadic $2::text[]) as sql', [
      template,
      names,
    ]);
    await target.db.query(made?.sql ?? '');
  };
  const writerAs = (user: string): TargetWriter =>
    openPostgresWriter({
      url: target.urlAs('superuser').replace('postgres@', `${encodeURIComponent(user)}@`),
      execution,
    });
  beforeAll(async () => {
    const [row] = await target.db.query<{ name: string }>('select current_database() as name');
    name = row?.name ?? '';
    for (const role of hostile) await admin('create role %I nologin', role);
    await admin('create schema %I', schema);
    await admin('create table %I.%I (id int, amount int)', schema, table);
    await admin('create sequence %I.%I', schema, sequence);
    writer = openPostgresWriter({ url: target.urlAs('superuser'), execution });
  });
  afterAll(async () => {
    await writer?.close();
    await admin('drop schema %I cascade', schema);
    for (const role of hostile) {
      await admin('drop owned by %I', role);
      await admin('drop role if exists %I', role);
    }
  });
  const [alice = '', bob = '', , , carol = ''] = hostile;
  return {
    major,
    thorough: major >= 18,
    run,
    hostile,
    alice,
    bob,
    carol,
    schema,
    table,
    admin,
    writerAs,
    get name() {
      return name;
    },
    get db() {
      return target.db;
    },
    get writer() {
      if (writer === undefined) throw new Error('the writer is there only inside tests');
      return writer;
    },
    things: () => [
      [{ kind: 'table', database: name, schema, name: table }, ['SELECT', 'INSERT', 'TRUNCATE']],
      [{ kind: 'sequence', database: name, schema, name: sequence }, ['USAGE', 'SELECT']],
      [{ kind: 'schema', database: name, schema }, ['USAGE', 'CREATE']],
      [{ kind: 'database', database: name }, ['CONNECT', 'CREATE', 'TEMPORARY']],
    ],
    grantOf: (role, entitlement, grantable = false) => ({
      type: 'grant.add',
      source,
      subjectKey: roleKey(role),
      entitlementKey: entitlement,
      grantable,
      until: null,
    }),
    revokeOf: (role, entitlement) => ({
      type: 'grant.remove',
      source,
      subjectKey: roleKey(role),
      entitlementKey: entitlement,
    }),
    select: () => entitlementKey({ kind: 'table', database: name, schema, name: table }, 'SELECT'),
    everything: async () =>
      target.db.query(
        `select 'acl' as what, d.kind, a.grantor, a.grantee, a.privilege_type, a.is_grantable from (
           select 'table' as kind, relacl as acl from pg_class where relnamespace = $1::text::regnamespace
           union all select 'schema', nspacl from pg_namespace where oid = $1::text::regnamespace
           union all select 'database', datacl from pg_database where datname = current_database()) d
         cross join aclexplode(d.acl) a where a.grantee in (select oid from pg_roles where rolname like '%' || $2)
         union all select 'member', null, m.grantor, m.member, m.roleid::text, m.admin_option from pg_auth_members m
           join pg_roles r on r.oid = m.member where r.rolname like '%' || $2
         union all select 'role', r.rolname, null, r.oid, r.rolvaliduntil::text, r.rolcanlogin from pg_roles r where rolname like '%' || $2
         order by 1, 2, 3, 4, 5`,
        [`"${schema.replaceAll('"', '""')}"`, run],
      ),
  };
}
