import { constants, hash, verify } from 'node:crypto';
import { readBase64, sha256 } from './hashing.ts';
import { isHardwareType, parseSshKeyBlob, type SshKeyType, type SshPublicKey } from './ssh-key.ts';
import { readWire, wireString, wireUint32 } from './wire.ts';

/** The only namespace a signature may have here (PROTOCOL.sshsig): one made for git or a file proves nothing. */
export const signatureNamespace = 'countersign';

export interface SshSignature {
  readonly ok: true;
  readonly publicKey: string;
  readonly fingerprint: string;
  readonly keyType: SshKeyType;
  /** The key lives in a security key. */
  readonly hardware: boolean;
  /** The security key checked its user (PIN or biometrics), not only a touch. */
  readonly userVerified: boolean;
}
export interface NoSignature {
  readonly ok: false;
  readonly why: string;
}

const magic = Buffer.from('SSHSIG');
const presenceFlag = 0x01;
const verifiedFlag = 0x04;
const no = (why: string): NoSignature => ({ ok: false, why });

/** Checks an armored SSHSIG over exact text (UTF-8). Says which key signed, never whether that key may. */
export function verifySshsig(text: string | Uint8Array, armored: string): SshSignature | NoSignature {
  const blob = readArmor(armored);
  if (blob === undefined) return no('not an armored SSH signature');
  if (!blob.subarray(0, 6).equals(magic)) return no('the armor holds no SSHSIG');
  const wire = readWire(blob.subarray(6));
  if (wire.uint32() !== 1) return no('the SSHSIG version is not 1');
  const [keyBlob, namespace, reserved, hashName, signature] = [
    wire.string(),
    wire.string(),
    wire.string(),
    wire.string()?.toString('latin1'),
    wire.string(),
  ];
  if (keyBlob === undefined || reserved === undefined || signature === undefined || wire.rest() !== 0)
    return no('the SSHSIG is cut short or has bytes after its end');
  if (namespace?.toString('latin1') !== signatureNamespace)
    return no(`the signature's namespace is not \`${signatureNamespace}\``);
  if (hashName !== 'sha256' && hashName !== 'sha512') return no('the hash is neither sha256 nor sha512');
  const key = parseSshKeyBlob(keyBlob);
  if (typeof key === 'string') return no(key);
  return checkSignature(key, signedBytes(reserved, hashName, text), signature);
}

/** What an SSHSIG key signs: the magic, namespace, reserved, hash name and the hash of the message. */
export const signedBytes = (
  reserved: Uint8Array,
  hashName: 'sha256' | 'sha512',
  text: string | Uint8Array,
): Buffer =>
  Buffer.concat([
    magic,
    wireString(signatureNamespace),
    wireString(reserved),
    wireString(hashName),
    wireString(hash(hashName, text, 'buffer')),
  ]);

/** The whole signature blob in its armor, 70 characters a line, as ssh-keygen writes it. */
export function armor(keyBlob: Uint8Array, hashName: string, signature: Uint8Array): string {
  const blob = Buffer.concat([
    magic,
    wireUint32(1),
    wireString(keyBlob),
    wireString(signatureNamespace),
    wireString(''),
    wireString(hashName),
    wireString(signature),
  ]);
  const lines = blob.toString('base64').match(/.{1,70}/g) ?? [];
  return `-----BEGIN SSH SIGNATURE-----\n${lines.join('\n')}\n-----END SSH SIGNATURE-----\n`;
}

function readArmor(armored: string): Buffer | undefined {
  if (armored.length > 20_000) return undefined;
  const match =
    /^-----BEGIN SSH SIGNATURE-----\n((?:[A-Za-z0-9+/=]{1,76}\n)+)-----END SSH SIGNATURE-----\n?$/.exec(
      armored.replaceAll('\r\n', '\n'),
    );
  return match?.[1] === undefined ? undefined : readBase64(match[1].replaceAll('\n', ''));
}

function checkSignature(key: SshPublicKey, signed: Buffer, signature: Buffer): SshSignature | NoSignature {
  const wire = readWire(signature);
  const [algorithm, raw] = [wire.string()?.toString('latin1'), wire.string()];
  if (algorithm === undefined || raw === undefined) return no('the signature is cut short');
  const hardware = isHardwareType(key.type);
  const [flags, counter] = hardware ? [wire.byte(), wire.uint32()] : [0, 0];
  if (flags === undefined || counter === undefined || wire.rest() !== 0)
    return no('the signature is cut short or has bytes after its end');
  const message = hardware
    ? Buffer.concat([
        sha256(key.application ?? Buffer.alloc(0)),
        Buffer.of(flags),
        wireUint32(counter),
        sha256(signed),
      ])
    : signed;
  const holds = algorithms[key.type](key, algorithm, message, raw);
  if (holds === undefined)
    return no(`\`${algorithm.slice(0, 60)}\` is no signature algorithm for a ${key.type} key`);
  if (!holds) return no('the signature is not over this text by this key');
  if (hardware && (flags & presenceFlag) === 0)
    return no('the security key was not touched (no proof of presence)');
  return {
    ok: true,
    publicKey: key.line,
    fingerprint: key.fingerprint,
    keyType: key.type,
    hardware,
    userVerified: hardware && (flags & verifiedFlag) !== 0,
  };
}

type Check = (key: SshPublicKey, algorithm: string, message: Buffer, raw: Buffer) => boolean | undefined;

const ed25519: Check = (key, algorithm, message, raw) =>
  algorithm === key.type ? raw.length === 64 && verify(null, message, key.key, raw) : undefined;

const ecdsa =
  (hashName: 'sha256' | 'sha384', width: number): Check =>
  (key, algorithm, message, raw) => {
    if (algorithm !== key.type) return undefined;
    const wire = readWire(raw);
    const [r, s] = [wire.mpint(), wire.mpint()];
    if (r === undefined || s === undefined || wire.rest() !== 0) return false;
    if (r.length > width || s.length > width) return false;
    const flat = Buffer.alloc(2 * width);
    r.copy(flat, width - r.length);
    s.copy(flat, 2 * width - s.length);
    return verify(hashName, message, { key: key.key, dsaEncoding: 'ieee-p1363' }, flat);
  };

const rsa: Check = (key, algorithm, message, raw) => {
  const hashName = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512' }[algorithm];
  if (hashName === undefined) return undefined;
  return verify(hashName, message, { key: key.key, padding: constants.RSA_PKCS1_PADDING }, raw);
};

const algorithms: Readonly<Record<SshKeyType, Check>> = {
  'ssh-ed25519': ed25519,
  'sk-ssh-ed25519@openssh.com': ed25519,
  'ecdsa-sha2-nistp256': ecdsa('sha256', 32),
  'sk-ecdsa-sha2-nistp256@openssh.com': ecdsa('sha256', 32),
  'ecdsa-sha2-nistp384': ecdsa('sha384', 48),
  'ssh-rsa': rsa,
};
