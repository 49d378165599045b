import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticator, type Authenticator, type Bent } from '../../../test/support/authenticator.ts';
import { useDatabase } from '../../../test/support/database.ts';
import { openSigningWorld, type SigningWorld } from '../../../test/support/signing-world.ts';
import type { Result, SubjectId } from '../../model/index.ts';
import { beginChange, signChange, waitingChanges } from '../shared-changes.ts';
import { changeSigner, openSignerChange, type SignerAct } from '../signer-changes.ts';
import { enrolmentItem } from '../enrolment-item.ts';
import { bootstrap, listSigners, openBootstrap } from '../signers.ts';
import { forgetUnfinished } from './forget.ts';
import { passkeyPlace } from './place.ts';
import {
  openRegistration,
  registeredPasskey,
  takeRegistration,
  waitingPasskeys,
  type RegisteredPasskey,
} from './register.ts';
import { registrationResponseSchema, type AssertionResponse } from './responses.ts';
import { openSignIn, signIn } from './sign-in.ts';
import { openSigning, signatureFrom, type WhichPasskey } from './sign.ts';

const database = useDatabase();
const place = { rpId: 'console.example.org', origin: 'https://console.example.org' };
const b64u = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
let world: SigningWorld;
beforeAll(() => {
  world = openSigningWorld(database.urlAs);
});
afterAll(() => world.close());

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

/** What the browser makes of an authenticator's bytes. */
const created = (key: Authenticator, challenge: string, bent?: Bent) => {
  const { attestationObject, clientDataJSON } = key.register(challenge, bent);
  return registrationResponseSchema.parse({
    id: b64u(key.credentialId),
    rawId: b64u(key.credentialId),
    type: 'public-key',
    authenticatorAttachment: 'platform',
    clientExtensionResults: {},
    response: {
      attestationObject: b64u(attestationObject),
      clientDataJSON: b64u(clientDataJSON),
      transports: ['internal'],
    },
  });
};
const asserted = (key: Authenticator, challenge: string, bent?: Bent): AssertionResponse => {
  const { authenticatorData, clientDataJSON, signature } = key.assert(challenge, bent);
  return {
    id: b64u(key.credentialId),
    type: 'public-key',
    response: {
      authenticatorData: b64u(authenticatorData),
      clientDataJSON: b64u(clientDataJSON),
      signature: b64u(signature),
    },
  };
};

async function register(key: Authenticator, person?: SubjectId): Promise<RegisteredPasskey> {
  const asked = { place, displayName: 'Dana', ...(person === undefined ? {} : { person }) };
  const { registration, options } = must(await openRegistration(world.system, asked));
  return must(
    await takeRegistration(world.system, { registration, response: created(key, options.challenge) }),
  );
}
/** The whole ceremony by which a passkey signs a statement. */
async function signedBy(key: Authenticator, which: WhichPasskey, statement: string, bent?: Bent) {
  const { options } = must(await openSigning(world.system, { ...which, statement }));
  expect(options).toMatchObject({
    rpId: place.rpId,
    userVerification: 'required',
    allowCredentials: [{ type: 'public-key', id: b64u(key.credentialId) }],
  });
  const response = asserted(key, options.challenge, bent);
  return must(await signatureFrom(world.system, { ...which, response })).signature;
}
const enrolling = (made: RegisteredPasskey, roles: readonly string[]) => ({
  publicKey: made.publicKey,
  registration: made.record,
  roles,
  person: made.person,
});
async function change(act: SignerAct, item: Readonly<Record<string, unknown>>, key: Authenticator) {
  const keyFingerprint = key.fingerprint;
  const { statement } = must(await openSignerChange(world.system, { act, keyFingerprint, item }));
  return { act, statement, signatures: [await signedBy(key, { keyFingerprint }, statement)] };
}

const [dana, lee, kim, pat, own] = Array.from({ length: 5 }, () => authenticator()) as [
  Authenticator,
  Authenticator,
  Authenticator,
  Authenticator,
  Authenticator,
];
let first: RegisteredPasskey;

