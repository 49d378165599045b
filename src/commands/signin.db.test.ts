import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticator, type Authenticator } from '../../test/support/authenticator.ts';
import { useDatabase } from '../../test/support/database.ts';
import { openSigningWorld, type SigningWorld } from '../../test/support/signing-world.ts';
import { assertionText, challengeOf } from '../ledger/index.ts';
import type { Result } from '../model/index.ts';
import { openRegistration, takeRegistration } from './passkeys/register.ts';
import { registrationResponseSchema } from './passkeys/responses.ts';
import { bootstrap, openBootstrap } from './signers.ts';
import { entrantOfSession, setupLink, useLink } from './signin.ts';

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

/** A passkey that was asked for, and what its browser would hand in. */
async function asked(key: Authenticator) {
  const opened = must(await openRegistration(world.system, { place, displayName: 'Dana' }));
  const { attestationObject, clientDataJSON } = key.register(opened.options.challenge);
  const response = registrationResponseSchema.parse({
    id: b64u(key.credentialId),
    type: 'public-key',
    response: { attestationObject: b64u(attestationObject), clientDataJSON: b64u(clientDataJSON) },
  });
  return { ...opened, response };
}

/** All that a person needs to begin this ledger with a passkey of theirs. */
async function beginning(key: Authenticator) {
  const { registration, response } = await asked(key);
  const made = must(await takeRegistration(world.system, { registration, response }));
  const who = { publicKey: made.publicKey, registration: made.record, roles: ['administrator'] };
  const { statement, person } = must(await openBootstrap(world.system, { ...who, as: made.person }));
  const signature = assertionText({ ...key.assert(challengeOf(statement)), publicKey: key.line });
  return { ...who, person, statement, signature };
}

async function comeIn(): Promise<string> {
  const { link } = must(await setupLink(world.system));
  const entered = await useLink(world.system, {
    link: link.slice(link.indexOf('#') + 1),
    agent: 'test',
    address: '',
  });
  return must(entered).secret;
}

describe('a registration', () => {
  it('is finished only by the person who began it', async () => {
    const { registration, person, response } = await asked(authenticator());
    const other = (await asked(authenticator())).person;
    const given = { registration, response };
    expect(await takeRegistration(world.system, { ...given, of: other })).toMatchObject({
      ok: false,
      code: 'not_found',
    });
    expect(await takeRegistration(world.system, { ...given, of: person })).toMatchObject({ ok: true });
  });
});

it('keeps nobody from registering because one person registers without end', async () => {
  const { person } = await asked(authenticator());
  const begin = () => openRegistration(world.system, { place, displayName: 'Dana', person });
  for (let begun = 1; begun < 20; begun++) expect(await begin()).toMatchObject({ ok: true });
  expect(await begin()).toMatchObject({ ok: false, code: 'rate_limited' });
  expect(await openRegistration(world.system, { place, displayName: 'Lee' })).toMatchObject({ ok: true });
});

describe('a ledger that two want to begin', () => {
  it('has one first signer, refuses the other, and ends what other setup links let in', async () => {
    const left = await comeIn();
    const { link: unused } = must(await setupLink(world.system));
    expect(await entrantOfSession(world.system, left)).toMatchObject({ ok: true, value: { caller: null } });
    const [one, two] = [await beginning(authenticator()), await beginning(authenticator())];
    expect(await bootstrap(world.system, one)).toMatchObject({ ok: true });
    expect(await bootstrap(world.system, two)).toMatchObject({ ok: false, code: 'already_done' });
    const people = await world.system.signers.inForce(world.system.clock.now());
    expect(people.map(({ person }) => person)).toEqual([one.person]);
    expect(await entrantOfSession(world.system, left)).toMatchObject({ ok: false, code: 'unauthenticated' });
    expect(
      await useLink(world.system, {
        link: unused.slice(unused.indexOf('#') + 1),
        agent: 'test',
        address: '',
      }),
    ).toMatchObject({ ok: false, code: 'already_done' });
    expect(await setupLink(world.system)).toMatchObject({ ok: false, code: 'already_done' });
  });
});
