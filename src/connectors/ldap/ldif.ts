import { Fault } from '../../model/index.ts';
import { mostDn } from './dn.ts';
import { binary, schemeOf, type AttributeValue, type DirectoryEntry } from './entry.ts';
import { LdifLines, notLdif, type LdifLine } from './ldif-lines.ts';

/** What a file was, once it was read to its end. */
export interface LdifEnd {
  /** What `ldapsearch` wrote as its result, when that was not success: the file is not all there is. */
  readonly failed: string | undefined;
  /** Records that name another server to ask, which nobody asked. */
  readonly referrals: number;
  /** Values named by URL (`attribute:< file:///…`), which are never fetched. */
  readonly byUrl: number;
  /** Attributes in the file that hold secrets or their hashes, and how many values: passed over. */
  readonly secrets: ReadonlyMap<string, number>;
}

/** Attributes that hold a password, its hash or a key. Of `userPassword` only the scheme is taken. */
const secret: ReadonlySet<string> = new Set(
  `userpassword unicodepwd dbcspwd ntpwdhistory lmpwdhistory supplementalcredentials sambantpassword sambalmpassword
   krbprincipalkey krbmkey ipanthash ms-mcs-admpwd mslaps-password mslaps-encryptedpassword msds-managedpassword
   authpassword pwdhistory`.split(/\s+/),
);

const mostValues = 1_000_000;

/**
 * LDIF content (RFC 2849) → entries, as the bytes come. Only `wanted` attributes are kept. Refuses change records, apart
 * from `changetype: add`, which is how Windows' ldifde writes content; never fetches a URL; bounds every line and entry.
 */
export class LdifReader {
  readonly #wanted: ReadonlySet<string>;
  readonly #lines: LdifLines;
  readonly #ready: DirectoryEntry[] = [];
  #record: OpenRecord | undefined;
  #trailer: 'search' | 'referral' | undefined;
  #records = 0;
  #referrals = 0;
  #byUrl = 0;
  #failed: string | undefined;
  readonly #secrets = new Map<string, number>();

  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted;
    this.#lines = new LdifLines(
      (name) => this.#keeps(name),
      (line) => this.#take(line),
    );
  }

  push(bytes: Uint8Array): readonly DirectoryEntry[] {
    this.#lines.push(bytes);
    return this.#ready.splice(0);
  }

  end(): readonly DirectoryEntry[] {
    this.#lines.end();
    this.#close();
    return this.#ready.splice(0);
  }

  summary(): LdifEnd {
    return { failed: this.#failed, referrals: this.#referrals, byUrl: this.#byUrl, secrets: this.#secrets };
  }

  #keeps(name: string): boolean {
    const { base } = optionsOf(name);
    return this.#wanted.has(base) || structural.has(base) || secret.has(base);
  }

  #take(line: LdifLine): void {
    if (line.is === 'blank') return this.#close();
    if (this.#record === undefined) return this.#open(line);
    const { base, kept, isPartial } = optionsOf(line.name);
    if (base === 'dn') throw invalid(line.number, 'a second `dn:` without an empty line before it');
    if (base === 'changetype' || base === 'control') {
      if (base === 'changetype' && textIn(line).trim().toLowerCase() === 'add') return;
      throw changes(line.number);
    }
    if (secret.has(base)) {
      this.#secrets.set(base, (this.#secrets.get(base) ?? 0) + 1);
      if (base !== 'userpassword' || !kept || line.is === 'url') return;
      this.#record.add(base, schemeOf(textIn(line)), line.number);
      return;
    }
    if (!this.#wanted.has(base) || !kept) return;
    if (line.is === 'url') {
      this.#byUrl++;
      return;
    }
    if (isPartial) this.#record.partial.add(base);
    this.#record.add(base, binary.has(base) ? bytesIn(line) : textIn(line), line.number);
    return;
  }

  /** The first line of a record says what kind of record it is. */
  #open(line: Exclude<LdifLine, { readonly is: 'blank' }>): void {
    const name = line.name.toLowerCase();
    const isFirst = this.#records === 0 && this.#trailer === undefined;
    if (name === 'version' && isFirst) {
      if (textIn(line).trim() === '1') return;
      throw invalid(line.number, 'a version of LDIF that is not 1');
    }
    if (name === 'dn') {
      const dn = textIn(line);
      if (dn.length > mostDn.characters || dn.split(',').length > mostDn.names * 4)
        throw new Fault(
          'input_too_large',
          `Line ${line.number}: a distinguished name of more than ${mostDn.characters} characters or ${mostDn.names} parts.`,
          { next: 'No directory has such a name: check where this file comes from.' },
        );
      this.#trailer = undefined;
      this.#records++;
      this.#record = new OpenRecord(dn);
      return;
    }
    if (isFirst) throw notLdif(line.number);
    if (this.#trailer === undefined && (name === 'search' || name === 'ref')) {
      this.#trailer = name === 'ref' ? 'referral' : 'search';
      if (name === 'ref') this.#referrals++;
      return;
    }
    if (this.#trailer === 'referral' && name === 'ref') return;
    if (this.#trailer === 'search') {
      if (name === 'result' && !/^\s*0\b/.test(textIn(line)))
        this.#failed = textIn(line).trim().slice(0, 100);
      return;
    }
    throw invalid(line.number, 'a record that does not begin with `dn:`');
  }

  #close(): void {
    const record = this.#record;
    this.#record = undefined;
    if (this.#trailer === 'referral') this.#trailer = undefined;
    if (record !== undefined) this.#ready.push(record);
  }
}