describe('a registration', () => {
  it('asks for a passkey that is kept and checks its user, and tells the browser nothing but a random id and a name', async () => {
    const { options, person } = must(await openRegistration(world.system, { place, displayName: 'Dana' }));
    expect(options).toEqual({
      rp: { id: 'console.example.org', name: 'Countersign' },
      user: { id: Buffer.from(person).toString('base64url'), name: 'Dana', displayName: 'Dana' },
      challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
      timeout: 300_000,
      excludeCredentials: [],
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      attestation: 'none',
    });
  });

  it.each(['', 'x'.repeat(65), '🔑'.repeat(17)])('shows no name like %j', async (displayName) => {
    expect(await openRegistration(world.system, { place, displayName })).toMatchObject({
      ok: false,
      code: 'input_invalid',
    });
  });

  it.each<[string, Bent]>([
    ['another challenge', { challenge: 'AAAA' }],
    ['another origin', { origin: 'https://evil.example.org' }],
    ['another party', { rpId: 'evil.example.org' }],
    ['an assertion', { type: 'webauthn.get' }],
    ['a user who was not checked', { flags: 0x41 }],
  ])('with %s is not taken', async (_name, bent) => {
    const { registration, options } = must(
      await openRegistration(world.system, { place, displayName: 'Dana' }),
    );
    const response = created(authenticator(), options.challenge, bent);
    expect(await takeRegistration(world.system, { registration, response })).toMatchObject({
      ok: false,
      code: 'input_invalid',
    });
  });

  it('is taken once, for its own credential, and not after five minutes', async () => {
    const { registration, options } = must(
      await openRegistration(world.system, { place, displayName: 'Dana' }),
    );
    const response = created(dana, options.challenge);
    expect(
      await takeRegistration(world.system, { registration, response: { ...response, id: 'AAAA' } }),
    ).toMatchObject({ ok: false, code: 'input_invalid' });
    first = must(await takeRegistration(world.system, { registration, response }));
    expect(first).toMatchObject({
      publicKey: dana.line,
      keyFingerprint: dana.fingerprint,
      assurance: 'passkey',
    });
    expect(await takeRegistration(world.system, { registration, response })).toMatchObject({
      ok: false,
      code: 'not_found',
    });
    const late = must(await openRegistration(world.system, { place, displayName: 'Dana' }));
    world.pass(301);
    expect(
      await takeRegistration(world.system, {
        registration: late.registration,
        response: created(dana, late.options.challenge),
      }),
    ).toMatchObject({ ok: false, code: 'not_found' });
  });

  it('waits to be enrolled, and enrols nobody', async () => {
    expect(must(await waitingPasskeys(world.system)).items).toEqual([first]);
    expect(must(await registeredPasskey(world.system, first.registration))).toEqual(first);
    expect(must(await listSigners(world.system, { limit: 100 })).items).toEqual([]);
  });
});

