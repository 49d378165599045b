import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { useDatabase } from '../../../test/support/database.ts';
import { heldRows } from '../../../test/support/held-rows.ts';
import { runs } from '../../../test/support/runs.ts';
import type { Connector } from '../../connectors/kit/connector.ts';
import { readSource, type SourceRead } from '../../connectors/kit/read-source.ts';
import { instantOf, isSourceId, must, type Observation, type SourceId } from '../../model/index.ts';
import { openDatabase, type Database } from '../../platform/store/index.ts';
import { addSource, resumeSource } from '../sources.ts';
import { importRead } from './import-read.ts';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const key = new Uint8Array(32).fill(7);
const test = useDatabase();
let db: Database;
let serial = 0;
const seen = { skipped: 0, refused: 0, reads: 0 };

beforeAll(() => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  return () => db.close();
});

async function newSource(): Promise<SourceId> {
  const id = must(isSourceId, `s${++serial}`);
  await addSource(db, { id, connector: 'csv', config: {}, at });
  return id;
}

/** A source as it stands: items with what each gives, what comes without an item, and how the reading goes. */
interface State {
  readonly items: readonly (readonly Observation[])[];
  readonly loose: readonly Observation[];
  readonly ends: 'complete' | 'partial' | 'breaks';
}

/** An item's bytes are its records as JSON: the reader of a real source parses, this one does too. */
const readerOf = (state: State): Connector<null> => ({
  id: 'items',
  title: 'items',
  config: z.null(),
  capabilities: {
    reads: ['person', 'account', 'group', 'membership', 'credential', 'entitlement', 'grant'],
    doesNotRead: [],
    writes: [],
    permissions: { read: ['none'], write: [] },
  },
  locate: () => null,
  async *read(context) {
    const items = context.items('all');
    for (const records of state.items) {
      const bytes = Buffer.from(`[ ${records.map((record) => JSON.stringify(record)).join()} ]`);
      context.saw(bytes);
      const item = items.meet(bytes, 0, bytes.length);
      if (item !== undefined) yield { observations: records, items: records.map(() => item) };
    }
    if (state.ends === 'breaks') throw new Error('the source broke');
    yield { observations: state.loose, complete: state.ends === 'complete' };
  },
});

async function read(
  source: SourceId,
  state: State,
  how: { readonly skips: boolean; readonly program?: string },
): Promise<unknown> {
  const box: { read?: SourceRead } = {};
  seen.reads++;
  try {
    const result = await importRead({
      database: db,
      source,
      startedAt: at,
      now: () => at,
      ...(how.skips ? { itemKey: key } : {}),
      pages: (memory) => {
        box.read = readSource(
          readerOf(state),
          {
            config: null,
            now: at,
            signal: new AbortController().signal,
            fingerprint: () => '',
            secret: async () => '',
          },
          { items: { key, program: how.program ?? 'p', memory }, limits: { pageSize: 3 } },
        );
        return box.read.pages;
      },
    });
    if (!result.ok) return { refused: result.code };
    const { counts, dangling, inFuture, repeated, complete } = result.value;
    const { contentDigest, gaps, duplicatesIgnored, textsReplaced, replacedIn } = box.read?.summary() ?? {};
    const duplicates = repeated + (duplicatesIgnored ?? 0);
    seen.skipped += result.value.itemsSkipped;
    return {
      counts,
      dangling,
      inFuture,
      duplicates,
      complete,
      contentDigest,
      gaps,
      textsReplaced,
      replacedIn,
    };
  } catch (error) {
    seen.refused++;
    return { failed: String(error) };
  }
}

