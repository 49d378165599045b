/**
 * Which keys were seen and with what content, for tens of millions of records in bounded memory: 12 bytes a slot in
 * typed arrays (64 bits of the key's hash, 32 of its content's), at most 80 % full, 256 shards that grow on their own.
 * 6 M records take ~100 MB, and never more than 32 bytes a record beyond the first 64,000.
 *
 * `same` and `differs` can be wrong by a hash collision of two keys (below 10⁻⁶ at 6 M records). A collision of unequal
 * records says `differs`, unless their content hashes also collide (1 in 4·10⁹ of that).
 */
export class SeenRecords {
  private readonly shards: Shard[] = Array.from({ length: shardCount }, () => emptyShard(256));
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Remembers the record; says what was known of its key before. */
  add(key: string, content: string): 'new' | 'same' | 'differs' {
    const [high, low] = hash64(key);
    const print = hash64(content)[0];
    const index = high >>> 24;
    let shard = this.shards[index] ?? emptyShard(256);
    if (shard.used * 5 >= (shard.mask + 1) * 4) {
      shard = grown(shard);
      this.shards[index] = shard;
    }
    const slot = slotOf(shard, high, low);
    if (shard.low[slot] !== 0 || shard.high[slot] !== 0)
      return shard.print[slot] === print ? 'same' : 'differs';
    shard.high[slot] = high;
    shard.low[slot] = low;
    shard.print[slot] = print;
    shard.used++;
    this.count++;
    return 'new';
  }
}

const shardCount = 256;

interface Shard {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  readonly print: Uint32Array;
  readonly mask: number;
  used: number;
}

const emptyShard = (slots: number): Shard => ({
  high: new Uint32Array(slots),
  low: new Uint32Array(slots),
  print: new Uint32Array(slots),
  mask: slots - 1,
  used: 0,
});

/** The slot that holds this hash, or the empty one where it belongs. */
function slotOf(shard: Shard, high: number, low: number): number {
  let slot = low & shard.mask;
  for (;;) {
    const h = shard.high[slot];
    const l = shard.low[slot];
    if ((h === 0 && l === 0) || (h === high && l === low)) return slot;
    slot = (slot + 1) & shard.mask;
  }
}

function grown(from: Shard): Shard {
  const to = emptyShard((from.mask + 1) * 2);
  for (let at = 0; at <= from.mask; at++) {
    const high = from.high[at] ?? 0;
    const low = from.low[at] ?? 0;
    if (high === 0 && low === 0) continue;
    const slot = slotOf(to, high, low);
    to.high[slot] = high;
    to.low[slot] = low;
    to.print[slot] = from.print[at] ?? 0;
  }
  to.used = from.used;
  return to;
}

/** Two 32-bit lanes over the code units, mixed as in MurmurHash3's finaliser; never both zero, which marks an empty slot. */
function hash64(text: string): readonly [high: number, low: number] {
  let a = 0xdeadbeef ^ text.length;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
    a ^= a >>> 15;
    b ^= b >>> 13;
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  a ^= a >>> 16;
  b ^= b >>> 16;
  return [a >>> 0, b === 0 ? 1 : b >>> 0];
}
