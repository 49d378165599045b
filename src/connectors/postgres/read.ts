import { z } from 'zod';
import type { Observation } from '../../model/index.ts';
import type { ReadContext, ReadPage } from '../kit/connector.ts';
import { readDefaultPrivileges } from './default-privileges.ts';
import { observeGaps } from './gaps.ts';
import type { PostgresConfig } from './location.ts';
import { readMemberships } from './memberships.ts';
import { readObjects, type Unplaced } from './objects.ts';
import { readOpenings } from './openings.ts';
import { observeImplied, evaluatedRoles } from './predefined.ts';
import {
  isAccount,
  isPredefined,
  makesRoles,
  observePublic,
  observeRole,
  readRoles,
  type RoleRow,
} from './roles.ts';
import { readWithoutUsage } from './schema-usage.ts';
import { withCatalog, type CatalogSession } from './session.ts';

const serverRow = z.object({
  version: z.number(),
  database: z.string(),
  owner: z.number(),
  seePasswords: z.boolean(),
  otherDatabases: z.array(z.string()),
});

/** Roles, then who is in whom, then what they hold, all from one snapshot of the catalogs, then what was not read. */
export async function* readPostgres(context: ReadContext<PostgresConfig>): AsyncIterable<ReadPage> {
  const { passwordFrom } = context.config;
  const password = async (): Promise<string> =>
    passwordFrom === undefined ? '' : context.secret(passwordFrom);
  yield* withCatalog(context.config, password, context.signal, (session) => pagesOf(session, context));
}

async function* pagesOf(
  session: CatalogSession,
  context: ReadContext<PostgresConfig>,
): AsyncIterable<ReadPage> {
  const server = await readServer(session);
  const can = { seePasswords: server.seePasswords, inheritOptions: server.version >= 160_000 };
  const roles = await readRoles(session, can);
  const nameOf = new Map(roles.map((role) => [role.oid, role.name]));
  const accounts = new Set(roles.filter(isAccount).map((role) => role.oid));
  const openings = await readOpenings(session, (oid) => accounts.has(oid));
  const unplaced: Unplaced = { privileges: new Set(), grantsToNobody: 0 };
  yield { observations: [observePublic] };
  for (const part of parts(roles, 1000))
    yield {
      observations: part.flatMap((role) =>
        observeRole(role, context.now, { ...openings.get(role.oid), ...makesRoles(role, can) }),
      ),
    };
  for await (const observations of readMemberships(session, can)) yield { observations };
  const names = { database: server.database, roleOf: (oid: number) => nameOf.get(oid), unplaced };
  const usable: Observation[] = [];
  const withoutUsage = await readWithoutUsage(session, names, (each) => usable.push(...each));
  for (const observations of parts(usable, 1000)) yield { observations };
  for await (const observations of readObjects(session, { ...names, withoutUsage })) yield { observations };
  for await (const observations of readDefaultPrivileges(session, names)) yield { observations };
  yield { observations: impliedBy(roles, nameOf.get(server.owner)) };
  const gaps = observeGaps({
    database: server.database,
    otherDatabases: server.otherDatabases,
    passwordsSeen: server.seePasswords,
    predefined: roles
      .filter((role) => isPredefined(role) && !evaluatedRoles.has(role.name))
      .map((role) => role.name),
    unplaced,
  });
  yield { observations: gaps, complete: true };
}

async function readServer(session: CatalogSession): Promise<z.infer<typeof serverRow>> {
  const [server] = await session.rows(
    serverRow,
    `select current_setting('server_version_num')::int as version, d.datname as database,
            d.datdba::int8::float8 as owner,
            has_column_privilege('pg_authid', 'rolpassword', 'select')
              and has_column_privilege('pg_authid', 'oid', 'select') as "seePasswords",
            array(select o.datname::text from pg_database o
                   where o.oid <> d.oid and not o.datistemplate order by o.datname collate "C") as "otherDatabases"
       from pg_database d where d.datname = current_database()`,
  );
  if (server === undefined) throw new TypeError('the server does not list its own database');
  return server;
}

const impliedBy = (roles: readonly RoleRow[], databaseOwner: string | undefined): readonly Observation[] =>
  observeImplied({
    names: new Set(roles.map((role) => role.name)),
    databaseOwner,
  });

function* parts<T>(items: readonly T[], size: number): Iterable<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
