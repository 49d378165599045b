// Named risk: somebody with every right in PostgreSQL changes the past. Each attack runs as superuser in a transaction
// that is verified and rolled back.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createReader,
  createRecorder,
  liveBytes,
  verifyLedger,
  type VerificationReport,
} from '../../src/ledger/index.ts';
import { exactJson } from '../../src/ledger/exact-json.ts';
import { leafHash } from '../../src/ledger/hashing.ts';
import { leafText } from '../../src/ledger/leaf.ts';
import { enrolled, persona, sceneLedger, statementBy } from '../../src/ledger/scene.ts';
import { draftOf, steppingClock } from '../../src/ledger/testing.ts';
import type { Queryable } from '../../src/platform/store/index.ts';
import { useDatabase } from '../support/database.ts';
import { liveLedger, type LiveLedger } from './ledger-fixture.ts';

const database = useDatabase();
let ledger: LiveLedger;
beforeAll(async () => {
  ledger = await liveLedger(database, 600);
});
afterAll(() => ledger.stop());

class Undo extends Error {}

async function after(
  attack: (tx: Queryable) => Promise<unknown>,
  outside = ledger.outside.all(),
): Promise<VerificationReport> {
  let report: VerificationReport | undefined;
  await database.db
    .transaction(async (tx) => {
      await attack(tx);
      report = await verifyLedger(liveBytes(tx, outside), { checkpointKey: ledger.checkpointKey });
      throw new Undo();
    }, 'repeatable read')
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  if (report === undefined) throw new Error('no report');
  return report;
}

const sql =
  (text: string, values: readonly unknown[] = []) =>
  (tx: Queryable) =>
    tx.query(text, values);

/** Rewrites one leaf’s bytes and everything in the row that follows from them. */
const rewrite = (seq: number) => async (tx: Queryable) => {
  const [row] = await tx.query<{ leaf: Buffer }>('select leaf from ledger.entry where seq = $1', [seq]);
  const leaf = Buffer.from(
    (row?.leaf ?? Buffer.alloc(0)).toString().replace('"subjects":[]', '"subjects":["x"]'),
  );
  await tx.query('update ledger.entry set leaf = $2, leaf_hash = $3 where seq = $1', [
    seq,
    leaf,
    leafHash(leaf),
  ]);
};

describe('the ledger as it is', () => {
  test('holds in all three ways, as the least role that may read it', async () => {
    const report = await ledger.server.transaction(
      (tx) => verifyLedger(liveBytes(tx, ledger.outside.all()), { checkpointKey: ledger.checkpointKey }),
      'repeatable read',
    );
    expect(report.integrity).toEqual({ holds: true, firstWrong: null, count: 0, problems: [] });
    expect(report.completeness.problems).toEqual([]);
    expect(report.authenticity.problems).toEqual([]);
    expect(report).toMatchObject({ executionsChecked: 1, checkpointSize: report.size });
    expect(report.size).toBeGreaterThan(600);
    expect(report.remarks).toContain('demo: signatures prove nothing about people');
  });
  test('says when no outside checkpoint could be compared', async () => {
    const report = await after(sql('select 1'), []);
    expect(report.remarks.join()).toContain('a truncated tail could not be seen');
  });
});

describe('changed', () => {
  test('bytes of one entry', async () => {
    const report = await after(sql("update ledger.entry set leaf = leaf || ' '::bytea where seq = 3"));
    expect(report.integrity).toMatchObject({ holds: false, firstWrong: 3 });
  });
  test('an entry with its stored hash, under a tile', async () => {
    const report = await after(rewrite(100));
    expect(report.integrity).toMatchObject({ holds: false, firstWrong: 100 });
  });
  test('an entry with its stored hash, where only a checkpoint tells', async () => {
    const report = await after(rewrite(4), []);
    expect(report.integrity).toMatchObject({ holds: false, firstWrong: 4 });
  });
  test('a stored tile', async () => {
    const report = await after(
      sql(
        'update ledger.tile set hashes = set_byte(hashes, 32 * 7, (get_byte(hashes, 32 * 7) + 1) % 256) where level = 0 and index = 0',
      ),
    );
    expect(report.integrity).toMatchObject({ holds: false, firstWrong: 7 });
  });
});

