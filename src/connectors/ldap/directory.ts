import { Fault } from '../../model/index.ts';
import { domainOf, namesOf, normaliseDn } from './dn.ts';
import { bytesOf, numberOf, textOf, textsOf, type DirectoryEntry } from './entry.ts';
import { keyOf, sidText } from './keys.ts';
import { whatIs, type EntryIs } from './kind.ts';

/** What the first pass keeps of an entry. */
export interface Known {
  readonly key: string;
  readonly is: EntryIs;
  /** How correlation can find the person behind it: employee number, e-mail or the key. */
  readonly reference: string;
}

/** Entries that stay in memory through a read, about a kilobyte each. */
const mostEntries = 1_000_000;

/**
 * Everyone in the directory by every name that others may call them: distinguished name, login, group number, security
 * identifier. Filled by the first pass, asked by the second.
 */
export class Directory {
  readonly #byDn = new Map<string, Known>();
  readonly #byUid = new Map<string, string[]>();
  readonly #bySid = new Map<string, Known>();
  readonly #groupsByNumber = new Map<number, string[]>();
  readonly #passwordAge = new Map<string, number>();
  #operational = 0;
  #counts: Record<EntryIs, number> = { account: 0, group: 0, other: 0 };
  #domain: string | undefined;

  /** Throws Fault `input_invalid` for a name that is none, `source_untrusted` for one that was there before. */
  add(entry: DirectoryEntry): void {
    const dn = normaliseDn(entry.dn);
    if (dn === undefined) throw badName(entry.dn);
    if (dn === '') return;
    if (this.#byDn.has(dn)) throw twice(entry.dn);
    const is = whatIs(entry);
    this.#counts[is]++;
    this.#policy(entry, dn);
    if (this.#byDn.size >= mostEntries) throw tooMany();
    const key = keyOf(entry);
    if (key === undefined) throw badName(entry.dn);
    const reference = textOf(entry, 'employeenumber', 'employeeid', 'mail') ?? key;
    const known = { key, is, reference };
    this.#byDn.set(dn, known);
    if (is === 'other') return;
    this.#domain ??= domainOf(namesOf(entry.dn) ?? []);
    if (textOf(entry, 'entryuuid', 'createtimestamp', 'whencreated', 'nsuniqueid') !== undefined)
      this.#operational++;
    const sid = sidOf(entry);
    if (sid !== undefined) this.#bySid.set(sid, known);
    if (is === 'account') for (const uid of textsOf(entry, 'uid')) put(this.#byUid, uid.trim(), key);
    const number = numberOf(entry, 'gidnumber');
    if (is === 'group' && number !== undefined) put(this.#groupsByNumber, number, key);
  }

  #policy(entry: DirectoryEntry, dn: string): void {
    const age = numberOf(entry, 'pwdmaxage');
    const isPolicy = textsOf(entry, 'objectclass').some((name) => name.toLowerCase() === 'pwdpolicy');
    if (isPolicy) this.#passwordAge.set(dn, age ?? 0);
  }

  byDn(dn: string): Known | undefined {
    const normal = normaliseDn(dn);
    return normal === undefined ? undefined : this.#byDn.get(normal);
  }
  /** Keys of the accounts with this login. */
  byUid(uid: string): readonly string[] {
    return this.#byUid.get(uid.trim()) ?? [];
  }
  bySid(sid: string): Known | undefined {
    return this.#bySid.get(sid);
  }
  /** Keys of the groups with this number. */
  byNumber(number: number): readonly string[] {
    return this.#groupsByNumber.get(number) ?? [];
  }
  /** Seconds that a password policy lets a password live; 0: for ever. */
  passwordAgeOf(policyDn: string): number | undefined {
    return this.#passwordAge.get(normaliseDn(policyDn) ?? '');
  }
  /** `corp.example`, or empty. */
  get domain(): string {
    return this.#domain ?? '';
  }
  get counts(): Readonly<Record<EntryIs, number>> {
    return this.#counts;
  }
  /** Attributes that a directory gives only to whoever asks came along. */
  get hasOperational(): boolean {
    return this.#operational > 0;
  }
}

export function sidOf(entry: DirectoryEntry): string | undefined {
  const [bytes] = bytesOf(entry, 'objectsid');
  return bytes === undefined ? undefined : sidText(bytes);
}

function put<K>(map: Map<K, string[]>, at: K, key: string): void {
  const known = map.get(at);
  if (known === undefined) map.set(at, [key]);
  else known.push(key);
}

const badName = (dn: string): Fault =>
  new Fault('input_invalid', `\`${dn.slice(0, 200)}\` is no distinguished name.`, {
    next: 'Correct the entry, or export the directory again.',
  });
const twice = (dn: string): Fault =>
  new Fault(
    'source_untrusted',
    `The directory gave the entry \`${dn.slice(0, 200)}\` twice; nothing of this read is used.`,
    {
      next: 'Give one export of it, or keep exports of several directories as several sources.',
    },
  );
const tooMany = (): Fault =>
  new Fault('input_too_large', `The directory holds more than ${mostEntries} entries.`, {
    next: 'Read its branches as several sources.',
  });
