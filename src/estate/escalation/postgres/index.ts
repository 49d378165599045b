import { isDeny } from '../../access/graph.ts';
import { rowOf } from '../../access/reach.ts';
import type { Becoming, Spot, Technique, TechniqueSource } from '../becoming.ts';
import { partStep } from '../part-of.ts';
import type { SourceAt } from '../source-at.ts';

const manual = 'https://www.postgresql.org/docs/current';
const inServer = (
  id: string,
  of: Omit<Technique, 'id' | 'platform' | 'reference'> & { readonly page: string },
): Technique => {
  const { page, ...rest } = of;
  return { id: `postgres-${id}`, platform: 'postgres', reference: `${manual}/${page}`, ...rest };
};

const superuser = inServer('superuser', {
  title: 'is a superuser',
  does: 'Passes every check of permissions.',
  page: 'role-attributes.html',
  cost: 1,
  takeAway: 'the attribute SUPERUSER',
  means: 'holding',
});
const setRole = inServer('set-role', {
  title: 'becomes a role by SET ROLE',
  does: 'Says SET ROLE and has the rights of a role that it is a member of and does not inherit.',
  page: 'sql-set-role.html',
  cost: 1,
  takeAway: 'the membership',
  means: 'holding',
});
const adminOption = inServer('admin-option', {
  title: 'gives itself a role that it administers',
  does: 'Grants itself INHERIT or SET on a role that it holds with ADMIN OPTION.',
  page: 'sql-grant.html',
  cost: 1,
  takeAway: 'the ADMIN OPTION on the membership',
});
const createRole = inServer('create-role', {
  title: 'gives itself any role that is no superuser',
  does: 'Uses CREATEROLE to grant itself roles; before PostgreSQL 16 any that is no superuser.',
  page: 'role-attributes.html',
  cost: 2,
  takeAway: 'the attribute CREATEROLE',
});
const replication = inServer('replication', {
  title: 'copies the whole server',
  does: 'Connects for replication and takes a copy of every database and of the verifiers of all passwords.',
  page: 'protocol-replication.html',
  cost: 4,
  takeAway: 'the attribute REPLICATION',
});
/** Rights that the predefined roles have, by the action that the reader writes for them. */
const onServer: readonly {
  readonly action: string;
  readonly technique: Technique;
  readonly dependsOn: readonly string[];
}[] = [
  {
    action: 'execute server program',
    technique: inServer('server-program', {
      title: 'runs programs on the server',
      does: 'Has COPY run a program as the operating system’s user of the server, which can do everything in it.',
      page: 'predefined-roles.html',
      cost: 2,
      takeAway: 'the membership in pg_execute_server_program',
    }),
    dependsOn: [],
  },
  {
    action: 'write server files',
    technique: inServer('write-files', {
      title: 'writes files of the server',
      does: 'Has COPY write files as the operating system’s user of the server, its own configuration among them.',
      page: 'predefined-roles.html',
      cost: 3,
      takeAway: 'the membership in pg_write_server_files',
    }),
    dependsOn: [],
  },
  {
    action: 'read server files',
    technique: inServer('read-files', {
      title: 'reads files of the server',
      does: 'Reads files as the operating system’s user of the server, and whatever secrets lie in them.',
      page: 'predefined-roles.html',
      cost: 5,
      takeAway: 'the membership in pg_read_server_files',
    }),
    dependsOn: ['a file of the server holds what a superuser signs in with'],
  },
];

/** What roles of a PostgreSQL server can become: by memberships and attributes as they were read, and by predefined roles. */
export const postgresTechniques: TechniqueSource<SourceAt> = {
  platform: 'postgres',
  techniques: [
    superuser,
    setRole,
    adminOption,
    createRole,
    replication,
    ...onServer.map(({ technique }) => technique),
  ],
  *becoming(at) {
    const power: Spot = {
      is: 'power',
      scope: `postgres/${at.source}`,
      name: `everything in the server ${at.source}`,
    };
    const notSuper: Spot = { is: 'any', key: 'roles', name: 'any role that is no superuser' };
    const roles = at.nodes.filter(({ key }) => key.startsWith('role/') && key !== 'role/public');
    const someoneMakesRoles = roles.some(({ powers }) => powers.includes('createrole'));
    for (const { node, powers, attributes } of roles) {
      const from = { is: 'node', node } as const;
      if (powers.includes('superuser'))
        yield {
          from,
          to: power,
          technique: superuser,
          dependsOn: [],
          because: [],
          says: ['it has SUPERUSER'],
        };
      else {
        if (someoneMakesRoles) yield partStep(notSuper, from);
        yield partStep(power, from);
      }
      if (powers.includes('replication') && !powers.includes('superuser'))
        yield {
          from,
          to: power,
          technique: replication,
          dependsOn: [
            'pg_hba.conf, which was not read, lets it connect for replication',
            'a password of a superuser is found by its verifier, or a copy is enough',
          ],
          because: [],
          says: ['it has REPLICATION'],
        };
      // those that it administers are told by its memberships
      const { makesRoles } = attributes;
      if (
        powers.includes('createrole') &&
        !powers.includes('superuser') &&
        makesRoles !== 'those that it administers'
      ) {
        const dependsOn =
          makesRoles === undefined
            ? ['the server is older than PostgreSQL 16, where CREATEROLE reaches roles of others too']
            : [];
        yield {
          from,
          to: notSuper,
          technique: createRole,
          dependsOn,
          because: [],
          says: ['it has CREATEROLE'],
        };
      }
    }
    for (const { number, from, to, via, isAdmin, conditions } of at.memberships) {
      const step = { from: { is: 'node', node: from }, to: { is: 'node', node: to } } as const;
      const because = [{ row: 'membership', number }] as const;
      if (via !== 'set_role') continue;
      if (conditions.length === 0) yield { ...step, technique: setRole, dependsOn: [], because };
      else if (isAdmin) yield { ...step, technique: adminOption, dependsOn: [], because };
    }
    yield* byPredefined(at, power);
  },
  *replaced(at) {
    for (const { number, via } of at.memberships) if (via === 'set_role') yield number;
  },
};

function* byPredefined({ graph, sourceNo }: SourceAt, power: Spot): Iterable<Becoming> {
  const { entitlements, texts, grants, holdersOf, sources } = graph;
  const range = sources.find(({ no }) => no === sourceNo)?.rights;
  if (range === undefined) return;
  for (let right = range.first; right < range.first + range.keys.size; right++) {
    if (texts.patterns[entitlements.pattern[right] ?? -1] !== 'server') continue;
    const action = texts.actions[entitlements.action[right] ?? -1];
    const known = onServer.find((each) => each.action === action);
    if (known === undefined) continue;
    for (const grant of rowOf(holdersOf, right)) {
      if (((grants.flags[grant] ?? 0) & isDeny) !== 0) continue;
      const from = { is: 'node', node: grants.from[grant] ?? -1 } as const;
      const { technique, dependsOn } = known;
      yield { from, to: power, technique, dependsOn, because: [{ row: 'grant', number: grant }] };
    }
  }
}