describe('removed or moved', () => {
  test('one entry from the middle', async () => {
    const report = await after(async (tx) => {
      await tx.query('delete from ledger.cause where seq = 50');
      await tx.query('delete from ledger.entry where seq = 50');
    });
    expect(report.completeness).toMatchObject({ holds: false, firstWrong: 50 });
    expect(report.integrity.firstWrong).toBe(50);
  });
  test('one entry, with the rest moved up', async () => {
    const moved = await after(async (tx) => {
      await tx.query('alter table ledger.cause drop constraint cause_seq_fkey');
      await tx.query('delete from ledger.entry where seq = 50');
      await tx.query('update ledger.entry set seq = seq + 1000000 where seq > 50');
      await tx.query('update ledger.entry set seq = seq - 1000001 where seq > 1000000');
    });
    expect(moved.integrity).toMatchObject({ holds: false, firstWrong: 50 });
    expect(moved.completeness.holds).toBe(false);
  });
  test('two entries that changed places', async () => {
    const report = await after(async (tx) => {
      await tx.query('alter table ledger.cause drop constraint cause_seq_fkey');
      await tx.query('update ledger.entry set seq = 999999 where seq = 5');
      await tx.query('update ledger.entry set seq = 5 where seq = 8');
      await tx.query('update ledger.entry set seq = 8 where seq = 999999');
    });
    expect(report.integrity).toMatchObject({ holds: false, firstWrong: 5 });
  });
  const truncate = (size: number) => async (tx: Queryable) => {
    await tx.query('delete from ledger.checkpoint where size > $1', [size]);
    await tx.query('delete from ledger.cause where seq >= $1', [size]);
    await tx.query('delete from ledger.entry where seq >= $1', [size]);
    await tx.query('delete from ledger.tile');
  };
  test('the tail with its checkpoints: seen by the copies outside', async () => {
    const report = await after(truncate(6));
    expect(report.completeness).toMatchObject({ holds: false, firstWrong: 6 });
    expect(report.completeness.problems.map((p) => p.what).join()).toContain('entries from 6 on are missing');
  });
  test('the tail with its checkpoints: seen by one remembered checkpoint', async () => {
    const report = await after(truncate(6), ledger.outside.all().slice(-1));
    expect(report.completeness.holds).toBe(false);
  });
  test('everything', async () => {
    const report = await after(truncate(0));
    expect(report.completeness).toMatchObject({ holds: false, firstWrong: 0 });
  });
});

describe('checkpoints', () => {
  test('one replaced by a note without the key', async () => {
    const report = await after(
      sql("update ledger.checkpoint set note = replace(note, E'\\n7\\n', E'\\n8\\n') where size = 7"),
    );
    expect(report.integrity.holds).toBe(false);
  });
  test('a newer one dropped: entries under none', async () => {
    const report = await after(
      sql('delete from ledger.checkpoint where size = (select max(size) from ledger.checkpoint)'),
    );
    expect(report.integrity.holds).toBe(false);
    expect(report.completeness.problems[0]?.what).toContain('kept outside and not in the ledger');
  });
  test('held to another key than the one that signed', async () => {
    const report = await ledger.server.transaction((tx) =>
      verifyLedger(liveBytes(tx, []), { checkpointKey: ledger.scene.checkpointKey }),
    );
    expect(report.integrity).toMatchObject({ holds: false, firstWrong: 0 });
    expect(report.authenticity.problems[0]?.what).toContain('another checkpoint key');
  });
});

