// A program that reads all that a reviewer can read of a campaign must not find what is planted. Each detector here is one
// idea of how it could; all of them together do no better than guessing.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import {
  account,
  grant,
  group,
  member,
  openCampaignWorld,
  person,
  resource,
  right,
  type CampaignWorld,
  type TestSigner,
} from '../../../test/support/campaign-world.ts';
import type { CampaignId, Observation, Result } from '../../model/index.ts';
import { handleOf } from '../../review/index.ts';
import { openLaunchOf } from '../campaigns/begin.ts';
import { takeLaunch } from '../campaigns/launch.ts';
import { showCampaign } from '../campaigns/show.ts';
import { itemOfWhole, itemsOfWhole } from '../campaigns/whole.ts';
import { answerReview } from './answer.ts';
import { reviewItem } from './item.ts';
import { reviewPage } from './page.ts';
import { plantedOf } from './planted-rows.ts';
import { seedOf } from './seed.ts';
import type { ReviewItemBeside, ReviewLine } from './shapes.ts';

const database = useDatabase();
let world: CampaignWorld;
let who: Readonly<Record<'boss' | 'lee', TestSigner>>;
let campaign: CampaignId;
let lines: readonly ReviewLine[];
let isPlanted: ReadonlySet<string>;

const staff = Array.from({ length: 30 }, (_, at) => `p${at}`);
const rights = Array.from({ length: 12 }, (_, at) => ({
  on: `r${at}`,
  tier: (['low', 'medium', 'high'] as const)[at % 3] ?? 'low',
}));

beforeAll(async () => {
  world = openCampaignWorld(database.urlAs);
  await world.take('hr', [person('boss'), person('lee', 'boss'), ...staff.map((key) => person(key, 'lee'))]);
  const now = Date.parse(world.system.clock.now());
  const used = (at: number): object =>
    at % 4 === 0 ? {} : { lastUsedAt: new Date(now - at * 5 * 86_400_000).toISOString() };
  const first: readonly Observation[] = [
    ...staff.map((key, at) => account(key, used(at))),
    ...rights.flatMap(({ on, tier }) => [resource(on, tier), right(on, 'use')]),
    group('team'),
    grant('team', 'r0#use'),
    ...staff.slice(0, 6).map((key) => member(key, 'team')),
    // each holds what a number of theirs says: no pattern but that
    ...staff.flatMap((key, at) =>
      rights.flatMap(({ on }, of) => ((at * 7 + of * 5) % 11 < 3 ? [grant(key, `${on}#use`)] : [])),
    ),
  ];
  await world.take('app', first);
  world.pass(3600);
  await world.take('app', [
    ...first,
    ...staff.slice(20).map((key) => grant(key, 'r11#use', { key: `${key} again` })),
  ]);
  who = await world.begin({ boss: ['administrator', 'governor', 'reviewer'], lee: ['manager', 'reviewer'] });
  await vi.waitFor(async () => {
    const { signers, clock } = world.system;
    if ((await signers.standing(who.boss.fingerprint, clock.now())) === undefined)
      throw new Error('the first entry is not sequenced yet');
  });
  const asked = {
    design: { title: 'Q1', kind: 'manager' as const },
    keyFingerprint: who.boss.fingerprint,
    evenIfEmpty: false,
  };
  const { statement } = value(await openLaunchOf(world.system, asked));
  ({ campaign } = value(await takeLaunch(world.system, { statement, signature: who.boss.sign(statement) })));
  lines = value(await reviewPage(world.system, { ...me(), limit: 200 })).items;
  const seed = (await seedOf(world.system.database, campaign)) ?? '';
  isPlanted = new Set(
    (await plantedOf(world.system.database, campaign, who.lee.person)).map(({ k, seat }) =>
      handleOf(seed, { is: 'planted', n: k, seat }),
    ),
  );
});
afterAll(() => world.close());

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
};
const me = () => ({ campaign, keyFingerprint: who.lee.fingerprint });

/** How many of those that it points at are planted, against how many a guess would hit: both kinds have to be there. */
function better(suspects: readonly string[]): number {
  const base = isPlanted.size / lines.length;
  const hits = suspects.filter((item) => isPlanted.has(item)).length;
  // the most that guessing gets with one chance in a hundred, by the normal bound
  const spread = 2.6 * Math.sqrt(suspects.length * base * (1 - base)) + 1;
  return hits - (suspects.length * base + spread);
}
const modeOf = (values: readonly string[]): string | undefined =>
  [...Map.groupBy(values, (each) => each)].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
/** Items whose value differs from what most of their group say. */
const outliers = (groupOf: (line: ReviewLine) => string, valueOf: (line: ReviewLine) => string): string[] =>
  [...Map.groupBy(lines, groupOf).values()].flatMap((alike) => {
    const most = modeOf(alike.map(valueOf));
    return alike.filter((line) => valueOf(line) !== most).map(({ item }) => item);
  });
const accountOf = ({ looks }: ReviewLine) => `${looks.source} ${looks.account.key}`;
const rightOf = ({ looks }: ReviewLine) => `${looks.source} ${looks.entity} ${looks.object.key}`;

