import { describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from './base64url.ts';
import { coseKeyIn, signatureText } from './webauthn.ts';

describe('base64url', () => {
  it('is the bytes and nothing else, without padding', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 89 + length) % 256);
      const text = toBase64url(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64url'));
      expect(fromBase64url(text)).toEqual(bytes);
    }
  });

  it.each(['a+b/', 'aa==', 'a b', 'ä'])('refuses %s', (text) => {
    expect(() => fromBase64url(text)).toThrow(TypeError);
  });
});

describe('a passkey', () => {
  it('has its key behind the credential’s id, however long that is', () => {
    const key = Uint8Array.from([0xa5, 1, 2, 3, 0x26]);
    for (const length of [1, 32, 300]) {
      const data = new Uint8Array(55 + length + key.length);
      data.set([length >> 8, length & 255], 53);
      data.set(key, 55 + length);
      expect(coseKeyIn(data)).toEqual(key);
    }
  });

  it('signs as the ledger writes it: members in order', () => {
    const text = signatureText(
      { credentialId: 'id', authenticatorData: 'YQ', clientDataJSON: 'Yg', signature: 'Yw' },
      'webauthn localhost http://localhost:1 id key',
    );
    expect(text).toBe(
      '{"authenticatorData":"YQ","clientDataJSON":"Yg","publicKey":"webauthn localhost http://localhost:1 id key","scheme":"webauthn","signature":"Yw"}',
    );
  });
});
