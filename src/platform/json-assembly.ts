import { TokenType } from '@streamparser/json';
import { Fault } from '../model/failure.ts';

/** A JSON value that a stream gave, with the pattern that asked for it and where it was. */
export interface StreamedValue {
  /** The pattern as it was asked for: `UserDetailList.*`. */
  readonly path: string;
  /** Where exactly: `UserDetailList.3`. */
  readonly at: string;
  readonly value: unknown;
}

export interface JsonLimits {
  /** Open objects and arrays at one moment. */
  readonly depth: number;
  /** Bytes of one emitted value as written. */
  readonly valueBytes: number;
  /** Objects, arrays and scalars in one emitted value. */
  readonly valueItems: number;
  /** Bytes of one string (or of any other token) as written. */
  readonly stringBytes: number;
  /** Bytes of all keys of the objects that lead to emitted values: kept to refuse duplicates. */
  readonly keyBytes: number;
  /** Documents may follow each other. */
  readonly several: boolean;
}

/** One token as the tokenizer gives it. */
export interface Token {
  readonly token: TokenType;
  readonly value: unknown;
  readonly offset: number;
}

interface Pattern {
  readonly text: string;
  readonly segments: readonly string[];
}
interface Frame {
  readonly kind: 'object' | 'array';
  /** Patterns that may still match below here; empty below skipped and below emitted values. */
  readonly alive: readonly Pattern[];
  /** The container under construction, or undefined where nothing asked for it. */
  readonly building: Record<string, unknown> | unknown[] | undefined;
  readonly seen: Set<string> | undefined;
  /** The key or index of the child at hand. */
  key: string;
  index: number;
}
type Expect = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma or end' | 'nothing';

const invalid = (message: string, cause?: unknown): Fault =>
  new Fault('input_invalid', message, {
    next: 'Export the file again; if it stays so, it is not what the source documents.',
    cause,
  });

/**
 * Puts tokens together into the values that the patterns ask for, and nothing else: the rest is checked for grammar and
 * depth, then forgotten. Refuses duplicate keys (in emitted values and in the objects leading to them): readers of such
 * a file would disagree about what it says. A key `__proto__` becomes an own property and touches no prototype.
 */
export class JsonAssembly {
  readonly #limits: JsonLimits;
  readonly #patterns: readonly Pattern[];
  readonly #emit: (value: StreamedValue) => void;
  readonly #frames: Frame[] = [];
  /** Set while a value is being built: its pattern, place, first byte and size so far. */
  #target: { pattern: Pattern; at: string; depth: number; offset: number; items: number } | undefined;
  #expect: Expect = 'value';
  #keyBytes = 0;
  #rootSeen: string[] = [];
  #reached = false;

  constructor(paths: readonly string[], limits: JsonLimits, emit: (value: StreamedValue) => void) {
    this.#patterns = paths.map((text) => ({ text, segments: text === '' ? [] : segmentsOf(text) }));
    this.#limits = limits;
    this.#emit = emit;
  }

  /** Where the input is now, for messages. */
  get place(): string {
    const keys = this.#frames.map((f) => (f.kind === 'array' ? String(f.index) : f.key));
    return keys.length === 0 ? 'the top level' : `\`${inertKey(keys.join('.'))}\``;
  }

