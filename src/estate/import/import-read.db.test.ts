import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import {
  instantOf,
  isSourceId,
  must,
  type Observation,
  type SourceId,
  type UnshownRow,
} from '../../model/index.ts';
import { openDatabase, type Database } from '../../platform/store/index.ts';
import { historyOf } from '../history.ts';
import { addSource, removeSource, resumeSource, sourceOf } from '../sources.ts';
import { importRead } from './import-read.ts';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const test = useDatabase();
let db: Database;
let serial = 0;

beforeAll(() => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  return () => db.close();
});

async function newSource(): Promise<SourceId> {
  const id = must(isSourceId, `s${++serial}`);
  const added = await addSource(db, { id, connector: 'csv', config: {}, at });
  expect(added.ok).toBe(true);
  return id;
}

async function* pages(observations: readonly Observation[], complete = true) {
  for (let from = 0; from < observations.length; from += 7)
    yield { observations: observations.slice(from, from + 7) };
  yield { observations: [], complete };
}
const read = (source: SourceId, observations: readonly Observation[], complete = true) =>
  importRead({ database: db, source, pages: pages(observations, complete), startedAt: at, now: () => at });

const account = (n: number, more: object = {}): Observation => ({
  type: 'account',
  key: `a${n}`,
  name: `login${n}`,
  kind: 'person',
  state: 'active',
  ...more,
});
const accounts = (count: number): Observation[] => Array.from({ length: count }, (_, n) => account(n));
const live = async (source: SourceId) =>
  (
    await db.query<{ key: string; name: string; used: number | null }>(
      `select a.key, a.name, u.used_ms as used from estate.accounts a join sources.source s on s.no = a.source_no
        left join estate.accounts_used u using (source_no, key_hash)
        where s.id = $1 and a.valid_to_read is null order by a.key`,
      [source],
    )
  ).map((row) => ({ ...row }));

function valueOf<T>(result: { ok: true; value: T } | { ok: false; message: string }): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

describe('the first accounts', () => {
  const many = (entity: 'p' | 'a'): Observation[] =>
    Array.from({ length: 20_001 }, (_, n) =>
      entity === 'p' ? { type: 'person', key: `p${n}`, name: `P ${n}`, state: 'active' } : account(n),
    );

  it('load without their live indexes, which are there again afterwards, and lock nothing that holds rows', async () => {
    const indexes = () => db.query(`select indexdef from pg_indexes where schemaname = 'estate' order by 1`);
    const before = await indexes();
    const locked: { readonly persons: boolean; readonly accounts: boolean }[] = [];
    for (const observations of [many('p'), many('a'), many('a')]) {
      const source = await newSource();
      const result = await importRead({
        database: db,
        source,
        pages: pages(observations),
        startedAt: at,
        now: () => at,
        onCommit: async (tx) => {
          const held = await tx.query<{ name: string }>(
            `select c.relname as name from pg_locks l join pg_class c on c.oid = l.relation
              where l.mode = 'AccessExclusiveLock' and c.relkind = 'r' and l.pid = pg_backend_pid()`,
          );
          const names = held.map(({ name }) => name);
          locked.push({ persons: names.includes('persons'), accounts: names.includes('accounts') });
        },
      });
      expect(result.ok).toBe(true);
      expect(await indexes()).toEqual(before);
    }
    expect(locked).toEqual([
      { persons: true, accounts: true },
      { persons: false, accounts: true },
      { persons: false, accounts: false },
    ]);
  });
});

