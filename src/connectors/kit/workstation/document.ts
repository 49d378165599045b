/** A parsed file as plain nodes with line numbers: one shape for JSON, YAML and TOML. Maps are Maps, so `__proto__` is a name. */
export type Doc = DocMap | DocList | DocScalar;
export interface DocMap {
  readonly is: 'map';
  readonly line: number;
  readonly entries: ReadonlyMap<string, Doc>;
}
export interface DocList {
  readonly is: 'list';
  readonly line: number;
  readonly items: readonly Doc[];
}
export interface DocScalar {
  readonly is: 'scalar';
  readonly line: number;
  readonly value: string | number | boolean | null;
}

/** What came of parsing. `broken` names the line at which the text stopped making sense; `docs` hold what came before. */
export interface Parsed {
  readonly docs: readonly Doc[];
  readonly broken?: { readonly why: string; readonly line?: number };
}

export const deepest = 100;
export const mostNodes = 200_000;

/** The node at a path of map keys, or undefined. */
export function at(doc: Doc | undefined, ...path: readonly string[]): Doc | undefined {
  let here = doc;
  for (const key of path) here = here?.is === 'map' ? here.entries.get(key) : undefined;
  return here;
}

export const entriesOf = (doc: Doc | undefined): readonly (readonly [string, Doc])[] =>
  doc?.is === 'map' ? [...doc.entries] : [];

export const itemsOf = (doc: Doc | undefined): readonly Doc[] => (doc?.is === 'list' ? doc.items : []);

/** The text of a scalar that is a string; undefined for anything else. */
export const textOf = (doc: Doc | undefined): string | undefined =>
  doc?.is === 'scalar' && typeof doc.value === 'string' ? doc.value : undefined;

/** The first of these keys that holds text. */
export function textAt(doc: Doc | undefined, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const text = textOf(at(doc, key));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Every string in a list of strings, or the one string itself. */
export function textsOf(doc: Doc | undefined): readonly string[] {
  const one = textOf(doc);
  if (one !== undefined) return [one];
  return itemsOf(doc).flatMap((item) => {
    if (item.is !== 'scalar' || item.value === null) return [];
    return [String(item.value)];
  });
}

/** How deep brackets nest outside double quotes; parsers that recurse are only given text that is shallow enough. */
export function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 92) i++;
      else if (c === 34 || c === 10) quoted = false;
    } else if (c === 34) quoted = true;
    else if (c === 91 || c === 123) {
      if (++depth > deepest) return true;
    } else if ((c === 93 || c === 125) && depth > 0) depth--;
  }
  return false;
}

/** Every string below a node with its nearest key and line, in order. */
export function* stringsIn(doc: Doc, key = ''): Generator<{ key: string; text: string; line: number }> {
  if (doc.is === 'scalar') {
    if (typeof doc.value === 'string') yield { key, text: doc.value, line: doc.line };
  } else if (doc.is === 'list') for (const item of doc.items) yield* stringsIn(item, key);
  else for (const [name, value] of doc.entries) yield* stringsIn(value, name);
}
