import { Fault } from '../model/failure.ts';

/** More characters than this on one line, or in one piece, are no text that anybody wrote to be read by lines. */
export const mostCharacters = 4 << 20;

/** The text in these bytes, piece by piece. Throws Fault `input_invalid` when it is not UTF-8. */
export async function* textPieces(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Fault('input_invalid', 'The file is not UTF-8 text.', {
      next: 'Make it again; do not convert it.',
      cause: error,
    });
  }
}

/** All lines, as many at a time as a piece of the bytes ended; the last may be empty. Throws as `linesOf` does. */
export async function* linesInPieces(bytes: AsyncIterable<Uint8Array>): AsyncIterable<readonly string[]> {
  let rest = '';
  let line = 0;
  for await (const piece of textPieces(bytes)) {
    // what has no end yet is put together once, however many pieces it comes in
    if (!piece.includes('\n')) rest += piece;
    else {
      const lines = (rest === '' ? piece : `${rest}${piece}`).split('\n');
      rest = lines.pop() ?? '';
      line += lines.length;
      yield lines;
    }
    if (rest.length > mostCharacters) throw tooManyCharacters(`line ${line + 1}`);
  }
  yield [rest];
}

/** Lines that hold something, each with its number. Throws Fault `input_too_large` for one without an end. */
export async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
): AsyncIterable<{ readonly line: number; readonly text: string }> {
  let line = 0;
  for await (const lines of linesInPieces(bytes))
    for (const text of lines) {
      line++;
      if (text.trim() !== '') yield { line, text };
    }
}

export const tooManyCharacters = (what: string): Fault =>
  new Fault('input_too_large', `In the file ${what} is longer than ${mostCharacters} characters.`, {
    next: 'Check what this file is; no program writes that.',
  });
