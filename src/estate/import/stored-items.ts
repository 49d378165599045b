import { createCipheriv, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Transaction } from '../../platform/store/index.ts';
import { copyOutBytes } from '../tables/copy.ts';
import { bytesPerItem, bytesPerRow, ItemColumns } from './item-columns.ts';
import { RememberedItems } from './remembered-items.ts';

/** One stored part: items that a read added, and numbers of earlier items (counted over all parts) that it did not have. */
interface Part {
  readonly n: number;
  readonly read: number;
  readonly items: number;
  readonly rows: number;
  readonly gone: number;
}

const mostParts = 50;

/**
 * What a source's last complete read had, or undefined when everything has to be read: nothing is stored, or the last read
 * is not the one it tells of, or it was altered, or half of it is out of date, or fifty reads rested on it. So at the latest
 * every fiftieth read is a whole one.
 */
export async function recallItems(
  tx: Transaction,
  of: { readonly sourceNo: number; readonly key: Uint8Array },
): Promise<RememberedItems | undefined> {
  const parts = await tx.query<Part & { seal: Buffer }>(
    `select n, read, items, rows, gone, seal from estate.remembered_items where source_no = $1 order by n`,
    [of.sourceNo],
  );
  const [last] = await tx.query<{ number: number; complete: boolean }>(
    'select number, complete from sources.read where source_no = $1 order by number desc limit 1',
    [of.sourceNo],
  );
  const items = sum(parts, (part) => part.items);
  const fits =
    parts.every((part, n) => part.n === n) &&
    last?.complete === true &&
    parts.at(-1)?.read === last.number &&
    parts.length < mostParts &&
    sum(parts, (part) => part.gone) * 2 <= items;
  if (!fits) return undefined;
  const columns = new ItemColumns(
    items,
    sum(parts, (part) => part.rows),
  );
  const gone: Int32Array[] = [];
  let before: Buffer = noSeal;
  for (const part of parts) {
    const body = await copyOutBytes(
      tx.client,
      `select body from estate.remembered_items where source_no = ${of.sourceNo} and n = ${part.n}`,
    );
    if (!isSealed(of, { part, body, before }, part.seal)) return undefined;
    before = part.seal;
    const cut = body.length - part.gone * 4;
    columns.appendBytes(body.subarray(0, cut), part.items, part.rows);
    const numbers = Buffer.from(body.subarray(cut));
    gone.push(new Int32Array(numbers.buffer, numbers.byteOffset, part.gone));
  }
  return new RememberedItems(columns, {
    gone: gone.flatMap((numbers) => [...numbers]),
    inOrder: sum(
      parts.filter(({ read }) => read === parts[0]?.read),
      (part) => part.items,
    ),
  });
}

/** Writes the parts of one read after those that are kept. */
export class ItemStore {
  readonly #tx: Transaction;
  readonly #of: { readonly sourceNo: number; readonly key: Uint8Array };
  readonly #read: number;

  constructor(
    tx: Transaction,
    of: { readonly sourceNo: number; readonly key: Uint8Array; readonly read: number },
  ) {
    this.#tx = tx;
    this.#of = of;
    this.#read = of.read;
  }

  async forget(): Promise<void> {
    await this.#tx.query('delete from estate.remembered_items where source_no = $1', [this.#of.sourceNo]);
  }

  async add(columns: ItemColumns, gone: Int32Array): Promise<void> {
    const [last] = await this.#tx.query<{ n: number; seal: Buffer }>(
      'select n, seal from estate.remembered_items where source_no = $1 order by n desc limit 1',
      [this.#of.sourceNo],
    );
    const body = Buffer.concat([
      columns.toBytes(),
      Buffer.from(gone.buffer, gone.byteOffset, gone.byteLength),
    ]);
    const part: Part = {
      n: (last?.n ?? -1) + 1,
      read: this.#read,
      items: columns.items,
      rows: columns.rows,
      gone: gone.length,
    };
    const seal = sealOf(this.#of, { part, body, before: last?.seal ?? noSeal }, randomBytes(12));
    await this.#tx.query(
      `insert into estate.remembered_items (source_no, n, read, items, rows, gone, body, seal)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [this.#of.sourceNo, part.n, part.read, part.items, part.rows, part.gone, body, seal],
    );
  }
}

const sum = <T>(list: readonly T[], of: (each: T) => number): number =>
  list.reduce((total, each) => total + of(each), 0);

interface Sealed {
  readonly part: Part;
  readonly body: Buffer;
  readonly before: Buffer;
}
type Of = { readonly sourceNo: number; readonly key: Uint8Array };

const nonceBytes = 12;
const sealBytes = nonceBytes + 16;
const noSeal = Buffer.alloc(sealBytes);

/**
 * AES-256-GCM over nothing but additional data, which is a message authentication code ten times as fast as HMAC: over the
 * part, where it belongs and the seal before it. The nonce is random and used once a part.
 */
function sealOf(of: Of, { part, body, before }: Sealed, nonce: Buffer): Buffer {
  const { n, read, items, rows, gone } = part;
  const head = `countersign/remembered-items/v1 ${[of.sourceNo, n, read, items, rows, gone].join(' ')}\0`;
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(of.key), nonce);
  cipher.setAAD(Buffer.from(head)).setAAD(before).setAAD(body);
  cipher.final();
  return Buffer.concat([nonce, cipher.getAuthTag()]);
}

function isSealed(of: Of, sealed: Sealed, seal: Buffer): boolean {
  if (seal.length !== sealBytes) return false;
  const lengths = sealed.body.length === bodyBytes(sealed.part);
  return lengths && timingSafeEqual(sealOf(of, sealed, seal.subarray(0, nonceBytes)), seal);
}

const bodyBytes = ({ items, rows, gone }: Part): number =>
  items * bytesPerItem + rows * bytesPerRow + gone * 4;
