import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { readBase64 } from './hashing.ts';
import { parseSshKeyBlob, type SshPublicKey } from './ssh-key.ts';
import { armor, signedBytes } from './sshsig.ts';
import { readWire, wireString, wireUint32 } from './wire.ts';

/** A software Ed25519 key that signs in this process: the demo's personas and tests. People use their own key and tool. */
export interface SoftwareKey {
  readonly publicKey: SshPublicKey;
  /** An armored SSHSIG in namespace `countersign` over exact text. */
  sign(text: string): string;
}

const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const magic = Buffer.from('openssh-key-v1\0');

/** A new key as the unencrypted file `ssh-keygen -t ed25519 -N ''` would write (PROTOCOL.key). */
export function newSoftwareKeyFile(comment: string): string {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(pkcs8Prefix.length);
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const blob = Buffer.concat([wireString('ssh-ed25519'), wireString(raw)]);
  const check = randomBytes(4);
  const inner = Buffer.concat([
    check,
    check,
    blob,
    wireString(Buffer.concat([seed, raw])),
    wireString(comment),
  ]);
  const padding = Buffer.from(Array.from({ length: (8 - (inner.length % 8)) % 8 }, (_, i) => i + 1));
  const whole = Buffer.concat([
    magic,
    wireString('none'),
    wireString('none'),
    wireString(''),
    wireUint32(1),
    wireString(blob),
    wireString(Buffer.concat([inner, padding])),
  ]);
  const lines = whole.toString('base64').match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** Reads such a file. Throws TypeError, never showing it, when it is encrypted, of another type or not a key. */
export function readSoftwareKeyFile(file: string): SoftwareKey {
  const refuse = (why: string): TypeError => new TypeError(`not a usable software key: ${why}`);
  const [, data] =
    /^-----BEGIN OPENSSH PRIVATE KEY-----\n([A-Za-z0-9+/=\n]+)\n-----END OPENSSH PRIVATE KEY-----\n?$/.exec(
      file.replaceAll('\r\n', '\n'),
    ) ?? [];
  const bytes = data === undefined ? undefined : readBase64(data.replaceAll('\n', ''));
  if (bytes === undefined || !bytes.subarray(0, magic.length).equals(magic))
    throw refuse('expected an OpenSSH private key file');
  const outer = readWire(bytes.subarray(magic.length));
  const [cipher, kdf] = [outer.string()?.toString('latin1'), outer.string()?.toString('latin1')];
  if (cipher !== 'none' || kdf !== 'none') throw refuse('it is encrypted; sign with ssh-keygen instead');
  outer.string();
  if (outer.uint32() !== 1) throw refuse('it holds more than one key');
  const blob = outer.string();
  const secret = outer.string();
  const publicKey = blob === undefined ? 'it is cut short' : parseSshKeyBlob(blob);
  if (typeof publicKey === 'string') throw refuse(publicKey);
  if (publicKey.type !== 'ssh-ed25519')
    throw refuse(`it is ${publicKey.type}; only ssh-ed25519 is signed in process`);
  const inner = readWire(secret ?? Buffer.alloc(0));
  const checks = [inner.uint32(), inner.uint32()];
  inner.string();
  const raw = inner.string();
  const pair = inner.string();
  if (checks[0] === undefined || checks[0] !== checks[1] || pair?.length !== 64 || raw === undefined)
    throw refuse('its secret part is malformed');
  const key = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, pair.subarray(0, 32)]),
    format: 'der',
    type: 'pkcs8',
  });
  return { publicKey, sign: (text) => signWith(key, publicKey, text) };
}

function signWith(key: KeyObject, publicKey: SshPublicKey, text: string): string {
  const signature = sign(null, signedBytes(Buffer.alloc(0), 'sha512', text), key);
  const wire = Buffer.concat([wireString('ssh-ed25519'), wireString(signature)]);
  return armor(publicKey.blob, 'sha512', wire);
}
