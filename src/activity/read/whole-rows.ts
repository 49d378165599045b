import { isValue } from './values.ts';

/** A row whose end was not written yet may be this long; what is longer is none, and is read as it is. */
const longestTail = 4 << 20;
const newline = 0x0a;
const quote = 0x22;

/**
 * The bytes up to the end of the last whole row, as they come; `consumed()` tells afterwards how many these were. A last
 * line without its end is a row if it is a whole value: whoever writes on would have had to write it so far.
 */
export function wholeRows(
  bytes: AsyncIterable<Uint8Array>,
  rows: 'lines' | 'quoted lines',
): { readonly bytes: AsyncIterable<Uint8Array>; readonly consumed: () => number } {
  let consumed = 0;
  async function* cut(): AsyncIterable<Uint8Array> {
    let tail: Uint8Array[] = [];
    let tailBytes = 0;
    let isQuoted = false;
    for await (const chunk of bytes) {
      let end = -1;
      if (rows === 'lines') end = chunk.lastIndexOf(newline);
      else
        for (let at = 0; at < chunk.length; at++)
          if (chunk[at] === quote) isQuoted = !isQuoted;
          else if (chunk[at] === newline && !isQuoted) end = at;
      if (end === -1) {
        tail.push(chunk);
        tailBytes += chunk.length;
        if (tailBytes <= longestTail) continue;
        end = chunk.length - 1;
        tail.pop();
      }
      const whole = [...tail, chunk.subarray(0, end + 1)];
      tail = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : [];
      tailBytes = chunk.length - end - 1;
      for (const piece of whole) {
        consumed += piece.length;
        yield piece;
      }
    }
    const last = Buffer.concat(tail);
    if (rows === 'lines' && last.length > 0 && isValue(last.toString('utf8'))) {
      consumed += last.length;
      yield last;
    }
  }
  return { bytes: cut(), consumed: () => consumed };
}
