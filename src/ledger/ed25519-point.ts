// The encodings of Ed25519 points of small order, canonical or not, with the sign bit cleared (as in libsodium's check).
const smallOrder: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/**
 * Whether a 32-byte Ed25519 public key is a point of small order. For such a key there are signatures that verify over any
 * text, so whoever enrols one could later say that they never signed.
 */
export function isSmallOrder(key: Uint8Array): boolean {
  const masked = Buffer.from(key);
  masked[31] = (masked[31] ?? 0) & 0x7f;
  return smallOrder.has(masked.toString('hex'));
}
