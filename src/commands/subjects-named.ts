import {
  done,
  isIdentityRef,
  refuse,
  type EstateRef,
  type IdentityRef,
  type Result,
} from '../model/index.ts';
import { peopleCalled } from '../estate/index.ts';
import { accountsOfPerson, identityByRef, identityRefOf, type IdentityItem } from '../query/index.ts';
import type { System } from './system.ts';

/** Who is meant, and the accounts or groups that stand for them. */
export interface Named {
  readonly identity: EstateRef;
  readonly subjects: readonly EstateRef[];
}

/** More accounts of one person than this are not put into one answer. */
const mostAccounts = 50;

/**
 * Whom a text names: an account or group by key or name; where none is called so, a person by name, key or e-mail address,
 * as all their accounts; or an identity by its reference.
 */
export async function subjectsNamed(system: System, identity: string): Promise<Result<Named>> {
  if (isIdentityRef(identity)) return identityMeant(system, identity);
  const rows = await system.database.query<EstateRef>(
    `select 'account' as entity, s.id as source, a.key, a.name from estate.accounts a join sources.source s on s.no = a.source_no
      where a.valid_to_read is null and (a.key = $1 or a.name = $1 or s.id || '/' || a.key = $1)
     union all
     select 'group', s.id, g.key, g.name from estate.groups g join sources.source s on s.no = g.source_no
      where g.valid_to_read is null and (g.key = $1 or g.name = $1 or s.id || '/' || g.key = $1)
     order by 1, 2, 3 limit 6`,
    [identity],
  );
  const [only, another] = rows;
  if (only === undefined) return personMeant(system, identity);
  return another === undefined ? done({ identity: only, subjects: [only] }) : several(identity, rows);
}

async function identityMeant(system: System, identity: IdentityRef): Promise<Result<Named>> {
  const item = await identityByRef(system.database, identity);
  if (item === undefined)
    return refuse('not_found', `There is no identity \`${identity}\`.`, 'Look for it by its name.');
  if (item.entity === 'account') return done({ identity: refOf(item), subjects: [refOf(item)] });
  const accounts = await accountsOfPerson(system.database, identity);
  if (accounts.length > mostAccounts)
    return refuse('usage', `\`${item.name}\` has ${accounts.length} accounts.`, 'Ask for one of them.');
  if (accounts.length === 0)
    return refuse('not_found', `No account was found to be \`${item.name}\`’s.`, 'Ask for an account.');
  return done({ identity: refOf(item), subjects: accounts.map(refOf) });
}

async function personMeant(system: System, called: string): Promise<Result<Named>> {
  const rows = await peopleCalled(system.database, called);
  const [only, another] = rows;
  if (only === undefined)
    return refuse(
      'not_found',
      `No account, group or person is called \`${called}\`.`,
      'Give its key as `countersign findings` shows it.',
    );
  return another === undefined
    ? identityMeant(system, identityRefOf('person', only.source, only.key))
    : several(called, rows);
}

const several = (called: string, rows: readonly EstateRef[]): Result<never> =>
  refuse(
    'usage',
    `\`${called}\` is the name of several: ${rows.map((row) => `${row.source}/${row.key}`).join(', ')}.`,
    'Say which, as `source/key`.',
  );

const refOf = ({ entity, source, key, name }: IdentityItem): EstateRef => ({ entity, source, key, name });
