/** Joins keys into one that reads back uniquely: `#` between, and `%` and `#` inside each percent-encoded. */
export const joinKeys = (...parts: readonly string[]): string =>
  parts.map((part) => part.replaceAll('%', '%25').replaceAll('#', '%23')).join('#');
