import type { CredentialType, Instant } from '../../model/index.ts';

/** One result of a scanner in one shape. `secret` is in memory only, between the report and its fingerprint. */
export interface FoundSecret {
  readonly tool: string;
  readonly rule: string;
  readonly container: Container;
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly commit?: string;
  readonly author?: string;
  readonly since?: Instant;
  /** Absent: the report does not show it (`--redact`), so nothing can be joined by it. */
  readonly secret?: string;
  /** The half that is no secret: an AWS access key id. */
  readonly publicId?: string;
  readonly credential: CredentialType;
  /** True: the scanner tried it and it worked. Absent: it did not try, or does not say. */
  readonly verified?: true;
}

/** What holds the places: a repository, an image, a bucket. `isGuessed`: named after the report, which does not say. */
export interface Container {
  readonly name: string;
  readonly kind: string;
  readonly isGuessed: boolean;
}

const accessKeyId = /^(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}$/;

/** What a scanner took for the secret, told apart: an AWS access key id alone is none, and one may stand before it. */
export function partsOf(raw: string): Pick<FoundSecret, 'secret' | 'publicId'> {
  const text = raw.trim();
  if (text === '' || isRedacted(text)) return {};
  if (accessKeyId.test(text)) return { publicId: text };
  const id = text.slice(0, 20);
  const rest = text.slice(20).replace(/^:/, '');
  if (accessKeyId.test(id) && /^[A-Za-z0-9/+]{40}$/.test(rest)) return { publicId: id, secret: rest };
  return { secret: text };
}

/** `REDACTED`, `****`, and what `gitleaks --redact=PERCENT` leaves: a beginning and three dots. */
export const isRedacted = (text: string): boolean =>
  /^\[?redacted\]?$/i.test(text) || /^(?:\*+|x{6,}|•+)$/i.test(text) || /(?:\.{3}|…|\*{3,})$/.test(text);

/** What kind of credential it is, as far as the rule's name and the secret's own form say. */
export function credentialOf(rule: string, secret: string | undefined): CredentialType {
  const name = rule.toLowerCase();
  if (secret !== undefined && /-----BEGIN [A-Z ]*PRIVATE KEY/.test(secret))
    return /OPENSSH/.test(secret) ? 'ssh_key' : 'certificate';
  if (/private.?key/.test(name)) return 'certificate';
  if (/^aws|access.?key/.test(name)) return 'access_key';
  if (/token|jwt|\bpat\b|oauth|bearer/.test(name)) return 'token';
  if (/password|passwd|basic.?auth|postgres|mysql|mongo|jdbc|redis|uri|ldap/.test(name)) return 'password';
  return 'api_key';
}
