import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { Fault } from '../model/failure.ts';
import { openDatabase, type Database } from '../platform/store/index.ts';
import { createReader, createRecorder, newNoteSecret, readNoteSecret, runSequencer } from './index.ts';
import { draftOf, outsideMemory, processId, steppingClock, testOrigin } from './testing.ts';

const database = useDatabase();
const clock = steppingClock();
const signingKey = readNoteSecret(newNoteSecret(testOrigin));
const outside = outsideMemory();
const stop = new AbortController();
let server: Database;
let enforcer: Database;
let sequencer: Database;
let running: Promise<void>;

beforeAll(() => {
  server = openDatabase({ url: database.urlAs('server'), applicationName: 'test-server' });
  enforcer = openDatabase({ url: database.urlAs('enforcer'), applicationName: 'test-enforcer' });
  sequencer = openDatabase({ url: database.urlAs('sequencer'), applicationName: 'test-sequencer' });
  running = runSequencer({
    database: sequencer,
    origin: testOrigin,
    signingKey,
    clock,
    self: processId,
    outside,
    signal: stop.signal,
  });
});
afterAll(async () => {
  stop.abort();
  await running;
  await Promise.all([server.close(), enforcer.close(), sequencer.close()]);
});

const reader = () => createReader({ database: server, origin: testOrigin, checkpointKey: signingKey.vkey });
const deep = (levels: number): Record<string, unknown> => (levels === 0 ? {} : { a: deep(levels - 1) });
const fromServer = createRecorder({ writer: 'server', clock });
const fromEnforcer = createRecorder({ writer: 'enforcer', clock });

