import { heldPairsOf, type AccessVersion } from '../estate/index.ts';
import { suggestRoles, type Member, type Outlier, type SuggestedRole } from '../mining/index.ts';
import { done, refuse, type EstateRef, type Result, type SourceId } from '../model/index.ts';
import type { System } from './system.ts';

/** What one answer may be about: beyond it mining would keep the server for longer than anybody waits. */
const most = { accounts: 20_000, pairs: 200_000, outliers: 1000 } as const;
const askedAtOnce = 1000;

export interface RoleSuggested extends Omit<SuggestedRole, 'users' | 'permissions'> {
  readonly users: number;
  readonly permissions: number;
  /** The first of them, by name. */
  readonly accounts: readonly EstateRef[];
  readonly rights: readonly EstateRef[];
}

export interface RolesTold {
  readonly source: SourceId;
  readonly users: number;
  readonly permissions: number;
  readonly pairs: number;
  readonly edges: number;
  readonly isFewest: boolean;
  readonly total: number;
  readonly truncated: boolean;
  readonly roles: readonly RoleSuggested[];
  readonly coverage: readonly { readonly share: number; readonly roles: number }[];
  readonly outliers: {
    readonly total: number;
    readonly told: readonly (Omit<Outlier, 'user' | 'permission'> & {
      readonly account: EstateRef;
      readonly right: EstateRef;
    })[];
  };
  /** Held only under conditions or beside denials: in none of the above. */
  readonly leftOut: number;
  readonly version: AccessVersion;
}

const mostNamed = { accounts: 300, rights: 200 } as const;

/** Roles that would say what the accounts of one source hold now. It proposes; it changes nothing and files nothing. */
export async function suggestRolesOf(
  system: Pick<System, 'database' | 'access' | 'views'>,
  asked: { readonly source: SourceId; readonly limit: number },
): Promise<Result<RolesTold>> {
  const resident = await system.access.resident();
  const found = await heldPairsOf(system.database, resident, {
    source: asked.source,
    mostAccounts: most.accounts,
    mostPairs: most.pairs,
  });
  if (found.is === 'not read')
    return refuse(
      'not_found',
      `No source \`${asked.source}\` was read yet.`,
      'See which there are with `countersign source list`.',
    );
  if (found.is === 'too much')
    return refuse(
      'input_too_large',
      `\`${asked.source}\` has ${found.accounts} accounts${found.pairs > 0 ? ` that hold more than ${most.pairs} rights` : ''}; roles are suggested for up to ${most.accounts} accounts and ${most.pairs} rights held.`,
      'Write the pairs of a part of it into a file, and mine that: `countersign mine-roles FILE`.',
    );
  const { rights, leftOut, version } = found.pairs;
  // where several sets of roles are equally good, which one is told depends on the names alone, not on the order of rows
  const accounts = found.pairs.accounts.toSorted((a, b) => byName(a.ref, b.ref));
  const members = await membersOf(system, accounts);
  const placeOf = new Map(
    [...rights.entries()].toSorted(([, a], [, b]) => byName(a, b)).map(([right], place) => [right, place]),
  );
  const told = suggestRoles(
    members,
    accounts.flatMap(({ holds }, user) =>
      holds
        .toSorted((a, b) => (placeOf.get(a) ?? 0) - (placeOf.get(b) ?? 0))
        .map((right) => ({ user: String(user), permission: String(right) })),
    ),
  );
  const accountOf = (user: string): EstateRef[] => {
    const account = accounts[Number(user)];
    return account === undefined ? [] : [account.ref];
  };
  const rightOf = (permission: string): EstateRef[] => {
    const right = rights[Number(permission)];
    return right === undefined ? [] : [right];
  };
  const { roles, outliers, users, permissions, pairs, edges, isFewest, coverage } = told;
  return done({
    source: asked.source,
    users,
    permissions,
    pairs,
    edges,
    isFewest,
    coverage,
    total: roles.length,
    truncated: roles.length > asked.limit,
    roles: roles.slice(0, asked.limit).map((role) => {
      const named = role.users.flatMap(accountOf).toSorted(byName);
      const given = role.permissions.flatMap(rightOf).toSorted(byName);
      return {
        ...role,
        name: role.shares[0]?.value ?? nameFrom(named, given),
        users: named.length,
        permissions: given.length,
        accounts: named.slice(0, mostNamed.accounts),
        rights: given.slice(0, mostNamed.rights),
      };
    }),
    outliers: {
      total: outliers.length,
      told: outliers.slice(0, Math.min(most.outliers, asked.limit)).flatMap((outlier) => {
        const [account] = accountOf(outlier.user);
        const [right] = rightOf(outlier.permission);
        if (account === undefined || right === undefined) return [];
        const { is, peers, others } = outlier;
        return [{ is, peers, others, account, right }];
      }),
    },
    leftOut,
    version,
  });
}

/** What users share nothing for is named by what it gives. */
function nameFrom(accounts: readonly EstateRef[], rights: readonly EstateRef[]): string {
  const what = `${rights[0]?.name ?? 'nothing'}${rights.length > 1 ? ` and ${rights.length - 1} more` : ''}`;
  return accounts.length === 1 ? `${accounts[0]?.name ?? ''}: ${what}` : what;
}

const byName = (a: EstateRef, b: EstateRef): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : a.key < b.key ? -1 : 1;

/** With the department and title of the person behind an account, where correlation found one. */
async function membersOf(
  { database, views }: Pick<System, 'database' | 'views'>,
  accounts: readonly { readonly ref: EstateRef; readonly groups: readonly string[] }[],
): Promise<readonly Member[]> {
  const personOf = new Map<string, EstateRef>();
  for (let from = 0; from < accounts.length; from += askedAtOnce)
    for await (const page of views.views({
      is: 'accounts',
      accounts: accounts.slice(from, from + askedAtOnce).map(({ ref }) => ref),
    }))
      for (const { ref, person } of page) if (person !== undefined) personOf.set(ref.key, person.ref);
  const people = [...personOf.values()];
  const rows = await database.query<{
    source: string;
    key: string;
    department: string | null;
    title: string | null;
  }>(
    `select s.id as source, p.key, p.department, p.title
       from unnest($1::text[], $2::text[]) w (source, key)
       join sources.source s on s.id = w.source
       join estate.persons p on p.source_no = s.no and p.key = w.key and p.valid_to_read is null`,
    [people.map(({ source }) => source), people.map(({ key }) => key)],
  );
  const known = new Map(rows.map((row) => [`${row.source}\n${row.key}`, row]));
  return accounts.map(({ ref, groups }, user) => {
    const person = personOf.get(ref.key);
    const row = person === undefined ? undefined : known.get(`${person.source}\n${person.key}`);
    return {
      user: String(user),
      groups,
      ...(row?.department == null ? {} : { department: row.department }),
      ...(row?.title == null ? {} : { title: row.title }),
    };
  });
}
