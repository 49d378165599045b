import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import { parse as parseTomlText } from 'smol-toml';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document } from 'yaml';
import { mostNodes, nestsTooDeep, type Doc, type Parsed } from './document.ts';

const tooDeep: Parsed = { docs: [], broken: { why: 'nested deeper than 100 levels' } };
const tooMany: Parsed = {
  docs: [],
  broken: { why: 'more than 200,000 values, or aliases that unfold to that' },
};
/** Parsers' own messages quote the text, which may hold a secret; none of them is ever passed on. */
class TooMany extends Error {}

/** JSON, with comments and trailing commas allowed. A truncated file yields what came before the break. */
export function parseJson(text: string): Parsed {
  if (nestsTooDeep(text)) return tooDeep;
  const starts = lineStarts(text);
  const errors: ParseError[] = [];
  let nodes = 0;
  const convert = (node: Node): Doc => {
    if (++nodes > mostNodes) throw new TooMany();
    const line = lineAt(starts, node.offset);
    if (node.type === 'array') return { is: 'list', line, items: (node.children ?? []).map(convert) };
    if (node.type === 'object') {
      const entries = new Map<string, Doc>();
      for (const property of node.children ?? []) {
        const [key, value] = property.children ?? [];
        if (key !== undefined && value !== undefined) entries.set(String(key.value), convert(value));
      }
      return { is: 'map', line, entries };
    }
    const value: unknown = node.value;
    return { is: 'scalar', line, value: scalar(value) };
  };
  try {
    const tree = parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true });
    const docs = tree === undefined ? [] : [convert(tree)];
    const [first] = errors;
    if (first === undefined) return { docs };
    return { docs, broken: { why: 'not valid JSON', line: lineAt(starts, first.offset) } };
  } catch (error) {
    return error instanceof TooMany ? tooMany : { docs: [], broken: { why: 'not valid JSON' } };
  }
}

/** YAML, all documents of the file; aliases are followed within the same bound on values. */
export function parseYaml(text: string): Parsed {
  if (nestsTooDeep(text) || /(?:[-?] ){100}|^ {400}/m.test(text)) return tooDeep;
  const lines = new LineCounter();
  let nodes = 0;
  const convert = (node: unknown, document: Document, depth: number): Doc => {
    if (++nodes > mostNodes || depth > 200) throw new TooMany();
    const range = isMap(node) || isSeq(node) || isScalar(node) ? node.range : undefined;
    const line = range === undefined || range === null ? 1 : lines.linePos(range[0]).line;
    if (isAlias(node)) return convert(node.resolve(document), document, depth + 1);
    if (isSeq(node))
      return { is: 'list', line, items: node.items.map((item) => convert(item, document, depth + 1)) };
    if (isMap(node)) {
      const entries = new Map<string, Doc>();
      for (const pair of node.items) {
        const key: unknown = isScalar(pair.key) ? pair.key.value : undefined;
        if (key !== undefined) entries.set(String(scalar(key)), convert(pair.value, document, depth + 1));
      }
      return { is: 'map', line, entries };
    }
    const value: unknown = isScalar(node) ? node.value : null;
    return { is: 'scalar', line, value: scalar(value) };
  };
  try {
    const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false, logLevel: 'silent' });
    const docs: Doc[] = [];
    let broken: Parsed['broken'];
    for (const document of documents) {
      if (!('contents' in document)) continue;
      docs.push(convert(document.contents, document, 0));
      const [error] = document.errors;
      if (error !== undefined) broken = { why: 'not valid YAML', line: lines.linePos(error.pos[0]).line };
    }
    return broken === undefined ? { docs } : { docs, broken };
  } catch (error) {
    return error instanceof TooMany ? tooMany : { docs: [], broken: { why: 'not valid YAML' } };
  }
}

/** TOML. The parser keeps no positions, so lines are found again by looking for the key. */
export function parseToml(text: string): Parsed {
  if (nestsTooDeep(text)) return tooDeep;
  const lines = text.split('\n');
  const find = (key: string, from: number): number => {
    const quoted = key.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    const shape = new RegExp(`^\\s*(?:\\[.*\\b${quoted}"?\\]|"?${quoted}"?\\s*=)`);
    for (let i = from - 1; i < lines.length; i++) if (shape.test(lines[i] ?? '')) return i + 1;
    return from;
  };
  let nodes = 0;
  const convert = (value: unknown, line: number): Doc => {
    if (++nodes > 20_000) throw new TooMany();
    if (Array.isArray(value)) return { is: 'list', line, items: value.map((item) => convert(item, line)) };
    if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
      const entries = new Map<string, Doc>();
      for (const [key, item] of Object.entries(value)) entries.set(key, convert(item, find(key, line)));
      return { is: 'map', line, entries };
    }
    return { is: 'scalar', line, value: scalar(value) };
  };
  try {
    return { docs: [convert(parseTomlText(text), 1)] };
  } catch (error) {
    return error instanceof TooMany ? tooMany : { docs: [], broken: { why: 'not valid TOML' } };
  }
}

function scalar(value: unknown): string | number | boolean | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'bigint' ? String(value) : null;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
