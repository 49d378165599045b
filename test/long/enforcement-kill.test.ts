import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killPoints, type KillPoint } from '../../src/enforcement/steps.ts';
import type { EntryId } from '../../src/model/index.ts';
import { carol } from '../support/enforcement-twins.ts';
import { planReturn, planUnder, signedOrder } from '../support/mandated-plans.ts';
import { asItShould, openKillWorld, type KillWorld } from '../support/kill-world.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';

const rounds = 5;
const toTakeBack = killPoints({ steps: 1 });

interface Shape {
  readonly name: string;
  readonly points: readonly KillPoint[];
  /** What makes a plan of this shape, each time of other things. */
  readonly plans: (at: KillWorld) => Promise<() => Promise<EntryId>>;
}

const threeChanges: Shape = {
  name: 'three changes at two targets',
  points: killPoints({ steps: 3 }),
  plans:
    async ({ world, freshChanges }) =>
    async () => {
      const { grant, member, owner } = await freshChanges();
      return world.plan([grant, member, owner], { requester: carol });
    },
};
const decided: readonly Shape[] = [
  // given first, since it has to wait for its end
  {
    name: 'taking back what has ended',
    points: toTakeBack,
    plans: ({ giveUntilAnEnd }) => giveUntilAnEnd(toTakeBack.length * rounds),
  },
  threeChanges,
  {
    name: 'a change that fails after one that was made',
    points: killPoints({ steps: 2, failsAt: 1 }).filter(({ boundary }) =>
      /^(failed|undo|undone|finished)/.test(boundary),
    ),
    plans:
      async ({ world, freshChanges }) =>
      async () => {
        const { member, stuck } = await freshChanges();
        return world.plan([member, stuck]);
      },
  },
  {
    name: 'a restore',
    points: killPoints({ steps: 2 }).filter(({ step }) => step === 1),
    plans:
      async ({ world, freshChanges, carriedOut }) =>
      async () => {
        const { grant, member } = await freshChanges();
        return world.restore(await carriedOut(await world.plan([grant, member])));
      },
  },
];

/** The steps are those of a decision; what permits them is another road, asked again after each death. */
const underMandates: readonly Shape[] = [
  {
    name: 'what a mandate says',
    points: [
      { boundary: 'intent.sequenced', step: 0 },
      { boundary: 'target.committed', step: 0 },
      { boundary: 'applied.durable', step: 0 },
    ],
    plans: async ({ world, freshChanges }) => {
      const mandate = await signedOrder(world, [{ type: 'membership.remove' }]);
      return async () => (await planUnder(world, mandate, (await freshChanges()).member)).plan;
    },
  },
  {
    name: 'what is put back because somebody objected',
    points: [
      { boundary: 'intent.sequenced', step: 0 },
      { boundary: 'target.committed', step: 0 },
    ],
    plans: async ({ world, freshChanges, carriedOut }) => {
      const mandate = await signedOrder(world, [{ type: 'membership.remove' }]);
      return async () => {
        const under = await planUnder(world, mandate, (await freshChanges()).member);
        return planReturn(world, under, await carriedOut(under.plan));
      };
    },
  },
];

const shapes: readonly Shape[] = [...decided, ...underMandates];

interface Place {
  readonly at: KillWorld;
  readonly plan: () => Promise<EntryId>;
}
let postgres: TestPostgres;
/** A ledger for each shape: a judge who reads all of it again and again reads less. */
const places = new Map<Shape, Place>();
const placeOf = (shape: Shape): Place => {
  const place = places.get(shape);
  if (place === undefined) throw new Error('no world for this shape');
  return place;
};

beforeAll(async () => {
  postgres = await startTestPostgres();
  for (const [number, shape] of shapes.entries()) {
    const at = await openKillWorld(postgres, `kill${number}`);
    places.set(shape, { at, plan: await shape.plans(at) });
  }
});
afterAll(async () => {
  for (const { at } of places.values()) await at.close();
  await postgres.stop();
});

describe('an enforcer that is killed', () => {
  it('is killed at 30 points or more', () => {
    expect(shapes.flatMap(({ points }) => points).length).toBeGreaterThanOrEqual(30);
  });

  for (const shape of shapes.toReversed()) {
    it.each(shape.points)(
      `during ${shape.name}, at $boundary $step: the next finishes or undoes it, ${rounds} times`,
      async (point) => {
        const { at, plan } = placeOf(shape);
        for (let round = 0; round < rounds; round++) expect(await at.live(point, plan)).toEqual(asItShould);
      },
    );

    it(`leaves everything as the ledger says, once the last one has recovered from ${shape.name}`, async () => {
      const { violations, executions } = await placeOf(shape).at.recoveredByTheLast();
      expect(violations).toEqual([]);
      expect(executions).toBeGreaterThanOrEqual(shape.points.length * rounds);
    });
  }
});

describe('the judge', () => {
  it('sees an execution that nobody finished', async () => {
    const { at, plan } = placeOf(threeChanges);
    await at.live({ boundary: 'intent.sequenced', step: 1 }, plan);
    expect((await at.judged('recovered')).violations.join()).toMatch(/unfinished/);
    expect((await at.recoveredByTheLast()).violations).toEqual([]);
  });

  it('sees a change at the target that no intent precedes', async () => {
    const { at } = placeOf(threeChanges);
    const { grant, role } = await at.freshChanges();
    await at.live({ boundary: 'finished.durable' }, () => at.world.plan([grant]));
    expect((await at.recoveredByTheLast()).violations).toEqual([]);
    await at.sql(`grant select on public.pay to ${role}`);
    expect((await at.judged('crashed')).violations.join()).toMatch(new RegExp(`grant role/${role} .* is `));
    await at.sql(`revoke select on public.pay from ${role}`);
    expect((await at.judged('crashed')).violations).toEqual([]);
  });

  it('sees that an acknowledged entry is gone', async () => {
    const { at } = placeOf(threeChanges);
    const newest = '(select max(seq) from ledger.entry)';
    await at.sql(`delete from ledger.cause where seq = ${newest}`);
    await at.sql(`delete from ledger.entry where seq = ${newest}`);
    expect((await at.judged('crashed')).violations.join()).toMatch(/is lost/);
  });
});
