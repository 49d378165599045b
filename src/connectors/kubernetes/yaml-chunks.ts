import { Fault } from '../../model/index.ts';

/** A piece of a YAML stream that can be parsed by itself. */
export interface YamlChunk {
  readonly text: string;
  /** Of its first line, from 1. */
  readonly line: number;
  /** `item`: one element of the list `items` of a document; the rest of that document comes as `document` after its items. */
  readonly is: 'document' | 'item';
  /** For an item: what the document had before its `items`. */
  readonly head?: string;
}

/** An object in etcd has at most 1.5 MiB. */
const mostCharacters = 2 << 20;

/**
 * Cuts a stream of YAML into its documents, and a document's `items` (the form of `kubectl get -o yaml`) into its elements,
 * so that neither a long stream nor a long list is ever in memory. Throws Fault `input_too_large` for a piece of more than
 * 2 Mi characters, `input_invalid` for bytes that are not UTF-8.
 */
export async function* yamlChunks(source: AsyncIterable<Uint8Array>): AsyncIterable<YamlChunk> {
  const cutter = new Cutter();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const bytes of source) {
    const lines = (rest + decoded(decoder, bytes)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > mostCharacters) throw tooLong(cutter.line);
    for (const line of lines) yield* cutter.take(line);
  }
  yield* cutter.take(rest + decoded(decoder));
  yield* cutter.end();
}

interface OpenItem {
  lines: string[];
  start: number;
  indent: number | undefined;
  size: number;
}

class Cutter {
  line = 0;
  #lines: string[] = [];
  #start = 1;
  #size = 0;
  #item: OpenItem | undefined;

  *take(written: string): Iterable<YamlChunk> {
    this.line++;
    const line = written.endsWith('\r') ? written.slice(0, -1) : written;
    if (/^(---|\.\.\.)(\s|$)/.test(line)) {
      yield* this.end();
      // `--- text` starts a document on the same line
      this.#add(`   ${line.slice(3)}`);
      return;
    }
    if (line.startsWith('%') && this.#lines.every((each) => /^\s*(#.*)?$/.test(each))) return; // a directive of what follows
    if (this.#item !== undefined) {
      yield* this.#inItems(this.#item, line);
      if (this.#item !== undefined) return;
    }
    if (/^items:\s*(#.*)?$/.test(line))
      this.#item = { lines: [], start: this.line, indent: undefined, size: 0 };
    else this.#add(line);
  }

  *end(): Iterable<YamlChunk> {
    if (this.#item !== undefined) yield* this.#endItem(this.#item);
    this.#item = undefined;
    const text = this.#lines.join('\n');
    this.#lines = [];
    this.#size = 0;
    const line = this.#start;
    this.#start = this.line;
    if (/\S/.test(text)) yield { is: 'document', text, line };
  }

  #add(line: string): void {
    if (this.#lines.length === 0) this.#start = this.line;
    this.#lines.push(line);
    this.#size += line.length + 1;
    if (this.#size > mostCharacters) throw tooLong(this.#start);
  }

  *#inItems(item: OpenItem, line: string): Iterable<YamlChunk> {
    const [, blanks = '', dash] = /^( *)(- |-$)?/.exec(line) ?? [];
    const isBlank = /^\s*(#.*)?$/.test(line);
    item.indent ??= dash === undefined ? undefined : blanks.length;
    if (dash !== undefined && blanks.length === item.indent) {
      yield* this.#endItem(item);
      item.lines = [line];
      item.start = this.line;
      item.size = line.length;
      return;
    }
    if (!isBlank && blanks.length <= (item.indent ?? 0) && /^\S/.test(line)) {
      yield* this.#endItem(item);
      this.#item = undefined;
      return;
    }
    item.lines.push(line);
    item.size += line.length + 1;
    if (item.size > mostCharacters) throw tooLong(item.start);
  }

  *#endItem(item: OpenItem): Iterable<YamlChunk> {
    const text = item.lines.join('\n');
    item.lines = [];
    if (/\S/.test(text.replaceAll(/#.*$/gm, '')))
      yield { is: 'item', text, line: item.start, head: this.#lines.join('\n') };
  }
}

function decoded(decoder: InstanceType<typeof TextDecoder>, bytes?: Uint8Array): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch (error) {
    throw new Fault('input_invalid', 'The YAML is not UTF-8.', {
      next: 'Export it again, or convert it to UTF-8.',
      cause: error,
    });
  }
}

const tooLong = (line: number): Fault =>
  new Fault('input_too_large', `What begins at line ${line} has more than ${mostCharacters} characters.`, {
    next: 'No Kubernetes object is so large. Put `---` between objects, or export as JSON (`-o json`).',
  });
