import { standingOf, type PersonTold } from '../../lifecycle/index.ts';
import type { AccountView, Instant, MandateFacts } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { FactSource } from './fact-reader.ts';

/**
 * The person whose account a change is about, as their source tells of them: `person.source`, `person.key`,
 * `person.department`, `person.title`, `person.manager`, and `person.standing`, which is here, on_leave, expected or gone. Somebody
 * whom their source dropped is gone, if nobody whom any source lists now could be meant.
 */
export const personFacts: FactSource = {
  prefix: 'person',
  async factsOf(on, { account, now }) {
    if (account === undefined) return {};
    const person = account.person;
    const row =
      person === undefined
        ? await droppedOwner(on, account)
        : await told(on, person.ref.source, person.ref.key);
    return row === undefined ? {} : factsOf(row, now);
  },
};

interface Row extends PersonTold {
  readonly source: string;
  readonly dropped: boolean;
}

const columns = `s.id as source, p.key, p.name, p.department, p.title, p.manager_key as "managerKey", p.state, p.started_at as "startedAt",
  p.left_at as "leftAt", p.on_leave as "onLeave", p.time_zone as "timeZone", p.valid_to_read is not null as dropped`;

async function told(on: Queryable, source: string, key: string): Promise<Row | undefined> {
  const [row] = await on.query<Row>(
    `select ${columns} from estate.persons p join sources.source s on s.no = p.source_no
      where s.id = $1 and p.key = $2 and p.valid_to_read is null`,
    [source, key],
  );
  return row;
}

/** Whom the sources told of by this number, address, login or as its owner, and tell of no more; undefined: nobody, or several. */
async function droppedOwner(on: Queryable, { ref, kind }: AccountView): Promise<Row | undefined> {
  if (kind !== 'person' && kind !== 'unknown') return undefined;
  const rows = await on.query<Row>(
    `with clue as (
       select a.employee_number as number, lower(a.email) as email, lower(a.name) as login,
              case when a.kind = 'person' then (select min(o.owner_ref) from estate.ownerships o
                where o.source_no = a.source_no and o.subject_hash = a.key_hash and o.role = 'owner' and o.valid_to_read is null
                having count(*) = 1) end as owner
         from estate.accounts a join sources.source s on s.no = a.source_no
        where s.id = $1 and a.key = $2 and a.valid_to_read is null),
     meant as (
       select p.* from estate.persons p, clue
        where p.employee_number = clue.number or p.email_fold = clue.email or p.email_fold = clue.login or p.local_fold = clue.login
           or p.key = clue.owner or p.employee_number = clue.owner or p.email_fold = lower(clue.owner))
     select distinct on (s.id, p.key) ${columns} from meant p join sources.source s on s.no = p.source_no
      where s.state <> 'removed' order by s.id, p.key, p.valid_from_read desc`,
    [ref.source, ref.key],
  );
  const [only, another] = rows;
  return only !== undefined && another === undefined && only.dropped ? only : undefined;
}

function factsOf(row: Row, now: Instant): MandateFacts {
  const person = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  const { source, key, name, state, dropped } = row;
  const { standing } = standingOf(
    { ...person, key, name, state },
    { source, absent: 'left', timeZone: 'UTC' },
    now,
  );
  const is = dropped ? 'gone' : standing;
  return {
    'person.source': source,
    'person.key': key,
    ...(is === 'unknown' ? {} : { 'person.standing': is }),
    ...(row.department == null ? {} : { 'person.department': row.department }),
    ...(row.title == null ? {} : { 'person.title': row.title }),
    ...(row.managerKey == null ? {} : { 'person.manager': row.managerKey }),
  };
}
