import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  assertionResponseSchema,
  registrationResponseSchema,
} from '../../src/commands/passkeys/responses.ts';
import { openRegistration, takeRegistration } from '../../src/commands/passkeys/register.ts';
import { passkeyPlace } from '../../src/commands/passkeys/place.ts';
import { openSignIn, signIn } from '../../src/commands/passkeys/sign-in.ts';
import { openSigning, signatureFrom, type WhichPasskey } from '../../src/commands/passkeys/sign.ts';
import { changeSigner, openSignerChange } from '../../src/commands/signer-changes.ts';
import { bootstrap, openBootstrap } from '../../src/commands/signers.ts';
import type { Result } from '../../src/model/index.ts';
import { browserIsThere, usePasskeyPage } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { openSigningWorld, type SigningWorld } from '../support/signing-world.ts';

/** The whole ceremony with a real browser, its authenticator, a real ledger: exactly what the console's page will do. */
describe.skipIf(!browserIsThere)('a passkey made in a browser (needs chromium)', () => {
  const database = useDatabase();
  const page = usePasskeyPage();
  let world: SigningWorld;
  beforeAll(() => {
    world = openSigningWorld(database.urlAs);
  });
  afterAll(() => world.close());

  const sign = async (which: WhichPasskey, statement: string): Promise<string> => {
    const { options } = must(await openSigning(world.system, { ...which, statement }));
    const response = assertionResponseSchema.parse(await page.get(options));
    return must(await signatureFrom(world.system, { ...which, response })).signature;
  };

  test('begins a ledger, signs its person in, and signs; the ledger verifies offline', async () => {
    const place = must(passkeyPlace(page.origin));
    const asked = { place, displayName: 'Dana <b>&"\' 🔑', attestation: 'direct' } as const;
    const { registration, options, person } = must(await openRegistration(world.system, asked));
    const response = registrationResponseSchema.parse(await page.create(options));
    const made = must(await takeRegistration(world.system, { registration, response }));
    expect(made).toMatchObject({ person, assurance: 'passkey' });

    const first = {
      publicKey: made.publicKey,
      registration: made.record,
      roles: ['administrator', 'governor'],
    };
    const { statement } = must(await openBootstrap(world.system, { ...first, as: person }));
    const signature = await sign({ publicKey: made.publicKey }, statement);
    must(await bootstrap(world.system, { ...first, person, statement, signature }));

    const { challenge, options: who } = openSignIn(place);
    const there = assertionResponseSchema.parse(await page.get(who));
    expect(await signIn(world.system, { place, challenge, response: there })).toMatchObject({
      value: { person, keyFingerprint: made.keyFingerprint },
    });

    const which = { keyFingerprint: made.keyFingerprint };
    const item = { subject: person, fingerprint: made.keyFingerprint, reason: 'it was a test' };
    const change = must(await openSignerChange(world.system, { ...which, act: 'revoke', item }));
    const revoked = { act: 'revoke', statement: change.statement } as const;
    must(await changeSigner(world.system, { ...revoked, signatures: [await sign(which, change.statement)] }));
    const report = await world.verified();
    expect([report.integrity, report.completeness, report.authenticity].map((each) => each.holds)).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('is made by nobody whom the authenticator did not verify', async () => {
    const place = must(passkeyPlace(page.origin));
    const { options } = must(await openRegistration(world.system, { place, displayName: 'Eve' }));
    await page.userVerifies(false);
    await expect(page.create(options)).rejects.toThrow('NotAllowedError');
    await page.userVerifies(true);
  });
});

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}
