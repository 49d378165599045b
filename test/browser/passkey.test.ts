import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readRegistration } from '../../src/ledger/passkey-registration.ts';
import { assertionText, challengeOf, verifyAssertion } from '../../src/ledger/webauthn.ts';
import { browserIsThere, usePasskeyPage } from '../support/browser.ts';

const registered = z.object({
  id: z.string(),
  response: z.object({ attestationObject: z.string(), clientDataJSON: z.string() }),
});
const asserted = z.object({
  id: z.string(),
  rawId: z.string(),
  type: z.literal('public-key'),
  response: z.object({ authenticatorData: z.string(), clientDataJSON: z.string(), signature: z.string() }),
});
const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');

describe.skipIf(!browserIsThere)('a passkey in a real browser (needs chromium)', () => {
  const page = usePasskeyPage();
  const statement = '{"covers":{"item":{"proposal":"prp_0123456789"}},"v":"countersign/statement/v1"}';

  test.each([-7, -8, -257])(
    'registers (algorithm %i), signs a statement, and both verifiers say so',
    async (alg) => {
      const created = registered.parse(
        await page.create({
          rp: { id: 'localhost', name: 'Countersign' },
          user: { id: Buffer.from(`psn_${alg}`).toString('base64url'), name: 'Dana', displayName: 'Dana' },
          challenge: challengeOf('registration'),
          pubKeyCredParams: [{ type: 'public-key', alg }],
          authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
          attestation: 'direct',
          excludeCredentials: [],
        }),
      );
      const registration = readRegistration(created.response, { rpId: 'localhost', origin: page.origin });
      if (typeof registration === 'string') throw new Error(registration);
      const { key, facts } = registration;
      expect(facts).toMatchObject({ userVerified: true });

      const options = {
        challenge: challengeOf(statement),
        rpId: 'localhost',
        allowCredentials: [{ type: 'public-key', id: created.id }],
        userVerification: 'required',
      };
      const given = asserted.parse(await page.get(options));
      const { authenticatorData, clientDataJSON, signature } = given.response;
      const text = assertionText({
        authenticatorData: bytes(authenticatorData),
        clientDataJSON: bytes(clientDataJSON),
        publicKey: key.line,
        signature: bytes(signature),
      });
      expect(verifyAssertion(statement, text)).toMatchObject({
        ok: true,
        fingerprint: key.fingerprint,
        userVerified: true,
      });
      expect(verifyAssertion(`${statement} `, text)).toMatchObject({ ok: false });
      const theirs = await verifyAuthenticationResponse({
        response: { ...given, clientExtensionResults: {} },
        expectedChallenge: challengeOf(statement),
        expectedOrigin: page.origin,
        expectedRPID: 'localhost',
        credential: { id: created.id, publicKey: new Uint8Array(key.coseKey), counter: 0 },
      });
      expect(theirs.verified).toBe(true);
    },
  );
});
