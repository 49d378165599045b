// `countersign replay` on an inventory made by chance: the 28 cases tried on what a company of a million accounts would have.
import { breaches, everyEntity, fields, InventoryBuilder, replayAll } from '../src/replay/index.ts';
import type { Entity, Inventory, Value } from '../src/replay/index.ts';
import { sampleOf, type Report } from './report.ts';

export const name = 'replay';

const identities = 1_000_000;
const rounds = 3;
/** How many there are of each kind; links go to one of the identities, and of some to a store or pipeline. */
const counts: Readonly<Record<Entity, number>> = {
  identity: identities,
  credential: 1_000_000,
  exposure: 20_000,
  grant: 2_000_000,
  store: 100_000,
  pipeline: 20_000,
  app: 200,
  agent: 20_000,
  tool: 50_000,
  trustEdge: 50_000,
  vendor: 500,
};

export async function run(): Promise<Report> {
  const began = performance.now();
  const inventory = made();
  const building = (performance.now() - began) / 1000;
  const times: number[] = [];
  let verdicts: readonly string[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    verdicts = replayAll(inventory, breaches).map(({ verdict }) => verdict);
    times.push((performance.now() - start) / 1000);
  }
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const told = [...Map.groupBy(verdicts, (each) => each)].map(([verdict, all]) => `${all.length} ${verdict}`);
  return {
    what: `${breaches.length} cases on ${identities.toLocaleString('en')} identities, ${total.toLocaleString('en')} things in all (${told.join(', ')})`,
    figures: [
      { what: 'all cases', unit: 's', sample: sampleOf(times), target: { atMost: 10 } },
      { what: 'putting the inventory into memory, as made', unit: 's', sample: sampleOf([building]) },
    ],
    ratios: [],
    notMeasured: [
      'reading the estate: accounts, their credentials and rights come from the database, which takes longer than the cases do',
      'whether the cases tell the truth of a real estate: values and links here are drawn by chance',
    ],
  };
}

/** Values are those that some case asks about, others, and one in five unknown. */
function made(): Inventory {
  const random = randomFrom(20_261_127);
  const builder = new InventoryBuilder();
  for (const entity of everyEntity) {
    const columns = Object.entries(fields[entity]).map(
      ([field, { holds }]) => [field, valuesOf(entity, field, holds)] as const,
    );
    for (let n = 0; n < counts[entity]; n++) {
      const who = entity === 'identity' ? n : Math.floor(random() * identities);
      builder.add(entity, {
        source: 'made',
        key: `${entity}/${n}`,
        name: `${entity} ${n}`,
        fields: Object.fromEntries(
          columns.map(([field, values]) => [
            field,
            random() < 0.2 ? undefined : values[Math.floor(random() * values.length)],
          ]),
        ),
        links: [
          { is: 'identity', key: String(who) },
          ...(entity === 'grant' || entity === 'exposure' || entity === 'store'
            ? [
                {
                  is: 'store',
                  key: String(entity === 'store' ? n : Math.floor(random() * counts.store)),
                } as const,
              ]
            : []),
        ],
      });
    }
  }
  return builder.finish();
}

function valuesOf(entity: Entity, field: string, holds: string): readonly Value[] {
  const asked = breaches.flatMap(({ steps }) =>
    steps.flatMap(({ select, all }) =>
      select === entity ? all.filter((each) => each.field === field).map(({ value }) => value) : [],
    ),
  );
  if (holds === 'yes-no') return [true, false];
  if (holds === 'number') return [null, ...Array.from({ length: 60 }, (_, n) => n * n)];
  const words = asked.flatMap((value) =>
    typeof value === 'string' ? [value] : Array.isArray(value) ? value : [],
  );
  const texts = [
    ...new Set([
      ...words.filter((each) => typeof each === 'string'),
      'other',
      'another',
      'a third',
      'a fourth',
    ]),
  ];
  return holds === 'texts' ? [[], ...texts.map((each) => [each]), texts.slice(0, 2)] : texts;
}

/** The same numbers each time (Mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
