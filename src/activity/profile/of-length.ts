import { hash } from 'node:crypto';

/** The text, or of a longer one its beginning and a digest of all of it: two that differ are still told apart. */
export const ofLength = (text: string, longest: number): string =>
  text.length <= longest
    ? text
    : `${text.slice(0, longest - 17).toWellFormed()}…${hash('sha256', text, 'hex').slice(0, 16)}`;
