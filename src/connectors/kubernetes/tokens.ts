import type { z } from 'zod';
import { readInstant, type Instant } from '../../model/index.ts';
import type { TokenRead } from './cluster.ts';
import type { Metadata, secretObject, tokenRequestObject } from './object-shape.ts';

type Token = Omit<TokenRead, 'namespace'>;

/** The type of Secret that holds a token which never ends, and the marks that the control plane puts on it. */
export const tokenSecretType = 'kubernetes.io/service-account-token';
const ownerMark = 'kubernetes.io/service-account.name';
const lastUsedMark = 'kubernetes.io/legacy-token-last-used';
const invalidMark = 'kubernetes.io/legacy-token-invalid-since';

/** The token in a Secret, when it is one of a service account. Its text becomes a fingerprint here and goes no further. */
export function readTokenSecret(
  secret: z.infer<typeof secretObject>,
  fingerprint: (secret: string) => string,
): Token | undefined {
  const { metadata, type, data, stringData } = secret;
  const serviceAccount = markOf(metadata.annotations, ownerMark);
  if (serviceAccount === undefined || (type != null && type !== tokenSecretType)) return undefined;
  const token =
    stringData?.token ?? (data?.token == null ? undefined : Buffer.from(data.token, 'base64').toString());
  const lastUsedAt = dayOf(markOf(metadata.labels, lastUsedMark));
  return {
    serviceAccount,
    key: `secret/${metadata.name}`,
    state: markOf(metadata.labels, invalidMark) === undefined ? 'active' : 'inactive',
    ...createdOf(metadata),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    expiresAt: null,
    ...(token == null || token === '' ? {} : { fingerprint: fingerprint(token) }),
  };
}

/** A token that was asked for (`kubectl create token`), bound to an end. Its account is the request's own name. */
export function readTokenRequest(
  { metadata, status }: z.infer<typeof tokenRequestObject>,
  fingerprint: (secret: string) => string,
): Token {
  const expiresAt = readInstant(status?.expirationTimestamp ?? '');
  const print = status?.token == null ? undefined : fingerprint(status.token);
  const created = createdOf(metadata);
  return {
    serviceAccount: metadata.name,
    key: `request/${print?.slice(0, 16) ?? created.createdAt ?? status?.expirationTimestamp ?? 'unknown'}`,
    state: 'active',
    ...created,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(print === undefined ? {} : { fingerprint: print }),
  };
}

export function createdOf(metadata: Metadata): { readonly createdAt?: Instant } {
  const createdAt = readInstant(metadata.creationTimestamp ?? '');
  return createdAt === undefined ? {} : { createdAt };
}

/** A label or annotation that is text; their names come from outside, so own members only. */
export function markOf(marks: Metadata['labels'] | undefined, name: string): string | undefined {
  const value = marks !== undefined && Object.hasOwn(marks, name) ? marks[name]?.trim() : undefined;
  return value === undefined || value === '' ? undefined : value.slice(0, 1024);
}

const dayOf = (text: string | undefined): Instant | undefined =>
  text === undefined ? undefined : readInstant(text);
