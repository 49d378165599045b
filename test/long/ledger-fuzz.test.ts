import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  exportBytes,
  exportLedger,
  newSoftwareKeyFile,
  readSoftwareKeyFile,
  verifyLedger,
} from '../../src/ledger/index.ts';
import { openCheckpoint } from '../../src/ledger/checkpoint.ts';
import { newNoteSecret, openNote, readNoteSecret, signNote } from '../../src/ledger/note.ts';
import { parseLeaf } from '../../src/ledger/parse-entry.ts';
import { parseSshKeyBlob, parseSshPublicKey } from '../../src/ledger/ssh-key.ts';
import { armor, verifySshsig } from '../../src/ledger/sshsig.ts';
import type { LedgerBytes, StoredEntry } from '../../src/ledger/verify-input.ts';
import { useDatabase } from '../support/database.ts';
import { liveLedger, type LiveLedger } from '../integration/ledger-fixture.ts';

/** What outsiders hand us: whatever the bytes, an answer, and never an exception or work without end. */
const database = useDatabase();
const root = mkdtempSync(join(tmpdir(), 'countersign-fuzz-'));
const whole = join(root, 'export');
let ledger: LiveLedger;
let real: readonly StoredEntry[] = [];

beforeAll(async () => {
  ledger = await liveLedger(database, 300);
  const outsideNotes = ledger.outside.all();
  await ledger.server.transaction(
    (tx) => exportLedger({ database: tx, folder: whole, outsideNotes }),
    'repeatable read',
  );
  for await (const page of (await exportBytes(whole)).entries()) real = [...real, ...page];
}, 180_000);
afterAll(async () => {
  await ledger.stop();
  rmSync(root, { recursive: true });
});

