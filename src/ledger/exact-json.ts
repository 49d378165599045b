// RFC 8785 by the ledger's own hand, in one pass: ECMAScript already writes numbers and strings as the RFC asks; members are
// sorted by UTF-16 code units. A test holds it to the canonicalize package on generated values.

const deepest = 64;

/** The RFC 8785 text of a plain value; undefined when JSON cannot carry it exactly, or it holds an instance of a class. */
export function exactJson(value: unknown, depth = 0): string | undefined {
  if (depth > deepest) return undefined;
  if (typeof value === 'string') return exactText(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return exactNumber(value);
  if (typeof value !== 'object') return undefined;
  return Array.isArray(value) ? exactList(value, depth) : exactMembers(value, depth);
}

function exactList(list: readonly unknown[], depth: number): string | undefined {
  let all = '';
  for (const item of list) {
    const text = exactJson(item, depth + 1);
    if (text === undefined) return undefined;
    all += all === '' ? text : `,${text}`;
  }
  return `[${all}]`;
}

function exactMembers(object: object, depth: number): string | undefined {
  if (!isPlain(object)) return undefined;
  let all = '';
  for (const key of sorted(Object.keys(object))) {
    const name = exactText(key);
    const text = exactJson(object[key], depth + 1);
    if (name === undefined || text === undefined) return undefined;
    all += all === '' ? `${name}:${text}` : `,${name}:${text}`;
  }
  return `{${all}}`;
}

/** Anything that JSON.stringify may have to escape, or must not write: most texts hold none of it and are quoted as they are. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const special = /["\\\u0000-\u001f\ud800-\udfff]/;

function exactText(text: string): string | undefined {
  if (!special.test(text)) return `"${text}"`;
  return text.isWellFormed() ? JSON.stringify(text) : undefined;
}

const exactNumber = (value: number): string | undefined =>
  Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
    ? String(value)
    : undefined;

function isPlain(object: object): object is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === Object.prototype || prototype === null;
}

/** Keys by UTF-16 code units; those of a text that is canonical already stand so, and are only looked at. */
function sorted(keys: string[]): readonly string[] {
  for (let i = 1; i < keys.length; i++) if ((keys[i - 1] ?? '') > (keys[i] ?? '')) return keys.sort();
  return keys;
}
