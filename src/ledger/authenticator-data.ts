/** The bytes an authenticator signs first (WebAuthn §6.1): which party, what it checked, how often it signed. */
export interface AuthenticatorData {
  readonly rpIdHash: Buffer;
  /** It was touched. */
  readonly userPresent: boolean;
  /** It checked its user: PIN or biometrics. */
  readonly userVerified: boolean;
  /** The credential can be copied to other devices (a synced passkey), and whether it has been. */
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  /** 0 when the authenticator keeps none. */
  readonly counter: number;
  /** Whether a new credential, extensions, follow the fixed part. */
  readonly withCredential: boolean;
  readonly withExtensions: boolean;
  /** Everything behind the fixed part. */
  readonly rest: Buffer;
}

const flag = {
  userPresent: 0x01,
  userVerified: 0x04,
  backupEligible: 0x08,
  backedUp: 0x10,
  withCredential: 0x40,
  withExtensions: 0x80,
} as const;
const reserved = 0x22;

/** The fixed part. A sentence saying what is wrong: cut short, a reserved flag, backed up without being able to be. */
export function readAuthenticatorData(bytes: Uint8Array): AuthenticatorData | string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < fixedBytes) return 'the authenticator data is cut short';
  const flags = buffer.readUInt8(32);
  const has = (bit: number): boolean => (flags & bit) !== 0;
  if (has(reserved)) return 'the authenticator data sets a reserved flag';
  if (has(flag.backedUp) && !has(flag.backupEligible))
    return 'the authenticator data says that a credential is backed up which cannot be';
  return {
    rpIdHash: buffer.subarray(0, 32),
    userPresent: has(flag.userPresent),
    userVerified: has(flag.userVerified),
    backupEligible: has(flag.backupEligible),
    backedUp: has(flag.backedUp),
    counter: buffer.readUInt32BE(33),
    withCredential: has(flag.withCredential),
    withExtensions: has(flag.withExtensions),
    rest: buffer.subarray(fixedBytes),
  };
}

const fixedBytes = 37;
