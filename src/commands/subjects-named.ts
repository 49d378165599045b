import {
  done,
  isIdentityRef,
  refuse,
  type EstateRef,
  type IdentityRef,
  type Instant,
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
 * as all their accounts; or an identity by its reference. With a moment (`at`), also what was called so and is gone.
 */
export async function subjectsNamed(
  system: Pick<System, 'database'>,
  identity: string,
  { at }: { readonly at?: Instant } = {},
): Promise<Result<Named>> {
  if (isIdentityRef(identity)) return identityMeant(system, identity);
  const rows = await rowsCalled(system, identity, 'now');
  const [only, another] = rows;
  if (only === undefined) {
    const person = await personMeant(system, identity);
    if (person.ok || person.code !== 'not_found' || at === undefined) return person;
    const [gone, other] = await rowsCalled(system, identity, 'ever');
    if (gone === undefined) return person;
    return other === undefined
      ? done({ identity: gone, subjects: [gone] })
      : several(identity, [gone, other]);
  }
  return another === undefined ? done({ identity: only, subjects: [only] }) : several(identity, rows);
}

/** `ever`: what is there no more, too, by the name it had last. */
const rowsCalled = (
  system: Pick<System, 'database'>,
  called: string,
  when: 'now' | 'ever',
): Promise<readonly EstateRef[]> => {
  const of = (entity: 'account' | 'group'): string =>
    `(select distinct on (s.id, t.key) '${entity}' as entity, s.id as source, t.key, t.name
        from estate.${entity}s t join sources.source s on s.no = t.source_no
       where ${when === 'now' ? 't.valid_to_read is null and' : ''}
             (t.key = $1 or t.name = $1 or s.id || '/' || t.key = $1 or s.id || '/${entity}:' || t.key = $1)
       order by s.id, t.key, t.valid_from_read desc)`;
  return system.database.query<EstateRef>(
    `select * from (${of('account')} union all ${of('group')}) found order by 1, 2, 3 limit 6`,
    [called],
  );
};

async function identityMeant(
  system: Pick<System, 'database'>,
  identity: IdentityRef,
): Promise<Result<Named>> {
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

async function personMeant(system: Pick<System, 'database'>, called: string): Promise<Result<Named>> {
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

/** An account and a group of one source may have the same key. */
function several(called: string, rows: readonly EstateRef[]): Result<never> {
  const isTwice = (row: EstateRef): boolean =>
    rows.some((other) => other.entity !== row.entity && other.source === row.source && other.key === row.key);
  const names = rows.map((row) => `${row.source}/${isTwice(row) ? `${row.entity}:` : ''}${row.key}`);
  return refuse(
    'usage',
    `\`${called}\` is the name of several: ${names.join(', ')}.`,
    'Say which, as it is written here.',
  );
}

const refOf = ({ entity, source, key, name }: IdentityItem): EstateRef => ({ entity, source, key, name });
