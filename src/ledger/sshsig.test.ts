import { spawnSync } from 'node:child_process';
import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { newSoftwareKeyFile, readSoftwareKeyFile } from './ssh-sign.ts';
import { parseSshPublicKey } from './ssh-key.ts';
import { armor, signedBytes, verifySshsig } from './sshsig.ts';
import { wireString, wireUint32 } from './wire.ts';

const text = '{"a":"für dich 🔑"}';
const folder = mkdtempSync(join(tmpdir(), 'countersign-sshsig-'));
afterAll(() => rmSync(folder, { recursive: true }));
const there = spawnSync('ssh-keygen', ['-?']).error === undefined;
if (!there)
  process.stderr.write('sshsig.test: `ssh-keygen` is missing; interoperation with it is not tested.\n');

const run = (args: readonly string[], input?: string) =>
  spawnSync('ssh-keygen', [...args], {
    cwd: folder,
    encoding: 'utf8',
    ...(input === undefined ? {} : { input }),
  });

describe.skipIf(!there)('with ssh-keygen', () => {
  test.each([
    ['ed25519', []],
    ['ecdsa', ['-b', '256']],
    ['ecdsa', ['-b', '384']],
    ['rsa', ['-b', '3072']],
  ] as const)('accepts what it signs with %s %j, and only that text', (type, bits) => {
    const name = `${type}${bits.join('')}`;
    expect(run(['-q', '-t', type, ...bits, '-N', '', '-C', 'test', '-f', name]).status).toBe(0);
    writeFileSync(join(folder, 'text'), text);
    rmSync(join(folder, 'text.sig'), { force: true });
    expect(run(['-q', '-Y', 'sign', '-n', 'countersign', '-f', name, 'text']).status).toBe(0);
    const armored = readFileSync(join(folder, 'text.sig'), 'utf8');
    const fingerprint = run(['-l', '-f', `${name}.pub`]).stdout.split(' ')[1];
    expect(verifySshsig(text, armored)).toMatchObject({
      ok: true,
      fingerprint,
      hardware: false,
      userVerified: false,
    });
    expect(verifySshsig(`${text} `, armored)).toMatchObject({ ok: false });
    expect(verifySshsig(text, armored.replaceAll('\n', '\r\n'))).toMatchObject({ ok: true });
  });

  test('refuses a signature it made for another namespace', () => {
    run(['-q', '-t', 'ed25519', '-N', '', '-f', 'other']);
    const { stdout } = run(['-q', '-Y', 'sign', '-n', 'git', '-f', 'other'], text);
    expect(verifySshsig(text, stdout)).toEqual({
      ok: false,
      why: "the signature's namespace is not `countersign`",
    });
  });

  test('refuses a 1024-bit RSA key', () => {
    if (run(['-q', '-t', 'rsa', '-b', '1024', '-N', '', '-f', 'weak']).status !== 0) return;
    const { stdout } = run(['-q', '-Y', 'sign', '-n', 'countersign', '-f', 'weak'], text);
    expect(verifySshsig(text, stdout)).toMatchObject({ why: expect.stringContaining('1024 bits') });
  });

  test('verifies with it what our software key signs, and it reads our key file', () => {
    const file = newSoftwareKeyFile('dana');
    const key = readSoftwareKeyFile(file);
    writeFileSync(join(folder, 'ours'), file, { mode: 0o600 });
    expect(run(['-y', '-f', 'ours']).stdout.split(' ').slice(0, 2).join(' ')).toBe(key.publicKey.line);
    writeFileSync(join(folder, 'allowed'), `dana ${key.publicKey.line}\n`);
    writeFileSync(join(folder, 'ours.sig'), key.sign(text));
    const check = ['-Y', 'verify', '-f', 'allowed', '-I', 'dana', '-n', 'countersign', '-s', 'ours.sig'];
    expect(run(check, text).status).toBe(0);
    expect(run(check, `${text}x`).status).not.toBe(0);
  });

  test('reads the unencrypted key files it writes, and refuses encrypted ones', () => {
    run(['-q', '-t', 'ed25519', '-N', '', '-C', 'c', '-f', 'theirs']);
    const key = readSoftwareKeyFile(readFileSync(join(folder, 'theirs'), 'utf8'));
    expect(verifySshsig(text, key.sign(text))).toMatchObject({ ok: true });
    run(['-q', '-t', 'ed25519', '-N', 'secret', '-f', 'locked']);
    expect(existsSync(join(folder, 'locked'))).toBe(true);
    expect(() => readSoftwareKeyFile(readFileSync(join(folder, 'locked'), 'utf8'))).toThrow('encrypted');
  });
});

