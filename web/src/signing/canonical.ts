import { digestOf } from './digest.ts';

/**
 * RFC 8785 canonical JSON of a value that came as JSON, as src/platform/canonical.ts writes it: members in the order of
 * their UTF-16 units, numbers and texts as ECMAScript writes them. Throws TypeError on what JSON cannot carry exactly.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
      throw new TypeError(`${value} cannot be written exactly`);
    return JSON.stringify(value);
  }
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${text(key)}:${canonicalJson(member)}`).join(',')}}`;
  }
  throw new TypeError(`a ${typeof value} cannot be written in JSON`);
}

function text(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('text holds half a character');
  return JSON.stringify(value);
}

/** SHA-256 of a value's canonical JSON after its domain, as the server works its digests out. */
export const digestOfValue = (domain: string, value: unknown): Promise<string> =>
  digestOf(`${domain}\n${canonicalJson(value)}`);
