import { readAuthenticatorData, type AuthenticatorData } from './authenticator-data.ts';
import { readCbor, type CborMap } from './cbor.ts';
import { readClientData } from './client-data.ts';
import { readCoseKey, type CoseAlgorithm } from './cose-key.ts';
import { readBase64url, sameBytes, sha256 } from './hashing.ts';
import { hasOnly, isObject, isText, member } from './shape.ts';
import { algorithms } from './webauthn.ts';
import { parseWebauthnKey, type WebauthnKey } from './webauthn-key.ts';

/** How a passkey came to be, as the browser gave it and the entry that enrols it keeps it: base64url of each part. */
export interface RegistrationRecord {
  readonly attestationObject: string;
  readonly clientDataJSON: string;
}

/** What a registration shows. Unless `attestation` is checked, all of it is the authenticator's word, which anybody can forge. */
export interface PasskeyFacts {
  /** The model of authenticator it says it is; all zeros: it does not say. */
  readonly aaguid: string;
  /** The attestation's format as it stands; `none`: nobody vouches for what holds the key. */
  readonly attestation: string;
  /**
   * `self`: the new key itself signed the registration, which shows that it was there and nothing about what holds it.
   * `unchecked`: certificates are kept and were not checked; whoever has the maker's root can. `none`: nothing to check.
   */
  readonly attestationChecked: 'none' | 'self' | 'unchecked';
  readonly userVerified: boolean;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  readonly counter: number;
}

export interface Registration {
  readonly key: WebauthnKey;
  /** What the party asked it with, base64url. */
  readonly challenge: string;
  readonly facts: PasskeyFacts;
}

const mostAttestationBytes = 8192;

/** Reads the bytes of a registration made at this place (WebAuthn §7.1); a sentence saying what is wrong otherwise. */
export function readRegistration(
  record: RegistrationRecord,
  place: { readonly rpId: string; readonly origin: string },
): Registration | string {
  const [object, clientBytes] = [
    readBase64url(record.attestationObject),
    readBase64url(record.clientDataJSON),
  ];
  if (object === undefined || clientBytes === undefined) return 'the registration is not base64url';
  if (object.length > mostAttestationBytes)
    return `the attestation is longer than ${mostAttestationBytes} bytes`;
  const client = readClientData(clientBytes);
  if (typeof client === 'string') return client;
  if (client.type !== 'webauthn.create') return 'the client data is not of a registration';
  if (client.origin !== place.origin)
    return `it was made on \`${client.origin.slice(0, 300)}\`, not on \`${place.origin}\``;
  const attested = readAttestation(object);
  if (typeof attested === 'string') return attested;
  const { data, authData, format, statement } = attested;
  if (!sameBytes(data.rpIdHash, sha256(Buffer.from(place.rpId))))
    return `the authenticator registered with another party than \`${place.rpId}\``;
  if (!data.userPresent) return 'nobody touched the authenticator';
  const credential = readCredential(data);
  if (typeof credential === 'string') return credential;
  const { aaguid, credentialId, coseKey } = credential;
  const line = `webauthn ${place.rpId} ${place.origin} ${credentialId.toString('base64url')} ${coseKey.toString('base64url')}`;
  const key = parseWebauthnKey(line);
  if (typeof key === 'string') return key;
  const checked = checkStatement(key, format, statement, Buffer.concat([authData, sha256(clientBytes)]));
  if (typeof checked === 'string') return checked;
  return {
    key,
    challenge: client.challenge,
    facts: {
      aaguid: aaguid.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
      attestation: format,
      attestationChecked: checked.is,
      userVerified: data.userVerified,
      backupEligible: data.backupEligible,
      backedUp: data.backedUp,
      counter: data.counter,
    },
  };
}

/** The registration that an entry keeps for this very key. */
export function registrationOf(value: unknown, key: WebauthnKey): PasskeyFacts | string {
  if (!isObject(value) || !hasOnly(value, ['attestationObject', 'clientDataJSON']))
    return 'a passkey is enrolled with its `registration`';
  const [attestationObject, clientDataJSON] = [
    member(value, 'attestationObject'),
    member(value, 'clientDataJSON'),
  ];
  if (!isText(attestationObject) || !isText(clientDataJSON))
    return 'a passkey is enrolled with its `registration`';
  const read = readRegistration({ attestationObject, clientDataJSON }, key);
  if (typeof read === 'string') return `its registration does not hold: ${read}`;
  return read.key.line === key.line ? read.facts : 'its registration is of another key';
}

interface Attested {
  readonly format: string;
  readonly statement: CborMap;
  readonly authData: Buffer;
  readonly data: AuthenticatorData;
}

function readAttestation(bytes: Buffer): Attested | string {
  const read = readCbor(bytes);
  const map = read?.value;
  if (read?.length !== bytes.length || !(map instanceof Map) || map.size !== 3)
    return 'the attestation object is not one CBOR map of three';
  const [format, statement, authData]: unknown[] = [map.get('fmt'), map.get('attStmt'), map.get('authData')];
  if (!isText(format) || !/^[a-z0-9-]{1,32}$/.test(format)) return 'the attestation names no format';
  if (!isMap(statement) || !Buffer.isBuffer(authData)) return 'the attestation has no statement or data';
  const data = readAuthenticatorData(authData);
  return typeof data === 'string' ? data : { format, statement, authData, data };
}

const isMap = (value: unknown): value is CborMap => value instanceof Map;

/** The new credential behind the fixed part: model, id, key; then extensions if their flag is set, and nothing else. */
function readCredential({ rest, withCredential, withExtensions }: AuthenticatorData) {
  if (!withCredential || rest.length < 18) return 'the registration holds no credential';
  const aaguid = rest.subarray(0, 16);
  const idEnd = 18 + rest.readUInt16BE(16);
  const credentialId = rest.subarray(18, idEnd);
  if (credentialId.length !== idEnd - 18) return 'the credential id is cut short';
  const key = readCoseKey(rest.subarray(idEnd));
  if (typeof key === 'string') return key;
  const keyEnd = idEnd + key.length;
  const after = rest.subarray(keyEnd);
  const extensions = withExtensions ? readCbor(after) : undefined;
  if ((extensions?.length ?? 0) !== after.length || (withExtensions && !isMap(extensions?.value)))
    return 'the registration has bytes after its credential that are no extensions';
  return { aaguid, credentialId, coseKey: rest.subarray(idEnd, keyEnd) };
}

const coseNumber: Readonly<Record<CoseAlgorithm, number>> = { ES256: -7, EdDSA: -8, RS256: -257 };

/** Only what can be checked without anybody's root certificate is. */
function checkStatement(
  key: WebauthnKey,
  format: string,
  statement: CborMap,
  signed: Buffer,
): { readonly is: PasskeyFacts['attestationChecked'] } | string {
  if (format === 'none') return statement.size === 0 ? { is: 'none' } : 'attestation `none` has a statement';
  if (format !== 'packed' || statement.has('x5c')) return { is: 'unchecked' };
  const signature = statement.get('sig');
  const holds =
    statement.size === 2 &&
    statement.get('alg') === coseNumber[key.algorithm] &&
    Buffer.isBuffer(signature) &&
    algorithms[key.algorithm](key, signed, signature);
  return holds ? { is: 'self' } : 'the self-attestation does not hold';
}
