// Control characters (C0 without tab, C1), bidi controls, zero-width and line-separator characters.
const active =
  // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text that a terminal only shows: escape sequences, bidi and invisible characters stand there as `\u001b`. */
export const inert = (text: string): string => text.replaceAll(active, escape);

/** JSON of a value on two-space indent whose text is inert too; parses to exactly the same value. */
export const inertJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replaceAll(active, (character) =>
    character === '\n' ? '\n' : escape(character),
  );
