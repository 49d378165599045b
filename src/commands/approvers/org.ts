import { done, refuse, type Result } from '../../model/index.ts';
import { managerOf } from '../../estate/index.ts';
import type { System } from '../system.ts';

/** Somebody in the chart, as their source knows them. */
export interface OrgPerson {
  readonly source: string;
  readonly key: string;
  readonly name: string;
  readonly title: string | null;
  readonly department: string | null;
  readonly state: string;
}

export interface OrgChart {
  readonly person: OrgPerson;
  readonly manager:
    | {
        readonly is: 'found';
        readonly person: { readonly source: string; readonly key: string; readonly name: string };
      }
    | { readonly is: 'none stated' }
    | { readonly is: 'unknown'; readonly why: string };
  readonly reports: readonly OrgPerson[];
  /** More report to them than are told. */
  readonly isTruncated: boolean;
}

const mostReports = 200;
const columns = 's.id as source, p.key, p.name, p.title, p.department, p.state';

/** Where somebody stands in the chart: who their manager is, for whom they are, and what is wrong with the line. */
export async function orgAround(
  system: Pick<System, 'database'>,
  asked: { readonly source: string; readonly key: string },
): Promise<Result<OrgChart>> {
  const [person] = await system.database.query<OrgPerson>(
    `select ${columns} from estate.persons p join sources.source s on s.no = p.source_no
      where p.valid_to_read is null and s.id = $1 and p.key = $2`,
    [asked.source, asked.key],
  );
  if (person === undefined)
    return refuse(
      'not_found',
      `Source \`${asked.source}\` has no person \`${asked.key}\`.`,
      'Find people with `GET /v1/people`, or read the source again.',
    );
  const found = await managerOf(system.database, asked);
  const reports = await system.database.query<OrgPerson>(
    `select ${columns} from estate.persons p join sources.source s on s.no = p.source_no
       join estate.persons m on m.source_no = p.source_no and m.valid_to_read is null and m.key = $2
      where p.valid_to_read is null and s.id = $1 and p.manager_key is not null
        and (p.manager_key = m.key or p.manager_key = m.employee_number or lower(p.manager_key) = m.email_fold)
      order by p.state, p.name, p.key limit $3`,
    [asked.source, asked.key, mostReports + 1],
  );
  return done({
    person,
    manager:
      found.is === 'found'
        ? {
            is: 'found',
            person: {
              source: found.person.ref.source,
              key: found.person.ref.key,
              name: found.person.ref.name,
            },
          }
        : found,
    reports: reports.slice(0, mostReports),
    isTruncated: reports.length > mostReports,
  });
}

/** A line of the chart that comes back to where it starts, or that names somebody who is not there or has left. */
export interface OrgProblem {
  readonly source: string;
  readonly is: 'loop' | 'not there' | 'left';
  readonly people: readonly { readonly key: string; readonly name: string }[];
}

/** Everything in the charts of all sources by which somebody has no manager who could answer for them. */
export async function orgProblems(
  system: Pick<System, 'database'>,
  { limit }: { readonly limit: number },
): Promise<
  Result<{ readonly items: readonly OrgProblem[]; readonly isTruncated: boolean; readonly people: number }>
> {
  const everyone = await system.database.query<Charted>(
    `select s.id as source, p.key, p.name, p.state, p.employee_number as number, p.email_fold as email,
            p.manager_key as manager
       from estate.persons p join sources.source s on s.no = p.source_no and s.state <> 'removed'
      where p.valid_to_read is null`,
  );
  const byName = new Map<string, Charted>();
  for (const one of everyone)
    for (const name of [one.email, one.number]) if (name !== null) byName.set(`${one.source} ${name}`, one);
  // a key is the source's own name for somebody, and goes before the others
  for (const one of everyone) byName.set(`${one.source} ${one.key}`, one);
  const rows = everyone.flatMap(({ manager, ...one }) => {
    if (manager === null || one.state === 'left') return [];
    const above =
      byName.get(`${one.source} ${manager}`) ?? byName.get(`${one.source} ${manager.toLowerCase()}`);
    return [{ ...one, manager, above }];
  });
  const items: OrgProblem[] = rows.flatMap(({ source, key, name, manager, above }): OrgProblem[] => {
    const own = { key, name };
    if (above === undefined)
      return [{ source, is: 'not there', people: [own, { key: manager, name: manager }] }];
    return above.state === 'left'
      ? [{ source, is: 'left', people: [own, { key: above.key, name: above.name }] }]
      : [];
  });
  const up = new Map(rows.map((row) => [`${row.source} ${row.key}`, row]));
  for (const loop of loopsIn(
    new Map([...up].map(([id, row]) => [id, `${row.source} ${row.above?.key ?? ''}`])),
  ))
    items.unshift({
      source: up.get(loop[0] ?? '')?.source ?? '',
      is: 'loop',
      people: loop.flatMap((id) => {
        const row = up.get(id);
        return row === undefined ? [] : [{ key: row.key, name: row.name }];
      }),
    });
  return done({ items: items.slice(0, limit), isTruncated: items.length > limit, people: rows.length });
}

interface Charted {
  readonly source: string;
  readonly key: string;
  readonly name: string;
  readonly state: string;
  readonly number: string | null;
  readonly email: string | null;
  readonly manager: string | null;
}

/** Every circle of a map in which each leads to at most one other, each once. */
export function loopsIn(next: ReadonlyMap<string, string>): readonly (readonly string[])[] {
  const loops: string[][] = [];
  const seenIn = new Map<string, string>();
  for (const start of next.keys()) {
    const path: string[] = [];
    let at: string | undefined = start;
    while (at !== undefined && next.has(at) && !seenIn.has(at)) {
      seenIn.set(at, start);
      path.push(at);
      at = next.get(at);
    }
    if (at !== undefined && seenIn.get(at) === start && path.includes(at))
      loops.push(path.slice(path.indexOf(at)));
  }
  return loops;
}
