import { describe, expect, it } from 'vitest';
import { sound, stories, type StoryThing } from '../../test/support/breach-worlds.ts';
import { breaches } from './cases/index.ts';
import { fields, type Entity } from './fields.ts';
import { everyEntity, InventoryBuilder, type Inventory } from './inventory.ts';
import type { Value } from './predicate.ts';
import { replayAll } from './replay.ts';

const byId = new Map(breaches.map((breach) => [breach.id, breach]));
const replayed = (id: string, inventory: Inventory) => {
  const breach = byId.get(id);
  if (breach === undefined) throw new Error(`no case ${id}`);
  const [answer] = replayAll(inventory, [breach]);
  if (answer === undefined) throw new Error('no answer');
  return answer;
};

/** The story, among things of every kind where nothing is wrong; one fact may be as care would have it, or unknown. */
function world(
  story: readonly StoryThing[],
  change: {
    readonly thing?: StoryThing;
    readonly fact?: string;
    readonly is?: 'careful' | 'unknown' | 'apart';
  } = {},
): Inventory {
  const builder = new InventoryBuilder();
  for (const entity of everyEntity)
    for (const n of [1, 2])
      builder.add(entity, {
        source: 'quiet',
        key: `${entity}-${n}`,
        name: `quiet ${entity} ${n}`,
        fields: sound[entity],
        // one neighbourhood, which touches nothing of the story
        links: [{ is: 'identity', key: `quiet ${n}` }],
      });
  for (const each of story) {
    const told: Record<string, Value | undefined> = { ...sound[each.is], ...each.also };
    for (const [field, [asItWas, withCare]] of Object.entries(each.needed)) {
      const isChanged = each === change.thing && field === change.fact;
      if (!isChanged) told[field] = asItWas;
      else if (change.is === 'careful') told[field] = withCare;
      else delete told[field];
    }
    const isApart = each === change.thing && change.is === 'apart';
    builder.add(each.is, {
      source: 'story',
      key: each.name,
      name: each.name,
      fields: told,
      links: isApart ? [{ is: 'identity', key: 'on its own' }] : each.links,
    });
  }
  return builder.finish();
}

describe.each(breaches)('$id $name', ({ id, steps, breakers }) => {
  const story = stories[id] ?? [];
  const facts = story.flatMap((thing) =>
    Object.keys(thing.needed).map((fact) => ({ thing, fact, name: `${fact} of ${thing.name}` })),
  );

  it('hits where it happened, by the things of the story alone, all of them connected', () => {
    const answer = replayed(id, world(story));
    expect(answer).toMatchObject({ verdict: 'hit', least: 'hit', most: 'hit' });
    const names = new Set(answer.path?.spots.map(({ thing }) => thing.name));
    expect([...names].toSorted()).toEqual(story.map(({ name }) => name).toSorted());
    expect(answer.path?.spots.flatMap(({ unknown }) => unknown)).toEqual([]);
    const needed = answer.breakers.filter(({ breaks }) => breaks.every((n) => steps[n]?.optional === false));
    expect(needed.map(({ state }) => state)).toEqual(
      needed.map(({ breaks }) => (breaks.length === 0 ? 'not_seen' : 'unmet')),
    );
    expect(breakers.length).toBeGreaterThan(0);
  });

  it.each(facts)('does not hit where somebody took care: $name', ({ thing, fact }) => {
    const answer = replayed(id, world(story, { thing, fact, is: 'careful' }));
    expect([answer.verdict, answer.most]).not.toContain('hit');
    expect(answer.verdict).not.toBe('cannot_tell');
    const broken = answer.breakers.filter(({ breaks }) =>
      breaks.some((n) => answer.steps[n]?.state === 'unmet'),
    );
    expect(broken.every(({ state }) => state === 'met')).toBe(true);
  });

  it.each(facts)('cannot tell where it is not known: $name', ({ thing, fact }) => {
    const answer = replayed(id, world(story, { thing, fact, is: 'unknown' }));
    expect(answer).toMatchObject({ verdict: 'cannot_tell', most: 'hit' });
    expect(answer.least).not.toBe('hit');
    const says: Record<string, { readonly says: string }> = fields[thing.is];
    expect(answer.steps.flatMap(({ needs }) => needs.map(({ what }) => what))).toContain(says[fact]?.says);
    expect(answer.couldBe?.spots.flatMap(({ unknown }) => unknown)).toContain(says[fact]?.says);
  });

  const several = story.length > 1 ? story : [];
  it.each(several)('does not hit where $name has nothing to do with the rest', (thing) => {
    const answer = replayed(id, world(story, { thing, is: 'apart' }));
    expect([answer.verdict, answer.most]).not.toContain('hit');
  });

  it('says miss of a place where nothing is wrong, and cannot tell of one that nothing tells of', () => {
    expect(replayed(id, world([]))).toMatchObject({ verdict: 'miss', least: 'miss', most: 'miss' });
    const empty = replayed(id, new InventoryBuilder().finish());
    expect(empty).toMatchObject({ verdict: 'cannot_tell', least: 'miss', most: 'hit' });
    expect(empty.steps.every(({ state }) => state === 'cannot_tell')).toBe(true);
  });

  it('asks about fields that there are, by values of their kind', () => {
    for (const { select, all } of steps)
      for (const { field, op, value } of all) {
        const known: Record<string, { readonly holds: string }> = fields[select];
        const { holds } = known[field] ?? { holds: 'none' };
        const kinds: Readonly<Record<string, readonly string[]>> = {
          text: ['string', 'object'],
          texts: ['string', 'object'],
          number: ['number'],
          'yes-no': ['boolean'],
        };
        expect(op === 'isNull' || op === 'notNull' || kinds[holds]?.includes(typeof value)).toBe(true);
      }
  });
});

it('tells every case by a story of its own', () => {
  expect(Object.keys(stories)).toEqual(breaches.map(({ id }) => id));
  expect(breaches).toHaveLength(28);
});

it('takes a thing of which it is doubted whether it is so for no sure part of a path', () => {
  const story = stories['BR-25'] ?? [];
  const builder = new InventoryBuilder();
  for (const [n, each] of story.entries())
    builder.add(each.is, {
      source: 'story',
      key: each.name,
      name: each.name,
      fields: Object.fromEntries(Object.entries(each.needed).map(([field, [was]]) => [field, was])),
      links: each.links,
      ...(n === 0 ? { doubt: 'only on a condition' } : {}),
    });
  const answer = replayed('BR-25', builder.finish());
  expect(answer).toMatchObject({ verdict: 'cannot_tell', least: 'partial', most: 'hit' });
  expect(answer.couldBe?.spots.flatMap(({ unknown }) => unknown)).toEqual(['only on a condition']);
});

it('makes it worse, and not a hit, when an optional step is met too', () => {
  const story = stories['BR-10'] ?? [];
  const zombie: StoryThing = {
    is: 'grant',
    name: 'left over',
    needed: { isThirdParty: [true, false], vendorState: ['retired', 'used'] },
    links: [{ is: 'vendor', key: 'chat' }],
  };
  expect(replayed('BR-10', world([...story, zombie])).path?.spots.map(({ thing }) => thing.name)).toContain(
    'left over',
  );
  expect(replayed('BR-10', world([zombie])).verdict).toBe('miss');
});

const entitiesOfStories: readonly Entity[] = Object.values(stories).flatMap((story) =>
  story.map(({ is }) => is),
);
it('has a story of every kind of thing', () => {
  expect(new Set(entitiesOfStories)).toEqual(new Set(everyEntity));
});
