const byteaOid = 17;

/**
 * A `bytea[]` as a parameter, in PostgreSQL's binary form: the driver's own text form writes every byte as two and has both
 * sides escape them.
 */
export function byteaArray(items: readonly Uint8Array[]): Buffer {
  const lengths = items.reduce((sum, item) => sum + 4 + item.length, 0);
  const array = Buffer.allocUnsafe(20 + lengths);
  const header = [items.length === 0 ? 0 : 1, 0, byteaOid, items.length, 1]; // dimensions, nulls, type, length, first index
  let at = 0;
  for (const each of header) at = array.writeInt32BE(each, at);
  for (const item of items) {
    at = array.writeInt32BE(item.length, at);
    array.set(item, at);
    at += item.length;
  }
  return items.length === 0 ? array.subarray(0, 12) : array;
}
