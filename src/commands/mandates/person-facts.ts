import { peopleNamedLike } from '../../estate/index.ts';
import { standingOf, type PersonTold, type Standing } from '../../lifecycle/index.ts';
import type { AccountCreate, AccountView, Instant, MandateAbout, MandateFacts } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { FactSource } from './fact-reader.ts';

/**
 * The person whose account a change is about, as sources tell of them: `person.source`, `person.key`, `person.department`,
 * `person.title`, `person.manager`, `person.standing` (here, on_leave, expected, gone), and `person.gone_from`: the sources that
 * say they have left, or told of them and do so no more. A directory that still lists somebody whom the feed has dropped
 * hides nothing.
 */
export const personFacts: FactSource = {
  prefix: 'person',
  async factsOf(on, { change, account, about, now }) {
    if (change.type === 'account.create' && account === undefined) return ofNewcomer(on, change, about, now);
    if (account === undefined || (account.kind !== 'person' && account.kind !== 'unknown')) return {};
    const rows = await allToldOf(on, account);
    const stands = rows.map((row) => ({ row, standing: standingNow(row, now) }));
    const goneFrom = [...new Set(stands.map(({ row }) => row.source))].filter((source) =>
      stands.every(({ row, standing }) => row.source !== source || standing === 'gone'),
    );
    const { ref } = account.person ?? {};
    const own =
      stands.find(({ row }) => row.source === ref?.source && row.key === ref.key) ?? onlyOne(stands);
    return { 'person.gone_from': goneFrom, ...(own === undefined ? {} : factsOf(own.row, own.standing)) };
  },
};

/**
 * For whom an account that is not there yet would be: the one person, of the feed that the mandate is about where it is about
 * one, whose address or number has the account's name. Two of them, or one named by nothing but the request, is nobody.
 */
async function ofNewcomer(
  on: Queryable,
  { accountKey }: AccountCreate,
  about: MandateAbout | undefined,
  now: Instant,
): Promise<MandateFacts> {
  const ref = onlyOne(await peopleNamedLike(on, accountKey, about?.of));
  if (ref === undefined || (about !== undefined && about.item !== ref.key)) return {};
  const [own] = await on.query<Row>(
    `select ${told} from estate.persons p join sources.source s on s.no = p.source_no
      where s.id = $1 and p.key = $2 and p.valid_to_read is null`,
    [ref.source, ref.key],
  );
  return own === undefined ? {} : factsOf(own, standingNow(own, now));
}

interface Row extends PersonTold {
  readonly source: string;
  readonly dropped: boolean;
}

const told = `s.id as source, p.key, p.name, p.department, p.title, p.manager_key as "managerKey", p.state,
            p.started_at as "startedAt", p.left_at as "leftAt", p.on_leave as "onLeave", p.time_zone as "timeZone",
            p.valid_to_read is not null as dropped`;

const onlyOne = <T>(all: readonly T[]): T | undefined => (all.length === 1 ? all[0] : undefined);

/** Everybody whom sources tell of, or told of, by this account’s number, address, login or owner, or as that same human. */
const allToldOf = (on: Queryable, { ref, person }: AccountView): Promise<readonly Row[]> =>
  on.query<Row>(
    `with clue as (
       select a.employee_number as number, lower(a.email) as email, lower(a.name) as login,
              case when a.kind = 'person' then (select min(o.owner_ref) from estate.ownerships o
                where o.source_no = a.source_no and o.subject_hash = a.key_hash and o.role = 'owner' and o.valid_to_read is null
                having count(*) = 1) end as owner
         from estate.accounts a join sources.source s on s.no = a.source_no
        where s.id = $1 and a.key = $2 and a.valid_to_read is null),
     same as (
       select p.employee_number as number, p.email_fold as email from estate.persons p join sources.source s on s.no = p.source_no
        where s.id = $3 and p.key = $4 and p.valid_to_read is null),
     meant as (
       select p.* from estate.persons p, clue
        where p.employee_number = clue.number or p.email_fold = clue.email or p.email_fold = clue.login or p.local_fold = clue.login
           or p.key = clue.owner or p.employee_number = clue.owner or p.email_fold = lower(clue.owner)
       union select p.* from estate.persons p, same where p.employee_number = same.number or p.email_fold = same.email)
     select distinct on (s.id, p.key) ${told}
       from meant p join sources.source s on s.no = p.source_no
      where s.state <> 'removed' order by s.id, p.key, p.valid_from_read desc`,
    [ref.source, ref.key, person?.ref.source ?? null, person?.ref.key ?? null],
  );

function standingNow(row: Row, now: Instant): Standing {
  if (row.dropped) return 'gone';
  const { source, key, name, state } = row;
  const said = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  return standingOf({ ...said, key, name, state }, { source, absent: 'left', timeZone: 'UTC' }, now).standing;
}

const factsOf = (row: Row, standing: Standing): MandateFacts => ({
  'person.source': row.source,
  'person.key': row.key,
  ...(standing === 'unknown' ? {} : { 'person.standing': standing }),
  ...(row.department == null ? {} : { 'person.department': row.department }),
  ...(row.title == null ? {} : { 'person.title': row.title }),
  ...(row.managerKey == null ? {} : { 'person.manager': row.managerKey }),
});
