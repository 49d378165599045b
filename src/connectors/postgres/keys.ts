/**
 * Names of PostgreSQL things in the estate: made by the reader, taken apart again by the writer, here alone.
 *
 * `role/NAME`, `database/DB`, `schema/DB.SCHEMA`, `table/DB.SCHEMA.TABLE` (also views, materialised views, foreign and
 * partitioned tables: GRANT … ON TABLE serves them all), `sequence/DB.SCHEMA.SEQ`, `column/DB.SCHEMA.TABLE.COLUMN`,
 * `function/DB.SCHEMA.NAME(ARGUMENTS)` (procedures too), `functions/DB.SCHEMA.OWNER` (those left as they were made),
 * `defaults/DB[.SCHEMA].ROLE.OBJECTS` (what is made later).
 * An entitlement is `THING#PRIVILEGE`; a grant `role/NAME#THING#PRIVILEGE`; a membership `role/MEMBER#role/GROUP`; a
 * password `role/NAME#password`. In a name exactly `% / . # * ?` are percent-encoded (upper-case hex), so that each key
 * has one reading and one spelling, and none is taken for a wildcard pattern.
 */
export type PostgresThing =
  | RoleName
  | DatabaseName
  | SchemaName
  | RelationName
  | ColumnName
  | FunctionName
  | FunctionsName
  | DefaultsName;

export interface RoleName {
  readonly kind: 'role';
  readonly role: string;
}
export interface DatabaseName {
  readonly kind: 'database';
  readonly database: string;
}
export interface SchemaName {
  readonly kind: 'schema';
  readonly database: string;
  readonly schema: string;
}
export interface RelationName {
  readonly kind: 'table' | 'sequence';
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}
export interface ColumnName {
  readonly kind: 'column';
  readonly database: string;
  readonly schema: string;
  readonly table: string;
  readonly column: string;
}

export interface FunctionName {
  readonly kind: 'function';
  readonly database: string;
  readonly schema: string;
  /** With the types of its arguments, which tell it from others of its name. */
  readonly signature: string;
}
/** Functions of one owner in one schema that nobody granted or revoked anything on. */
export interface FunctionsName {
  readonly kind: 'functions';
  readonly database: string;
  readonly schema: string;
  readonly owner: string;
}
/** What a role makes later, in one schema or in any. */
export interface DefaultsName {
  readonly kind: 'defaults';
  readonly database: string;
  readonly schema?: string;
  readonly role: string;
  readonly objects: string;
}

/** A thing that can carry privileges. */
export type PostgresObject = Exclude<PostgresThing, RoleName>;

export interface PostgresEntitlement {
  readonly on: PostgresObject;
  readonly privilege: PostgresPrivilege;
}

/** Every privilege that an entitlement key may name, by kind of thing, as GRANT writes it. `OWNER` is ownership. */
export const privilegesOn = {
  database: ['CREATE', 'CONNECT', 'TEMPORARY', 'OWNER'],
  schema: ['CREATE', 'USAGE', 'OWNER'],
  table: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN', 'OWNER'],
  sequence: ['USAGE', 'SELECT', 'UPDATE', 'OWNER'],
  column: ['SELECT', 'INSERT', 'UPDATE', 'REFERENCES'],
  function: ['EXECUTE', 'OWNER'],
  functions: ['EXECUTE'],
  defaults: [
    'SELECT',
    'INSERT',
    'UPDATE',
    'DELETE',
    'TRUNCATE',
    'REFERENCES',
    'TRIGGER',
    'MAINTAIN',
    'USAGE',
    'EXECUTE',
    'CREATE',
  ],
} as const;

export type PostgresPrivilege = (typeof privilegesOn)[keyof typeof privilegesOn][number];

/** The pseudo-role that everyone is a member of. PostgreSQL reserves the name, so no real role can have it. */
export const publicRoleKey = 'role/public';

