import { z } from 'zod';
import { isSourceId, refuse, roles, type Result } from '../../model/index.ts';

/** How a person of the estate is found by what a provider says of a subject. */
export const matchedBy = ['email', 'employee_number', 'key'] as const;
export type MatchedBy = (typeof matchedBy)[number];

/** What signs ID tokens: asymmetric all of them. A secret that both sides know vouches for nobody. */
export const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

/** OpenID Connect lets people write these themselves, or gives them away again (Core 5.1, 5.7): they say who nobody is. */
const selfSaid = [
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'picture',
  'website',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'phone_number',
  'address',
  'updated_at',
];

const plain = /^[^\p{C}]*$/u;
const text = (most: number) =>
  z.string().min(1).max(most).regex(plain, 'expected text without control characters');
const claim = text(200).refine((name) => !['__proto__', 'constructor', 'prototype'].includes(name));

/** Who is trusted to say at sign-in who somebody is, as administrators signed it. */
export const providerSchema = z.strictObject({
  name: text(60),
  issuer: z.string().max(500).refine(isIssuer, 'expected an https:// address, or http:// of this machine'),
  clientId: text(300),
  clientSecret: z
    .string()
    .regex(/^stored:[a-z0-9][a-z0-9._/-]{0,99}$/)
    .nullable(),
  algorithm: z.enum(algorithms),
  scopes: z
    .array(z.string().regex(/^[!#-[\]-~]{1,100}$/, 'expected a scope'))
    .max(20)
    .refine((scopes) => scopes.includes('openid'), 'expected `openid` among the scopes'),
  person: z
    .strictObject({ source: z.string().refine(isSourceId), claim, matches: z.enum(matchedBy) })
    .refine(({ claim: name }) => !selfSaid.includes(name), {
      error: 'expected a claim that its subject cannot write: not a name, a user name or a number to call',
    })
    .refine(({ claim: name, matches }) => (matches === 'email') === (name === 'email'), {
      error: 'an e-mail is matched by the claim `email` alone, which comes with `email_verified`',
    }),
  groups: z.strictObject({
    claim,
    roles: z.array(z.strictObject({ group: text(256), role: z.enum(roles) })).max(200),
  }),
  links: z.enum(['keep', 'anew']),
});
export type Provider = z.infer<typeof providerSchema>;

/** Reads what was or is to be signed; refuses what this version would not hold to. */
export function readProvider(item: unknown): Result<Provider> {
  const parsed = providerSchema.safeParse(item);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : refuse(
        'input_invalid',
        `The identity provider cannot be set like that: ${parsed.error.issues
          .slice(0, 5)
          .map(({ path, message }) => `\`${path.join('.')}\`: ${message}`)
          .join('; ')}.`,
        'See `docs/how-to/oidc.md`.',
      );
}

/** An issuer's identifier (Discovery 4.3): https, without query, fragment or user; this machine's own may do without TLS. */
function isIssuer(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password, search, hash, hostname } = new URL(address);
  const isHere = isLoopback(hostname);
  return (
    (protocol === 'https:' || (protocol === 'http:' && isHere)) &&
    `${username}${password}${search}${hash}` === '' &&
    !/[?#\s]/.test(address)
  );
}

export const isLoopback = (hostname: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
