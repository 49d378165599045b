import { createPublicKey, type KeyObject } from 'node:crypto';
import { isSmallOrder } from './ed25519-point.ts';
import { readBase64, sha256 } from './hashing.ts';
import { readWire } from './wire.ts';

export type SshKeyType =
  | 'ssh-ed25519'
  | 'ecdsa-sha2-nistp256'
  | 'ecdsa-sha2-nistp384'
  | 'ssh-rsa'
  | 'sk-ssh-ed25519@openssh.com'
  | 'sk-ecdsa-sha2-nistp256@openssh.com';

/** A public key as OpenSSH writes it. */
export interface SshPublicKey {
  readonly type: SshKeyType;
  readonly blob: Buffer;
  /** `SHA256:…` as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
  /** `type base64`, no comment. */
  readonly line: string;
  readonly key: KeyObject;
  /** Held by a security key (`sk-…`): its application, which is under every signature. */
  readonly application: Buffer | undefined;
}

const smallestRsaBits = 2048;
const largestRsaBits = 8192;

export const isHardwareType = (type: string): boolean => type.startsWith('sk-');

/** Reads `type base64 [comment]`; a sentence saying what is wrong otherwise. */
export function parseSshPublicKey(line: string): SshPublicKey | string {
  const [type, data] = line.trim().split(/[ \t]+/);
  const blob = data === undefined ? undefined : readBase64(data);
  if (type === undefined || blob === undefined || line.length > 8192 || line.includes('\n'))
    return 'not an OpenSSH public key line (`ssh-ed25519 AAAA… comment`)';
  const key = parseSshKeyBlob(blob);
  if (typeof key === 'string') return key;
  return key.type === type ? key : `the line says ${type}, the key inside is ${key.type}`;
}

const parsed = new Map<string, SshPublicKey>(); // few keys sign many statements
const mostParsed = 512;

/** Reads a public key blob (RFC 4253 §6.6, PROTOCOL.u2f); a sentence saying what is wrong otherwise. */
export function parseSshKeyBlob(blob: Uint8Array): SshPublicKey | string {
  const name = Buffer.from(blob).toString('latin1');
  const known = parsed.get(name);
  if (known !== undefined) return known;
  const key = readKeyBlob(blob);
  if (typeof key === 'string') return key;
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(name, key);
  return key;
}

function readKeyBlob(blob: Uint8Array): SshPublicKey | string {
  const wire = readWire(blob);
  const type = wire.string()?.toString('latin1') ?? '';
  const read = readers[type];
  if (read === undefined) return `key type \`${type.slice(0, 60)}\` is not one that can sign here`;
  const parts = read(wire);
  if (parts === undefined || wire.rest() !== 0) return `the ${type} key is malformed`;
  if (typeof parts === 'string') return parts;
  const bytes = Buffer.from(blob);
  return {
    type: parts.type,
    blob: bytes,
    fingerprint: `SHA256:${sha256(bytes).toString('base64').replace(/=+$/, '')}`,
    line: `${type} ${bytes.toString('base64')}`,
    key: parts.key,
    application: parts.application,
  };
}

interface KeyParts {
  readonly type: SshKeyType;
  readonly key: KeyObject;
  readonly application: Buffer | undefined;
}
type Wire = ReturnType<typeof readWire>;

const readers: Readonly<Record<string, (wire: Wire) => KeyParts | string | undefined>> = {
  'ssh-ed25519': (wire) => keyOf('ssh-ed25519', ed25519(wire.string()), undefined),
  'sk-ssh-ed25519@openssh.com'(wire) {
    const key = ed25519(wire.string());
    return keyOf('sk-ssh-ed25519@openssh.com', key, wire.string() ?? null);
  },
  'ecdsa-sha2-nistp256': (wire) => keyOf('ecdsa-sha2-nistp256', ecdsa(wire, 'nistp256'), undefined),
  'ecdsa-sha2-nistp384': (wire) => keyOf('ecdsa-sha2-nistp384', ecdsa(wire, 'nistp384'), undefined),
  'sk-ecdsa-sha2-nistp256@openssh.com'(wire) {
    const key = ecdsa(wire, 'nistp256');
    return keyOf('sk-ecdsa-sha2-nistp256@openssh.com', key, wire.string() ?? null);
  },
  'ssh-rsa'(wire) {
    const [e, n] = [wire.mpint(), wire.mpint()];
    if (e === undefined || n === undefined) return undefined;
    const bits = n.length * 8 - Math.clz32(n[0] ?? 0) + 24;
    if (bits < smallestRsaBits || bits > largestRsaBits)
      return `an RSA key of ${bits} bits is refused; it must have ${smallestRsaBits} to ${largestRsaBits}`;
    if (e.length > 4 || Number.parseInt(e.toString('hex'), 16) < 65_537)
      return 'the RSA exponent is too small or too large';
    return keyOf('ssh-rsa', fromJwk({ kty: 'RSA', n: base64url(n), e: base64url(e) }), undefined);
  },
};

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

function keyOf(
  type: SshKeyType,
  key: KeyObject | undefined,
  application: Buffer | undefined | null,
): KeyParts | undefined {
  if (key === undefined || application === null) return undefined;
  return { type, key, application };
}

/** A point of small order is no key: anything verifies under it. */
const ed25519 = (raw: Buffer | undefined): KeyObject | undefined =>
  raw?.length === 32 && !isSmallOrder(raw)
    ? fromJwk({ kty: 'OKP', crv: 'Ed25519', x: base64url(raw) })
    : undefined;

function ecdsa(wire: Wire, curve: 'nistp256' | 'nistp384'): KeyObject | undefined {
  const [name, point] = [wire.string(), wire.string()];
  const width = curve === 'nistp256' ? 32 : 48;
  if (name?.toString('latin1') !== curve || point?.length !== 1 + 2 * width || point[0] !== 4)
    return undefined;
  const [x, y] = [base64url(point.subarray(1, 1 + width)), base64url(point.subarray(1 + width))];
  return fromJwk({ kty: 'EC', crv: curve === 'nistp256' ? 'P-256' : 'P-384', x, y });
}

/** Undefined when the numbers are no key (a point off its curve). */
function fromJwk(jwk: Readonly<Record<string, string>>): KeyObject | undefined {
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
