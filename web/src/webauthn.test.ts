import { describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from './base64url.ts';
import { signatureText } from './webauthn.ts';

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

it('a signature is written as the ledger writes it: members in order', () => {
  const text = signatureText(
    { authenticatorData: 'YQ', clientDataJSON: 'Yg', signature: 'Yw' },
    'webauthn localhost http://localhost:1 id key',
  );
  expect(text).toBe(
    '{"authenticatorData":"YQ","clientDataJSON":"Yg","publicKey":"webauthn localhost http://localhost:1 id key","scheme":"webauthn","signature":"Yw"}',
  );
});