describe('the ledger', () => {
  test('numbers what server and enforcer record and proves every leaf it returns', async () => {
    const first = draftOf('source.read', clock.now(), { body: { rows: 3 } });
    const second = draftOf('enforcer.started', clock.now(), { causedBy: [first.id] });
    await server.transaction((tx) => fromServer.record(tx, first));
    const leaf = await reader().sequenced(first.id, 10);
    await enforcer.transaction((tx) => fromEnforcer.record(tx, second));
    const after = await reader().sequenced(second.id, 10);
    expect(leaf.entry).toEqual(first);
    expect(leaf.writer).toBe('server');
    expect(after.writer).toBe('enforcer');
    expect(after.seq).toBeGreaterThan(leaf.seq);
    expect(await reader().causedBy(first.id)).toEqual([after]);
    expect(await reader().causedBy(first.id, 'source.read')).toEqual([]);
    expect(outside.all().length).toBeGreaterThanOrEqual(3);
  });

  test('keeps nothing of a transaction that rolls back', async () => {
    const draft = draftOf('source.read', clock.now());
    await expect(
      server.transaction(async (tx) => {
        await fromServer.record(tx, draft);
        throw new Error('the business change failed');
      }),
    ).rejects.toThrow('business');
    const later = draftOf('source.read', clock.now());
    await server.transaction((tx) => fromServer.record(tx, later));
    await reader().sequenced(later.id, 10);
    expect(await reader().entry(draft.id)).toBeUndefined();
  });

  test('returns exact content, tells erased from altered, and erases only what an entry names', async () => {
    const refs = await server.transaction(async (tx) => {
      const kept = await fromServer.keep(tx, 'proposal', 'für dich 🔑');
      const gone = await fromServer.keep(tx, 'proposal', 'a name');
      return { kept, gone };
    });
    expect(await reader().content(refs.kept)).toBe('für dich 🔑');
    const erasure = draftOf('blob.erased', clock.now(), { body: { blobs: [refs.gone.id], reason: 'asked' } });
    await expect(
      database.db.query('select ledger.erase_blob($1, $2)', [refs.gone.id, erasure.id]),
    ).rejects.toThrow('not named');
    await server.transaction((tx) => fromServer.record(tx, erasure)); // before bootstrap: set aside
    await expect(reader().sequenced(erasure.id, 10)).rejects.toThrow('before the bootstrap entry');
    await database.db.query("update ledger.blob set content = 'für mich' where id = $1", [refs.kept.id]);
    await expect(reader().content(refs.kept)).rejects.toThrow('not the content');
    await database.db.query('delete from ledger.blob where id = $1', [refs.kept.id]);
    await expect(reader().content(refs.kept)).rejects.toThrow('is missing');
  });

  test('refuses an entry that would fit no entry bundle, saying where long content belongs', async () => {
    const big = draftOf('source.read', clock.now(), { body: { text: 'x'.repeat(65_000) } });
    const failed = await server.transaction((tx) => fromServer.record(tx, big)).catch((e: unknown) => e);
    expect(failed).toBeInstanceOf(Fault);
    expect(failed).toMatchObject({ code: 'input_too_large', next: expect.stringContaining('blob') });
  });

  test('refuses a NUL anywhere in an entry, and not the text that only looks like one', async () => {
    const nul = draftOf('source.read', clock.now(), { body: { text: 'a\0b' } });
    await expect(server.transaction((tx) => fromServer.record(tx, nul))).rejects.toThrow('holds a NUL');
    const looks = draftOf('source.read', clock.now(), { body: { text: 'a\\u0000b' } });
    await server.transaction((tx) => fromServer.record(tx, looks));
    expect((await reader().sequenced(looks.id, 10)).entry).toEqual(looks);
  });

  test('lets no process write types of another, in code or by SQL', async () => {
    const execution = draftOf('execution.started', clock.now());
    await expect(server.transaction((tx) => fromServer.record(tx, execution))).rejects.toThrow(
      'may not write',
    );
    const insert = 'insert into ledger.inbox_server (entry_id, type, draft) values ($1, $2, $3)';
    const values = [execution.id, execution.type, JSON.stringify(execution)];
    await expect(server.query(insert, values)).rejects.toThrow('check constraint');
    await expect(
      server.query(insert, [execution.id, 'source.read', JSON.stringify(execution)]),
    ).rejects.toThrow('check constraint');
    await expect(server.query(insert.replace('_server', '_enforcer'), values)).rejects.toThrow(
      'permission denied',
    );
  });

  const good = draftOf('source.read', clock.now());
  const id = good.id;
  test.each([
    ['an id of 7 characters', 'ent_1234567', { ...good, id: 'ent_1234567' }],
    ['an id of 41 characters', `ent_${'a'.repeat(41)}`, { ...good, id: `ent_${'a'.repeat(41)}` }],
    ['an id in capitals', 'ent_ABCDEFGH', { ...good, id: 'ent_ABCDEFGH' }],
    ['an id with a line break', `${id}\n`, { ...good, id: `${id}\n` }],
    ['another id in its draft', id, { ...good, id: 'ent_12345678' }],
    ['no id in its draft', id, { type: 'source.read' }],
    ['no type in its draft', id, { id }],
    ['another type in its draft', id, { ...good, type: 'execution.started' }],
    ['another type, the right one last and inside', id, { id, type: 'x', zeta: { id, type: 'source.read' } }],
    ['another type, the right one last in a text', id, { id, type: 'x', zeta: ',"type":"source.read"}' }],
    ['a list for its draft', id, ['source.read']],
  ])('refuses a row with %s', async (_name, rowId, draft) => {
    const insert = 'insert into ledger.inbox_server (entry_id, type, draft) values ($1, $2, $3)';
    await expect(server.query(insert, [rowId, 'source.read', JSON.stringify(draft)])).rejects.toThrow(
      'check constraint',
    );
  });

  test.each([
    ['an undefined member', { rows: undefined }],
    ['an integer beyond 2^53', { rows: 2 ** 60 }],
    ['a lone surrogate', { text: '\ud800' }],
    ['a function', { rows: () => 1 }],
  ])('refuses an entry with %s, saying so', async (_name, body) => {
    await expect(
      server.transaction((tx) => fromServer.record(tx, draftOf('source.read', clock.now(), { body }))),
    ).rejects.toThrow(TypeError);
  });

  test.each([
    ['with members no entry has', { ...good, zeta: 1 }, 'members that no entry has'],
    ['with a text that no index holds', { ...good, correlation: 'x'.repeat(9000) }, 'longer than 200'],
    ['with a date that no calendar here holds', { ...good, at: '0000-01-01T00:00:00.000Z' }, 'before 1970'],
    ['whose causes are no entry ids', { ...good, causedBy: [7] }, '`causedBy` is not'],
    ['nested beyond measure', { ...good, body: deep(70) }, 'not canonical'],
    ['in another order of members', good, 'not canonical'],
  ])('sets a row %s aside, says why, and goes on with the next', async (_name, bent, why) => {
    const id = draftOf('source.read', clock.now()).id;
    await server.query('insert into ledger.inbox_server (entry_id, type, draft) values ($1, $2, $3)', [
      id,
      good.type,
      JSON.stringify({ ...bent, id }),
    ]);
    const next = draftOf('source.read', clock.now());
    await server.transaction((tx) => fromServer.record(tx, next));
    expect((await reader().sequenced(next.id, 10)).entry).toEqual(next);
    await expect(reader().sequenced(id, 10)).rejects.toThrow(why);
  });

  test.each([
    'select draft from ledger.inbox_server',
    'update ledger.inbox_server set draft = draft',
    'delete from ledger.inbox_server',
    "update ledger.entry set type = 'plan.created'",
    'delete from ledger.entry',
    'truncate ledger.entry',
    'insert into ledger.checkpoint values (999, null, null, now())',
    'delete from ledger.checkpoint',
    "update ledger.blob set content = 'other'",
    'delete from ledger.blob',
    'update ledger.sequencer set epoch = 99',
    'insert into ledger.inbox_server (position, entry_id, type, draft) values (1, null, null, null)',
    'alter table ledger.entry disable trigger all',
    'drop schema ledger cascade',
  ])('denies server and enforcer: %s', async (sql) => {
    await expect(server.query(sql)).rejects.toThrow(/permission denied|must be owner/);
    await expect(enforcer.query(sql)).rejects.toThrow(/permission denied|must be owner/);
  });

  test.each([
    "update ledger.entry set type = 'plan.created'",
    'delete from ledger.entry',
    'delete from ledger.tile',
    "update ledger.checkpoint set note = ''",
    "update ledger.blob set content = 'other'",
    'insert into ledger.blob (id) values (null)',
    'insert into ledger.inbox_server (entry_id) values (null)',
  ])('denies the sequencer: %s', async (sql) => {
    await expect(sequencer.query(sql)).rejects.toThrow('permission denied');
  });
});