  accept({ token, value, offset }: Token): void {
    this.#checkBudget(offset);
    if (this.#expect === 'nothing' && this.#limits.several) this.#next();
    switch (token) {
      case TokenType.LEFT_BRACE:
        return this.#open('object', offset);
      case TokenType.LEFT_BRACKET:
        return this.#open('array', offset);
      case TokenType.RIGHT_BRACE:
        return this.#close('object', ['key or }', 'comma or end'], offset);
      case TokenType.RIGHT_BRACKET:
        return this.#close('array', ['value or ]', 'comma or end'], offset);
      case TokenType.COLON:
        if (this.#expect !== 'colon') throw this.#unexpected('`:`', offset);
        this.#expect = 'value';
        return;
      case TokenType.COMMA:
        return this.#comma(offset);
      case TokenType.STRING:
        return this.#string(String(value), offset);
      case TokenType.NUMBER:
        if (!Number.isFinite(value)) throw invalid(`The number at byte ${offset} is too large to be read.`);
        return this.#scalar(value, offset);
      case TokenType.TRUE:
      case TokenType.FALSE:
      case TokenType.NULL:
        return this.#scalar(value, offset);
      case TokenType.SEPARATOR:
        throw this.#unexpected('a separator', offset);
    }
  }

  /** Called once the input is over: refuses what was cut off and what holds none of the places asked for. */
  finish(totalBytes: number): void {
    if (this.#expect !== 'nothing')
      throw invalid(
        `The JSON is cut off at byte ${totalBytes}, inside ${this.place}: expected ${this.#expect}.`,
      );
    this.#endDocument();
  }

  /** Another document begins where one ended. */
  #next(): void {
    this.#endDocument();
    this.#expect = 'value';
    this.#reached = false;
    this.#rootSeen = [];
  }

  #endDocument(): void {
    if (!this.#reached) {
      const wanted = this.#patterns.map((p) => `\`${p.text}\``).join(', ');
      const found = this.#rootSeen.map((key) => `\`${inertKey(key)}\``).join(', ') || 'no keys';
      throw new Fault(
        'input_wrong_kind',
        `The JSON holds none of ${wanted}; at its top level it has ${found}.`,
        {
          next: 'Check that this is the export that the source’s documentation names.',
        },
      );
    }
  }

  #checkBudget(offset: number): void {
    const target = this.#target;
    if (target === undefined) return;
    const bytes = offset - target.offset;
    if (bytes > this.#limits.valueBytes || target.items > this.#limits.valueItems)
      throw new Fault(
        'input_too_large',
        `\`${inertKey(target.at)}\` is too large: more than ${this.#limits.valueBytes} bytes or ${this.#limits.valueItems} items in one value.`,
        { next: 'Split the export, or leave this one value out.' },
      );
  }

  #unexpected(what: string, offset: number): Fault {
    return invalid(`Byte ${offset} has ${what} inside ${this.place}: expected ${this.#expect}.`);
  }

  /** The patterns alive at the value about to start, and the one that is complete here. */
  #match(): { alive: readonly Pattern[]; complete: Pattern | undefined } {
    const parent = this.#frames.at(-1);
    if (this.#target !== undefined) return { alive: [], complete: undefined };
    const depth = this.#frames.length;
    const key = parent === undefined ? '' : parent.kind === 'array' ? String(parent.index) : parent.key;
    const alive =
      parent === undefined
        ? this.#patterns
        : parent.alive.filter((p) => p.segments[depth - 1] === '*' || p.segments[depth - 1] === key);
    return { alive, complete: alive.find((p) => p.segments.length === depth) };
  }

