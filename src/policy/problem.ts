/** One thing wrong with a policy file: where, what, and what to write instead. */
export interface PolicyProblem {
  readonly place: string;
  readonly reason: string;
  readonly remedy: string;
}

const largestBytes = 256 * 1024;
// Control, bidirectional, zero-width and other invisible characters: what people sign must read the same for everybody.
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

/** The problem of a policy file's text as a whole: too large, ill-formed, or with characters that cannot be seen. */
export function textProblem(place: string, text: string): PolicyProblem | undefined {
  if (Buffer.byteLength(text) > largestBytes)
    return {
      place,
      reason: `the file is larger than ${largestBytes / 1024} KiB`,
      remedy: 'Split it into several files, or take out what is not policy.',
    };
  for (const [number, line] of text.split('\n').entries()) {
    const seen = line.endsWith('\r') ? line.slice(0, -1) : line;
    const found = line.isWellFormed() ? invisible.exec(seen.replaceAll('\t', ' '))?.[0] : '\uFFFD';
    if (found === undefined) continue;
    const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return {
      place: `${place}:${number + 1}`,
      reason: `the line holds a character that cannot be seen (U+${code})`,
      remedy: 'Delete it: what people sign must read the same for everybody.',
    };
  }
  return undefined;
}
