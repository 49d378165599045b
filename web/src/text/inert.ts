// As src/platform/text.ts: control, format (bidi, zero width, tags), separators, lone surrogates, private use, unassigned,
// and whatever Unicode itself calls ignorable.
const hostile = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Text from a source as it may stand in a sentence: what would be invisible, or would turn the rest of the line round, is a
 * visible escape like `\u{202e}`. Markup is no danger here: React shows text as text.
 */
export const inert = (text: string): string =>
  text.replaceAll(hostile, (character) =>
    character === '\n' || character === '\t' ? ' ' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
