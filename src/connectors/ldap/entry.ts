/** One entry of a directory, from a file or a server alike, with the attributes that were asked for. */
export interface DirectoryEntry {
  readonly dn: string;
  /** By name in lower case, without options. Text, or bytes for the attributes of `binary`. */
  readonly values: ReadonlyMap<string, readonly AttributeValue[]>;
  /** Attributes of which the source gave a part only (`member;range=0-1499`). */
  readonly partial: ReadonlySet<string>;
}

export type AttributeValue = string | Uint8Array;

/** Attributes whose values are bytes, not text. */
export const binary: ReadonlySet<string> = new Set([
  'objectguid',
  'objectsid',
  'sidhistory',
  'usercertificate',
  'guid',
]);

/** Every value of a text attribute, as the source has them. */
export const textsOf = (entry: DirectoryEntry, name: string): readonly string[] =>
  (entry.values.get(name) ?? []).flatMap((value) => (typeof value === 'string' ? [value] : []));

/** The first value that is not empty, of the first of these attributes that has one. */
export function textOf(entry: DirectoryEntry, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = textsOf(entry, name).find((value) => value.trim() !== '');
    if (found !== undefined) return found.trim();
  }
  return undefined;
}

export const bytesOf = (entry: DirectoryEntry, name: string): readonly Uint8Array[] =>
  (entry.values.get(name) ?? []).flatMap((value) => (typeof value === 'string' ? [] : [value]));

/** Numbers as directories write them; undefined for anything else. */
export function numberOf(entry: DirectoryEntry, name: string): number | undefined {
  const text = textOf(entry, name);
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

export const isTrue = (entry: DirectoryEntry, name: string): boolean =>
  textOf(entry, name)?.toUpperCase() === 'TRUE';

/** The object classes in lower case. */
export const classesOf = (entry: DirectoryEntry): ReadonlySet<string> =>
  new Set(textsOf(entry, 'objectclass').map((name) => name.trim().toLowerCase()));

/** How a password is kept, `SSHA` or `plain text`: all that is ever taken of one. */
export function schemeOf(stored: string): string {
  const scheme = /^\{([A-Za-z0-9./_-]{1,32})\}/.exec(stored)?.[1];
  return scheme === undefined || scheme.toUpperCase() === 'CLEARTEXT' ? 'plain text' : scheme.toUpperCase();
}
