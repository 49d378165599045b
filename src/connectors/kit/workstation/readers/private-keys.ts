import { createPrivateKey } from 'node:crypto';
import type { Instant, WorkstationRecord } from '../../../../model/index.ts';
import type { Reader } from '../reader.ts';
import { certificateExpiry } from './kubeconfig.ts';

const block = /-----BEGIN (?<label>[A-Z0-9 ]{0,40}PRIVATE KEY)-----(?<body>[\s\S]{1,65536}?)-----END /;

/** Private keys: `~/.ssh/*` and `*.pem`, `*.key`, `*.ppk`, `id_*` anywhere. Kind, size, whether a passphrase protects it. */
export const privateKeys: Reader = {
  id: 'private-keys',
  title: 'private keys',
  home: ['.ssh/'],
  maxBytes: 256 << 10,
  matches: (relative, base) =>
    !/\.pub$|^known_hosts|^authorized_keys|^config$/.test(base) &&
    (/(?:^|\/)\.ssh\/[^/]+$/.test(relative) ||
      /\.(?:pem|key|ppk|p8)$/i.test(base) ||
      /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?/.test(base)),
  read(context) {
    const { text, base, relative } = context.file;
    const found = block.exec(text)?.groups;
    const isPutty = /^PuTTY-User-Key-File-\d/.test(text);
    if (found === undefined && !isPutty) return [];
    const isSsh = isPutty || /OPENSSH/.test(found?.['label'] ?? '') || /(?:^|\/)\.ssh\//.test(relative);
    const facts = isPutty ? puttyFacts(text) : pemFacts(found?.['label'] ?? '', found?.['body'] ?? '');
    const body = (isPutty ? text : (found?.['body'] ?? '')).replaceAll(/\s/g, '');
    const expiresAt: Instant | undefined = /BEGIN CERTIFICATE/.test(text)
      ? certificateExpiry(Buffer.from(text))
      : undefined;
    const holder = context.holder(isSsh ? 'SSH key' : 'private key', base, 'unknown', 1);
    context.hide(found?.['body'] ?? text);
    const records: WorkstationRecord[] = [
      holder,
      ...context.credential(holder.key, base, body, {
        surface: isSsh ? 'ssh' : 'private_key',
        line: 1,
        credential: expiresAt === undefined ? 'ssh_key' : 'certificate',
        shape: `${isSsh ? 'SSH' : 'PEM'} private key${facts.kind === undefined ? '' : `, ${facts.kind}`}`,
        held: { is: 'key_file' },
        lifetime: 'static',
        ...(facts.encrypted === undefined ? {} : { encrypted: facts.encrypted }),
        ...(facts.hardware === true ? { hardware: true } : {}),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      }),
    ];
    return records;
  },
};

interface KeyFacts {
  readonly kind?: string;
  readonly encrypted?: boolean;
  readonly hardware?: boolean;
}

function pemFacts(label: string, body: string): KeyFacts {
  if (label === 'OPENSSH PRIVATE KEY') return opensshFacts(Buffer.from(body, 'base64'));
  if (label === 'ENCRYPTED PRIVATE KEY' || /Proc-Type: 4,ENCRYPTED/.test(body)) return { encrypted: true };
  try {
    const key = createPrivateKey(`-----BEGIN ${label}-----${body}-----END ${label}-----\n`);
    const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
    const size = modulusLength === undefined ? namedCurve : `${modulusLength} bits`;
    return {
      encrypted: false,
      kind: `${key.asymmetricKeyType ?? 'key'}${size === undefined ? '' : ` ${size}`}`,
    };
  } catch {
    return {};
  }
}

/** openssh-key-v1 (PROTOCOL.key): cipher name, KDF, then the public key in clear. */
function opensshFacts(bytes: Buffer): KeyFacts {
  const magic = 'openssh-key-v1\0';
  if (bytes.toString('latin1', 0, magic.length) !== magic) return {};
  let at = magic.length;
  const next = (): Buffer | undefined => {
    if (at + 4 > bytes.length) return undefined;
    const length = bytes.readUInt32BE(at);
    if (length > bytes.length - at - 4) return undefined;
    const part = bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return part;
  };
  const cipher = next()?.toString('latin1');
  if (cipher === undefined) return {};
  next(); // KDF name
  next(); // KDF options
  at += 4; // number of keys
  const encrypted = cipher !== 'none';
  const publicKey = next();
  if (publicKey === undefined || publicKey.length < 8) return { encrypted };
  const kindLength = publicKey.readUInt32BE(0);
  const kind = publicKey.toString('latin1', 4, 4 + Math.min(kindLength, 64)).replaceAll(/[^\w@.-]/g, '');
  return { encrypted, kind: kind + rsaBits(kind, publicKey, kindLength), hardware: kind.startsWith('sk-') };
}

function rsaBits(kind: string, publicKey: Buffer, kindLength: number): string {
  if (kind !== 'ssh-rsa') return '';
  const exponentAt = 4 + kindLength;
  if (exponentAt + 4 > publicKey.length) return '';
  const modulusAt = exponentAt + 4 + publicKey.readUInt32BE(exponentAt);
  if (modulusAt + 4 > publicKey.length) return '';
  // An mpint has a leading zero byte when its top bit is set (RFC 4251 §5).
  return ` ${(publicKey.readUInt32BE(modulusAt) - 1) * 8} bits`;
}

const puttyFacts = (text: string): KeyFacts => {
  const kind = /^PuTTY-User-Key-File-\d: (?<kind>[\w-]{1,40})/.exec(text)?.groups?.['kind'];
  const cipher = /^Encryption: (?<cipher>\S+)/m.exec(text)?.groups?.['cipher'];
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(cipher === undefined ? {} : { encrypted: cipher !== 'none' }),
  };
};
