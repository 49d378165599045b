import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Fault } from '../../model/failure.ts';
import { instantOf } from '../../model/time.ts';
import {
  fileKeys,
  newKeyLine,
  openCredentialStore,
  parseReference,
  readSecret,
  refusePasswordIn,
  type CredentialStore,
} from './index.ts';

const canary = 'c4n4ry-S3cret-value';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cs-secrets-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const faultOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    expect(`${error.message} ${error.next} ${JSON.stringify(error)}`).not.toContain(canary);
    return `${error.code}: ${error.message}`;
  }
  return 'no fault';
};
const put = (name: string, content: string | Uint8Array, mode = 0o600): string => {
  const path = join(folder, name);
  writeFileSync(path, content, { mode });
  chmodSync(path, mode);
  return path;
};

describe('a reference', () => {
  const read = (text: string): string =>
    readSecret(parseReference(text), { env: { PW: canary, EMPTY: '' }, folder });

  test('gives what an environment variable or a private file holds', () => {
    put('pw', `${canary}\n`);
    expect([read('env:PW'), read('file:pw'), read(`file:${join(folder, 'pw')}`)]).toEqual([
      canary,
      canary,
      canary,
    ]);
  });

  test.each([
    canary,
    `password:${canary}`,
    `env:${canary}`,
    'env:',
    'file:',
    'stored:../x',
    `env:A\n${canary}`,
  ])('refuses %j without showing it', (text) => {
    expect(faultOf(() => parseReference(text))).toMatch(/^usage: Expected a reference to a secret/);
  });

  test('refuses what is unset, empty, missing, no file or too large', () => {
    put('empty', '\n');
    put('large', Buffer.alloc(70_000, 65));
    expect(faultOf(() => read('env:NOPE'))).toBe('secret_unavailable: `env:NOPE` is not set.');
    expect(faultOf(() => read('env:EMPTY'))).toBe('secret_unavailable: `env:EMPTY` is not set.');
    expect(faultOf(() => read('file:gone'))).toContain('does not exist');
    expect(faultOf(() => read('file:.'))).toContain('is not a file');
    expect(faultOf(() => read('file:empty'))).toContain('is empty');
    expect(faultOf(() => read('file:large'))).toContain('has 70000 bytes');
    expect(faultOf(() => read('stored:x'))).toContain('no store is open');
  });

  test.each([0o644, 0o640, 0o602, 0o604])(
    'refuses a file that others can reach (mode %o), through a link too',
    (mode) => {
      symlinkSync(put('pw', canary, mode), join(folder, 'link'));
      for (const name of ['pw', 'link'])
        expect(faultOf(() => read(`file:${name}`))).toContain('can be read or written by others');
    },
  );

  test('refuses a location with a password in it, without showing it', () => {
    for (const location of [
      `postgres://app:${canary}@db/x`,
      `https://h/?a=1&password=${canary}`,
      `x://:${canary}@h`,
    ])
      expect(faultOf(() => refusePasswordIn(location))).toBe(
        'usage: The location holds a password (not shown).',
      );
    for (const location of ['postgres://app@db:5432/x', '/path/with:colon@x', 'postgres://@/x?host=/run'])
      expect(faultOf(() => refusePasswordIn(location))).toBe('no fault');
  });
});

