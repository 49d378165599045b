/**
 * RFC 8785 canonical JSON of a JSON value, as statements are written and digests are made of. Throws on what JSON cannot
 * carry exactly, so that two different values never look the same.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > 64) throw new TypeError('nested too deeply');
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('text holds a lone surrogate');
    return JSON.stringify(value);
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
      throw new TypeError('a number that JSON does not carry exactly');
    return JSON.stringify(value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map((each) => canonicalJson(each, depth + 1)).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError('no JSON value');
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, each]) => `${canonicalJson(name)}:${canonicalJson(each, depth + 1)}`).join(',')}}`;
}

/** SHA-256 of the canonical JSON of a value under a domain, hex: the digest of src/platform/canonical.ts. */
export async function digestOfValue(domain: string, value: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(`${domain}\n${canonicalJson(value)}`);
  return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (each) =>
    each.toString(16).padStart(2, '0'),
  ).join('');
}
