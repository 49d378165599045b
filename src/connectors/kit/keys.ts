/** Joins keys into one that reads back uniquely: `#` between, and `%` and `#` inside each percent-encoded. */
export const joinKeys = (...parts: readonly string[]): string =>
  parts.map((part) => part.replaceAll('%', '%25').replaceAll('#', '%23')).join('#');

/** Parts of a key, each percent-encoded where it holds what parts them, or what a pattern would read as any text. */
export const keyOf = (...parts: readonly string[]): string =>
  parts
    .map((part) => part.replaceAll(/[%/#*?]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`))
    .join('/');