/** Names that say what a record is; they are no attributes of an entry. */
const structural: ReadonlySet<string> = new Set('dn version changetype control search result ref'.split(' '));

class OpenRecord implements DirectoryEntry {
  readonly dn: string;
  readonly values = new Map<string, AttributeValue[]>();
  readonly partial = new Set<string>();
  #count = 0;

  constructor(dn: string) {
    this.dn = dn;
  }

  add(name: string, value: AttributeValue, line: number): void {
    if (++this.#count > mostValues)
      throw new Fault('input_too_large', `Line ${line}: an entry with more than ${mostValues} values.`, {
        next: 'Split the group, or read a narrower part of the directory.',
      });
    const known = this.values.get(name);
    if (known === undefined) this.values.set(name, [value]);
    else known.push(value);
  }
}

/** `member;range=0-1499` → `member`, in part. Values in another language than the entry's own are passed over. */
export function optionsOf(description: string): {
  readonly base: string;
  readonly kept: boolean;
  readonly isPartial: boolean;
} {
  const [base = '', ...options] = description.toLowerCase().split(';');
  const range = options.find((option) => option.startsWith('range='));
  const others = options.filter((option) => option !== 'binary' && option !== range);
  return { base, kept: others.length === 0, isPartial: range !== undefined && !range.endsWith('-*') };
}

function textIn(line: LdifLine): string {
  return line.is === 'value' ? Buffer.from(line.bytes).toString('utf8') : '';
}
const bytesIn = (line: LdifLine): Uint8Array =>
  line.is === 'value' ? Uint8Array.from(line.bytes) : new Uint8Array();

const invalid = (line: number, what: string): Fault =>
  new Fault('input_invalid', `Line ${line}: ${what}; this is not LDIF as RFC 2849 has it.`, {
    next: "Export the directory again, for example with `ldapsearch -LLL -o ldif-wrap=no '(objectClass=*)' '*' '+'`.",
  });
const changes = (line: number): Fault =>
  new Fault(
    'input_wrong_kind',
    `Line ${line}: this LDIF holds change records (\`changetype:\`), which say what somebody wants to do, not what is there.`,
    { next: 'Give an export of the directory’s content, as `ldapsearch`, `slapcat` or `ldifde` writes it.' },
  );