describe('what is planted is not told apart', () => {
  it('by what is said of its account or of its right, since real items say the same of them', () => {
    expect(isPlanted.size).toBeGreaterThan(6);
    const ofAccount = ({ looks }: ReviewLine) => JSON.stringify([looks.account, looks.used]);
    const ofRight = ({ looks: { tier, privileged, dataClass, environment, object } }: ReviewLine) =>
      JSON.stringify([tier, privileged, dataClass, environment, object]);
    expect(outliers(accountOf, ofAccount)).toEqual([]);
    expect(outliers(rightOf, ofRight)).toEqual([]);
    expect(better(outliers(accountOf, ({ looks }) => looks.since ?? ''))).toBeLessThanOrEqual(0);
    expect(new Set(lines.map((line) => Object.keys(line).toSorted().join()))).toHaveLength(1);
  });

  it('by advice that does not fit what is shown: it is a rule’s, on everything', () => {
    const unfit = lines.filter(
      ({ advice, looks }) =>
        (advice?.leans === 'keep' && (looks.used === 'never' || looks.tier === 'high')) ||
        (advice?.leans === 'reduce' && looks.used !== 'never' && !advice.because.join().includes('days ago')),
    );
    expect(unfit).toEqual([]);
  });

  it('by where it stands: items of one account and risk stand together, and planted ones among them', () => {
    const block = (line: ReviewLine) => `${accountOf(line)} ${line.looks.tier}`;
    const torn = lines.filter((line, at) => {
      const [before, after] = [lines[at - 1], lines[at + 1]];
      const others = lines.filter((other) => other !== line && block(other) === block(line));
      return (
        others.length > 0 &&
        (before === undefined || block(before) !== block(line)) &&
        (after === undefined || block(after) !== block(line))
      );
    });
    expect(better(torn.map(({ item }) => item))).toBeLessThanOrEqual(0);
    const firstInBlock = lines.filter((line, at) => {
      const before = lines[at - 1];
      return before === undefined || block(before) !== block(line);
    });
    expect(better(firstInBlock.map(({ item }) => item))).toBeLessThanOrEqual(0);
  });

  it('by the order of handles, nor by their characters', () => {
    const sorted = lines.map(({ item }) => item).toSorted();
    for (const suspects of [
      sorted.slice(0, 10),
      sorted.slice(-10),
      sorted.filter((each) => each.endsWith('0')),
    ])
      expect(better(suspects)).toBeLessThanOrEqual(0);
  });

  it('by the manifest: what is asked of somebody is not told to them there, real or not', async () => {
    const all = value(
      await itemsOfWhole(world.system, { campaign, person: who.lee.person, show: 'all', limit: 500 }),
    ).items;
    expect(all.filter(({ state }) => state === 'open')).toEqual([]);
    expect(await itemOfWhole(world.system, { campaign, person: who.lee.person, item: 0 })).toMatchObject({
      code: 'not_permitted',
    });
    const nobody = value(await itemsOfWhole(world.system, { campaign, show: 'all', limit: 500 })).items;
    expect(nobody).toEqual([]);
    const owner = value(
      await itemsOfWhole(world.system, { campaign, person: who.boss.person, show: 'all', limit: 500 }),
    ).items;
    expect(owner.length).toBe(lines.length - isPlanted.size);
  });

  it('by what stands beside it', async () => {
    const shapes = new Map<string, string[]>();
    const sample = lines.filter(({ item }, at) => isPlanted.has(item) || at % 5 === 0);
    for (const { item, looks } of sample) {
      const beside: ReviewItemBeside = value(await reviewItem(world.system, { ...me(), item }));
      expect(beside.no.says.startsWith('A no alone') || beside.no.says.includes('loses')).toBe(true);
      const shape = `${looks.entity} ${beside.no.works} ${beside.no.offers.length} ${beside.paths.length}`;
      shapes.set(shape, [...(shapes.get(shape) ?? []), item]);
    }
    const telling = [...shapes].filter(
      ([, items]) => items.length > 2 && items.every((item) => isPlanted.has(item)),
    );
    expect(telling).toEqual([]);
  });

  it('by what an answer changes elsewhere: every count goes up by one, and as much is asked of the database', async () => {
    const planted = lines.find(({ item, blind }) => isPlanted.has(item) && blind === 'no');
    const real = lines.find(({ item, blind }) => !isPlanted.has(item) && blind === 'no');
    if (planted === undefined || real === undefined) throw new Error('one kind is missing');
    const pending = async () => value(await showCampaign(world.system, campaign)).pending;
    const counts: number[] = [];
    for (const [at, { item }] of [planted, real].entries()) {
      let asked = 0;
      const counting: typeof world.system = {
        ...world.system,
        database: new Proxy(world.system.database, {
          get(of, name) {
            const found: unknown = Reflect.get(of, name, of);
            if (typeof found !== 'function') return found;
            const bound: unknown = found.bind(of);
            if (typeof bound !== 'function' || name !== 'query') return bound;
            return (...given: unknown[]): unknown => {
              asked++;
              return Reflect.apply(bound, of, given);
            };
          },
        }),
      };
      value(await answerReview(counting, { ...me(), answers: [{ item, answer: 'certify' }] }));
      counts.push(asked);
      expect(await pending()).toBe(at + 1);
    }
    const [ofPlanted = 0, ofReal = 0] = counts;
    expect(Math.abs(ofPlanted - ofReal)).toBeLessThanOrEqual(2);
  });
});
