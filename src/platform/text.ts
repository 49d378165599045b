/**
 * Text from outside made inert for a terminal: control characters (C0, C1, so every escape sequence), bidirectional
 * overrides and isolates, zero-width and other invisible characters, line separators and lone surrogates become visible
 * escapes like `\u{202e}`. A backslash stays itself. Never throws; the result holds one line.
 */
export const inert = (text: string): string => text.replaceAll(hostile, visible);

/** As `inert`, cut to at most `width` characters with `…` where something is missing. */
export function inertWithin(text: string, width: number): string {
  const clean = inert(text.length > width * 8 ? text.slice(0, width * 8) : text);
  const characters = graphemesOf(clean);
  if (characters.length <= width && text.length <= width * 8) return clean;
  return `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** `inert` for text that may have several lines: newlines stay, everything else hostile is made visible. */
export const inertLines = (text: string): string => text.split('\n').map(inert).join('\n');

/**
 * JSON of a value whose text is inert too, in JSON's own escapes: it parses to exactly the same value. `lines`: on two-space
 * indent; otherwise on one line.
 */
export const inertJson = (value: unknown, layout: 'lines' | 'line' = 'lines'): string =>
  JSON.stringify(value ?? null, null, layout === 'lines' ? 2 : 0).replaceAll(hostile, (character) =>
    character === '\n' ? character : jsonEscape(character),
  );

const jsonEscape = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

let segmenter: Intl.Segmenter | undefined;

/** What a reader takes for one character each. Made for the first text that is not plain: making it is felt by each command. */
const graphemesOf = (text: string): readonly string[] =>
  /^[ -~]*$/.test(text)
    ? text.split('')
    : [...(segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })).segment(text)].map(
        ({ segment }) => segment,
      );

// Control, format (bidi, zero width, tags), separators, lone surrogates, private use, unassigned; and whatever Unicode
// itself calls ignorable: fillers, variation selectors.
const hostile = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 9) return '\\t';
  if (code === 10) return '\\n';
  if (code === 13) return '\\r';
  return `\\u{${code.toString(16)}}`;
}
