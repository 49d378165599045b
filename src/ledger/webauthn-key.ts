import type { KeyObject } from 'node:crypto';
import { readCoseKey, type CoseAlgorithm } from './cose-key.ts';
import { readBase64url, sha256 } from './hashing.ts';

/** A passkey's public key as the ledger writes it: one line that says where it may be used and what it is. */
export interface WebauthnKey {
  /** `webauthn RPID ORIGIN CREDENTIAL-ID COSE-KEY`, the last two in base64url. */
  readonly line: string;
  /** `SHA256:` and the unpadded base64 of SHA-256 of that line: so it covers the place as well as the key. */
  readonly fingerprint: string;
  readonly rpId: string;
  readonly origin: string;
  readonly credentialId: Buffer;
  readonly coseKey: Buffer;
  readonly algorithm: CoseAlgorithm;
  readonly key: KeyObject;
}

const longestLine = 3000;
const longestCredentialId = 1023;

const parsed = new Map<string, WebauthnKey>(); // few keys sign many statements
const mostParsed = 512;

/** Reads such a line, which has exactly one way to be written; a sentence saying what is wrong otherwise. */
export function parseWebauthnKey(line: string): WebauthnKey | string {
  const known = parsed.get(line);
  if (known !== undefined) return known;
  const key = readLine(line);
  if (typeof key === 'string') return key;
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(line, key);
  return key;
}

function readLine(line: string): WebauthnKey | string {
  if (line.length > longestLine) return `the passkey is longer than ${longestLine} characters`;
  const [scheme, rpId = '', origin = '', id = '', cose = '', ...more] = line.split(' ');
  if (scheme !== 'webauthn' || cose === '' || more.length > 0)
    return 'not a passkey (`webauthn RPID ORIGIN CREDENTIAL-ID COSE-KEY`)';
  const place = wrongPlace(rpId, origin);
  if (place !== undefined) return place;
  const [credentialId, coseKey] = [readBase64url(id), readBase64url(cose)];
  if (credentialId === undefined || credentialId.length < 1 || credentialId.length > longestCredentialId)
    return 'the credential id is not base64url of 1 to 1023 bytes';
  if (coseKey === undefined) return 'the COSE key is not base64url';
  const key = readCoseKey(coseKey);
  if (typeof key === 'string') return key;
  if (key.length !== coseKey.length) return 'the COSE key has bytes after its end';
  return {
    line,
    fingerprint: `SHA256:${sha256(Buffer.from(line)).toString('base64').replace(/=+$/, '')}`,
    rpId,
    origin,
    credentialId,
    coseKey,
    algorithm: key.algorithm,
    key: key.key,
  };
}

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const domainShape = new RegExp(`^(?=.{1,253}$)${label}(?:\\.${label})*$`);
const originShape = /^(https|http):\/\/([a-z0-9.-]+)(?::([1-9]\d{0,4}))?$/;

/**
 * Why a passkey cannot belong to this place; undefined: it can. The origin is `https`, or `http` on `localhost` alone, as
 * browsers write it; its host is a domain, never an address; the relying party is that host or a parent domain of it.
 */
export function wrongPlace(rpId: string, origin: string): string | undefined {
  const [, scheme, host = '', port] = originShape.exec(origin) ?? [];
  if (!domainShape.test(host) || /^\d+$/.test(host.split('.').at(-1) ?? ''))
    return `\`${origin.slice(0, 300)}\` is not an origin whose host is a domain (\`https://host[:port]\`)`;
  if (scheme === 'http' && host !== 'localhost')
    return `\`${origin.slice(0, 300)}\` is not https; without it a passkey works on \`localhost\` only`;
  if (port !== undefined && (Number(port) > 65_535 || port === (scheme === 'https' ? '443' : '80')))
    return `\`${origin.slice(0, 300)}\` is not how a browser writes that origin`;
  const parent = rpId.includes('.') && domainShape.test(rpId) && host.endsWith(`.${rpId}`);
  return rpId === host || parent ? undefined : `\`${rpId.slice(0, 253)}\` is not a domain of \`${origin}\``;
}