describe('the credential store', () => {
  let now = 0;
  const clock = { now: () => instantOf(now) };
  const path = (): string => join(folder, 'credentials.json');
  const keyPath = (): string => join(folder, 'credentials.key');
  const open = (name = 'credentials.json', keys = keyPath()): CredentialStore =>
    openCredentialStore({ path: join(folder, name), keys: fileKeys(keys), clock });
  interface Raw {
    storeId: string;
    records: {
      name: string;
      createdAt: string;
      envelope: { keyId: string; secret: Sealed; wrappedKey: Sealed };
    }[];
  }
  type Sealed = Record<'iv' | 'tag' | 'data', string>;
  const raw = (name = 'credentials.json'): Raw => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Raw;

  test('gives back what was stored, also after it was opened again, and keeps it sealed and private', () => {
    open().set('acme-db/write', canary);
    now = 86_400_000;
    open().set('acme-db/write', `${canary}ü2`);
    open().set('other', 'x');
    expect(open().get('acme-db/write')).toBe(`${canary}ü2`);
    expect(open().list()).toEqual([
      {
        name: 'acme-db/write',
        createdAt: '1970-01-01T00:00:00.000Z',
        replacedAt: '1970-01-02T00:00:00.000Z',
      },
      { name: 'other', createdAt: '1970-01-02T00:00:00.000Z', replacedAt: null },
    ]);
    expect([open().remove('other'), open().remove('other')]).toEqual([true, false]);
    for (const file of [path(), keyPath()]) {
      expect(readFileSync(file, 'utf8')).not.toContain('c4n4ry');
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
  });

  test('seals the same secret differently every time', () => {
    open().set('a', canary);
    open().set('b', canary);
    const [a, b] = raw().records;
    expect(a?.envelope.secret.data).not.toBe(b?.envelope.secret.data);
    expect(a?.envelope.secret.iv).not.toBe(b?.envelope.secret.iv);
  });

  test('refuses a record that was altered in any byte of any part', () => {
    open().set('a', canary);
    const before = readFileSync(path(), 'utf8');
    let tried = 0;
    for (const layer of ['secret', 'wrappedKey'] as const)
      for (const part of ['iv', 'tag', 'data'] as const) {
        const size = Buffer.from(raw().records[0]?.envelope[layer][part] ?? '', 'base64url').length;
        for (let i = 0; i < size; i++) {
          const content = raw();
          const sealed = content.records[0]?.envelope[layer];
          if (sealed === undefined) throw new Error('no record');
          const bytes = Buffer.from(sealed[part], 'base64url');
          bytes.writeUInt8(bytes.readUInt8(i) ^ 1, i);
          sealed[part] = bytes.toString('base64url');
          writeFileSync(path(), JSON.stringify(content));
          expect(faultOf(() => open().get('a'))).toBe(
            'secret_unavailable: The credential `a` was altered or moved since it was stored.',
          );
          writeFileSync(path(), before);
          tried++;
        }
      }
    expect(tried).toBe(2 * (12 + 16) + canary.length + 32);
    expect(open().get('a')).toBe(canary);
  });

  test('refuses records that were exchanged, renamed or brought in from another store', () => {
    open().set('a', canary);
    open().set('b', `${canary}-b`);
    open('other.json').set('a', `${canary}-other`);
    const exchange = (change: (content: Raw) => void): string => {
      const before = readFileSync(path(), 'utf8');
      const content = raw();
      change(content);
      writeFileSync(path(), JSON.stringify(content));
      const fault = faultOf(() => open().get('a'));
      writeFileSync(path(), before);
      return fault;
    };
    const [a, b] = raw().records;
    const foreign = raw('other.json').records[0];
    if (a === undefined || b === undefined || foreign === undefined) throw new Error('no records');
    const moved = 'secret_unavailable: The credential `a` was altered or moved since it was stored.';
    expect(exchange((c) => (c.records = [{ ...a, envelope: b.envelope }]))).toBe(moved);
    expect(
      exchange((c) => (c.records = [{ ...a, envelope: { ...a.envelope, secret: b.envelope.secret } }])),
    ).toBe(moved);
    expect(exchange((c) => (c.records = [foreign]))).toBe(moved);
    expect(exchange((c) => (c.storeId = raw('other.json').storeId))).toBe(moved);
    expect(exchange((c) => c.records.push(a))).toContain('is damaged or was altered');
    expect(exchange((c) => (c.records = []))).toContain('No credential `a` is stored here');
  });

  test('wraps every record by a new key, after which the old key is not needed', () => {
    open().set('a', canary);
    const old = readFileSync(keyPath(), 'utf8');
    writeFileSync(keyPath(), `${newKeyLine()}\n${old}`);
    open().set('b', 'x');
    const sealedBefore = raw().records.find((r) => r.name === 'a')?.envelope.secret;
    expect(open().rewrap()).toBe(1);
    expect(open().rewrap()).toBe(0);
    expect(raw().records.find((r) => r.name === 'a')?.envelope.secret).toEqual(sealedBefore);
    writeFileSync(keyPath(), `${readFileSync(keyPath(), 'utf8').split('\n')[0]}\n`);
    expect([open().get('a'), open().get('b')]).toEqual([canary, 'x']);
    writeFileSync(keyPath(), old);
    expect(faultOf(() => open().get('a'))).toMatch(
      /The key `[0-9a-f]{16}` that seals the credential `a` is not here/,
    );
    expect(faultOf(() => open().rewrap())).toContain('is not here');
  });

  test('refuses a damaged store or key file, and one that others can read', () => {
    open().set('a', canary);
    const content = readFileSync(path(), 'utf8');
    writeFileSync(path(), content.slice(0, -20));
    expect(faultOf(() => open().get('a'))).toContain('is damaged or was altered');
    writeFileSync(path(), content);
    chmodSync(keyPath(), 0o644);
    expect(faultOf(() => open())).toContain('can be read or written by others (mode 0644)');
    chmodSync(keyPath(), 0o600);
    writeFileSync(keyPath(), 'zzz\n');
    expect(faultOf(() => open())).toContain('is damaged');
  });

  test('refuses names and values that it could not keep', () => {
    expect(faultOf(() => open().set('A B', canary))).toBe('usage: `???` is no name for a credential.');
    expect(faultOf(() => open().set('a', ''))).toContain('is empty or longer');
    expect(faultOf(() => open().get(canary))).toContain('No credential');
  });

  test.runIf(process.getuid?.() === 0)('belongs to the process it is for', () => {
    chownSync(folder, 64102, 64100);
    const owner = { uid: 64102, gid: 64100 };
    openCredentialStore({ path: path(), keys: fileKeys(keyPath(), { owner }), clock, owner }).set(
      'a',
      canary,
    );
    expect([statSync(path()).uid, statSync(keyPath()).uid]).toEqual([64102, 64102]);
  });
});
