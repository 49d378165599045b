import { z } from 'zod';

const credentialRef = z.strictObject({ type: z.literal('public-key'), id: z.string() });

/** What `PublicKeyCredential.parseRequestOptionsFromJSON` takes. */
export const requestOptions = z
  .strictObject({
    challenge: z.string(),
    rpId: z.string(),
    timeout: z.int(),
    allowCredentials: z.array(credentialRef),
    userVerification: z.literal('required'),
  })
  .meta({ id: 'PasskeyRequestOptions' });

/** What `PublicKeyCredential.parseCreationOptionsFromJSON` takes. */
export const creationOptions = z
  .strictObject({
    rp: z.strictObject({ id: z.string(), name: z.string() }),
    user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
    challenge: z.string(),
    pubKeyCredParams: z.array(z.strictObject({ type: z.literal('public-key'), alg: z.int() })),
    timeout: z.int(),
    excludeCredentials: z.array(credentialRef),
    authenticatorSelection: z.strictObject({
      residentKey: z.literal('required'),
      requireResidentKey: z.literal(true),
      userVerification: z.literal('required'),
    }),
    attestation: z.enum(['none', 'direct']),
  })
  .meta({ id: 'PasskeyCreationOptions' });