describe('blobs', () => {
  test('altered content is named with its entry', async () => {
    const report = await after(sql("update ledger.blob set content = 'something else'"));
    expect(report.integrity.problems[0]?.what).toContain('was altered');
    expect(report.integrity.firstWrong).toBe(report.integrity.problems[0]?.seq);
  });
  test('a removed row is missing, not erased', async () => {
    const report = await after(sql('delete from ledger.blob'));
    expect(report.completeness.problems[0]?.what).toContain('missing, and no entry erased it');
    expect(report.erasedBlobs).toEqual([]);
  });
  test('a row that says an entry erased it, which no entry says', async () => {
    const report = await after(
      sql("update ledger.blob set salt = null, content = null, erased_by = 'ent_000000000001'"),
    );
    expect(report.completeness.problems[0]?.what).toContain('missing, and no entry erased it');
  });
});

describe('an administrator with SQL and the right to write as the server', () => {
  test('who enrols a key for somebody is named, and the key speaks for nobody', async () => {
    const mallory = persona('mallory');
    const lee = { ...mallory, id: 'psn_lee000000000' };
    const statement = statementBy(lee, 'signer.enrol', enrolled(lee, ['reviewer']));
    const draft = draftOf('signer.enrolled', steppingClock().now(), {
      body: { statement, signatures: [{ signer: lee.id, armored: mallory.key.sign(statement) }] },
    });
    const report = await after(async (tx) => {
      const [row] = await tx.query<{ seq: number }>('select max(seq) + 1 as seq from ledger.entry');
      const seq = row?.seq ?? 0;
      const leaf = Buffer.from(leafText(exactJson(draft) ?? '', seq, '2026-03-03T00:00:00.000Z', 'server'));
      await tx.query(
        `insert into ledger.entry (seq, id, type, writer, correlation, at, leaf, leaf_hash)
         values ($1, $2, 'signer.enrolled', 'server', '', now(), $3, $4)`,
        [seq, draft.id, leaf, leafHash(leaf)],
      );
    });
    expect(report.authenticity.holds).toBe(false);
    expect(report.authenticity.problems[0]?.what).toContain(mallory.key.publicKey.fingerprint);
    expect(report.authenticity.problems[0]?.what).toContain('does not speak for `psn_lee000000000`');
    expect(report.integrity.problems.at(-1)?.what).toContain('under no checkpoint');
  });
});

describe('content that was asked to be forgotten', () => {
  test('is erased by the entry that names it, and told apart from missing', async () => {
    const reader = createReader({
      database: ledger.server,
      origin: sceneLedger,
      checkpointKey: ledger.checkpointKey,
    });
    const [intended] = await reader.ofTypes(['execution.step.intended'], 0);
    const ref = intended?.entry.blobs[0];
    if (intended === undefined || ref === undefined) throw new Error('the chain keeps a pre-image');
    expect(await reader.content(ref)).toBe('what was there');
    const now = steppingClock('2026-03-02T12:00:00.000Z');
    const erasure = draftOf('blob.erased', now.now(), { body: { blobs: [ref.id], reason: 'asked for' } });
    const recorder = createRecorder({ writer: 'server', clock: now });
    await ledger.server.transaction((tx) => recorder.record(tx, erasure));
    const leaf = await reader.sequenced(erasure.id, 20);
    const erase = 'select ledger.erase_blob($1, $2) as gone';
    for (const process of [ledger.server, ledger.enforcer])
      await expect(process.query(erase, [ref.id, erasure.id])).rejects.toThrow('permission denied');
    await expect(database.db.query(erase, [ref.id, intended.entry.id])).rejects.toThrow('not named');
    expect(await database.db.query(erase, [ref.id, erasure.id])).toEqual([{ gone: true }]);
    expect(await reader.content(ref)).toBeUndefined();
    const report = await after(sql('select 1'));
    expect(report.completeness.problems).toEqual([]);
    expect(report.erasedBlobs).toEqual([{ blob: ref.id, seq: intended.seq, erasedBySeq: leaf.seq }]);
  });
});
