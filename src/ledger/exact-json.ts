// RFC 8785 by the verifier's own hand: ECMAScript already writes numbers and strings as the RFC asks; members are sorted
// by UTF-16 code units. A test holds it to the canonicalize package on generated values.

const deepest = 64;

/** The RFC 8785 text of a value that came from JSON; undefined when it holds what JSON cannot carry exactly. */
export function exactJson(value: unknown, depth = 0): string | undefined {
  if (depth > deepest) return undefined;
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value.isWellFormed() ? JSON.stringify(value) : undefined;
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
      return undefined;
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    const parts: string[] = [];
    for (const item of value) {
      const text = exactJson(item, depth + 1);
      if (text === undefined) return undefined;
      parts.push(text);
    }
    return `[${parts.join(',')}]`;
  }
  if (typeof value !== 'object') return undefined;
  const parts: string[] = [];
  for (const [key, item] of Object.entries(value).sort(byKey)) {
    const text = exactJson(item, depth + 1);
    if (text === undefined || !key.isWellFormed()) return undefined;
    parts.push(`${JSON.stringify(key)}:${text}`);
  }
  return `{${parts.join(',')}}`;
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;
