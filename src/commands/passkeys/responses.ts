import { z } from 'zod';

/** What a browser answers, as `credential.toJSON()` writes it; of all its members those that are needed, bounded. */

const base64url = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/, 'expected base64url without padding');
const credential = { id: base64url(1400), type: z.literal('public-key') };

/** The answer to `navigator.credentials.create`. */
export const registrationResponseSchema = z.object({
  ...credential,
  response: z.object({ attestationObject: base64url(11_000), clientDataJSON: base64url(2800) }),
});
export type RegistrationResponse = z.infer<typeof registrationResponseSchema>;

/** The answer to `navigator.credentials.get`. */
export const assertionResponseSchema = z.object({
  ...credential,
  response: z.object({
    authenticatorData: base64url(400),
    clientDataJSON: base64url(2800),
    signature: base64url(1400),
  }),
});
export type AssertionResponse = z.infer<typeof assertionResponseSchema>;
