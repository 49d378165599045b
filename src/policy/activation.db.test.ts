import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { compileFiles } from '../../test/support/policy-files.ts';
import { ask, defaultSet, helper, now } from '../../test/support/policy-world.ts';
import { addSeconds, isDigest, isEntryId, must } from '../model/index.ts';
import { openDatabase, type Database } from '../platform/store/index.ts';
import {
  drift,
  keepActivatedSet,
  keepInput,
  keptInput,
  lastActivated,
  keptInputs,
  loadActivatedSet,
  readPolicyFiles,
  replayPast,
  type PolicySet,
} from './index.ts';

const test = useDatabase();
const entry = must(isEntryId, 'ent_activation0000');
const law = compileFiles({
  'night.cedar': '@id("night") permit (principal is Person, action == Action::"see", resource);',
});

async function as<T>(
  role: 'server' | 'enforcer' | 'sequencer',
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const db = openDatabase({ url: test.urlAs(role), applicationName: 'test' });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

describe('the activated set', () => {
  it('is kept by the server, and is the law for the enforcer whatever is on disk', async () => {
    await as('server', (db) => db.transaction((tx) => keepActivatedSet(tx, law, entry, now)));
    await as('enforcer', async (db) => {
      expect(await lastActivated(db)).toEqual({ digest: law.digest, entry });
      const loaded = await loadActivatedSet(db, entry, law.digest);
      if (!loaded.ok) throw new Error(loaded.message);
      expect(loaded.value.files).toEqual(law.files);
      expect(loaded.value.judge.judge(ask('see'))).toMatchObject({ deciding: ['night', 'see.governance'] });
      loaded.value.close();
    });
  });

  it('is refused when the ledger names another digest, or nothing is kept', async () => {
    const other = must(isDigest, 'a'.repeat(64));
    expect(await loadActivatedSet(test.db, entry, other)).toMatchObject({
      ok: false,
      code: 'ledger_invalid',
    });
    const unknown = must(isEntryId, 'ent_unknown00000');
    expect(await loadActivatedSet(test.db, unknown, law.digest)).toMatchObject({ code: 'ledger_invalid' });
  });

  it('cannot be altered by the server, nor written by the enforcer, nor read by the sequencer', async () => {
    const denied = { code: '42501' };
    await as('server', async (db) => {
      await expect(db.query(`update policy.activated_file set content = ''`)).rejects.toMatchObject(denied);
      await expect(db.query('delete from policy.activated_set')).rejects.toMatchObject(denied);
      await expect(db.query(`update policy.verdict_input set input = ''`)).rejects.toMatchObject(denied);
    });
    const again = must(isEntryId, 'ent_activation0001');
    await as('enforcer', (db) =>
      expect(db.transaction((tx) => keepActivatedSet(tx, law, again, now))).rejects.toMatchObject(denied),
    );
    await as('sequencer', (db) => expect(lastActivated(db)).rejects.toMatchObject(denied));
  });

  it('is refused after somebody altered a kept file', async () => {
    await test.db.query(`update policy.activated_file set content = replace(content, 'reviewer', 'security')
                         where name = 'decision-rights.yaml'`);
    expect(await loadActivatedSet(test.db, entry, law.digest)).toMatchObject({ ok: false });
    await test.db.query('update policy.activated_file set content = $1 where name = $2', [
      law.files['decision-rights.yaml'],
      'decision-rights.yaml',
    ]);
  });

  it('tells which files of a folder differ from it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-policies-'));
    await cp(new URL('../../policies', import.meta.url), folder, { recursive: true });
    await writeFile(join(folder, 'night.cedar'), law.files['night.cedar'] ?? '');
    expect(await drift(await readPolicyFiles(folder), test.db, entry)).toEqual({ ok: true, value: [] });
    await writeFile(join(folder, 'night.cedar'), '// nothing\n');
    await writeFile(join(folder, 'day.cedar'), '// nothing\n');
    await rm(join(folder, 'default.cedar'));
    expect(await drift(await readPolicyFiles(folder), test.db, entry)).toEqual({
      ok: true,
      value: [
        { file: 'day.cedar', what: 'added' },
        { file: 'default.cedar', what: 'missing' },
        { file: 'night.cedar', what: 'changed' },
      ],
    });
    await rm(folder, { recursive: true });
  });
});

describe('a kept input', () => {
  it('is kept once under the verdict’s digest and replays to the same verdict', async () => {
    const request = ask('execute');
    const verdict = defaultSet.judge.judge(request);
    const input = defaultSet.inputOf(request) ?? '';
    await as('server', async (db) => {
      expect(await keepInput(db, input, now)).toBe(verdict.digests.input);
      expect(await keepInput(db, input, now)).toBe(verdict.digests.input);
      const kept = await keptInput(db, verdict.digests.input);
      expect(defaultSet.replay(kept ?? '')).toEqual(verdict);
    });
    await test.db.query(`update policy.verdict_input set input = input || ' '`);
    await expect(keptInput(test.db, verdict.digests.input)).rejects.toMatchObject({ code: 'ledger_invalid' });
  });

  it('is judged again before a set is activated: errors stop it, changed answers are told', async () => {
    const requests = [ask('see'), ask('execute'), ask('prepare', { principal: helper })];
    const inputs = requests.map((request) => defaultSet.inputOf(request) ?? '');
    await test.db.query('delete from policy.verdict_input');
    for (const input of inputs) await keepInput(test.db, input, now);
    const replayed = async (proposed: PolicySet) => {
      const past = replayPast(defaultSet, proposed);
      for await (const page of keptInputs(test.db, { from: now, until: addSeconds(now, 1) })) past.take(page);
      return past.result();
    };
    expect(await replayed(defaultSet)).toMatchObject({ judged: 3, touched: 0, errors: [], groups: [] });

    const erring = compileFiles({
      'mine.cedar':
        '@id("mine") forbid (principal, action == Action::"see", resource) when { context.now * 9000000000000000 == 1 };',
    });
    const input = (request: ReturnType<typeof ask>) => defaultSet.judge.judge(request).digests.input;
    expect(await replayed(erring)).toMatchObject({ erring: 1, errors: [{ input: input(ask('see')) }] });
    erring.close();

    const stricter = compileFiles({
      'mine.cedar': '@id("mine") forbid (principal is Assistant, action == Action::"prepare", resource);',
    });
    expect(await replayed(stricter)).toMatchObject({
      erring: 0,
      groups: [
        {
          kind: 'denied',
          from: 'permit',
          to: 'deny',
          examples: [input(ask('prepare', { principal: helper }))],
        },
      ],
    });
    stricter.close();
  });
});
