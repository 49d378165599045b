import fc from 'fast-check';
import { expect, it } from 'vitest';
import { itemPrinter } from './item-print.ts';

/** HalfSipHash-1-3 as the paper's reference writes it, a step at a time; then what is left of its state. */
function reference(key: Uint8Array, data: Uint8Array): readonly number[] {
  const words = new DataView(key.buffer, key.byteOffset);
  const k = [words.getUint32(0, true), words.getUint32(4, true)] as const;
  const v = Uint32Array.of(k[0], k[1] ^ 0xee, 0x6c796765 ^ k[0], 0x74656462 ^ k[1]);
  const rotate = (x: number, by: number): number => ((x << by) | (x >>> (32 - by))) >>> 0;
  const at = (i: number): number => v[i] ?? 0;
  const round = (): void => {
    v[0] = at(0) + at(1);
    v[1] = rotate(at(1), 5) ^ at(0);
    v[0] = rotate(at(0), 16);
    v[2] = at(2) + at(3);
    v[3] = rotate(at(3), 8) ^ at(2);
    v[0] = at(0) + at(3);
    v[3] = rotate(at(3), 7) ^ at(0);
    v[2] = at(2) + at(1);
    v[1] = rotate(at(1), 13) ^ at(2);
    v[2] = rotate(at(2), 16);
  };
  const padded = new Uint8Array(Math.floor(data.length / 4) * 4 + 4);
  padded.set(data);
  padded[padded.length - 1] = data.length & 0xff;
  const blocks = new DataView(padded.buffer);
  for (let block = 0; block < padded.length; block += 4) {
    const word = blocks.getUint32(block, true);
    v[3] = at(3) ^ word;
    round();
    v[0] = at(0) ^ word;
  }
  v[2] = at(2) ^ 0xee;
  for (let i = 0; i < 3; i++) round();
  const first = (at(1) ^ at(3)) | 0;
  v[1] = at(1) ^ 0xdd;
  for (let i = 0; i < 3; i++) round();
  return [first, (at(1) ^ at(3)) | 0, (at(0) ^ at(2)) | 0];
}

it('is HalfSipHash-1-3 of exactly the bytes asked for, wherever they lie', () => {
  const bytes = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), bytes, bytes, (key, before, item) => {
      const within = Buffer.concat([before, item, Buffer.from('after')]);
      const { lo, hi, more } = itemPrinter(key)(within, before.length, before.length + item.length);
      expect([lo, hi, more]).toEqual(reference(key, item));
    }),
  );
});
