// Our verifier beside one that we did not write (@simplewebauthn/server): whatever ours accepts, that one accepts too.
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { describe, expect, test } from 'vitest';
import {
  authenticator,
  present,
  type Algorithm,
  type Authenticator,
  type Bent,
} from '../../test/support/authenticator.ts';
import { readRegistration } from './passkey-registration.ts';
import { assertionText, challengeOf, verifyAssertion } from './webauthn.ts';

const text = '{"a":1}';
const b64u = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

async function theirs(key: Authenticator, parts: ReturnType<Authenticator['assert']>): Promise<boolean> {
  const id = b64u(key.credentialId);
  try {
    const { verified } = await verifyAuthenticationResponse({
      response: {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          authenticatorData: b64u(parts.authenticatorData),
          clientDataJSON: b64u(parts.clientDataJSON),
          signature: b64u(parts.signature),
        },
      },
      expectedChallenge: challengeOf(text),
      expectedOrigin: key.origin,
      expectedRPID: key.rpId,
      credential: { id, publicKey: new Uint8Array(key.coseKey), counter: 0 },
      requireUserVerification: false,
    });
    return verified;
  } catch {
    return false;
  }
}
const ours = (key: Authenticator, parts: ReturnType<Authenticator['assert']>): boolean =>
  verifyAssertion(text, assertionText({ ...parts, publicKey: key.line })).ok;

const bents: Readonly<Record<string, Bent>> = {
  'as it should be': {},
  'another challenge': { challenge: challengeOf('other') },
  'another origin': { origin: 'https://evil.example.org' },
  'another party': { rpId: 'evil.example.org' },
  'another type': { type: 'webauthn.create' },
  'no presence': { flags: 0x04 },
  'touched only': { flags: 0x01 },
  synced: { flags: present | 0x18 },
  'backed up, not eligible': { flags: present | 0x10 },
  'swapped data': { handOut: Buffer.alloc(37, 1) },
  'cut short': { handOut: Buffer.alloc(20) },
  'no extensions behind the flag': { flags: present | 0x80 },
};
/** Where ours says no and theirs yes: what a ledger has no use for. */
const stricter: Readonly<Record<string, Bent>> = {
  'a reserved flag': { flags: present | 0x02 },
  'extensions nobody asked for': { flags: present | 0x80, more: Buffer.of(0xa0) },
  'made in another site’s page': { client: { crossOrigin: true } },
  'a member named twice': {
    client: `{"type":"webauthn.get","challenge":"x","challenge":"${challengeOf(text)}","origin":"https://console.example.org"}`,
  },
};

describe.each<Algorithm>(['ES256', 'EdDSA', 'RS256'])('an assertion (%s)', (algorithm) => {
  const key = authenticator(algorithm);
  test.each(Object.entries(bents))('%s: both say the same', async (_name, bent) => {
    const parts = key.assert(challengeOf(text), bent);
    expect(ours(key, parts)).toBe(await theirs(key, parts));
  });
  test.each(Object.entries(stricter))('%s: ours refuses', async (_name, bent) => {
    const parts = key.assert(challengeOf(text), bent);
    expect([ours(key, parts), await theirs(key, parts)]).toEqual([false, true]);
  });
  test('changed anywhere: both refuse', async () => {
    const good = key.assert(challengeOf(text));
    for (const name of ['authenticatorData', 'clientDataJSON', 'signature'] as const)
      for (let at = 0; at < good[name].length; at += 7) {
        const bytes = Buffer.from(good[name]);
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        const bent = { ...good, [name]: bytes };
        expect([name, at, ours(key, bent), await theirs(key, bent)]).toEqual([name, at, false, false]);
      }
  });
});

describe.each<Algorithm>(['ES256', 'EdDSA', 'RS256'])('a registration (%s)', (algorithm) => {
  const key = authenticator(algorithm);
  async function both(bent: Bent) {
    const { attestationObject, clientDataJSON } = key.register(challengeOf(text), bent);
    const record = { attestationObject: b64u(attestationObject), clientDataJSON: b64u(clientDataJSON) };
    const mine = readRegistration(record, key);
    const id = b64u(key.credentialId);
    const yours = await verifyRegistrationResponse({
      response: { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: record },
      expectedChallenge: challengeOf(text),
      expectedOrigin: key.origin,
      expectedRPID: key.rpId,
      requireUserVerification: false,
      supportedAlgorithmIDs: [-7, -8, -257],
    }).catch(() => undefined);
    return { mine, yours: yours?.registrationInfo };
  }
  test.each<[string, Bent]>([
    ['none', {}],
    ['packed', { fmt: 'packed' }],
    ['synced', { flags: 0x5d }],
    ['with an extension', { flags: 0xc5, more: Buffer.from('a16b6372656450726f7465637402', 'hex') }],
  ])('%s: both read the same', async (_name, bent) => {
    const { mine, yours } = await both(bent);
    if (typeof mine === 'string' || yours === undefined) throw new Error('one of them refuses');
    expect({
      id: b64u(mine.key.credentialId),
      key: b64u(mine.key.coseKey),
      fmt: mine.facts.attestation,
      aaguid: mine.facts.aaguid,
      verified: mine.facts.userVerified,
      synced: [mine.facts.backupEligible, mine.facts.backedUp],
    }).toEqual({
      id: yours.credential.id,
      key: b64u(yours.credential.publicKey),
      fmt: yours.fmt,
      aaguid: yours.aaguid,
      verified: yours.userVerified,
      synced: [yours.credentialDeviceType === 'multiDevice', yours.credentialBackedUp],
    });
  });
  test.each<[string, Bent]>([
    ['another origin', { origin: 'https://evil.example.org' }],
    ['another party', { rpId: 'evil.example.org' }],
    ['another type', { type: 'webauthn.get' }],
    ['no presence', { flags: 0x44 }],
    ['no credential', { flags: present }],
    ['another key in its own attestation', { fmt: 'packed', coseKey: authenticator(algorithm).coseKey }],
    ['bytes after the key', { more: Buffer.of(0) }],
  ])('%s: both refuse', async (_name, bent) => {
    const { mine, yours } = await both(bent);
    expect([typeof mine, yours]).toEqual(['string', undefined]);
  });
});
