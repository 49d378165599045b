import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  authenticator,
  coseKeyOf,
  present,
  sha256,
  type Algorithm,
  type Authenticator,
  type Bent,
} from '../../test/support/authenticator.ts';
import { repeatsMember } from './client-data.ts';
import { readCoseKey } from './cose-key.ts';
import { readDerSignature } from './der-signature.ts';
import { verifySignature } from './signature.ts';
import { newSoftwareKeyFile, readSoftwareKeyFile } from './ssh-sign.ts';
import { verifySshsig } from './sshsig.ts';
import { challengeOf, verifyAssertion } from './webauthn.ts';
import { parseWebauthnKey } from './webauthn-key.ts';

const text = '{"a":"für dich 🔑"}';
const b64u = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const algorithms: readonly Algorithm[] = ['ES256', 'EdDSA', 'RS256'];
const keys = Object.fromEntries(algorithms.map((algorithm) => [algorithm, authenticator(algorithm)]));
const keyOf = (algorithm: Algorithm): Authenticator => keys[algorithm] ?? authenticator(algorithm);

describe.each(algorithms)('a passkey (%s)', (algorithm) => {
  const key = keyOf(algorithm);

  test('signs a text, and only that text', () => {
    const signed = key.sign(text, { counter: 7 });
    expect(verifyAssertion(text, signed)).toEqual({
      ok: true,
      publicKey: key.line,
      fingerprint: key.fingerprint,
      userVerified: true,
      backupEligible: false,
      backedUp: false,
      counter: 7,
    });
    expect(verifyAssertion(`${text} `, signed)).toMatchObject({ ok: false });
    expect(verifySignature(text, signed)).toMatchObject({ ok: true, kind: 'passkey' });
  });

  test('no mutated byte verifies as this key', () => {
    const signed = key.sign(text);
    const parts: unknown = JSON.parse(signed);
    fc.assert(
      fc.property(
        fc.constantFrom('authenticatorData', 'clientDataJSON', 'signature', 'publicKey'),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (name, at, by) => {
          if (typeof parts !== 'object' || parts === null) return;
          const before = String(Object.entries(parts).find(([member]) => member === name)?.[1]);
          const raw = name === 'publicKey' ? Buffer.from(before) : Buffer.from(before, 'base64url');
          raw[at % raw.length] = (raw[at % raw.length] ?? 0) ^ by;
          const after = name === 'publicKey' ? raw.toString('latin1') : b64u(raw);
          const bent = JSON.stringify({ ...parts, [name]: after });
          const verified = verifyAssertion(text, bent);
          // the credential id is not under the signature: with another one it is a key nobody enrolled
          expect(verified.ok && verified.fingerprint === key.fingerprint).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('no changed character of the text that is kept verifies as this key', () => {
    const signed = key.sign(text);
    fc.assert(
      fc.property(fc.nat(signed.length - 1), fc.constantFrom('A', '_', '"', ' ', 'é', ''), (at, put) => {
        const bent = signed.slice(0, at) + put + signed.slice(at + 1);
        const verified = verifyAssertion(text, bent);
        expect(bent !== signed && verified.ok && verified.fingerprint === key.fingerprint).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

const key = keyOf('ES256');
const other = authenticator('ES256');
const swapped = key.assert(challengeOf(text), { flags: 0x01 }).authenticatorData;
const clientText = (more: string): string =>
  `{"type":"webauthn.get","challenge":"${challengeOf(text)}","origin":"${key.origin}"${more}}`;
const forged: Readonly<Record<string, { readonly bent: Bent; readonly why: string }>> = {
  'an assertion for another challenge': {
    bent: { challenge: challengeOf('{"b":1}') },
    why: 'not the digest of this text',
  },
  'a challenge in padded base64': {
    bent: { challenge: sha256(text).toString('base64') },
    why: 'not the digest of this text',
  },
  'an assertion for another party': { bent: { rpId: 'evil.example.org' }, why: 'for another party' },
  'an assertion made on another origin': {
    bent: { origin: 'https://evil.example.org' },
    why: 'it was made on `https://evil.example.org`',
  },
  'an assertion made on another port': {
    bent: { origin: 'https://console.example.org:8443' },
    why: 'it was made on',
  },
  'a registration taken for an assertion': { bent: { type: 'webauthn.create' }, why: 'not of an assertion' },
  'a payment taken for an assertion': { bent: { type: 'payment.get' }, why: 'not of an assertion' },
  'authenticator data swapped after signing': { bent: { handOut: swapped }, why: 'not over this' },
  'an assertion that nobody touched': { bent: { flags: 0x04 }, why: 'no proof of presence' },
  'a reserved flag': { bent: { flags: 0x07 }, why: 'reserved flag' },
  'a credential backed up that cannot be': { bent: { flags: 0x15 }, why: 'backed up which cannot be' },
  'an assertion with a new credential': { bent: { flags: 0x45 }, why: 'more than an assertion' },
  'an assertion with extensions': {
    bent: { flags: 0x85, more: Buffer.of(0xa0) },
    why: 'more than an assertion',
  },
  'bytes after the authenticator data': { bent: { more: Buffer.of(0) }, why: 'more than an assertion' },
  'authenticator data cut short': { bent: { handOut: Buffer.alloc(36) }, why: 'cut short' },
  'an assertion made inside another site’s page': {
    bent: { client: { crossOrigin: true } },
    why: 'another site’s page',
  },
  'a top origin': { bent: { client: { topOrigin: 'https://evil.example.org' } }, why: 'another site’s page' },
  'a member named twice': {
    bent: { client: clientText(`,"challenge":"${challengeOf(text)}"`) },
    why: 'a member twice',
  },
  'a member named twice in another spelling': {
    bent: { client: clientText(String.raw`,"ch\u0061llenge":"x"`) },
    why: 'a member twice',
  },
  'a member named twice inside another': {
    bent: { client: clientText(',"tokenBinding":{"status":"a","status":"b"}') },
    why: 'a member twice',
  },
  'client data with a byte order mark': {
    bent: { client: `\uFEFF${clientText('')}` },
    why: 'no JSON object',
  },
  'client data that goes on': { bent: { client: `${clientText('')}{}` }, why: 'no JSON object' },
  'client data that is a list': { bent: { client: '[]' }, why: 'no JSON object' },
  'client data without an origin': {
    bent: { client: `{"type":"webauthn.get","challenge":"${challengeOf(text)}"}` },
    why: 'no type, challenge or origin',
  },
  'huge client data': { bent: { client: { pad: 'x'.repeat(5000) } }, why: 'longer than 2048' },
  'a huge text': { bent: { text: { signature: 'A'.repeat(20_000) } }, why: 'not a WebAuthn assertion' },
  'an unknown member': { bent: { text: { userHandle: 'x' } }, why: 'not a WebAuthn assertion' },
  'another scheme': { bent: { text: { scheme: 'sshsig' } }, why: 'not a WebAuthn assertion' },
  'a signature in another base64': { bent: { text: { signature: 'AA==' } }, why: 'not a WebAuthn assertion' },
  'another person’s key': { bent: { text: { publicKey: other.line } }, why: 'not over this by this key' },
  'an SSH key in place of a passkey': {
    bent: { text: { publicKey: 'ssh-ed25519 AAAA' } },
    why: 'not a passkey',
  },
};

describe('refuses', () => {
  test.each(Object.entries(forged))('%s', (_name, { bent, why }) => {
    const verified = verifyAssertion(text, key.sign(text, bent));
    expect(verified).toMatchObject({ ok: false, why: expect.stringContaining(why) });
  });

  test('a text that is not in canonical form', () => {
    const signed = key.sign(text);
    expect(verifyAssertion(text, signed)).toMatchObject({ ok: true });
    for (const spelled of [
      ` ${signed}`,
      `${signed}\n`,
      signed.replace('{', '{ '),
      signed.replace('{"authenticatorData"', '{"scheme":"webauthn","authenticatorData"'),
    ])
      expect(verifyAssertion(text, spelled)).toMatchObject({ ok: false });
  });

  test('an SSH signature given as an assertion, and an assertion given as an SSH signature', () => {
    const ssh = readSoftwareKeyFile(newSoftwareKeyFile('dana'));
    const armored = ssh.sign(text);
    expect(verifyAssertion(text, armored)).toMatchObject({ ok: false });
    expect(verifySshsig(text, key.sign(text))).toMatchObject({ ok: false });
    const inside = key.sign(text, { text: { signature: b64u(Buffer.from(armored)) } });
    expect(verifySignature(text, inside)).toMatchObject({ ok: false });
    const wrapped = `-----BEGIN SSH SIGNATURE-----\n${Buffer.from(key.sign(text)).toString('base64').slice(0, 76)}\n-----END SSH SIGNATURE-----\n`;
    expect(verifySignature(text, wrapped)).toMatchObject({ ok: false });
  });

  test('a signature by another algorithm than the key’s', () => {
    for (const claimed of algorithms)
      for (const used of algorithms.filter((algorithm) => algorithm !== claimed)) {
        const line = `${key.line.split(' ').slice(0, 4).join(' ')} ${b64u(keyOf(claimed).coseKey)}`;
        const confused = keyOf(used).sign(text, { text: { publicKey: line } });
        expect(verifyAssertion(text, confused)).toMatchObject({ ok: false });
      }
  });

  test('a touch as anything but a touch', () => {
    expect(verifyAssertion(text, key.sign(text, { flags: 0x01 }))).toMatchObject({
      ok: true,
      userVerified: false,
    });
  });
});

describe('whatever is given', () => {
  const anyText = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.json({ maxDepth: 3 }),
    fc
      .record({
        authenticatorData: fc.uint8Array({ maxLength: 80 }).map(b64u),
        clientDataJSON: fc.oneof(
          fc.uint8Array({ maxLength: 80 }).map(b64u),
          fc.json({ maxDepth: 2 }).map((json) => b64u(Buffer.from(json))),
        ),
        publicKey: fc.oneof(fc.constantFrom(...algorithms.map((each) => keyOf(each).line)), fc.string()),
        scheme: fc.constant('webauthn'),
        signature: fc.uint8Array({ maxLength: 300 }).map(b64u),
      })
      .map((parts) => JSON.stringify(parts)),
  );
  test('is refused in a sentence, and never thrown on', () => {
    fc.assert(
      fc.property(anyText, (given) => {
        expect(verifySignature(text, given)).toMatchObject({ ok: false, why: expect.any(String) });
      }),
      { numRuns: 500 },
    );
  });
  test('under a real key, with real bytes around it, a random signature is none', () => {
    fc.assert(
      fc.property(fc.constantFrom(...algorithms), fc.uint8Array({ maxLength: 600 }), (algorithm, bytes) => {
        const signed = keyOf(algorithm).sign(text, { text: { signature: b64u(bytes) } });
        expect(verifyAssertion(text, signed)).toMatchObject({ ok: false });
      }),
      { numRuns: 300 },
    );
  });
});

test('takes the members that browsers add to client data', () => {
  const chrome = { other_keys_can_be_added_here: 'do not compare clientDataJSON against a template' };
  expect(verifyAssertion(text, key.sign(text, { client: chrome }))).toMatchObject({ ok: true });
  expect(verifyAssertion(text, key.sign(text, { client: clientText('') }))).toMatchObject({ ok: true });
});

test('says that a synced passkey is one', () => {
  expect(verifyAssertion(text, key.sign(text, { flags: present | 0x18 }))).toMatchObject({
    ok: true,
    backupEligible: true,
    backedUp: true,
  });
});

describe('an ECDSA signature', () => {
  const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
  const der = (r: Buffer, s: Buffer): Buffer => {
    const int = (n: Buffer): Buffer => Buffer.concat([Buffer.of(2, n.length), n]);
    const body = Buffer.concat([int(r), int(s)]);
    return Buffer.concat([Buffer.of(0x30, body.length), body]);
  };
  const minimal = (n: bigint): Buffer => {
    const hex = n.toString(16);
    const raw = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
    return (raw[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), raw]) : raw;
  };

  test('also verifies with the other s, so nothing may rest on its bytes', () => {
    const { authenticatorData, clientDataJSON, signature } = key.assert(challengeOf(text));
    const flat = readDerSignature(signature, 32);
    const [r, s] = [flat?.subarray(0, 32), flat?.subarray(32)].map((n) =>
      BigInt(`0x${n?.toString('hex') ?? '0'}`),
    );
    const turned = der(minimal(r ?? 0n), minimal(order - (s ?? 0n)));
    const bent = JSON.stringify({
      authenticatorData: b64u(authenticatorData),
      clientDataJSON: b64u(clientDataJSON),
      publicKey: key.line,
      scheme: 'webauthn',
      signature: b64u(turned),
    });
    expect(turned.equals(signature)).toBe(false);
    expect(verifyAssertion(text, bent)).toMatchObject({ ok: true, fingerprint: key.fingerprint });
  });

  test('has one encoding only', () => {
    const [r, s] = [Buffer.alloc(32, 0x11), Buffer.alloc(32, 0x22)];
    expect(readDerSignature(der(r, s), 32)).toEqual(Buffer.concat([r, s]));
    expect(readDerSignature(der(Buffer.of(5), s), 32)).toEqual(
      Buffer.concat([Buffer.alloc(31), Buffer.of(5), s]),
    );
    const zero = Buffer.concat([Buffer.of(0), r]);
    const bad: readonly Buffer[] = [
      Buffer.alloc(0),
      der(zero, s), // a zero too many
      der(Buffer.alloc(0), s),
      der(Buffer.of(0), s),
      der(Buffer.alloc(32, 0x99), s), // negative
      der(Buffer.alloc(33, 0x11), s), // too long
      Buffer.concat([der(r, s), Buffer.of(0)]),
      Buffer.concat([Buffer.of(0x30, 0x81), der(r, s).subarray(1)]), // a length in long form
      der(r, s).subarray(0, 40),
    ];
    for (const each of bad) expect(readDerSignature(each, 32)).toBeUndefined();
  });
});

describe('a COSE key', () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const good = coseKeyOf('ES256', publicKey.export({ format: 'jwk' }));
  const bent = (at: number, to: number): Buffer => {
    const bytes = Buffer.from(good);
    bytes[at] = to;
    return bytes;
  };

  test('is read to its last byte', () => {
    expect(readCoseKey(good)).toMatchObject({ algorithm: 'ES256', length: 77 });
    expect(readCoseKey(Buffer.concat([good, Buffer.of(1)]))).toMatchObject({ length: 77 });
  });

  test.each([
    ['on another curve', bent(6, 0x02)],
    ['with another algorithm', bent(4, 0x27)],
    ['off its curve', bent(76, (good[76] ?? 0) ^ 1)],
    [
      'at infinity',
      Buffer.concat([good.subarray(0, 10), Buffer.alloc(32), good.subarray(42, 45), Buffer.alloc(32)]),
    ],
    ['cut short', good.subarray(0, 76)],
    ['with a longer map', bent(0, 0xa6)],
    [
      'with a length in another form',
      Buffer.concat([good.subarray(0, 8), Buffer.of(0x59, 0), good.subarray(9)]),
    ],
    [
      'in another order',
      Buffer.concat([good.subarray(0, 1), good.subarray(3, 5), good.subarray(1, 3), good.subarray(5)]),
    ],
    ['of small order', Buffer.concat([Buffer.from('a401010327200621582001', 'hex'), Buffer.alloc(31)])],
    ['on Ed448', Buffer.from('a4010103272007215820'.padEnd(84, '1'), 'hex')],
    ['with a small RSA modulus', rsa(Buffer.alloc(128, 0xff))],
    ['with a huge RSA modulus', rsa(Buffer.alloc(1024, 0xff))],
    [
      'with an RSA modulus that begins with zero',
      rsa(Buffer.concat([Buffer.of(0), Buffer.alloc(255, 0xff)])),
    ],
    ['with the RSA exponent 3', rsa(Buffer.alloc(256, 0xff), '4103')],
    ['that is empty', Buffer.alloc(0)],
  ])('%s is refused', (_name, bytes) => {
    expect(typeof readCoseKey(bytes)).toBe('string');
  });

  function rsa(n: Buffer, e = '43010001'): Buffer {
    const size = Buffer.of(0x59, n.length >> 8, n.length & 0xff);
    return Buffer.concat([Buffer.from('a401030339010020', 'hex'), size, n, Buffer.from(`21${e}`, 'hex')]);
  }

  test('never makes the reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        expect(readCoseKey(bytes)).toBeDefined();
      }),
    );
  });
});

describe('the line of a passkey', () => {
  const [, , , id, cose] = key.line.split(' ');
  test.each([
    ['console.example.org', 'https://console.example.org'],
    ['console.example.org', 'https://console.example.org:8443'],
    ['example.org', 'https://console.example.org'],
    ['localhost', 'http://localhost:8080'],
    ['localhost', 'https://localhost'],
    ['intranet', 'https://intranet'],
    ['xn--bcher-kva.example', 'https://xn--bcher-kva.example'],
  ])('may say %s at %s', (rpId, origin) => {
    expect(parseWebauthnKey(`webauthn ${rpId} ${origin} ${id} ${cose}`)).toMatchObject({ rpId, origin });
  });

  test.each([
    ['console.example.org', 'http://console.example.org'], // no TLS
    ['127.0.0.1', 'http://127.0.0.1:8080'], // an address
    ['127.0.0.1', 'https://127.0.0.1'],
    ['org', 'https://example.org'], // a whole top domain
    ['other.org', 'https://example.org'],
    ['ample.org', 'https://example.org'],
    ['console.example.org', 'https://example.org'], // a child, not a parent
    ['example.org', 'https://example.org:443'], // not as browsers write it
    ['localhost', 'http://localhost:80'],
    ['example.org', 'https://example.org:99999'],
    ['example.org', 'https://example.org/'],
    ['example.org', 'https://EXAMPLE.org'],
    ['Example.org', 'https://example.org'],
    ['example.org', 'https://user@example.org'],
    ['example.org', 'https://example.org.'],
    ['localhost', 'http://evil.localhost'],
    ['example.org', 'ftp://example.org'],
    ['', ''],
  ])('may not say %s at %s', (rpId, origin) => {
    expect(typeof parseWebauthnKey(`webauthn ${rpId} ${origin} ${id} ${cose}`)).toBe('string');
  });

  test.each([
    `${key.line} `,
    ` ${key.line}`,
    `${key.line} comment`,
    key.line.replace(' ', '  '),
    key.line.replace('webauthn', 'WebAuthn'),
    `${key.line}=`,
    `${key.line}\n`,
    key.line.replace(` ${id} `, ` ${'A'.repeat(1400)} `),
    key.line.replace(` ${id} `, '  '),
    `${key.line}${'A'.repeat(5000)}`,
    key.line.slice(0, -2),
    `webauthn console.example.org https://console.example.org ${id} ${b64u(Buffer.concat([key.coseKey, Buffer.of(0)]))}`,
  ])('has one spelling: %#', (line) => {
    expect(typeof parseWebauthnKey(line)).toBe('string');
  });
});

test('finds a repeated member wherever it stands', () => {
  for (const good of ['{}', '{"a":{"a":1},"b":[{"a":1},{"a":2}]}', '{"a":"\\"a\\":","b":"{"}', '["a","a"]'])
    expect(repeatsMember(good)).toBe(false);
  for (const bad of [
    '{"a":1,"a":1}',
    '{"b":[{"a":1,"a" :2}]}',
    String.raw`{"a":1,"\u0061":2}`,
    '{"":1,"":2}',
  ])
    expect(repeatsMember(bad)).toBe(true);
});