describe('a read of a source', () => {
  it('takes a source back that was removed, its last uses told anew', async () => {
    const source = await newSource();
    await read(source, [account(0, { lastUsedAt: null })]);
    expect((await removeSource(db, { id: source, at })).ok).toBe(true);
    await addSource(db, { id: source, connector: 'csv', config: {}, at });
    expect((await read(source, [account(0, { lastUsedAt: at }), account(1, { lastUsedAt: null })])).ok).toBe(
      true,
    );
    expect(await live(source)).toEqual([
      { key: 'a0', name: 'login0', used: Date.parse(at) },
      { key: 'a1', name: 'login1', used: -1 },
    ]);
  });

  it('adds, changes and closes exactly what differs, and rewrites nothing that is the same', async () => {
    const source = await newSource();
    const first = valueOf(await read(source, accounts(30)));
    expect(first.counts.account).toMatchObject({ added: 30, changed: 0, closed: 0, unchanged: 0 });
    const rowsBefore = await db.query<{ key: string; ctid: string }>(
      `select key, ctid::text from estate.accounts where valid_from_read = $1 order by key`,
      [first.number],
    );
    const changed = accounts(30).slice(1);
    changed[3] = account(4, { name: 'renamed' });
    changed.unshift(account(99));
    const second = valueOf(await read(source, changed));
    expect(second.counts.account).toMatchObject({ added: 1, changed: 1, closed: 1, unchanged: 28 });
    const rowsAfter = await db.query<{ key: string; ctid: string }>(
      `select key, ctid::text from estate.accounts where valid_from_read = $1 and valid_to_read is null order by key`,
      [first.number],
    );
    const kept = rowsBefore.filter(({ key }) => key !== 'a0' && key !== 'a4');
    expect(rowsAfter).toEqual(kept);
    const past = await historyOf(db, { entity: 'account', source, key: 'a4' });
    expect(past.map(({ fromRead, toRead, said }) => [fromRead, toRead, said['name']])).toEqual([
      [first.number, second.number, 'login4'],
      [second.number, undefined, 'renamed'],
    ]);
  });

  it('finds the same rows in any order', async () => {
    const source = await newSource();
    await read(source, accounts(50));
    const second = valueOf(await read(source, accounts(50).reverse()));
    expect(second.counts.account).toMatchObject({ added: 0, changed: 0, closed: 0, unchanged: 50 });
  });

  it('takes another last use without closing the row', async () => {
    const source = await newSource();
    valueOf(await read(source, [account(1, { lastUsedAt: null }), account(2)]));
    const second = valueOf(
      await read(source, [account(1, { lastUsedAt: at }), account(2, { lastUsedAt: null })]),
    );
    expect(second.counts.account).toMatchObject({ changed: 0, unchanged: 2 });
    expect(await live(source)).toEqual([
      { key: 'a1', name: 'login1', used: Date.parse(at) },
      { key: 'a2', name: 'login2', used: -1 },
    ]);
  });

  it('closes nothing when it is partial, and takes what it saw', async () => {
    const source = await newSource();
    valueOf(await read(source, accounts(3)));
    const partial = valueOf(await read(source, [account(1, { name: 'new' }), account(7)], false));
    expect(partial.counts.account).toMatchObject({ added: 1, changed: 1, closed: 0 });
    expect((await live(source)).map(({ key }) => key)).toEqual(['a0', 'a1', 'a2', 'a7']);
    expect(valueOf(await sourceOf(db, source)).lastCompleteRead?.number).toBe(partial.number - 1);
  });

  it('keeps hostile text exactly', async () => {
    const source = await newSource();
    const names = [
      '__proto__',
      "'; drop table estate.accounts; --",
      'a\tb\\N\nc\r\\.',
      '\u202egnp.exe',
      '<img onerror=1>',
      '\\N',
    ];
    valueOf(
      await read(
        source,
        names.map((name, n): Observation => ({ ...account(n), name, key: name }) as Observation),
      ),
    );
    expect(new Set((await live(source)).map(({ key, name }) => `${key}=${name}`))).toEqual(
      new Set(names.map((name) => `${name}=${name}`)),
    );
    const zero = valueOf(await read(source, [account(1, { name: 'a\0b' })], false));
    expect(zero.counts.account.added).toBe(1);
    expect((await live(source)).find(({ key }) => key === 'a1')?.name).toBe('a␀b');
  });
});

