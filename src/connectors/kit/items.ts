import { createHmac, type Hmac } from 'node:crypto';
import type { ItemMemory, ReadItem } from '../../model/index.ts';
import { itemPrinter } from './item-print.ts';

/** What a host has that lets a reader skip what did not change. */
export interface ItemHost {
  /** Secret of this installation, 32 bytes; prints mean nothing under another. */
  readonly key: Uint8Array;
  /** Names the program: prints of another program mean nothing either, for it may read the same bytes differently. */
  readonly program: string;
  readonly memory: ItemMemory;
}

/** Items of one kind, which all depend on the same `about`. */
export interface Items {
  /**
   * The item in these bytes, to be read and its records given with it; undefined when the last complete read had exactly
   * this item: its records count as given again and it must not be read.
   */
  meet(bytes: Buffer, from: number, to: number): ReadItem | undefined;
}

/** Meets the items of one read for its host, and digests every byte that they come from. */
export class ItemDesk {
  readonly #host: ItemHost;
  readonly #reader: string;
  readonly #bytes: Hmac;
  readonly #skipped: (records: number) => void;
  /** Whether any bytes were seen: then the read's digest rests on them. */
  used = false;

  constructor(host: ItemHost, reader: string, skipped: (records: number) => void) {
    this.#host = host;
    this.#reader = reader;
    this.#bytes = createHmac('sha256', host.key).update('countersign/item-bytes/v1\0');
    this.#skipped = skipped;
  }

  items(about: string): Items {
    const { key, program, memory } = this.#host;
    const own = createHmac('sha256', key)
      .update(['countersign/item-print/v1', program, this.#reader, about].join('\0'))
      .digest();
    const print = itemPrinter(own);
    return {
      meet: (bytes, from, to) => {
        if (!this.used) throw new TypeError('items were met before `saw` was given their bytes');
        const found = print(bytes, from, to);
        const records = memory.meet(found);
        if (records === undefined) {
          const { hi, lo, more } = found;
          return { print: { hi, lo, more }, skippable: true };
        }
        this.#skipped(records);
        return undefined;
      },
    };
  }

  saw(bytes: Uint8Array): void {
    this.used = true;
    this.#bytes.update(bytes);
  }

  /** Of all bytes seen, in their order, keyed: bytes can hold what must not be guessed from a digest. */
  digest(): string {
    return this.#bytes.digest('hex');
  }
}