const names = fc.constantFrom(...'abcdefghijklmnopqrst'.split(''));
const rarely = fc.integer({ min: 0, max: 11 }).map((n) => n === 0);
const used = fc.oneof(
  { weight: 9, arbitrary: fc.constant({ lastUsedAt: instantOf(Date.parse('2026-01-01T00:00:00Z')) }) },
  { weight: 1, arbitrary: fc.constantFrom({}, { lastUsedAt: null }) },
  // in the future: told of at each read
  { weight: 1, arbitrary: fc.constant({ lastUsedAt: instantOf(Date.parse('2026-09-01T00:00:00Z')) }) },
);
const said = fc.oneof({ weight: 12, arbitrary: fc.constant('x') }, fc.constantFrom('y', 'nul\0'));
const record: fc.Arbitrary<Observation> = fc.oneof(
  fc.tuple(names, said, used).map(([name, said, use]): Observation => ({
    type: 'account',
    key: name,
    name: said,
    kind: 'person',
    state: 'active',
    ...use,
  })),
  names.map((name): Observation => ({ type: 'group', key: name, name, kind: 'group' })),
  fc.tuple(names, names).map(([member, group]): Observation => ({
    type: 'membership',
    key: `${member}>${group}`,
    memberKey: member,
    groupKey: group,
    via: 'member',
  })),
  fc.tuple(names, rarely).map(([name, privileged]): Observation => ({
    type: 'entitlement',
    key: name,
    action: 'read',
    resourcePattern: '*',
    privileged,
  })),
  fc.tuple(names, names, rarely).map(([holder, right, grantable]): Observation => ({
    type: 'grant',
    key: `${holder}=${right}`,
    subjectKey: holder,
    entitlementKey: right,
    effect: 'allow',
    grantable,
  })),
  fc.tuple(names, used).map(([name, use]): Observation => ({
    type: 'credential',
    key: `${name}#1`,
    accountKey: name,
    credential: 'api_key',
    state: 'active',
    ...use,
  })),
  names.map((name): Observation => ({ type: 'gap', key: name, what: name, why: 'not told' })),
);
/** Records that contradict each other are possible, and then everything is refused. */
const item = fc.array(record, { minLength: 1, maxLength: 3 });
const edit = fc.oneof(
  { weight: 3, arbitrary: fc.record({ is: fc.constant('add' as const), item, place: fc.nat(99) }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('remove' as const), place: fc.nat(99) }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('replace' as const), item, place: fc.nat(99) }) },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('move' as const), place: fc.nat(99), to: fc.nat(99) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ is: fc.constant('repeat' as const), place: fc.nat(99), to: fc.nat(99) }),
  },
);
const step = fc.record({
  edits: fc.array(edit, { maxLength: 3 }),
  loose: fc.array(record, { maxLength: 2 }),
  ends: fc.oneof(
    { weight: 10, arbitrary: fc.constant<State['ends']>('complete') },
    fc.constantFrom<State['ends'][]>('partial', 'breaks'),
  ),
  program: fc.oneof({ weight: 10, arbitrary: fc.constant('p') }, fc.constant('q')),
  /** What happens to the memory before the read. */
  memory: fc.oneof(
    { weight: 10, arbitrary: fc.constant('kept') },
    fc.constantFrom('altered', 'erased', 'cut', 'sealed otherwise'),
  ),
});

function edited(
  items: readonly (readonly Observation[])[],
  edits: readonly (typeof edit extends fc.Arbitrary<infer E> ? E : never)[],
): readonly (readonly Observation[])[] {
  const list = [...items];
  for (const each of edits) {
    const place = list.length === 0 ? 0 : each.place % list.length;
    if (each.is === 'add') list.splice(place, 0, each.item);
    else if (each.is === 'replace') list.splice(place, 1, each.item);
    else if (each.is === 'repeat')
      list.splice(list.length === 0 ? 0 : each.to % list.length, 0, list[place] ?? []);
    else {
      const [taken] = list.splice(place, 1);
      if (each.is === 'move' && taken !== undefined)
        list.splice(list.length === 0 ? 0 : each.to % list.length, 0, taken);
    }
  }
  return list.filter((records) => records.length > 0);
}

async function disturb(source: SourceId, how: string): Promise<void> {
  const where = `where source_no = (select no from sources.source where id = '${source}')`;
  if (how === 'erased') await test.db.query(`delete from estate.remembered_items ${where}`);
  if (how === 'cut')
    await test.db.query(
      `delete from estate.remembered_items ${where} and n = (select max(n) from estate.remembered_items ${where})`,
    );
  if (how === 'altered')
    await test.db.query(
      `update estate.remembered_items set body = set_byte(body, length(body) / 2, (get_byte(body, length(body) / 2) + 1) % 256)
        ${where} and length(body) > 0`,
    );
  if (how === 'sealed otherwise')
    await test.db.query(
      `update estate.remembered_items set seal = set_byte(seal, 20, (get_byte(seal, 20) + 1) % 256) ${where}`,
    );
}

