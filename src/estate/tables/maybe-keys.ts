/**
 * Says of most keys that are not among some that they are not, without looking them up: a byte for each of as many low ends of
 * hashes as there are keys eight times over. Worth it where many are asked about and few are there.
 */
export class MaybeKeys {
  readonly #ends: Uint8Array;
  readonly #mask: number;

  /** Lower halves of the hashes of the keys. */
  constructor(keys: readonly Int32Array[]) {
    const size = keys.reduce((total, { length }) => total + length, 0);
    let length = 1024;
    while (length < size * 8 && length < mostBytes) length *= 2;
    this.#ends = new Uint8Array(length);
    this.#mask = length - 1;
    for (const some of keys) for (const lo of some) this.#ends[lo & this.#mask] = 1;
  }

  /** False: surely none of them. */
  mayHave(lo: number): boolean {
    return this.#ends[lo & this.#mask] === 1;
  }
}

const mostBytes = 1 << 24;