/** Bytes with something done to them: bits turned, cut, doubled, lengths blown up, other bytes put in. */
const bentBytes = (from: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Buffer> => {
  const change = fc.record({
    kind: fc.constantFrom('flip', 'cut', 'double', 'length', 'insert', 'drop'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    with: fc.uint8Array({ maxLength: 40 }),
  });
  return fc.tuple(from, fc.array(change, { minLength: 1, maxLength: 4 })).map(([bytes, changes]) => {
    let now = Buffer.from(bytes);
    for (const { kind, at, with: put } of changes) {
      const i = Math.floor(at * now.length);
      const [head, tail] = [now.subarray(0, i), now.subarray(i)];
      if (kind === 'flip')
        now = Buffer.concat([head, Buffer.of((tail[0] ?? 0) ^ (put[0] ?? 1)), tail.subarray(1)]);
      if (kind === 'cut') now = Buffer.from(head);
      if (kind === 'double') now = Buffer.concat([now, tail]);
      if (kind === 'length') now = Buffer.concat([head, Buffer.from('ffffffff', 'hex'), tail.subarray(4)]);
      if (kind === 'insert') now = Buffer.concat([head, put, tail]);
      if (kind === 'drop') now = Buffer.concat([head, tail.subarray(1 + put.length)]);
    }
    return now;
  });
};
const bentText = (from: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  bentBytes(from.map((text) => Buffer.from(text, 'latin1'))).map((bytes) => bytes.toString('latin1'));
const dearmored = (text: string): Buffer => Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64');
const rearmored = (bytes: Uint8Array): string =>
  `-----BEGIN SSH SIGNATURE-----\n${(
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,70}/g) ?? []
  ).join('\n')}\n-----END SSH SIGNATURE-----\n`;
const runs = { numRuns: 4000 };

describe('a signature', () => {
  const text = 'a statement';
  const key = readSoftwareKeyFile(newSoftwareKeyFile('dana'));
  const good = key.sign(text);
  const inside = dearmored(good);

  test('that was bent anywhere is no signature of this text, and throws nothing', () => {
    const given = fc.oneof(
      bentBytes(fc.constant(inside)).map(rearmored),
      bentText(fc.constant(good)),
      fc
        .uint8Array({ maxLength: 300 })
        .map((bytes) => rearmored(Buffer.concat([Buffer.from('SSHSIG'), bytes]))),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(given, (armored) => {
        const answer = verifySshsig(text, armored);
        expect(answer.ok ? rearmored(dearmored(armored)) : 'refused').toBe(answer.ok ? good : 'refused');
      }),
      runs,
    );
  });

  test('over any key and signature blobs at all throws nothing', () => {
    const types = [
      'ssh-ed25519',
      'ssh-rsa',
      'ecdsa-sha2-nistp256',
      'ecdsa-sha2-nistp384',
      'sk-ssh-ed25519@openssh.com',
      'sk-ecdsa-sha2-nistp256@openssh.com',
    ];
    const field = fc.oneof(
      fc.constantFrom(...types, 'nistp256', 'nistp384', 'ssh:', '').map((name) => Buffer.from(name)),
      fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom(32, 33, 64, 65, 97, 256, 257)
        .chain((size) =>
          fc.uint8Array({ minLength: size, maxLength: size }).map((bytes) => Buffer.from(bytes)),
        ),
    );
    const blob = fc
      .tuple(fc.constantFrom(...types), fc.array(field, { maxLength: 4 }))
      .map(([type, fields]) =>
        Buffer.concat(
          [Buffer.from(type), ...fields].map((bytes) => {
            const length = Buffer.alloc(4);
            length.writeUInt32BE(bytes.length);
            return Buffer.concat([length, bytes]);
          }),
        ),
      );
    fc.assert(
      fc.property(blob, blob, fc.constantFrom('sha256', 'sha512', 'md5'), (keyBlob, signature, hash) => {
        expect(verifySshsig(text, armor(keyBlob, hash, signature))).toMatchObject({ ok: false });
        const parsed = parseSshKeyBlob(keyBlob);
        const line = parseSshPublicKey(`ssh-ed25519 ${keyBlob.toString('base64')}`);
        expect([typeof parsed, typeof line].every((type) => type === 'string' || type === 'object')).toBe(
          true,
        );
      }),
      runs,
    );
  });

  test('of any length is refused without reading it', () => {
    for (const armored of [
      `-----BEGIN SSH SIGNATURE-----\n${`${'A'.repeat(76)}\n`.repeat(500_000)}-----END SSH SIGNATURE-----\n`,
      'A'.repeat(50_000_000),
      '\n'.repeat(20_000_000),
    ])
      expect(verifySshsig(text, armored)).toMatchObject({ ok: false });
  });
});

describe('a signed note', () => {
  const signer = readNoteSecret(newNoteSecret('log.example/1'));
  const body = `log.example/1\n7\n${Buffer.alloc(32, 7).toString('base64')}\n`;
  const good = signNote(body, [signer]);

  test('that was bent is nobody’s, or still says exactly what was signed, and throws nothing', () => {
    const given = fc.oneof(
      bentText(fc.constant(good)),
      bentBytes(fc.constant(Buffer.from(good))).map((bytes) => bytes.toString('utf8')),
      fc.string({ unit: 'binary' }),
      fc.string().map((head) => `${head}\n\n— log.example/1 AAAAAAAA\n`),
    );
    fc.assert(
      fc.property(given, (note) => {
        const opened = openNote(note, [signer.vkey]);
        expect(opened === undefined || opened.signedBy.length === 0 || opened.text === body).toBe(true);
        const checkpoint = openCheckpoint(note, 'log.example/1', [signer.vkey]);
        expect(checkpoint === undefined || checkpoint.signedBy.length === 0 || checkpoint.size === 7).toBe(
          true,
        );
      }),
      runs,
    );
  });

  test('of any length, or with any number of signatures, is refused without checking each', () => {
    const [, line = ''] = /\n\n(.*\n)$/.exec(good) ?? [];
    for (const note of [
      `${body}\n${line.repeat(1000)}`,
      `${'x'.repeat(30_000_000)}\n\n${line}`,
      '\n'.repeat(99_999),
    ])
      expect(openNote(note, [signer.vkey])).toBeUndefined();
  });
});

/** The real ledger's entries with one value in one of them exchanged, as whoever holds all keys could write them. */
const bentLeaf = (leaf: Uint8Array): fc.Arbitrary<Buffer> => {
  const value: unknown = JSON.parse(Buffer.from(leaf).toString('utf8'));
  const places = placesIn(value);
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown>(
      '__proto__',
      'constructor',
      '',
      'ent_',
      -1,
      1e308,
      null,
      [],
      {},
      [[]],
      'psn_00000000',
      2 ** 53,
    ),
    fc.constantFrom(...places.map((path) => at(value, path))),
  );
  return fc
    .tuple(fc.constantFrom(...places), odd)
    .map(([path, put]) => Buffer.from(JSON.stringify(replaced(value, path, put))));
};
type Path = readonly string[];
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...path, name]))];
}
const at = (value: unknown, [name, ...rest]: Path): unknown =>
  name === undefined ? value : at(Object.entries(value ?? {}).find(([key]) => key === name)?.[1], rest);