const encode = (name: string): string =>
  name.replace(/[%/.#*?]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** `undefined` for a name that `encode` would not have written so. */
function decode(part: string): string | undefined {
  if (part === '' || /[/.#*?]|%(?!25|2F|2E|23|2A|3F)/.test(part)) return undefined;
  return part.replace(/%(25|2F|2E|23|2A|3F)/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

export const roleKey = (role: string): string => `role/${encode(role)}`;

/** The key of a thing; the inverse of `parseThingKey`. */
export function thingKey(thing: PostgresThing): string {
  const parts = namesOf(thing);
  return `${thing.kind}/${parts.map(encode).join('.')}`;
}

function namesOf(thing: PostgresThing): readonly string[] {
  if (thing.kind === 'role') return [thing.role];
  if (thing.kind === 'database') return [thing.database];
  if (thing.kind === 'schema') return [thing.database, thing.schema];
  if (thing.kind === 'column') return [thing.database, thing.schema, thing.table, thing.column];
  if (thing.kind === 'function') return [thing.database, thing.schema, thing.signature];
  if (thing.kind === 'functions') return [thing.database, thing.schema, thing.owner];
  if (thing.kind === 'defaults')
    return [thing.database, ...(thing.schema === undefined ? [] : [thing.schema]), thing.role, thing.objects];
  return [thing.database, thing.schema, thing.name];
}

/** The group of those who can use what a role is granted on things in a schema on which the role itself has no USAGE. */
export const usageKey = (of: {
  readonly kind: 'usage';
  readonly database: string;
  readonly schema: string;
  readonly role: string;
}): string => `${of.kind}/${[of.database, of.schema, of.role].map(encode).join('.')}`;

export const entitlementKey = (on: PostgresObject, privilege: PostgresPrivilege): string =>
  `${thingKey(on)}#${privilege}`;
export const grantKey = (subjectKey: string, entitlement: string): string => `${subjectKey}#${entitlement}`;
export const membershipKey = (memberKey: string, groupKey: string): string => `${memberKey}#${groupKey}`;
export const passwordKey = (accountKey: string): string => `${accountKey}#password`;

/** Takes a key apart, or `undefined` when it is not exactly a key that `thingKey` writes. */
export function parseThingKey(key: string): PostgresThing | undefined {
  const slash = key.indexOf('/');
  if (slash < 0) return undefined;
  const kind = key.slice(0, slash);
  const names: string[] = [];
  for (const part of key.slice(slash + 1).split('.')) {
    const name = decode(part);
    if (name === undefined) return undefined;
    names.push(name);
  }
  return thingOf(kind, names);
}

function thingOf(kind: string, names: readonly string[]): PostgresThing | undefined {
  const [a, b, c, d] = names;
  if (a === undefined) return undefined;
  if (names.length === 1 && kind === 'role') return { kind, role: a };
  if (names.length === 1 && kind === 'database') return { kind, database: a };
  if (b === undefined) return undefined;
  if (names.length === 2 && kind === 'schema') return { kind, database: a, schema: b };
  if (c === undefined) return undefined;
  if (names.length === 3 && (kind === 'table' || kind === 'sequence'))
    return { kind, database: a, schema: b, name: c };
  if (names.length === 3 && kind === 'function') return { kind, database: a, schema: b, signature: c };
  if (names.length === 3 && kind === 'functions') return { kind, database: a, schema: b, owner: c };
  if (names.length === 3 && kind === 'defaults') return { kind, database: a, role: b, objects: c };
  if (names.length === 4 && kind === 'defaults' && d !== undefined)
    return { kind, database: a, schema: b, role: c, objects: d };
  if (names.length === 4 && kind === 'column' && d !== undefined)
    return { kind, database: a, schema: b, table: c, column: d };
  return undefined;
}

/** The role that a subject or account key names, or `undefined`. `role/public` gives `public`, which is PUBLIC. */
export function parseRoleKey(key: string): string | undefined {
  const thing = parseThingKey(key);
  return thing?.kind === 'role' ? thing.role : undefined;
}

/** Takes an entitlement key apart, or `undefined` when the thing cannot carry that privilege. */
export function parseEntitlementKey(key: string): PostgresEntitlement | undefined {
  const hash = key.lastIndexOf('#');
  if (hash < 0) return undefined;
  const on = parseThingKey(key.slice(0, hash));
  if (on === undefined || on.kind === 'role') return undefined;
  const privilege = privilegesOn[on.kind].find((known) => known === key.slice(hash + 1));
  return privilege === undefined ? undefined : { on, privilege };
}