describe('a read that goes wrong', () => {
  it('pauses a source that shrinks by half, applies nothing, and applies it once a person resumed it', async () => {
    const source = await newSource();
    valueOf(await read(source, accounts(40)));
    const shrunk = await read(source, accounts(20));
    expect(shrunk).toMatchObject({
      ok: false,
      code: 'source_paused',
      details: { fallen: [{ type: 'account', before: 40, after: 20 }] },
    });
    expect(await live(source)).toHaveLength(40);
    expect(await read(source, accounts(40))).toMatchObject({ ok: false, code: 'source_paused' });
    await resumeSource(db, source);
    const accepted = valueOf(await read(source, accounts(20)));
    expect(accepted.counts.account.closed).toBe(20);
    await read(source, accounts(60));
    expect(await read(source, accounts(20))).toMatchObject({ ok: false, code: 'source_paused' });
  });

  const refused = (hides: 'some' | 'all', key = 'unread/roles'): Observation => ({
    type: 'gap',
    key,
    what: 'admin roles',
    why: 'it answered 403',
    hides,
  });

  it('pauses a source that is newly refused something and shows less, be it one row, until a person resumed it', async () => {
    const source = await newSource();
    valueOf(await read(source, accounts(3)));
    expect(await read(source, [...accounts(2), refused('all')])).toMatchObject({
      ok: false,
      code: 'source_paused',
      message: expect.stringContaining('admin roles (it answered 403)'),
      details: { fallen: [{ type: 'account', before: 3, after: 2 }] },
    });
    expect(await live(source)).toHaveLength(3);
    await resumeSource(db, source);
    expect(valueOf(await read(source, [...accounts(2), refused('all')])).counts.account.closed).toBe(1);
    // known by now: what goes is gone
    expect(valueOf(await read(source, [account(1), refused('all')])).counts.account.closed).toBe(1);
  });

  it('reads on when what is refused was never shown', async () => {
    const source = await newSource();
    valueOf(await read(source, [...accounts(3), refused('all', 'unread/keys')]));
    const more = [...accounts(4), refused('all'), refused('all', 'unread/keys')];
    expect(valueOf(await read(source, more))).toMatchObject({ complete: true });
  });

  it('takes nothing for gone in the first read to which one of many questions is refused', async () => {
    const source = await newSource();
    valueOf(await read(source, accounts(3)));
    const first = valueOf(await read(source, [...accounts(2), refused('some')]));
    expect(first).toMatchObject({ complete: false, counts: { account: { closed: 0 } } });
    expect(await live(source)).toHaveLength(3);
    const second = valueOf(await read(source, [...accounts(2), refused('some')]));
    expect(second).toMatchObject({ complete: true, counts: { account: { closed: 1 } } });
  });

  it('keeps what a complete read says of a part that was closed to it, and closes the rest, without pausing', async () => {
    const source = await newSource();
    const lying = (n: number, parentKey: string): Observation => ({
      type: 'resource',
      key: `bucket${n}`,
      name: 'b',
      kind: 'bucket',
      parentKey,
    });
    valueOf(await read(source, [...accounts(100), lying(1, 'b'), lying(2, 'c')]));
    async function* withoutB() {
      yield { observations: [account(0), lying(2, 'c')] };
      yield {
        observations: [
          { type: 'gap', key: 'account/b', what: 'b', why: 'it refused' },
        ] satisfies Observation[],
        complete: true,
        keeps: ({ type, keys }: UnshownRow) =>
          type === 'resource' ? keys.includes('b') : keys.some((key) => key !== 'a7'),
      };
    }
    const again = () => importRead({ database: db, source, pages: withoutB(), startedAt: at, now: () => at });
    for (const closed of [1, 0])
      expect(valueOf(await again())).toMatchObject({
        complete: true,
        counts: { account: { closed, live: 99 }, resource: { closed: 0, live: 2, unchanged: 2 } },
      });
    expect((await live(source)).some(({ key }) => key === 'a7')).toBe(false);
    expect(await read(source, [account(0)])).toMatchObject({ ok: false, code: 'source_paused' });
  });

  it('refuses two different records of one id and takes a repeated one once', async () => {
    const source = await newSource();
    const twice = valueOf(await read(source, [account(1), account(2), account(1)]));
    expect(twice).toMatchObject({ repeated: 1, counts: { account: { added: 2 } } });
    const contradicting = await read(source, [account(3), account(1), account(3, { name: 'other' })]);
    expect(contradicting).toMatchObject({
      ok: false,
      code: 'input_invalid',
      details: { type: 'account', key: 'a3' },
    });
    expect((await live(source)).map(({ key }) => key)).toEqual(['a1', 'a2']);
  });

  it('leaves nothing behind when the reader breaks or the connection is lost in the middle', async () => {
    const source = await newSource();
    valueOf(await read(source, accounts(5)));
    async function* breaking() {
      yield { observations: accounts(30_000).slice(5) };
      throw new Error('the source hung up');
    }
    await expect(
      importRead({ database: db, source, pages: breaking(), startedAt: at, now: () => at }),
    ).rejects.toThrow('the source hung up');
    async function* cut() {
      yield { observations: accounts(30_000).slice(5) };
      await test.db.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'test-server' and datname = current_database()`,
      );
      yield { observations: accounts(60_000).slice(30_000) };
    }
    await expect(
      importRead({ database: db, source, pages: cut(), startedAt: at, now: () => at }),
    ).rejects.toMatchObject({ name: 'Fault', code: 'database_unreachable' });
    expect(await live(source)).toHaveLength(5);
    expect(valueOf(await read(source, accounts(6))).counts.account).toMatchObject({ added: 1, unchanged: 5 });
  });

  it('undoes everything when what must commit with it fails', async () => {
    const source = await newSource();
    await expect(
      importRead({
        database: db,
        source,
        pages: pages(accounts(4)),
        startedAt: at,
        now: () => at,
        onCommit: async () => {
          throw new Error('the ledger is full');
        },
      }),
    ).rejects.toThrow('the ledger is full');
    expect(await live(source)).toEqual([]);
  });

  it('refuses text beyond the limit by field and key', async () => {
    const source = await newSource();
    expect(await read(source, [account(1, { name: 'x'.repeat(5000) })])).toMatchObject({
      ok: false,
      code: 'input_too_large',
      message: expect.stringContaining('`name` of account `a1`'),
    });
  });

  it('tells of references to nothing, keeps them, and counts times from the future', async () => {
    const source = await newSource();
    const grant: Observation = {
      type: 'grant',
      key: 'g',
      subjectKey: 'gone',
      entitlementKey: 'e',
      effect: 'allow',
    };
    const summary = valueOf(
      await read(source, [grant, account(1, { lastUsedAt: '2026-03-01T01:00:00.000Z' })]),
    );
    expect(summary.inFuture).toBe(1);
    expect(summary.dangling).toEqual([
      { what: 'grant to a subject that was not read', rows: 1, examples: ['g'] },
      { what: 'grant of an entitlement that was not read', rows: 1, examples: ['g'] },
    ]);
  });

  it('lets reads of one source wait for each other', async () => {
    const source = await newSource();
    const [one, two] = await Promise.all([read(source, accounts(50)), read(source, accounts(50))]);
    const added = [valueOf(one), valueOf(two)].map(({ counts }) => counts.account.added);
    expect(added.sort((a, b) => a - b)).toEqual([0, 50]);
  });
});

describe('a source', () => {
  it('that is removed is closed, not deleted', async () => {
    const source = await newSource();
    valueOf(await read(source, accounts(3)));
    const removed = valueOf(await removeSource(db, { id: source, at }));
    expect(removed.state).toEqual({ is: 'removed' });
    expect(await live(source)).toEqual([]);
    expect(await historyOf(db, { entity: 'account', source, key: 'a1' })).toHaveLength(1);
    expect(await read(source, accounts(3))).toMatchObject({ ok: false, code: 'not_found' });
  });

  it('never keeps a password in a URL', async () => {
    const id = must(isSourceId, 'leaky');
    const config = { url: ['postgres://u', 'hunter2@h/db'].join(':') };
    const added = await addSource(db, { id, connector: 'postgres', config, at });
    expect(added).toMatchObject({ ok: false, code: 'input_invalid' });
    expect(JSON.stringify(added)).not.toContain('hunter2');
  });
});
