import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { readBase64, sha256 } from './hashing.ts';

/** C2SP signed notes with Ed25519 keys (signature type 0x01), the format of Go's golang.org/x/mod/sumdb/note. */
export interface NoteKey {
  /** `<name>+<key id, hex>+<base64(0x01 ‖ public key)>`. */
  readonly vkey: string;
  readonly name: string;
  sign(text: string): Buffer;
}

export interface NoteVerifier {
  readonly vkey: string;
  readonly name: string;
  readonly keyId: Buffer;
  verify(text: string, signature: Uint8Array): boolean;
}

const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const algorithm = 0x01;
const nameShape = /^[^\s+]{1,200}$/u;

const keyIdOf = (name: string, publicKey: Uint8Array): Buffer =>
  sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(algorithm), publicKey])).subarray(0, 4);

const rawPublicKey = (key: KeyObject): Buffer =>
  key.export({ type: 'spki', format: 'der' }).subarray(spkiPrefix.length);

/** A new checkpoint key as one line of secret text, in the form Go's `note.NewSigner` reads. */
export function newNoteSecret(name: string): string {
  if (!nameShape.test(name)) throw new TypeError('a key name has no spaces and no `+`');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(pkcs8Prefix.length);
  const keyId = keyIdOf(name, rawPublicKey(publicKey)).toString('hex');
  return `PRIVATE+KEY+${name}+${keyId}+${Buffer.concat([Buffer.of(algorithm), seed]).toString('base64')}`;
}

/** Reads the secret line; throws TypeError (never showing it) when it is not one. */
export function readNoteSecret(secret: string): NoteKey {
  const match = /^PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(secret.trim());
  const [, name, keyId, data] = match ?? [];
  const bytes = data === undefined ? undefined : readBase64(data);
  if (name === undefined || bytes?.length !== 33 || bytes[0] !== algorithm)
    throw new TypeError('not a checkpoint key: expected `PRIVATE+KEY+<name>+<key id>+<base64>`');
  const key = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, bytes.subarray(1)]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = rawPublicKey(createPublicKey(key));
  if (keyIdOf(name, publicKey).toString('hex') !== keyId)
    throw new TypeError('not a checkpoint key: its key id does not match its name and key');
  const encoded = Buffer.concat([Buffer.of(algorithm), publicKey]).toString('base64');
  return { vkey: `${name}+${keyId}+${encoded}`, name, sign: (text) => sign(null, Buffer.from(text), key) };
}

/** Reads a verifier key; undefined when it is not an Ed25519 one whose key id is right. */
export function readVkey(vkey: string): NoteVerifier | undefined {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(vkey);
  const [, name, keyIdHex, data] = match ?? [];
  const bytes = data === undefined ? undefined : readBase64(data);
  if (name === undefined || bytes?.length !== 33 || bytes[0] !== algorithm) return undefined;
  const keyId = keyIdOf(name, bytes.subarray(1));
  if (keyId.toString('hex') !== keyIdHex) return undefined;
  const key = createPublicKey({
    key: Buffer.concat([spkiPrefix, bytes.subarray(1)]),
    format: 'der',
    type: 'spki',
  });
  return { vkey, name, keyId, verify: (text, signature) => verify(null, Buffer.from(text), key, signature) };
}

/** The note: text (ending in a newline), a blank line, one signature line a key. */
export function signNote(text: string, keys: readonly NoteKey[]): string {
  const lines = keys.map((key) => {
    const keyId = Buffer.from(key.vkey.split('+')[1] ?? '', 'hex');
    return `— ${key.name} ${Buffer.concat([keyId, key.sign(text)]).toString('base64')}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

export interface OpenedNote {
  readonly text: string;
  /** The given keys whose signature is there and right. Empty: the note proves nothing to who holds these keys. */
  readonly signedBy: readonly string[];
}

/** Opens a note with known keys: unknown signatures are ignored, a wrong one by a known key makes it undefined. */
export function openNote(note: string, vkeys: readonly string[]): OpenedNote | undefined {
  if (note.length > 100_000 || !note.isWellFormed() || hasControl(note)) return undefined;
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return undefined;
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > 64) return undefined;
  const signedBy: string[] = [];
  const verifiers = vkeys.map(readVkey).filter((v) => v !== undefined);
  for (const line of lines) {
    const [, name, data] = /^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/u.exec(line) ?? [];
    const bytes = data === undefined ? undefined : readBase64(data);
    if (name === undefined || bytes === undefined || bytes.length < 5) return undefined;
    const known = verifiers.find((v) => v.name === name && v.keyId.equals(bytes.subarray(0, 4)));
    if (known === undefined) continue;
    if (!known.verify(text, bytes.subarray(4))) return undefined;
    if (!signedBy.includes(known.vkey)) signedBy.push(known.vkey);
  }
  return { text, signedBy };
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 && unit !== 0x0a) return true;
  }
  return false;
}
