import type { Instant } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { int8Text, type Hasher } from '../tables/keyed-hash.ts';
import type { AccountClues, PersonRow } from './rules.ts';

/** Everyone whom any rule could join to one of these accounts, or any owner reference could mean: one query. */
export async function loadPeople(
  db: Queryable,
  wanted: {
    readonly accounts: readonly AccountClues[];
    /** Person keys named by a decision. */
    readonly personKeys: readonly string[];
    readonly hash: Hasher;
  },
): Promise<readonly PersonRow[]> {
  const numbers = new Set<string>();
  const emails = new Set<string>();
  const locals = new Set<string>();
  const keys = new Set(wanted.personKeys);
  for (const account of wanted.accounts) {
    for (const stated of account.statedOwners) {
      keys.add(stated);
      numbers.add(stated);
      emails.add(stated.toLowerCase());
    }
    if (account.kind !== 'person' && account.kind !== 'unknown') continue;
    const fold = account.name.toLowerCase();
    (fold.includes('@') ? emails : locals).add(fold);
    if (account.email !== undefined) emails.add(account.email.toLowerCase());
    if (account.employeeNumber !== undefined) numbers.add(account.employeeNumber);
  }
  if (numbers.size + emails.size + locals.size + keys.size === 0) return [];
  // one pass with four ways in, not a union joined back: without statistics that join was tried row by row
  const rows = await db.query<PersonSql>(
    `select ${personColumns}
       from estate.persons p join sources.source s on s.no = p.source_no
      where p.valid_to_read is null and (p.employee_number = any($1) or p.email_fold = any($2)
         or p.local_fold = any($3) or p.key_hash = any($4::bigint[]))
      order by s.id, p.key`,
    [[...numbers], [...emails], [...locals], [...keys].map((key) => int8Text(wanted.hash(key)))],
  );
  return rows.map(personOf);
}

/** What `personOf` takes, of `estate.persons p` and `sources.source s`. */
export const personColumns = 's.id as source, p.key, p.name, p.email, p.employee_number, p.state, p.left_at';

export interface PersonSql {
  readonly source: string;
  readonly key: string;
  readonly name: string;
  readonly email: string | null;
  readonly employee_number: string | null;
  readonly state: PersonRow['state'];
  readonly left_at: Instant | null;
}

export const personOf = (row: PersonSql): PersonRow => ({
  ref: { entity: 'person', source: row.source, key: row.key, name: row.name },
  state: row.state,
  ...(row.email === null ? {} : { email: row.email }),
  ...(row.employee_number === null ? {} : { employeeNumber: row.employee_number }),
  ...(row.left_at === null ? {} : { leftAt: row.left_at }),
});
