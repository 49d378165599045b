// People with managers, and accounts of theirs with many rights: a population of as many items as are asked for, of which each
// manager gets about ten thousand.
import type { Observation } from '../../src/model/index.ts';
import { account, grant, resource, right } from './campaign-world.ts';

const team = 52;
const accountsEach = 4;
const rightsEach = 50;
const pageRows = 5000;
const rights = 2000;

/** How many people it takes to have so many items in the lane of people; each manager is one of a team and has no manager. */
export const peopleFor = (items: number): number =>
  Math.ceil((items / (accountsEach * rightsEach)) * (team / (team - 1)));

export const keyOf = (n: number): string => `p${n}`;

export function* staff(people: number): Generator<readonly Observation[]> {
  yield* paged(
    Array.from({ length: people }, (_, n): Observation => {
      const lead = n - (n % team);
      return {
        type: 'person',
        key: keyOf(n),
        name: `Person ${n}`,
        email: `${keyOf(n)}@acme.example`,
        state: 'active',
        ...(lead === n ? {} : { managerKey: keyOf(lead) }),
      };
    }),
  );
}

export function* access(people: number): Generator<readonly Observation[]> {
  yield Array.from({ length: 100 }, (_, n) =>
    resource(`app-${n}`, n % 50 === 0 ? 'high' : n % 10 === 0 ? 'medium' : 'low'),
  );
  yield Array.from({ length: rights }, (_, n) => right(`app-${n % 100}`, `act-${n}`));
  for (let n = 0; n < people; n++)
    for (let a = 0; a < accountsEach; a++) {
      const key = `${keyOf(n)}-${a}`;
      if (n % team === 0) continue;
      yield [
        account(key, { email: `${keyOf(n)}@acme.example` }),
        ...Array.from({ length: rightsEach }, (_, g) => {
          const at = (n * 31 + a * 7 + g * 41) % rights;
          return grant(key, `app-${at % 100}#act-${at}`);
        }),
      ];
    }
}

/** Pages as a connector gives them, the last of which says that the read is complete. */
export async function* asPages(rows: Iterable<readonly Observation[]>) {
  let page: Observation[] = [];
  for (const some of rows) {
    page.push(...some);
    if (page.length < pageRows) continue;
    yield { observations: page };
    page = [];
  }
  yield { observations: page, complete: true };
}

function* paged(rows: readonly Observation[]): Generator<readonly Observation[]> {
  for (let at = 0; at < rows.length; at += pageRows) yield rows.slice(at, at + pageRows);
}