describe('a ledger that a passkey begins', () => {
  it('is not begun without its signature, nor by another’s, nor by a touch', async () => {
    const asked = { ...enrolling(first, ['administrator']), as: first.person };
    const { statement, person } = must(await openBootstrap(world.system, asked));
    const which = { publicKey: dana.line };
    const attempts = [
      [lee.sign(statement), 'did not sign with it'],
      [await signedBy(dana, which, `${statement} `), 'not the digest of this text'],
      [await signedBy(dana, which, statement, { flags: 0x01 }), 'only touched'],
      [await signedBy(dana, which, statement, { origin: 'https://evil.example.org' }), 'it was made on'],
    ] as const;
    for (const [signature, why] of attempts)
      expect(await bootstrap(world.system, { ...asked, person, statement, signature })).toMatchObject({
        ok: false,
        message: expect.stringContaining(why),
      });
    const { registration: _, ...unregistered } = asked;
    expect(await openBootstrap(world.system, unregistered)).toMatchObject({
      ok: false,
      code: 'input_invalid',
    });
    expect(must(await listSigners(world.system, { limit: 100 })).items).toEqual([]);
  });

  it('proves by its first entry alone that the key signed it', async () => {
    const asked = { ...enrolling(first, ['administrator', 'governor', 'reviewer']), as: first.person };
    const { statement, person } = must(await openBootstrap(world.system, asked));
    const signature = await signedBy(dana, { publicKey: dana.line }, statement);
    expect(await bootstrap(world.system, { ...asked, person, statement, signature })).toMatchObject({
      ok: true,
    });
    expect(must(await listSigners(world.system, { limit: 100 })).items).toMatchObject([
      {
        person: first.person,
        kind: 'passkey',
        publicKey: dana.line,
        assurance: 'passkey',
        passkey: { attestation: 'none', userVerified: true },
      },
    ]);
    expect(must(await waitingPasskeys(world.system)).items).toEqual([]);
    const report = await world.verified();
    expect([report.integrity, report.completeness, report.authenticity].map((v) => v.holds)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('asks nobody to make a second passkey on the same device', async () => {
    const { options } = must(
      await openRegistration(world.system, { place, displayName: 'Dana', person: first.person }),
    );
    expect(options.excludeCredentials).toEqual([{ type: 'public-key', id: b64u(dana.credentialId) }]);
  });
});

describe('signing in', () => {
  const attempt = async (key: Authenticator, bent?: Bent) => {
    const { challenge, options } = openSignIn(place);
    expect(options).toMatchObject({ challenge, allowCredentials: [], userVerification: 'required' });
    return signIn(world.system, { place, challenge, response: asserted(key, challenge, bent) });
  };

  it('says who is there, by a passkey that speaks for them now', async () => {
    expect(await attempt(dana)).toEqual({
      ok: true,
      value: {
        person: first.person,
        roles: ['administrator', 'governor', 'reviewer'],
        keyFingerprint: dana.fingerprint,
      },
    });
  });

  it.each<[string, Bent]>([
    ['by touch alone', { flags: 0x01 }],
    ['on another origin', { origin: 'https://evil.example.org' }],
    ['with another challenge', { challenge: 'AAAA' }],
  ])('is refused %s', async (_name, bent) => {
    expect(await attempt(dana, bent)).toMatchObject({ ok: false, code: 'unauthenticated' });
  });

  it('is refused with a passkey that nobody enrolled, or on another console', async () => {
    expect(await attempt(lee)).toMatchObject({ ok: false, code: 'unauthenticated' });
    const elsewhere = { ...place, origin: 'https://console.example.org:8443' };
    const { challenge } = openSignIn(elsewhere);
    const response = asserted(dana, challenge);
    expect(await signIn(world.system, { place: elsewhere, challenge, response })).toMatchObject({
      ok: false,
      code: 'unauthenticated',
    });
  });

  it('never takes a signature over a statement, and none is made of a sign-in', async () => {
    const { statement } = must(
      await openSignerChange(world.system, {
        act: 'revoke',
        keyFingerprint: dana.fingerprint,
        item: { subject: first.person, fingerprint: dana.fingerprint, reason: 'x' },
      }),
    );
    const which = { keyFingerprint: dana.fingerprint };
    const { options } = must(await openSigning(world.system, { ...which, statement }));
    const response = asserted(dana, options.challenge);
    expect(await signIn(world.system, { place, challenge: options.challenge, response })).toMatchObject({
      ok: false,
      code: 'unauthenticated',
    });
    const visited = asserted(dana, openSignIn(place).challenge);
    const { signature } = must(await signatureFrom(world.system, { ...which, response: visited }));
    expect(
      await changeSigner(world.system, { act: 'revoke', statement, signatures: [signature] }),
    ).toMatchObject({
      ok: false,
      code: 'signature_invalid',
    });
  });
});

describe('who may sign changes', () => {
  it('by a passkey that enrols others, until three are in force', async () => {
    for (const [key, roles] of [
      [lee, ['reviewer', 'security']],
      [kim, ['reviewer']],
    ] as const) {
      const made = await register(key);
      const item = must(enrolmentItem(enrolling(made, roles)));
      must(await changeSigner(world.system, await change('enrol', item, dana)));
    }
    expect(
      must(await listSigners(world.system, { limit: 100 })).items.map((each) => each.keyFingerprint),
    ).toEqual([dana.fingerprint, lee.fingerprint, kim.fingerprint]);
  });

  it('by two who sign at machines of their own: what one signed waits for the other', async () => {
    const made = await register(pat);
    const item = must(enrolmentItem(enrolling(made, ['auditor'])));
    const began = must(await beginChange(world.system, await change('enrol', item, lee)));
    expect(began).toEqual({ waiting: expect.any(String), because: expect.stringContaining('alone') });
    const [waiting] = must(await waitingChanges(world.system)).items;
    expect(waiting).toMatchObject({
      change: began.waiting,
      act: 'enrol',
      item,
      signedBy: [must(await listSigners(world.system, { limit: 100 })).items[1]?.person],
    });
    const { statement = '' } = waiting ?? {};
    const sign = async (key: Authenticator, bent?: Bent) =>
      signChange(world.system, {
        change: began.waiting ?? '',
        signature: await signedBy(key, { keyFingerprint: key.fingerprint }, statement, bent),
      });
    expect(await sign(lee)).toMatchObject({ ok: false, code: 'already_done' });
    expect(await sign(kim, { flags: 0x01 })).toMatchObject({ ok: false, code: 'policy_denied' });
    // both of them were enrolled by the first signer, who adds nothing to either
    expect(must(await sign(dana))).toMatchObject({ waiting: began.waiting });
    expect(must(await sign(kim))).toMatchObject({ entry: expect.stringMatching(/^ent_/) });
    expect(await sign(kim)).toMatchObject({ ok: false, code: 'already_done' });
    expect(must(await waitingChanges(world.system)).items).toEqual([]);
    expect(must(await listSigners(world.system, { limit: 100 })).items.at(-1)).toMatchObject({
      person: made.person,
      keyFingerprint: pat.fingerprint,
    });
  });

  it('never by a change that more signatures would not mend, and that is not kept', async () => {
    const item = { subject: first.person, fingerprint: lee.fingerprint, reason: 'not theirs' };
    expect(await beginChange(world.system, await change('revoke', item, lee))).toMatchObject({
      ok: false,
      code: 'policy_denied',
    });
    const { statement, signatures } = await change('revoke', item, lee);
    expect(await beginChange(world.system, { act: 'enrol', statement, signatures })).toMatchObject({
      ok: false,
      code: 'signature_invalid',
    });
    expect(must(await waitingChanges(world.system)).items).toEqual([]);
  });

  it('by its person, who replaces a passkey by another and signs with the old one no more', async () => {
    const made = await register(own, first.person);
    const item = must(
      enrolmentItem({ ...enrolling(made, ['administrator', 'reviewer']), replaces: dana.fingerprint }),
    );
    const replacing = await change('replace', item, dana);
    must(await changeSigner(world.system, replacing));
    expect(
      await openSigning(world.system, { keyFingerprint: dana.fingerprint, statement: 'x' }),
    ).toMatchObject({
      ok: false,
      code: 'signer_unknown',
    });
    expect(await changeSigner(world.system, replacing)).toMatchObject({ ok: false, code: 'signer_unknown' });
    const { challenge } = openSignIn(place);
    expect(
      await signIn(world.system, { place, challenge, response: asserted(dana, challenge) }),
    ).toMatchObject({ ok: false, code: 'unauthenticated' });
  });

  it('not by what took too long: it is forgotten, with the name that was shown', async () => {
    must(await openRegistration(world.system, { place, displayName: 'Forgotten' }));
    const item = { subject: first.person, fingerprint: own.fingerprint, reason: 'x' };
    const { statement, signatures } = await change('revoke', item, lee);
    const waiting = must(await beginChange(world.system, { act: 'revoke', statement, signatures }));
    expect(waiting.waiting).toMatch(/^chg_/);
    world.pass(8 * 86_400);
    await forgetUnfinished(world.system.database, world.system.clock.now());
    const left = await database.db.query<{ n: number }>(
      `select (select count(*) from review.registration)::int + (select count(*) from review.signer_change)::int
            + (select count(*) from review.signer_signature)::int as n`,
    );
    expect(left).toEqual([{ n: 0 }]);
    expect(await signChange(world.system, { change: waiting.waiting ?? '', signature: '{}' })).toMatchObject({
      ok: false,
      code: 'not_found',
    });
  });

  it('and all of it verifies offline', async () => {
    const report = await world.verified();
    expect(report.authenticity).toMatchObject({ holds: true, problems: [] });
    expect(report.remarks).toContainEqual(expect.stringContaining('5 passkeys'));
  });
});

describe('the place of passkeys', () => {
  it('is the console’s own address', () => {
    expect(passkeyPlace('http://localhost:8080/')).toMatchObject({
      value: { rpId: 'localhost', origin: 'http://localhost:8080' },
    });
    expect(passkeyPlace('https://console.example.org:443')).toMatchObject({
      value: { rpId: 'console.example.org', origin: 'https://console.example.org' },
    });
  });
  it.each([
    'http://127.0.0.1:8080',
    'https://10.0.0.1',
    'http://console.example.org',
    'https://[::1]',
    'nonsense',
  ])('is not %s, and the refusal says what to do', (address) => {
    expect(passkeyPlace(address)).toMatchObject({
      ok: false,
      next: expect.stringContaining('countersign decide'),
    });
  });
});