describe('a read that skips what did not change', () => {
  it('leaves the same estate as reading everything, and says the same, whatever happened in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(item, { minLength: 3, maxLength: 12 }),
        fc.array(step, { minLength: 2, maxLength: 6 }),
        async (first, steps) => {
          const [skipping, whole] = [await newSource(), await newSource()];
          let items: readonly (readonly Observation[])[] = first;
          const states: { readonly state: State; readonly program: string; readonly memory: string }[] = [
            { state: { items, loose: [], ends: 'complete' }, program: 'p', memory: 'kept' },
          ];
          for (const { edits, loose, ends, program, memory } of steps) {
            items = edited(items, edits);
            states.push({ state: { items, loose, ends }, program, memory });
          }
          for (const { state, program, memory } of states) {
            await disturb(skipping, memory);
            const expected = await read(whole, state, { skips: false });
            const told = await read(skipping, state, { skips: true, program });
            expect(told).toEqual(expected);
            for (const source of [skipping, whole]) await resumeSource(db, source);
            expect(await heldRows(db, skipping)).toEqual(await heldRows(db, whole));
          }
        },
      ),
      { numRuns: runs(15) },
    );
    expect(seen.skipped).toBeGreaterThan(seen.reads / 2);
    expect(seen.refused).toBeLessThan(seen.reads / 2);
  }, 900_000);

  const person = (n: number, name = 'p'): readonly Observation[] => [
    { type: 'person', key: `p${n}`, name, state: 'active' },
  ];
  const people = (count: number, name?: string) => Array.from({ length: count }, (_, n) => person(n, name));
  const whole = (items: State['items']): State => ({ items, loose: [], ends: 'complete' });
  const skippedBy = async (work: () => Promise<unknown>): Promise<number> => {
    const before = seen.skipped;
    await work();
    return seen.skipped - before;
  };

  it('reads only the items that are not byte for byte as they were, in whatever order they come', async () => {
    const source = await newSource();
    const items = people(100);
    const again = (state: State) => skippedBy(() => read(source, state, { skips: true }));
    expect(await again(whole(items))).toBe(0);
    expect(await again(whole(items))).toBe(100);
    expect(await again(whole([...items.slice(0, 49), person(49, 'q'), ...items.slice(50)]))).toBe(99);
    expect(await again(whole(items))).toBe(99);
    // two in a hundred are read before it is believed that the order is another
    expect(await again(whole(items.toReversed()))).toBeGreaterThanOrEqual(97);
  });

  it('reads everything again once fifty reads rest on one, or when half is out of date', async () => {
    const source = await newSource();
    const again = (items: State['items']) => skippedBy(() => read(source, whole(items), { skips: true }));
    const counts: number[] = [];
    for (let n = 0; n < 52; n++) counts.push(await again(people(3)));
    expect(counts).toEqual([0, ...Array.from({ length: 49 }, () => 3), 0, 3]);
    const after: number[] = [];
    for (const name of ['q', 'q', 'r', 'r', 'r']) after.push(await again(people(3, name)));
    expect(after).toEqual([0, 3, 0, 0, 3]);
  });

  it('pauses a source that shrinks by half like any read, and closes what is gone when a person resumes it', async () => {
    const source = await newSource();
    await read(source, whole(people(60)), { skips: true });
    expect(await read(source, whole(people(30)), { skips: true })).toEqual({ refused: 'source_paused' });
    await resumeSource(db, source);
    expect(await read(source, whole(people(30)), { skips: true })).toMatchObject({
      counts: { person: { closed: 30, unchanged: 30, live: 30 } },
    });
    expect(await skippedBy(() => read(source, whole(people(30)), { skips: true }))).toBe(30);
  });

  it('looks many rows up at once when another program reads them, and finds them unchanged', async () => {
    const source = await newSource();
    const items = [...people(12_000), ...Array.from({ length: 10 }, (_, n) => person(20_000 + n))];
    await read(source, whole(items), { skips: true });
    const later = [...items.slice(0, 11_000), ...items.slice(11_010)];
    expect(await read(source, whole(later), { skips: true, program: 'another' })).toMatchObject({
      counts: { person: { added: 0, changed: 0, closed: 10, unchanged: 12_000 } },
    });
    await read(source, whole(later), { skips: true, program: 'another' }); // half was out of date
    const state = whole([...later.slice(1), person(0, 'q')]);
    expect(await skippedBy(() => read(source, state, { skips: true, program: 'another' }))).toBe(11_999);
  });
});
