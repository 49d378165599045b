const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

function joined(prefix: number, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0));
  bytes[0] = prefix;
  let at = 1;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The RFC 6962 root (SHA-256) over texts in their order, hex. Throws RangeError without a text. */
export async function rootOf(texts: readonly string[]): Promise<string> {
  let level = await Promise.all(texts.map((each) => sha256(joined(0, new TextEncoder().encode(each)))));
  while (level.length > 1) {
    const pairs: Promise<Uint8Array<ArrayBuffer>>[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]];
      if (left === undefined) continue;
      // a last hash without a neighbour goes up as it is: that is where RFC 6962 splits a tree that is not perfect
      pairs.push(right === undefined ? Promise.resolve(left) : sha256(joined(1, left, right)));
    }
    level = await Promise.all(pairs);
  }
  const [root] = level;
  if (root === undefined) throw new RangeError('a tree needs a text');
  return Array.from(root, (each) => each.toString(16).padStart(2, '0')).join('');
}
