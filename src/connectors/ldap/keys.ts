import { createHash } from 'node:crypto';
import { normaliseDn } from './dn.ts';
import { bytesOf, textOf, type DirectoryEntry } from './entry.ts';

/**
 * Names of entries in the estate: made by the reader, taken apart again by the writer, here alone. `uuid/…` is entryUUID,
 * `guid/…` Active Directory's objectGUID, `nsuniqueid/…` that of 389 Directory Server: each stays when an entry is
 * renamed or moved. Without one it is `dn/` and the normalised distinguished name, in which exactly `% * ? # /` are
 * percent-encoded; one that is too long for a key is `dn-sha256/` and its digest.
 */
export type EntryName =
  | { readonly by: 'uuid' | 'guid' | 'nsuniqueid'; readonly id: string }
  | { readonly by: 'dn'; readonly dn: string };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const unique = /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/;
const longest = 1000;

/** The key of an entry; undefined when its name is no distinguished name. */
export function keyOf(entry: DirectoryEntry): string | undefined {
  const own = textOf(entry, 'entryuuid')?.toLowerCase();
  if (own !== undefined && uuid.test(own)) return `uuid/${own}`;
  const [guid] = bytesOf(entry, 'objectguid');
  if (guid?.length === 16) return `guid/${guidText(guid)}`;
  const ns = textOf(entry, 'nsuniqueid')?.toLowerCase();
  if (ns !== undefined && unique.test(ns)) return `nsuniqueid/${ns}`;
  const dn = normaliseDn(entry.dn);
  return dn === undefined || dn === '' ? undefined : dnKey(dn);
}

/** The key that a normalised distinguished name gives. */
export function dnKey(dn: string): string {
  const key = `dn/${dn.replace(/[%*?#/]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`;
  return key.length <= longest ? key : `dn-sha256/${createHash('sha256').update(dn).digest('hex')}`;
}

/** Takes a key apart, or `undefined` when it is not exactly one that is written here and can be looked up again. */
export function parseKey(key: string): EntryName | undefined {
  const slash = key.indexOf('/');
  const [by, rest] = [key.slice(0, slash), key.slice(slash + 1)];
  if ((by === 'uuid' || by === 'guid') && uuid.test(rest)) return { by, id: rest };
  if (by === 'nsuniqueid' && unique.test(rest)) return { by, id: rest };
  if (by !== 'dn' || /%(?!25|2A|3F|23|2F)/.test(rest)) return undefined;
  const dn = rest.replace(/%(25|2A|3F|23|2F)/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return dn !== '' && normaliseDn(dn) === dn && dnKey(dn) === key ? { by, dn } : undefined;
}

/** The first three parts of a GUID are little-endian (MS-DTYP, 2.3.4). */
export function guidText(bytes: Uint8Array): string {
  const hex = (...at: readonly number[]): string =>
    at.map((index) => (bytes[index] ?? 0).toString(16).padStart(2, '0')).join('');
  return [hex(3, 2, 1, 0), hex(5, 4), hex(7, 6), hex(8, 9), hex(10, 11, 12, 13, 14, 15)].join('-');
}

/** The inverse of `guidText`. */
export function guidBytes(id: string): Uint8Array {
  const [a = '', b = '', c = '', d = '', e = ''] = id.split('-');
  const turned = [a, b, c].map((part) => (part.match(/../g) ?? []).toReversed().join(''));
  return Buffer.from(`${turned.join('')}${d}${e}`, 'hex');
}

/** A security identifier in the form `S-1-5-21-…-512` (MS-DTYP, 2.4.2); undefined when the bytes are none. */
export function sidText(bytes: Uint8Array): string | undefined {
  const count = bytes[1] ?? 0;
  if (bytes[0] !== 1 || count > 15 || bytes.length !== 8 + 4 * count) return undefined;
  const view = Buffer.from(bytes);
  const authority = view.readUIntBE(2, 6);
  const parts = Array.from({ length: count }, (_, at) => view.readUInt32LE(8 + 4 * at));
  return ['S', 1, authority, ...parts].join('-');
}
