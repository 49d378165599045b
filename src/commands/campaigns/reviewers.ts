import { otherNamesOf, refOfSubject } from '../../estate/index.ts';
import type { Lane, Role, SignerStanding, SubjectId } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { unknownSigner } from '../../review/index.ts';
import { done, type Result } from '../../model/index.ts';
import type { System } from '../system.ts';

/** Roles that may take an item which is asked of nobody in particular. */
export const poolRoles: Readonly<Record<Lane, readonly Role[]>> = {
  people: ['reviewer', 'security'],
  machines: ['reviewer', 'security'],
};

/** Who answers: under every name and number that this one human has. */
export interface Reviewing {
  readonly person: SubjectId;
  readonly standing: SignerStanding;
  /** Numbers in `review.campaign_reviewer`. */
  readonly numbers: readonly number[];
  /** References of the identity lists, under which items name people. */
  readonly refs: readonly string[];
  readonly inPool: boolean;
}

/** Whom this key speaks for now, as campaigns know them; refuses a key that speaks for nobody. */
export async function reviewing(
  system: Pick<System, 'database' | 'signers' | 'clock'>,
  keyFingerprint: string,
  lane: Lane,
): Promise<Result<Reviewing>> {
  const standing = await system.signers.standing(keyFingerprint, system.clock.now());
  if (standing === undefined) return unknownSigner(keyFingerprint);
  return done(await reviewingAs(system.database, standing, lane));
}

export async function reviewingAs(on: Queryable, standing: SignerStanding, lane: Lane): Promise<Reviewing> {
  const names = await namesOf(on, standing.person);
  const rows = await on.query<{ ref: string; no: number | null }>(
    `select coalesce(i.person_ref, i.ref) as ref, c.no
       from unnest($1::text[], $2::text[]) as n (source, key)
       join query.identity i on i.entity = 'person' and i.source = n.source and i.key = n.key
       left join review.campaign_reviewer c on c.ref = coalesce(i.person_ref, i.ref)`,
    [names.map(({ source }) => source), names.map(({ key }) => key)],
  );
  return {
    person: standing.person,
    standing,
    numbers: [...new Set(rows.flatMap(({ no }) => no ?? []))],
    refs: [...new Set(rows.map(({ ref }) => ref))],
    inPool: poolRoles[lane].some((role) => standing.roles.includes(role)),
  };
}

async function namesOf(on: Queryable, person: SubjectId) {
  const names: { readonly source: string; readonly key: string }[] = [];
  for (const id of [person, ...(await otherNamesOf(on, person))]) {
    const ref = await refOfSubject(on, id);
    if (ref?.entity === 'person') names.push({ source: ref.source, key: ref.key });
  }
  return names;
}

/** The number of one person of the ledger as a reviewer; null: the estate knows nobody by that id. */
export async function reviewerNumber(on: Queryable, person: SubjectId): Promise<number | null> {
  const ref = await refOfSubject(on, person);
  if (ref?.entity !== 'person') return null;
  const [row] = await on.query<{ no: number }>(
    `with own as (select i.ref, i.source, i.key from query.identity p
        join query.identity i on i.ref = coalesce(p.person_ref, p.ref)
       where p.entity = 'person' and p.source = $1 and p.key = $2),
     made as (insert into review.campaign_reviewer (ref, source, key) select ref, source, key from own
       on conflict (ref) do nothing returning no)
     select no from made union all select c.no from review.campaign_reviewer c join own on own.ref = c.ref limit 1`,
    [ref.source, ref.key],
  );
  return row?.no ?? null;
}

/** What a reviewer is called, and who in the ledger they may sign as; null where nobody of that name was ever enrolled. */
export interface ReviewerNamed {
  readonly no: number;
  readonly name: string;
  readonly source: string;
  readonly key: string;
  readonly person: SubjectId | null;
  readonly state: string;
}

export async function reviewersNamed(
  on: Queryable,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, ReviewerNamed>> {
  const rows = await on.query<ReviewerNamed>(
    `select c.no, coalesce(i.name, c.key) as name, c.source, c.key, coalesce(i.state, 'unknown') as state,
            (select max(l.subject_id) from query.identity a
               join estate.subject l on l.entity = 'person' and l.source = a.source and l.key = a.key
              where a.entity = 'person' and (a.ref = c.ref or a.person_ref = c.ref)) as person
       from review.campaign_reviewer c left join query.identity i on i.ref = c.ref
      where c.no = any($1::integer[])`,
    [numbers],
  );
  return new Map(rows.map((row) => [row.no, row]));
}
