// As src/platform/text.ts: control, format (bidi, zero width, tags), separators, lone surrogates, private use, unassigned,
// and whatever Unicode itself calls ignorable.
const hostile = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;
const mayHoldSome = /[^ -~]/;

/**
 * Text from a source as it may stand in a sentence: what would be invisible, or would turn the rest of the line round, is a
 * visible escape like `\u{202e}`. Markup is no danger here: React shows text as text.
 */
export const inert = (text: string): string => inertText(text).replaceAll('\n', ' ').replaceAll('\t', ' ');

/** As `inert`, for text that may have lines and indents. Text that is inert stays the same. */
export const inertText = (text: string): string =>
  mayHoldSome.test(text)
    ? text.replaceAll(hostile, (character) =>
        character === '\n' || character === '\t'
          ? character
          : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
      )
    : text;
