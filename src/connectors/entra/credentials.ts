import type { Instant, Observation } from '../../model/index.ts';
import { cut } from './kept.ts';
import type { Federation, Secret } from './shapes.ts';

/** When secrets and certificates were last used, by key id; null: never, as far as Entra keeps it. */
export type LastUses = ReadonlyMap<string, Instant | null>;

export interface Credentials {
  readonly passwordCredentials?: readonly Secret[] | null | undefined;
  readonly keyCredentials?:
    | readonly (Secret & { readonly usage?: string | null | undefined })[]
    | null
    | undefined;
}

/** Secrets and certificates by their ids. Entra shows the first characters of a secret; they are a part of it and never read. */
export function* observeCredentials(
  accountKey: string,
  { passwordCredentials, keyCredentials }: Credentials,
  { now, lastUses }: { readonly now: Instant; readonly lastUses: LastUses },
): Iterable<Observation> {
  const of = (secret: Secret, kind: 'secret' | 'certificate', at: number): Observation => {
    const { keyId, startDateTime, endDateTime } = secret;
    const lastUsedAt = keyId === undefined || keyId === null ? undefined : lastUses.get(keyId);
    return {
      type: 'credential',
      key: `${accountKey}#${kind}:${cut(keyId ?? `without id ${at + 1}`, 500)}`,
      accountKey,
      credential: kind === 'secret' ? 'api_key' : 'certificate',
      state: typeof endDateTime === 'string' && endDateTime <= now ? 'inactive' : 'active',
      ...(typeof startDateTime === 'string' ? { createdAt: startDateTime } : {}),
      // Entra makes none without an end
      ...(typeof endDateTime === 'string' ? { expiresAt: endDateTime } : {}),
      ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    };
  };
  for (const [at, each] of (passwordCredentials ?? []).entries()) yield of(each, 'secret', at);
  // what only checks signatures of others opens nothing
  for (const [at, each] of (keyCredentials ?? []).entries())
    if (each.usage !== 'Encrypt') yield of(each, 'certificate', at);
}

/** An identity elsewhere that may sign in as the account: by its issuer and subject it is known wherever it is met. */
export const observeFederation = (accountKey: string, { id, issuer, subject }: Federation): Observation => ({
  type: 'credential',
  key: `${accountKey}#federated:${cut(id, 500)}`,
  accountKey,
  credential: 'federated',
  state: 'active',
  expiresAt: null,
  ...(typeof subject === 'string' && subject !== '' ? { publicId: cut(`${issuer} ${subject}`) } : {}),
});