function replaced(value: unknown, [name, ...rest]: Path, put: unknown): unknown {
  if (name === undefined) return put;
  const change = ([key, inner]: readonly [string, unknown]): [string, unknown] => [
    key,
    key === name ? replaced(inner, rest, put) : inner,
  ];
  if (Array.isArray(value)) return value.map((inner: unknown, i) => change([String(i), inner])[1]);
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(change))
    : value;
}
const ledgerOf = (entries: readonly StoredEntry[]): LedgerBytes => ({
  async *entries() {
    yield entries;
  },
  async *checkpoints() {
    yield ledger.outside.all();
  },
  async *outside() {
    yield ledger.outside.all();
  },
  async *blobs() {
    yield [];
  },
});

describe('an entry', () => {
  test('of any bytes is a leaf or a sentence', () => {
    const given = fc.oneof(
      bentBytes(fc.constantFrom(...real.map(({ leaf }) => leaf))),
      fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value) ?? '')),
      fc.constantFrom('['.repeat(30_000), '{"v":'.repeat(10_000)).map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(given, (bytes) => {
        expect(['string', 'object']).toContain(typeof parseLeaf(bytes));
      }),
      runs,
    );
  });

  test('with any value exchanged is verified to an end, and never as whole', async () => {
    const seqs = [...new Map(real.map((entry) => [typeOf(entry), entry])).values()]; // one of each type
    const given = fc
      .constantFrom(...seqs)
      .chain((entry) => bentLeaf(entry.leaf).map((leaf) => ({ entry, leaf })));
    await fc.assert(
      fc.asyncProperty(given, async ({ entry, leaf }) => {
        const bent = real.map((each) => (each.seq === entry.seq ? { ...each, leaf, hashes: [] } : each));
        const report = await verifyLedger(ledgerOf(bent), { checkpointKey: ledger.checkpointKey });
        expect(report.integrity.holds).toBe(Buffer.compare(leaf, entry.leaf) === 0);
      }),
      { numRuns: 300 },
    );
  });
});
const typeOf = ({ leaf }: StoredEntry): string => {
  const parsed = parseLeaf(leaf);
  return typeof parsed === 'string' ? '' : parsed.entry.type;
};

describe('an export of somebody else', () => {
  let copies = 0;
  const copy = (): string => {
    const folder = join(root, `copy${copies++}`);
    cpSync(whole, folder, { recursive: true });
    return folder;
  };
  const verified = async (folder: string) =>
    verifyLedger(await exportBytes(folder), { checkpointKey: ledger.checkpointKey });
  const files = () =>
    readdirSync(whole, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(whole.length + 1));

  test('with any file bent is verified to an end, and never as whole', async () => {
    const given = fc
      .constantFrom(...files())
      .chain((file) =>
        bentBytes(fc.constant(readFileSync(join(whole, file)))).map((bytes) => ({ file, bytes })),
      );
    await fc.assert(
      fc.asyncProperty(given, async ({ file, bytes }) => {
        const folder = copy();
        writeFileSync(join(folder, file), bytes);
        const { integrity, completeness } = await verified(folder);
        rmSync(folder, { recursive: true });
        const same = Buffer.compare(bytes, readFileSync(join(whole, file))) === 0;
        // the manifest is the one file that nothing vouches for: what it says of the others is what counts
        expect(file === 'manifest.json' || (integrity.holds && completeness.holds) === same).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test.each([9_007_199_254_740_991, 1e12, -5, 0.5, '7', null])(
    'whose manifest says that it has %s entries ends at once, and does not hold',
    async (size) => {
      const folder = copy();
      const file = join(folder, 'manifest.json');
      const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
      writeFileSync(file, JSON.stringify({ ...(manifest as object), size }));
      const { integrity, completeness } = await verified(folder);
      expect(integrity.holds && completeness.holds).toBe(false);
    },
  );

  test.each(['manifest.json', 'checkpoint', 'checkpoints.txt', 'tile/0/001.p/44'])(
    'whose %s leads to a device, waits for somebody, or is larger than any is not read',
    async (name) => {
      const file = files().find((each) => each.startsWith(name.split('.p/')[0] ?? '')) ?? name;
      for (const put of [
        (path: string) => symlinkSync('/dev/zero', path),
        (path: string) => execFileSync('mkfifo', [path]),
        (path: string) => {
          writeFileSync(path, '');
          truncateSync(path, 5 * 2 ** 30); // a hole: no disk is used
        },
      ]) {
        const folder = copy();
        rmSync(join(folder, file));
        put(join(folder, file));
        const { integrity, completeness } = await verified(folder);
        rmSync(folder, { recursive: true });
        expect(integrity.holds && completeness.holds).toBe(false);
      }
    },
  );
});
