import type { Queryable } from '../../../platform/store/index.ts';
import type { AccessGraph } from '../../access/graph.ts';
import { thereAt } from '../../access/graph-rows.ts';
import type { Becoming, Spot, Technique } from '../becoming.ts';
import { exposedSecret, heldSecret, sameSecret } from './technique.ts';

/** A credential that another source, or another account, has too. */
interface Shared {
  readonly key: string;
  readonly node: number;
  readonly sourceNo: number;
  readonly source: string;
  readonly state: string;
  readonly same: string;
  readonly by: 'secret' | 'id';
}

/**
 * Accounts that have the same secret, and places where one lies. By its secret for certain; by its public id what lies there
 * may be that half alone, but the configuration of an agent holds both. Whoever is an account has its secret only if they came
 * by that; who has the place does.
 */
export async function sameCredentials(
  db: Queryable,
  graph: AccessGraph,
  connectors: ReadonlyMap<number, string>,
): Promise<readonly Becoming[]> {
  const places = new Map(
    graph.version.reads.flatMap(({ sourceNo }) => {
      const technique = techniqueOfPlace.get(connectors.get(sourceNo) ?? '');
      return technique === undefined ? [] : [[sourceNo, technique] as const];
    }),
  );
  const steps: Becoming[] = [];
  const seen = new Set<string>();
  for (const by of ['secret', 'id'] as const) {
    const shared = await sharedBy(db, graph, by);
    for (const same of Map.groupBy(shared, (each) => each.same).values()) {
      const accounts = same.filter(({ sourceNo, state }) => !places.has(sourceNo) && state !== 'inactive');
      const [first] = accounts;
      if (first === undefined || new Set(same.map(({ node }) => node)).size < 2) continue;
      const spot: Spot = {
        is: 'any',
        key: `${by}/${first.source}/${first.key}`,
        name: `any account with the credential ${first.key}`,
      };
      const isOne = new Set(accounts.map(({ node }) => node)).size === 1;
      const to: Spot = isOne ? { is: 'node', node: first.node } : spot;
      for (const { node, sourceNo, key, source } of same) {
        const name = `${node} ${isOne ? first.node : spot.key}`;
        if (seen.has(name) || (isOne && node === first.node)) continue;
        seen.add(name);
        const says = [
          `${key} (${source}) is the same ${by === 'secret' ? 'secret' : 'public id'} as ${first.key} (${first.source})`,
        ];
        const place = places.get(sourceNo);
        const onlyId = by === 'id' && place === exposedSecret;
        yieldTo(steps, {
          from: { is: 'node', node },
          to,
          technique: place ?? sameSecret,
          dependsOn: [
            ...(place === undefined
              ? ['it has the secret itself, and not only what the account may do']
              : []),
            ...(onlyId ? ['the secret half lies there too: only the public id was compared'] : []),
          ],
          because: [],
          says,
        });
      }
      if (!isOne)
        for (const { node } of accounts)
          yieldTo(steps, {
            from: spot,
            to: { is: 'node', node },
            technique: sameSecret,
            dependsOn: [],
            cost: 0,
            because: [],
          });
    }
  }
  return steps;
}

/** Connectors whose accounts are what holds a secret, and nothing that one signs in to. */
const techniqueOfPlace: ReadonlyMap<string, Technique> = new Map([
  ['secrets', exposedSecret],
  ['mcp', heldSecret],
]);

const yieldTo = (steps: Becoming[], step: Becoming): unknown => steps.push(step);

async function sharedBy(db: Queryable, graph: AccessGraph, by: 'secret' | 'id'): Promise<readonly Shared[]> {
  const { reads } = graph.version;
  if (reads.length === 0) return [];
  const column = by === 'secret' ? 'fingerprint' : 'public_id';
  const there = reads.map(({ sourceNo, read }) => `(${thereAt(sourceNo, read)})`).join(' or ');
  const rows = await db.query<{
    key: string;
    no: number;
    hi: number;
    lo: number;
    state: string;
    same: string;
  }>(
    `with there as (select key, source_no, account_hash, state, ${column} as same from estate.credentials
        where ${column} is not null and (${there})),
      shared as (select same from there group by same having count(distinct (source_no, account_hash)) > 1)
     select key, source_no as no, (account_hash >> 32)::int as hi, (account_hash & 4294967295) as lo, state, same
       from there join shared using (same) order by same, source_no, key`,
  );
  const sourceOf = new Map(reads.map(({ sourceNo, source }) => [sourceNo, source]));
  return rows.flatMap(({ key, no, hi, lo, state, same }) => {
    const node = graph.find(no, 'account', hi, lo | 0);
    return node === -1 ? [] : [{ key, node, sourceNo: no, source: sourceOf.get(no) ?? '', state, same, by }];
  });
}
