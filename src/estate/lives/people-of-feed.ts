import { Fault, isSourceId, type Instant, type PersonObserved, type SourceId } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';

/** A person as the last complete read of a source had them, with all it said. */
export type PersonOfFeed = Omit<PersonObserved, 'type'>;

export interface FeedRead {
  readonly read: number;
  readonly at: Instant;
  readonly people: readonly PersonOfFeed[];
}

/** Everybody whom a source tells of now; undefined: it is not there, or was never read whole. */
export async function peopleOfFeed(db: Queryable, source: SourceId): Promise<FeedRead | undefined> {
  const [last] = await db.query<{ read: number; at: Instant }>(
    `select r.number::integer as read, r.started_at as at from sources.read r join sources.source s on s.no = r.source_no
      where s.id = $1 and s.state <> 'removed' and r.complete order by r.number desc limit 1`,
    [source],
  );
  if (last === undefined) return undefined;
  const people = await db.query<PersonOfFeed>(
    `select p.key, p.name, p.email, p.employee_number as "employeeNumber", p.department, p.title,
            p.manager_key as "managerKey", p.state, p.started_at as "startedAt", p.left_at as "leftAt",
            p.on_leave as "onLeave", p.time_zone as "timeZone"
       from estate.persons p join sources.source s on s.no = p.source_no
      where s.id = $1 and p.valid_to_read is null order by p.key`,
    [source],
  );
  return { ...last, people: people.map(withoutNulls) };
}

/** The entry of a read names it so. */
export const readName = (read: number): string => `read-${read}`;

function withoutNulls(row: PersonOfFeed): PersonOfFeed {
  const { key, name, state } = row;
  const said = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  return { ...said, key, name, state };
}

export function sourceIdOf(text: string): SourceId {
  if (!isSourceId(text))
    throw new Fault('internal', `the estate holds a source called \`${text.slice(0, 40)}\``);
  return text;
}
