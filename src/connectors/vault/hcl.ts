import { brokenPolicy, hclTokens, type HclToken } from './hcl-tokens.ts';

/** What a policy file says before its words are understood: blocks (`path "x" { … }`) and assignments, in their order. */
export interface HclBody {
  readonly blocks: readonly {
    readonly name: string;
    readonly label: string;
    readonly body: HclBody;
    readonly line: number;
  }[];
  readonly values: ReadonlyMap<string, HclValue>;
}
export type HclValue = string | number | boolean | null | readonly HclValue[] | HclBody;

const deepest = 32;

/**
 * Parses as much of HCL 1 as policies of Vault are made of: assignments, lists, objects and blocks with one label; and the same
 * in JSON, which is one object. Throws Fault `input_invalid` with the line for anything else, and for a name that is said twice:
 * readers of such a file would disagree about what it says.
 */
export function parseHcl(source: string): HclBody {
  const parser = new Parser(hclTokens(source));
  return parser.whole();
}

class Parser {
  readonly #tokens: readonly HclToken[];
  #at = 0;

  constructor(tokens: readonly HclToken[]) {
    this.#tokens = tokens;
  }

  whole(): HclBody {
    const [first] = this.#tokens;
    if (first?.is !== 'sign' || first.text !== '{') return this.body(undefined, 0);
    this.#at++;
    const body = this.body('}', 0);
    const after = this.#tokens[this.#at];
    if (after !== undefined) throw brokenPolicy(after.line, 'something follows its end');
    return body;
  }

  body(end: '}' | undefined, depth: number): HclBody {
    const blocks: HclBody['blocks'][number][] = [];
    const values = new Map<string, HclValue>();
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined) {
        if (end === undefined) return { blocks, values };
        throw brokenPolicy(this.#tokens.at(-1)?.line ?? 1, 'a `}` is missing');
      }
      this.#at++;
      if (token.is === 'sign') {
        if (token.text === end) return { blocks, values };
        if (token.text === ',' && end !== undefined) continue;
        throw brokenPolicy(token.line, `\`${token.text}\` stands where a name should`);
      }
      const next = this.#take(token.line, 'a name stands alone');
      if (next.is === 'sign' && (next.text === '=' || next.text === ':')) {
        if (values.has(token.text))
          throw brokenPolicy(token.line, `\`${token.text.slice(0, 100)}\` is said twice`);
        values.set(token.text, this.#value(token.line, depth + 1));
      } else if (next.is === 'sign' && next.text === '{') {
        this.#deep(token.line, depth);
        values.set(token.text, this.body('}', depth + 1));
      } else if (next.is === 'text' || next.is === 'word') {
        const open = this.#take(next.line, 'a block has no body');
        if (open.text !== '{' || open.is !== 'sign')
          throw brokenPolicy(open.line, 'a block has two labels, or no `{`');
        this.#deep(token.line, depth);
        blocks.push({
          name: token.text,
          label: next.text,
          body: this.body('}', depth + 1),
          line: token.line,
        });
      } else throw brokenPolicy(next.line, `\`${next.text.slice(0, 100)}\` stands where a value should`);
    }
  }

  #value(line: number, depth: number): HclValue {
    const token = this.#take(line, 'a value is missing');
    this.#deep(token.line, depth);
    if (token.is === 'text') return token.text;
    if (token.is === 'number') return Number(token.text);
    if (token.is === 'word') {
      if (token.text === 'true' || token.text === 'false') return token.text === 'true';
      if (token.text === 'null') return null;
      throw brokenPolicy(token.line, `\`${token.text.slice(0, 100)}\` is no value`);
    }
    if (token.text === '{') return this.body('}', depth + 1);
    if (token.text !== '[') throw brokenPolicy(token.line, `\`${token.text}\` is no value`);
    const items: HclValue[] = [];
    for (;;) {
      const next = this.#tokens[this.#at];
      if (next === undefined) throw brokenPolicy(token.line, 'a list has no end');
      if (next.is === 'sign' && next.text === ']') {
        this.#at++;
        return items;
      }
      if (next.is === 'sign' && next.text === ',') {
        if (items.length === 0) throw brokenPolicy(next.line, 'a list begins with a comma');
        this.#at++;
      } else items.push(this.#value(next.line, depth + 1));
    }
  }

  #take(line: number, missing: string): HclToken {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw brokenPolicy(line, missing);
    return token;
  }

  #deep(line: number, depth: number): void {
    if (depth > deepest) throw brokenPolicy(line, `it is nested deeper than ${deepest}`);
  }
}
