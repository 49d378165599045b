import type { Observation } from '../../model/index.ts';
import type { Unplaced } from './objects.ts';

/** What this reader never looks at, on any server. Said on every answer that could depend on it. */
export const unread = [
  [
    'function-bodies',
    'what functions and procedures do; a SECURITY DEFINER one does it with the rights of its owner',
  ],
  ['row-security', 'row-level security policies: which rows a right on a table reaches'],
  ['system-schemas', 'objects in pg_catalog, information_schema, pg_toast and temporary schemas'],
  [
    'other-objects',
    'large objects, types, languages, tablespaces, foreign servers, publications, parameters',
  ],
  ['pg-hba', 'pg_hba.conf: from where and how a role may sign in'],
  ['last-use', 'when a role last signed in: PostgreSQL does not keep it'],
  ['connect', 'whether the holder of a right on a table also has CONNECT on the database'],
] as const;

export function observeGaps(about: {
  readonly database: string;
  readonly otherDatabases: readonly string[];
  readonly passwordsSeen: boolean;
  readonly predefined: readonly string[];
  readonly unplaced: Unplaced;
}): readonly Observation[] {
  const gap = (key: string, what: string, why: string): Observation => ({ type: 'gap', key, what, why });
  const { unplaced } = about;
  return [
    ...unread.map(([key, what]) => gap(key, what, 'this version of the connector does not read them')),
    ...(about.passwordsSeen
      ? []
      : [
          gap(
            'passwords',
            'which roles have a password',
            'only a superuser may read pg_authid, and the reader is none',
          ),
        ]),
    ...(about.otherDatabases.length === 0
      ? []
      : [
          gap(
            'other-databases',
            `schemas, tables and sequences of the databases ${shortList(about.otherDatabases)}`,
            `a connection sees one database; this one reads \`${about.database}\``,
          ),
        ]),
    ...(about.predefined.length === 0
      ? []
      : [
          gap(
            'predefined-roles',
            `what the predefined roles ${shortList(about.predefined)} allow`,
            'PostgreSQL keeps it in its code, not in a catalog',
          ),
        ]),
    ...[...unplaced.privileges]
      .sort((a, b) => (a < b ? -1 : 1))
      .map((name) => gap(`privilege/${name}`, `the privilege ${name}`, 'this version does not know it')),
    ...(unplaced.grantsToNobody === 0
      ? []
      : [
          gap(
            'grants-to-nobody',
            `${unplaced.grantsToNobody} grants`,
            'their grantee is a role that no longer exists',
          ),
        ]),
  ];
}

const shortList = (names: readonly string[]): string =>
  `${names
    .slice(0, 20)
    .map((name) => `\`${name}\``)
    .join(', ')}${names.length > 20 ? ` and ${names.length - 20} more` : ''}`;
