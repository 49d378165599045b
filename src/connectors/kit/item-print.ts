import type { ItemPrint } from '../../model/index.ts';

/** Prints of bytes from `from` to (not including) `to`. The same object is given each time: copy what is kept. */
export type Printer = (bytes: Buffer, from: number, to: number) => ItemPrint;

/**
 * HalfSipHash-1-3 (Aumasson & Bernstein) over bytes: its 64 bits, and the other 32 of its final state. Keyed by a secret that
 * no source sees, so that a source cannot make two items look alike to hide a change; 96 bits, so that chance does not either. Chosen over SHA-256 because a read prints every item: 0.05 µs a line of a table against 1.
 */
export function itemPrinter(key: Uint8Array): Printer {
  const keys = new DataView(key.buffer, key.byteOffset, 8);
  const state = { k0: keys.getInt32(0, true), k1: keys.getInt32(4, true), hi: 0, lo: 0, more: 0 };
  let of: Buffer | undefined;
  let words = keys;
  return (bytes, from, to) => {
    if (of !== bytes) {
      of = bytes;
      words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    printInto(state, words, from, to);
    return state;
  };
}

interface State {
  readonly k0: number;
  readonly k1: number;
  hi: number;
  lo: number;
  more: number;
}

/** Not in the closure, of which there is one a file: the compiler makes of this one code that all share. */
function printInto(state: State, words: DataView, from: number, to: number): void {
  const { k0, k1 } = state;
  let v0 = k0;
  let v1 = k1 ^ 0xee;
  let v2 = 0x6c796765 ^ k0;
  let v3 = 0x74656462 ^ k1;
  const whole = to - ((to - from) & 3);
  // what follows the whole words, and the length in its topmost byte, so that no item is a prefix of another
  let last = (to - from) << 24;
  for (let at = whole; at < to; at++) last |= words.getUint8(at) << (8 * (at - whole));
  // written out twice: a loop that is told apart for its last word takes twice as long
  for (let at = from; at < whole; at += 4) {
    const word = words.getInt32(at, true);
    v3 ^= word;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= word;
  }
  let lo = 0;
  v3 ^= last;
  for (let round = 0; round < 7; round++) {
    if (round === 1) {
      v0 ^= last;
      v2 ^= 0xee;
    }
    if (round === 4) {
      lo = v1 ^ v3;
      v1 ^= 0xdd;
    }
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
  }
  state.hi = v1 ^ v3;
  state.lo = lo;
  state.more = v0 ^ v2;
}
