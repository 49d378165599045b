import { describe, expect, test } from 'vitest';
import { fingerprint, fingerprintKey } from './fingerprint.ts';

describe('fingerprint', () => {
  const key = fingerprintKey(new Uint8Array(32).fill(7));

  test('is HMAC-SHA-256 under the key and the domain tag', () => {
    // python3: hmac.new(b'\x07'*32, b'countersign/fingerprint/v1\0' + 'hünter2'.encode(), 'sha256').hexdigest()
    expect(fingerprint(key, 'hünter2')).toBe(
      'f3e242848fdba3e25ec1637be91cac1d15aa5efc82b822bb1c14730c9b3f221d',
    );
  });

  test('differs by secret and by key', () => {
    const some = [fingerprint(key, 'a'), fingerprint(key, 'b'), fingerprint(fingerprintKey(), 'a')];
    expect(new Set(some).size).toBe(3);
  });

  test('refuses a key of another length, and prints none', () => {
    expect(() => fingerprintKey(new Uint8Array(16))).toThrow('has 32 bytes, this one has 16');
    expect(JSON.stringify({ key })).toBe('{"key":{}}');
  });
});