  #begin(offset: number): readonly Pattern[] {
    const { alive, complete } = this.#match();
    if (complete === undefined) return alive;
    const at = this.#frames.map((f) => (f.kind === 'array' ? String(f.index) : f.key)).join('.');
    this.#target = { pattern: complete, at, depth: this.#frames.length, offset, items: 0 };
    this.#reached = true;
    return [];
  }

  #takeValue(what: string, offset: number): void {
    if (this.#expect !== 'value' && this.#expect !== 'value or ]') throw this.#unexpected(what, offset);
  }

  #open(kind: 'object' | 'array', offset: number): void {
    this.#takeValue(kind === 'object' ? '`{`' : '`[`', offset);
    if (this.#frames.length >= this.#limits.depth)
      throw new Fault(
        'input_too_large',
        `The JSON nests deeper than ${this.#limits.depth} levels at byte ${offset}.`,
        { next: 'No source that Countersign reads nests so deep: check where this file comes from.' },
      );
    const alive = this.#begin(offset);
    // The last step before a value that was asked for counts as reached, even when the list there is empty.
    if (alive.some((p) => p.segments.length === this.#frames.length + 1)) this.#reached = true;
    const building = this.#target === undefined ? undefined : kind === 'object' ? {} : [];
    if (this.#target !== undefined) this.#target.items++;
    if (building !== undefined) this.#attach(building);
    const leads = alive.length > 0;
    const seen = kind === 'object' && leads ? new Set<string>() : undefined;
    this.#frames.push({ kind, alive, building, seen, key: '', index: 0 });
    this.#expect = kind === 'object' ? 'key or }' : 'value or ]';
  }

  #close(kind: 'object' | 'array', when: readonly Expect[], offset: number): void {
    const frame = this.#frames.at(-1);
    if (frame?.kind !== kind || !when.includes(this.#expect))
      throw this.#unexpected(kind === 'object' ? '`}`' : '`]`', offset);
    this.#frames.pop();
    this.#ended(frame.building);
  }

  #comma(offset: number): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined || this.#expect !== 'comma or end') throw this.#unexpected('`,`', offset);
    if (frame.kind === 'array') frame.index++;
    this.#expect = frame.kind === 'object' ? 'key' : 'value';
  }

  #key(key: string, offset: number): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) throw this.#unexpected('text', offset);
    const { building, seen } = frame;
    const twice =
      building !== undefined && !Array.isArray(building) ? Object.hasOwn(building, key) : seen?.has(key);
    frame.key = key;
    if (twice === true)
      throw invalid(
        `The key ${this.place} appears twice in one object, again at byte ${offset}: the file can be read in two ways.`,
      );
    if (seen !== undefined) {
      seen.add(key);
      this.#keyBytes += key.length + 48;
      if (this.#keyBytes > this.#limits.keyBytes)
        throw new Fault(
          'input_too_large',
          `More than ${this.#limits.keyBytes} bytes of keys lead to values.`,
          {
            next: 'Split the export.',
          },
        );
      if (this.#frames.length === 1 && this.#rootSeen.length < 10) this.#rootSeen.push(key);
    }
    this.#expect = 'colon';
  }

  #string(text: string, offset: number): void {
    if (!text.isWellFormed())
      throw invalid(`The text at byte ${offset} holds half a character (a lone surrogate).`);
    if (text.length > this.#limits.stringBytes) throw tooLong(offset, this.place, this.#limits);
    if (this.#expect === 'key' || this.#expect === 'key or }') this.#key(text, offset);
    else this.#scalar(text, offset);
  }

  #scalar(value: unknown, offset: number): void {
    this.#takeValue('a value', offset);
    const alive = this.#begin(offset);
    if (this.#target !== undefined) {
      this.#target.items++;
      this.#attach(value);
    } else if (alive.length > 0) {
      if (value !== null)
        throw invalid(`${this.place} at byte ${offset} is a ${typeof value}, expected a list or an object.`);
      this.#reached = true; // a null list is how some exporters write an empty one
    }
    this.#ended(value);
  }

  /** Puts a finished scalar, or a container just opened, into the container that holds it. */
  #attach(value: unknown): void {
    const frame = this.#frames.at(-1);
    const into = frame?.building;
    if (frame === undefined || into === undefined) return;
    if (Array.isArray(into)) into.push(value);
    else if (frame.key === '__proto__')
      Object.defineProperty(into, frame.key, { value, enumerable: true, writable: true, configurable: true });
    else into[frame.key] = value;
  }

  #ended(value: unknown): void {
    const target = this.#target;
    if (target !== undefined && target.depth === this.#frames.length) {
      this.#target = undefined;
      this.#emit({ path: target.pattern.text, at: target.at, value });
    }
    this.#expect = this.#frames.length === 0 ? 'nothing' : 'comma or end';
  }
}

export const tooLong = (offset: number, place: string, limits: JsonLimits): Fault =>
  new Fault(
    'input_too_large',
    `The text at byte ${offset} (${place}) is longer than ${limits.stringBytes} bytes.`,
    {
      next: 'No name or text in a source is so long: check where this file comes from.',
    },
  );

/** A dot within a key is written `\.`. */
const segmentsOf = (path: string): readonly string[] =>
  path.split(/(?<!\\)\./).map((segment) => segment.replaceAll('\\.', '.'));

/** Keys come from the file: bounded, and nothing that a terminal would act on. */
const inertKey = (key: string): string =>
  key.slice(0, 120).replaceAll(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
