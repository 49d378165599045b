import { createCipheriv, createDecipheriv } from 'node:crypto';
import { digestOf } from '../../platform/canonical.ts';

/** What a reviewer's item is behind its handle: one of the manifest, or a planted one, with the seat that is asked. */
export interface Behind {
  readonly is: 'real' | 'planted';
  readonly n: number;
  readonly seat: number;
}

const shape = /^itm_[0-9a-f]{32}$/;

/**
 * The name of an item on a reviewer's page: one block of AES under the campaign's seed, so that a planted item's name looks
 * like any other and only the server can tell what is behind it. It authorises nothing.
 */
export function handleOf(seed: string, { is, n, seat }: Behind): string {
  const block = Buffer.alloc(16);
  block.writeUInt8(is === 'planted' ? 1 : 0, 0);
  block.writeUInt8(seat, 1);
  block.writeUInt32BE(n, 2);
  const cipher = createCipheriv('aes-128-ecb', keyOf(seed), null).setAutoPadding(false);
  return `itm_${Buffer.concat([cipher.update(block), cipher.final()]).toString('hex')}`;
}

/** What is behind a handle; undefined when it is none of this campaign. */
export function behind(seed: string, handle: string): Behind | undefined {
  if (!shape.test(handle)) return undefined;
  const decipher = createDecipheriv('aes-128-ecb', keyOf(seed), null).setAutoPadding(false);
  const block = Buffer.concat([decipher.update(Buffer.from(handle.slice(4), 'hex')), decipher.final()]);
  const [is, seat] = [block.readUInt8(0), block.readUInt8(1)];
  if (is > 1 || seat > 2 || !block.subarray(6).equals(Buffer.alloc(10))) return undefined;
  return { is: is === 1 ? 'planted' : 'real', n: block.readUInt32BE(2), seat };
}

const keyOf = (seed: string): Buffer =>
  Buffer.from(digestOf(`countersign/item-handle/v1\n${seed}`), 'hex').subarray(0, 16);