const sha = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();

/** A security key as PROTOCOL.u2f describes it, with the flags and counter under its signature. */
function securityKey(curve: 'ed25519' | 'nistp256') {
  const application = 'ssh:countersign';
  const pair =
    curve === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = pair.publicKey.export({ format: 'jwk' });
  const b = (part: string | undefined) => Buffer.from(part ?? '', 'base64url');
  const type = curve === 'ed25519' ? 'sk-ssh-ed25519@openssh.com' : 'sk-ecdsa-sha2-nistp256@openssh.com';
  const point =
    curve === 'ed25519'
      ? wireString(b(jwk.x))
      : Buffer.concat([
          wireString('nistp256'),
          wireString(Buffer.concat([Buffer.of(4), b(jwk.x), b(jwk.y)])),
        ]);
  const blob = Buffer.concat([wireString(type), point, wireString(application)]);
  const mpint = (bytes: Buffer) => {
    let at = 0;
    while (at < bytes.length - 1 && bytes[at] === 0) at++;
    const short = bytes.subarray(at);
    return wireString((short[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), short]) : short);
  };
  return (flags: number, over = flags): string => {
    const body = (f: number) =>
      Buffer.concat([
        sha(application),
        Buffer.of(f),
        wireUint32(7),
        sha(signedBytes(Buffer.alloc(0), 'sha512', text)),
      ]);
    const key = createPrivateKey(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    let raw: Buffer;
    if (curve === 'ed25519') raw = sign(null, body(over), key);
    else {
      const flat = sign('sha256', body(over), { key, dsaEncoding: 'ieee-p1363' });
      raw = Buffer.concat([mpint(flat.subarray(0, 32)), mpint(flat.subarray(32))]);
    }
    const signature = Buffer.concat([wireString(type), wireString(raw), Buffer.of(flags), wireUint32(7)]);
    return armor(blob, 'sha512', signature);
  };
}

describe.each(['ed25519', 'nistp256'] as const)('a security key (%s)', (curve) => {
  const key = securityKey(curve);
  test('that verified its user says so', () => {
    expect(verifySshsig(text, key(0x05))).toMatchObject({ ok: true, hardware: true, userVerified: true });
  });
  test('that was only touched is not taken for one that verified its user', () => {
    expect(verifySshsig(text, key(0x01))).toMatchObject({ ok: true, hardware: true, userVerified: false });
  });
  test('that nobody touched proves no presence', () => {
    expect(verifySshsig(text, key(0x04))).toMatchObject({
      ok: false,
      why: expect.stringContaining('not touched'),
    });
  });
  test('cannot have its flags raised afterwards', () => {
    expect(verifySshsig(text, key(0x05, 0x01))).toMatchObject({ ok: false });
  });
});

describe('what is no signature', () => {
  const key = readSoftwareKeyFile(newSoftwareKeyFile('x'));
  const good = key.sign(text);
  const raw = Buffer.from(good.split('\n').slice(1, -2).join(''), 'base64');
  const rearm = (bytes: Buffer) =>
    `-----BEGIN SSH SIGNATURE-----\n${(bytes.toString('base64').match(/.{1,70}/g) ?? []).join('\n')}\n-----END SSH SIGNATURE-----\n`;
  test.each([
    ['nothing', ''],
    ['text before the armor', `x${good}`],
    ['text after the armor', `${good}x`],
    ['bytes after the signature', rearm(Buffer.concat([raw, Buffer.of(0)]))],
    ['a cut signature', rearm(raw.subarray(0, -1))],
    ['a public key', key.publicKey.line],
  ])('%s', (_name, armored) => {
    expect(verifySshsig(text, armored)).toMatchObject({ ok: false });
  });
  test('any single changed byte', () => {
    for (let at = 0; at < raw.length; at++) {
      const bent = Buffer.from(raw);
      bent[at] = (bent[at] ?? 0) ^ 0x01;
      expect(verifySshsig(text, rearm(bent)), `byte ${at}`).toMatchObject({ ok: false });
    }
  });
  test('a point that is not on its curve', () => {
    const point = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]);
    const blob = Buffer.concat([
      wireString('ecdsa-sha2-nistp256'),
      wireString('nistp256'),
      wireString(point),
    ]);
    expect(parseSshPublicKey(`ecdsa-sha2-nistp256 ${blob.toString('base64')}`)).toContain('malformed');
  });
});
