/** One name of a distinguished name: its attribute types in lower case and its values as the directory compares them. */
type Name = readonly (readonly [type: string, value: string])[];

/** Bounds of a distinguished name that is taken at all. */
export const mostDn = { characters: 8192, names: 100 } as const;

/** Object identifiers that may stand for a name's type (RFC 4514, section 3), and what they are called. */
const typeNames: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'cn'],
  ['commonname', 'cn'],
  ['2.5.4.7', 'l'],
  ['2.5.4.8', 'st'],
  ['2.5.4.10', 'o'],
  ['2.5.4.11', 'ou'],
  ['organizationalunitname', 'ou'],
  ['2.5.4.6', 'c'],
  ['2.5.4.9', 'street'],
  ['0.9.2342.19200300.100.1.25', 'dc'],
  ['domaincomponent', 'dc'],
  ['0.9.2342.19200300.100.1.1', 'uid'],
  ['userid', 'uid'],
]);

/**
 * A distinguished name in the one spelling that equal names share: types and values in lower case, spaces around and
 * between folded, escapes as RFC 4514 writes them, the parts of a name of several in order. The whole directory is
 * compared so, also attributes whose values the directory itself tells apart by case. `undefined`: it is none.
 */
export function normaliseDn(text: string): string | undefined {
  if (text.length > mostDn.characters) return undefined;
  return namesOf(text)?.map(written).join(',');
}

/** The names of a distinguished name, nearest first; none for the root. */
export function namesOf(text: string): readonly Name[] | undefined {
  if (text.trim() === '') return [];
  const names = plain.test(text) ? splitPlain(text) : new Scanner(text).names();
  return names === undefined || names.length > mostDn.names ? undefined : names;
}

/** `DC=corp,DC=example` at the end of a name → `corp.example`; empty where there is none. */
export const domainOf = (names: readonly Name[]): string =>
  names.flatMap((name) => name.flatMap(([type, value]) => (type === 'dc' ? [value] : []))).join('.');

/** Without escapes, quotes, other separators or names of several parts: nearly every one there is. */
const plain = /^[^\\"#;+<>\0]+$/;

function splitPlain(text: string): readonly Name[] | undefined {
  const names: Name[] = [];
  for (const part of text.split(',')) {
    const equals = part.indexOf('=');
    const type = typeOf(part.slice(0, equals));
    if (equals < 1 || type === undefined) return undefined;
    names.push([[type, folded(part.slice(equals + 1))]]);
  }
  return names;
}

function typeOf(text: string): string | undefined {
  const type = text
    .trim()
    .toLowerCase()
    .replace(/^oid\./, '');
  if (!/^(?:[a-z][a-z0-9-]*|\d+(?:\.\d+)*)$/.test(type)) return undefined;
  return typeNames.get(type) ?? type;
}

/** Nearly every value is plain ASCII without double spaces, and a large group has many. */
const folded = (value: string): string =>
  /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(value)
    ? value.toLowerCase()
    : value
        .normalize('NFC')
        .toLowerCase()
        .replace(/[ \t\n\r]+/g, ' ')
        .trim();

const written = (name: Name): string =>
  name
    .map(([type, value]) => `${type}=${escaped(value)}`)
    .sort((a, b) => (a < b ? -1 : 1))
    .join('+');

const escaped = (value: string): string =>
  value
    .replace(/[\\,+"<>;=]/g, '\\$&')
    .replace(/^#/, '\\#')
    // eslint-disable-next-line no-control-regex
    .replace(/[\0-\x1f\x7f]/g, (c) => `\\${c.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** Reads the full syntax of RFC 4514, and what RFC 1779 and 2253 had besides: quotes, `;` between names. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  names(): readonly Name[] | undefined {
    const names: Name[] = [];
    let name: (readonly [string, string])[] = [];
    for (;;) {
      const part = this.#part();
      if (part === undefined) return undefined;
      name.push(part);
      const between = this.#text[this.#at];
      if (between === '+') {
        this.#at++;
        continue;
      }
      names.push(name);
      name = [];
      if (between === undefined) return names;
      if (names.length > mostDn.names) return undefined;
      this.#at++;
    }
  }

  #part(): readonly [string, string] | undefined {
    const equals = this.#text.indexOf('=', this.#at);
    if (equals === -1) return undefined;
    const type = typeOf(this.#text.slice(this.#at, equals));
    this.#at = equals + 1;
    if (type === undefined) return undefined;
    while (this.#text[this.#at] === ' ') this.#at++;
    const value = this.#text[this.#at] === '"' ? this.#quoted() : this.#unquoted();
    return value === undefined ? undefined : [type, folded(value)];
  }

  #quoted(): string | undefined {
    this.#at++;
    const bytes: Buffer[] = [];
    for (;;) {
      const c = this.#text[this.#at];
      if (c === undefined) return undefined;
      this.#at++;
      if (c === '"') break;
      const taken = c === '\\' ? this.#escape() : Buffer.from(c);
      if (taken === undefined) return undefined;
      bytes.push(taken);
    }
    while (this.#text[this.#at] === ' ') this.#at++;
    return /^[,;+]?$/.test(this.#text[this.#at] ?? '') ? Buffer.concat(bytes).toString('utf8') : undefined;
  }

  #unquoted(): string | undefined {
    let text = '';
    let escapes: Buffer[] = [];
    const flush = (): void => {
      text += Buffer.concat(escapes).toString('utf8');
      escapes = [];
    };
    for (;;) {
      const c = this.#text[this.#at];
      if (c === undefined || c === ',' || c === ';' || c === '+') break;
      if (c === '"' || c === '\0') return undefined;
      this.#at++;
      if (c === '\\') {
        const taken = this.#escape();
        if (taken === undefined) return undefined;
        escapes.push(taken);
      } else {
        if (escapes.length > 0) flush();
        text += c;
      }
    }
    flush();
    return text;
  }

  /** After a `\`: two hexadecimal digits are a byte, anything else stands for itself. */
  #escape(): Buffer | undefined {
    const hex = this.#text.slice(this.#at, this.#at + 2);
    if (/^[0-9a-f]{2}$/i.test(hex)) {
      this.#at += 2;
      return Buffer.from(hex, 'hex');
    }
    const point = this.#text.codePointAt(this.#at);
    if (point === undefined) return undefined;
    const c = String.fromCodePoint(point);
    this.#at += c.length;
    return Buffer.from(c);
  }
}
