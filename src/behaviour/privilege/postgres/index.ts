import { globMatches } from '../../../platform/glob.ts';
import type { Act } from '../acts.ts';
import type { Dialect, GrantHeld, Need, Translated } from '../dialect.ts';
import { namesIn } from './names.ts';

/** PostgreSQL: statements in its log, with pgaudit or without, as privileges on objects. */
export const postgresDialect: Dialect = {
  platform: 'postgres',
  formats: ['postgres'],
  translate({ action, target }): Translated {
    if (action === 'connection authorized')
      return needs([{ action: 'CONNECT', on: onThing(target), named: target, reads: true }]);
    const word = action.split(' ')[0] ?? '';
    if (onTables.has(action)) {
      // a statement that names no table is told by its database: it needs a right on nothing that can be named
      if (target === null || target.startsWith('database/'))
        return { is: 'free', because: 'a statement that names no table' };
      const need = { action, on: onThing(target), named: target, reads: action === 'SELECT' };
      return needs([need, ...impliedBy(need.on)]);
    }
    if (action === 'EXECUTE' && target !== null && !target.startsWith('database/'))
      return needs([{ action, on: null, named: target, reads: false }]);
    if (owners.has(word) && target !== null && !target.startsWith('database/'))
      return needs([{ action: 'OWNER', on: onThing(target), named: target, reads: false }]);
    return noRight.has(word) || /^(disconnection|authentication)$/.test(action)
      ? { is: 'free', because: 'it needs no privilege on an object' }
      : { is: 'unknown', because: `${action} needs a privilege that the log does not tell` };
  },
  fits(grant, need) {
    const isOwner = grant.action.toUpperCase() === 'OWNER' || grant.action === '*';
    if (!isOwner && grant.action.toUpperCase() !== need.action) return 'no';
    if (grant.on === '*') return 'yes';
    if (need.on !== null) return globMatches(grant.on, need.on) ? 'yes' : columnOf(grant, need);
    return isCalled(grant.on, need.named ?? '') ? 'maybe' : 'no';
  },
  hidden(grant, acts) {
    const privilege = grant.action.toUpperCase();
    if (grant.on.startsWith('defaults/'))
      return 'it is given on what is made later, and is no right that anybody uses';
    if (privilege === 'CONNECT')
      return acts.some(({ action }) => action === 'connection authorized')
        ? null
        : 'connections are not in the log (`log_connections`)';
    if (privilege === 'SELECT' && !grant.on.startsWith('sequence/'))
      return acts.some((act) => act.action === 'SELECT' && isByRelation(act))
        ? null
        : 'reads of each table are not in the log (pgaudit with `log_relation`)';
    if (writes.has(privilege) && !grant.on.startsWith('sequence/'))
      return acts.some(({ action }) => writes.has(action)) ||
        acts.some((act) => act.action === 'SELECT' && !isByRelation(act))
        ? null
        : 'no write of any kind by it is in the log, which may leave writes out';
    return `no statement in the log tells that ${privilege} was needed`;
  },
};

const writes: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']);
const onTables: ReadonlySet<string> = new Set(['SELECT', ...writes]);
const owners: ReadonlySet<string> = new Set(['ALTER', 'DROP', 'GRANT', 'REVOKE', 'COMMENT']);
const noRight: ReadonlySet<string> = new Set(
  'BEGIN COMMIT ROLLBACK START END ABORT SAVEPOINT RELEASE SET RESET SHOW DISCARD DEALLOCATE PREPARE FETCH CLOSE DECLARE LISTEN UNLISTEN NOTIFY EXPLAIN CHECKPOINT LOCK'.split(
    ' ',
  ),
);

const needs = (list: readonly Need[]): Translated => ({ is: 'needs', needs: list });

/** A target that is told as the estate tells it. */
const onThing = (target: string | null): string | null =>
  target !== null && /^(table|sequence|database|schema|function)\//.test(target) ? target : null;

/** Told by each relation that a statement touched, as pgaudit does. */
const isByRelation = ({ target }: Act): boolean => target?.startsWith('table/') === true;

/** Who uses a table uses its schema and is connected to its database. */
function impliedBy(on: string | null): readonly Need[] {
  const [database, schema] = on === null ? [] : on.slice(on.indexOf('/') + 1).split('.');
  if (database === undefined || schema === undefined) return [];
  const implied = { named: null, reads: true, implied: true } as const;
  return [
    { action: 'USAGE', on: `schema/${database}.${schema}`, ...implied },
    { action: 'CONNECT', on: `database/${database}`, ...implied },
  ];
}

/** A right on columns is one on some of the table: the log does not say which were used. */
function columnOf(grant: GrantHeld, need: Need): 'maybe' | 'no' {
  const table = need.on?.replace(/^table\//, 'column/');
  return table !== undefined && grant.on.startsWith(`${table}.`) ? 'maybe' : 'no';
}

/** Whether a statement would call it so: with its schema, or by its last name alone. */
function isCalled(on: string, named: string): boolean {
  const { kind, names } = namesIn(on);
  const last = kind === 'function' ? names.map((name) => name.replace(/\(.*$/, '')) : names;
  return (
    named !== '' &&
    kind !== 'database' &&
    (last.at(-1) === named ||
      last.slice(-2).join('.') === named ||
      (kind === 'functions' && names.length > 0))
  );
}
