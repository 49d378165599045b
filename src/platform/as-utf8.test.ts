import { describe, expect, it } from 'vitest';
import { asUtf8 } from './as-utf8.ts';

/** Every way to cut the bytes into pieces of one size. */
async function through(bytes: Uint8Array, piece: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  const source = (async function* () {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  })();
  for await (const chunk of asUtf8(source)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();
const mark = String.fromCharCode(0xfeff);
const text = '{"name": "Zoë 😀"}\r\n';

describe('text of whatever encoding', () => {
  it.each<[string, Uint8Array]>([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(mark + text)],
    ['UTF-16 as PowerShell writes it', Buffer.from(mark + text, 'utf16le')],
    ['UTF-16 the other way round', swapped(Buffer.from(mark + text, 'utf16le'))],
  ])('%s is the same in UTF-8, however it is cut', async (_what, bytes) => {
    for (let piece = 1; piece < 9; piece++) expect(await through(bytes, piece)).toBe(text);
  });

  it('is passed on as it is where nothing marks it', async () => {
    for (const bytes of ['', 'a', 'ab', '\0\0', 'a\0b\0'])
      expect(await through(Buffer.from(bytes), 1)).toBe(bytes);
  });

  it('is refused where it begins like UTF-16 and is none', async () => {
    for (const bytes of [
      [0xff, 0xfe, 0x00],
      [0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00],
    ])
      await expect(through(Uint8Array.from(bytes), 1)).rejects.toMatchObject({ code: 'input_invalid' });
  });
});
