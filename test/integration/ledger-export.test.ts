import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkProof, exportBytes, exportLedger, proofOf, verifyLedger } from '../../src/ledger/index.ts';
import { isEntryId, must } from '../../src/model/ids.ts';
import { useDatabase } from '../support/database.ts';
import { goVerifier } from '../support/go-verifier.ts';
import { liveLedger, type LiveLedger } from './ledger-fixture.ts';

const database = useDatabase();
const root = mkdtempSync(join(tmpdir(), 'countersign-export-'));
const whole = join(root, 'export');
const verifier = goVerifier();
let ledger: LiveLedger;
let copies = 0;

beforeAll(async () => {
  ledger = await liveLedger(database, 600);
  const outsideNotes = ledger.outside.all();
  await ledger.server.transaction(
    (tx) => exportLedger({ database: tx, folder: whole, outsideNotes }),
    'repeatable read',
  );
}, 180_000);
afterAll(async () => {
  await ledger.stop();
  rmSync(root, { recursive: true });
});

const verified = async (folder: string) =>
  verifyLedger(await exportBytes(folder), { checkpointKey: ledger.checkpointKey });
const go = (folder: string, key = ledger.checkpointKey) => {
  if (verifier === undefined) throw new Error('without Go these tests are skipped');
  return verifier(folder, key);
};

/** A copy of the export with something done to it. */
function bent(change: (folder: string) => void): string {
  const folder = join(root, `copy${copies++}`);
  cpSync(whole, folder, { recursive: true });
  change(folder);
  return folder;
}
const flip = (path: string, at: number) => {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 0x01;
  writeFileSync(path, bytes);
};
const problemsOf = async (folder: string) => {
  const report = await verified(folder);
  return [...report.integrity.problems, ...report.completeness.problems].map((p) => p.what);
};

describe('an export', () => {
  test('verifies offline in all three ways', async () => {
    const report = await verified(whole);
    expect([
      ...report.integrity.problems,
      ...report.completeness.problems,
      ...report.authenticity.problems,
    ]).toEqual([]);
    expect(report).toMatchObject({ executionsChecked: 1, checkpointSize: report.size });
  });

  test('names every file that is changed, missing or extra', async () => {
    const files = readdirSync(whole, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(whole.length + 1));
    expect(files.length).toBeGreaterThan(8);
    for (const file of files.filter((f) => f !== 'manifest.json')) {
      expect(await problemsOf(bent((f) => appendFileSync(join(f, file), 'x')))).toContain(
        `file \`${file}\` is changed`,
      );
      expect(await problemsOf(bent((f) => rmSync(join(f, file))))).toContain(`file \`${file}\` is missing`);
    }
    expect(await problemsOf(bent((f) => rmSync(join(f, 'manifest.json'))))).toContain(
      'file `manifest.json` is missing',
    );
    expect(await problemsOf(bent((f) => writeFileSync(join(f, 'tile', 'note.txt'), 'x')))).toContain(
      'file `tile/note.txt` is extra',
    );
  });

  test('with a changed entry and a manifest made to fit names the entry', async () => {
    const folder = bent((f) => flip(join(f, 'tile/entries/001'), 40));
    const report = await verified(folder);
    expect(report.integrity.firstWrong).toBe(256);
  });

  test('cut short, its manifest made to fit, is held to the outside checkpoints', async () => {
    const folder = bent((f) => {
      const manifest = JSON.parse(readFileSync(join(f, 'manifest.json'), 'utf8')) as { size: number };
      writeFileSync(join(f, 'manifest.json'), JSON.stringify({ ...manifest, size: 256 }));
    });
    const report = await verified(folder);
    expect(report.completeness).toMatchObject({ holds: false, firstWrong: 256 });
  });
});

describe('a proof of one entry', () => {
  const id = must(isEntryId, 'ent_000000000004');
  test('holds under the checkpoint key and under no other', async () => {
    const proof = await proofOf(ledger.server, id);
    expect(proof.startsWith('c2sp.org/tlog-proof@v1\nextra ')).toBe(true);
    const checked = checkProof(proof, ledger.checkpointKey);
    if (typeof checked === 'string') throw new Error(checked);
    expect(Buffer.from(checked.leaf).toString()).toContain(id);
    expect(checkProof(proof, ledger.scene.checkpointKey)).toContain('not signed by this key');
    expect(checkProof(proof.replace(/^index \d+$/m, 'index 9'), ledger.checkpointKey)).toContain(
      'not in the tree',
    );
  });
});

describe.skipIf(verifier === undefined)('a program we did not write (Go sumdb/note and tlog)', () => {
  test('verifies the checkpoint, every inclusion and every consistency', () => {
    const run = go(whole);
    expect(run.stdout).toMatch(/inclusion: \d{3} entries\nconsistency: \d+ checkpoints\n$/);
    expect(run.status).toBe(0);
  });
  test.each([
    ['another key', (f: string) => f, 'signature'],
    ['a changed checkpoint', (f: string) => flip(join(f, 'checkpoint'), 30), 'signature'],
    ['a changed entry', (f: string) => flip(join(f, 'tile/entries/000'), 100), 'inclusion of entry'],
    ['a changed tile', (f: string) => flip(join(f, 'tile/0/001'), 100), 'inclusion of entry 256'],
    [
      'bundles in each other’s place',
      (f: string) => {
        renameSync(join(f, 'tile/entries/000'), join(f, 'x'));
        renameSync(join(f, 'tile/entries/001'), join(f, 'tile/entries/000'));
        renameSync(join(f, 'x'), join(f, 'tile/entries/001'));
      },
      'inclusion of entry 0',
    ],
  ])('refuses %s', (name, change, names) => {
    const run = go(bent(change), name === 'another key' ? ledger.scene.checkpointKey : undefined);
    expect(run.stdout).toContain(`FAIL ${names}`);
    expect(run.status).toBe(1);
  });
});
