import type { Instant, SubjectId } from '../../model/index.ts';
import type { Channel, Preference } from '../../notify/index.ts';
import type { System } from '../system.ts';

/** Whether somebody is still here to be told of things, and their address. */
export type Contact =
  | { readonly is: 'here'; readonly email: string | null }
  | { readonly is: 'gone'; readonly because: string };

/**
 * How these people are reached now. An address is what the source of people says, and nobody's to choose: whoever borrows a
 * session could otherwise have everything sent to themselves. Whoever has left, or is told of no more, gets nothing.
 */
export async function contactsOf(
  system: Pick<System, 'database' | 'signers'>,
  people: readonly SubjectId[],
  now: Instant,
): Promise<ReadonlyMap<SubjectId, Contact>> {
  const rows = await system.database.query<{
    readonly id: SubjectId;
    readonly email: string | null;
    readonly state: string | null;
    readonly isPresent: boolean | null;
  }>(
    `select l.subject_id as id, p.email, p.state, p.valid_to_read is null as "isPresent"
       from estate.subject l join sources.source s on s.id = l.source
       left join lateral (select email, state, valid_to_read from estate.persons p
         where p.source_no = s.no and p.key = l.key order by p.valid_to_read desc nulls first limit 1) p on true
      where l.entity = 'person' and l.subject_id = any($1::text[])`,
    [people],
  );
  const inForce = new Set((await system.signers.inForce(now)).map(({ person }) => person));
  return new Map(
    people.map((person): [SubjectId, Contact] => {
      const told = rows.filter(({ id }) => id === person);
      const here = told.find(({ state, isPresent }) => isPresent === true && state !== 'left');
      if (here !== undefined) return [person, { is: 'here', email: here.email }];
      if (told.some(({ state }) => state === 'left'))
        return [person, { is: 'gone', because: 'They have left.' }];
      if (told.some(({ state }) => state !== null))
        return [person, { is: 'gone', because: 'Their source of people tells of them no more.' }];
      return inForce.has(person)
        ? [person, { is: 'here', email: null }]
        : [person, { is: 'gone', because: 'Nobody is known by this id, and no key speaks for them.' }];
    }),
  );
}

/** By which channel somebody is told: the one they chose, or else the first that reaches them; undefined: by none. */
export function channelFor(
  channels: readonly Channel[],
  person: SubjectId,
  preference: Preference,
): Channel | undefined {
  const theirs = channels.filter((one) => one.reaches === 'people' || one.person === person);
  return (
    theirs.find(({ name }) => name === preference.channel) ??
    theirs.find((one) => one.reaches === 'people') ??
    theirs[0]
  );
}
