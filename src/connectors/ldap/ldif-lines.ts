import { Fault } from '../../model/index.ts';

/** A logical line: physical lines that begin with a space were joined to it, comments left out, base64 decoded. */
export type LdifLine =
  | { readonly is: 'blank'; readonly number: number }
  | { readonly is: 'value'; readonly number: number; readonly name: string; readonly bytes: Uint8Array }
  /** The value is named by a URL. */
  | { readonly is: 'url'; readonly number: number; readonly name: string }
  /** Nobody wanted its value. */
  | { readonly is: 'skipped'; readonly number: number; readonly name: string };

type NamedLine = Exclude<LdifLine, { readonly is: 'blank' }>;

/** Bytes of one physical line, and of one value that is kept, joined. */
const most = { physical: 16 << 20, kept: 1 << 20, name: 256 } as const;
/** What a part of a value costs beside its bytes: a value can be folded after every one. */
const perPart = 16;
const [space, hash, colon, less, newline, carriage] = [0x20, 0x23, 0x3a, 0x3c, 0x0a, 0x0d];
const nameShape = /^[A-Za-z0-9][A-Za-z0-9.;=*-]*$/;

/**
 * Bytes → logical lines of LDIF (RFC 2849), handed on one by one, in memory that one line bounds: what `keeps` does not ask for is dropped while
 * it comes. Throws Fault `input_invalid` or `input_too_large` naming the line.
 */
export class LdifLines {
  readonly #keeps: (name: string) => boolean;
  readonly #take: (line: LdifLine) => void;
  #rest: Uint8Array[] = [];
  #restBytes = 0;
  #number = 0;
  #handedOn = false;
  #open:
    | {
        readonly number: number;
        readonly parts: Uint8Array[];
        size: number;
        skip: NamedLine | 'comment' | undefined;
      }
    | undefined;

  constructor(keeps: (name: string) => boolean, take: (line: LdifLine) => void) {
    this.#keeps = keeps;
    this.#take = take;
  }

  push(bytes: Uint8Array): void {
    let from = 0;
    for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, from)) {
      const part = bytes.subarray(from, at);
      this.#physical(this.#restBytes === 0 ? part : Buffer.concat([...this.#rest, part]));
      this.#rest = [];
      this.#restBytes = 0;
      from = at + 1;
    }
    if (from < bytes.length) {
      this.#restBytes += bytes.length - from;
      if (this.#restBytes > most.physical) throw tooLong(this.#number + 1, most.physical);
      this.#rest.push(Uint8Array.from(bytes.subarray(from)));
    }
  }

  end(): void {
    if (this.#restBytes > 0) this.#physical(Buffer.concat(this.#rest));
    this.#close();
  }

  #physical(given: Uint8Array): void {
    this.#number++;
    const line = given.at(-1) === carriage ? given.subarray(0, -1) : given;
    const bare =
      this.#number === 1 && line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf
        ? line.subarray(3)
        : line;
    if (bare[0] === space) return this.#continue(bare.subarray(1));
    this.#close();
    if (bare.length === 0) this.#take({ is: 'blank', number: this.#number });
    else this.#begin(bare);
  }

  #begin(line: Uint8Array): void {
    const number = this.#number;
    const at = line.indexOf(colon);
    const name = at === -1 ? undefined : Buffer.from(line.subarray(0, at)).toString('latin1');
    const skip =
      line[0] === hash
        ? ('comment' as const)
        : name !== undefined && nameShape.test(name) && name.length <= most.name && !this.#keeps(name)
          ? ({ is: 'skipped', number, name } as const)
          : undefined;
    this.#open = { number, parts: [], size: 0, skip };
    if (skip === undefined) this.#keep(line);
  }

  #continue(more: Uint8Array): void {
    if (this.#open === undefined)
      throw invalid(this.#number, 'a line that begins with a space and continues nothing');
    if (this.#open.skip === undefined) this.#keep(more);
  }

  #keep(part: Uint8Array): void {
    const open = this.#open;
    if (open === undefined) return;
    open.size += part.length + perPart;
    if (open.size > most.kept) throw tooLong(open.number, most.kept);
    open.parts.push(Uint8Array.from(part));
  }

  #close(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined || open.skip === 'comment') return;
    const line = open.skip ?? read(Buffer.concat(open.parts), open.number);
    if (line === undefined)
      throw this.#handedOn
        ? invalid(open.number, 'a line that is not `attribute: value`')
        : notLdif(open.number);
    this.#handedOn = true;
    this.#take(line);
  }
}

/** `name: text`, `name:: base64`, `name:< url`; undefined for anything else. */
function read(line: Buffer, number: number): LdifLine | undefined {
  const at = line.indexOf(colon);
  const name = at === -1 ? '' : line.subarray(0, at).toString('latin1');
  if (at === -1 || at > most.name || !nameShape.test(name)) return undefined;
  const kind = line[at + 1];
  if (kind === less) return { is: 'url', number, name };
  let from = at + (kind === colon ? 2 : 1);
  while (line[from] === space) from++;
  const rest = line.subarray(from);
  if (kind !== colon) return { is: 'value', number, name, bytes: rest };
  const text = rest.toString('latin1').trimEnd();
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text))
    throw invalid(number, `a value of \`${name}\` that is not whole base64`);
  return { is: 'value', number, name, bytes: Buffer.from(text, 'base64') };
}

const invalid = (line: number, what: string): Fault =>
  new Fault(
    'input_invalid',
    `Line ${line}: ${what}; this is not LDIF as RFC 2849 has it, or it was cut off.`,
    {
      next: 'Export the directory again, and check that the file was copied whole.',
    },
  );
const tooLong = (line: number, bytes: number): Fault =>
  new Fault('input_too_large', `Line ${line} is longer than ${bytes} bytes.`, {
    next: 'Check where this file comes from; leave photographs and the like out of the export.',
  });
export const notLdif = (line: number): Fault =>
  new Fault(
    'input_wrong_kind',
    `Line ${line}: the file begins with neither \`version:\` nor \`dn:\`: it is no LDIF.`,
    {
      next: 'Give an LDIF file, as `ldapsearch`, `slapcat` or `ldifde` writes it.',
    },
  );
