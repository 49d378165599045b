import { randomBytes } from 'node:crypto';
import { parseWebauthnKey, verifyUnder, type EnrolledKey, type WebauthnKey } from '../../ledger/index.ts';
import { done, refuse, type Refusal, type Result, type Role, type SubjectId } from '../../model/index.ts';
import type { System } from '../system.ts';
import { signInOptions, type RequestOptions } from './options.ts';
import type { PasskeyPlace } from './place.ts';
import type { AssertionResponse } from './responses.ts';

/** In front of every sign-in's challenge, which so is longer than any statement's: the one is never taken for the other. */
const tag = Buffer.from('countersign/sign-in/v1\n');
const randomLength = 32;

/**
 * Asks a browser who is there. Whoever calls keeps the challenge with what they know the visitor by, takes it once, and not
 * after `ceremonySeconds`.
 */
export function openSignIn(place: PasskeyPlace): {
  readonly challenge: string;
  readonly options: RequestOptions;
} {
  const challenge = Buffer.concat([tag, randomBytes(randomLength)]).toString('base64url');
  return { challenge, options: signInOptions(place, challenge) };
}

export interface SignedIn {
  readonly person: SubjectId;
  readonly roles: readonly Role[];
  readonly keyFingerprint: string;
}

/** Who is there, by a passkey that speaks for them now and verified them. Signing in decides nothing and signs nothing. */
export async function signIn(
  system: System,
  asked: {
    readonly place: PasskeyPlace;
    readonly challenge: string;
    readonly response: AssertionResponse;
  },
): Promise<Result<SignedIn>> {
  const { place, challenge, response } = asked;
  if (!isSignInChallenge(challenge)) return notSignedIn('The sign-in was begun in another way.');
  const found = await enrolledWith(system, place, response.id);
  if (found === undefined) return notSignedIn('No signer of this ledger has this passkey now.');
  const { standing, key } = found;
  const verified = verifyUnder(
    key,
    {
      authenticatorData: Buffer.from(response.response.authenticatorData, 'base64url'),
      clientDataJSON: Buffer.from(response.response.clientDataJSON, 'base64url'),
      publicKey: key.line,
      signature: Buffer.from(response.response.signature, 'base64url'),
    },
    challenge,
  );
  if (!verified.ok) return notSignedIn(`The passkey's answer does not hold: ${verified.why}.`);
  if (!verified.userVerified) return notSignedIn('The passkey was only touched; it must check who you are.');
  return done({
    person: standing.person,
    roles: standing.roles,
    keyFingerprint: standing.keyFingerprint,
  });
}

function isSignInChallenge(challenge: string): boolean {
  const bytes = Buffer.from(challenge, 'base64url');
  return bytes.length === tag.length + randomLength && bytes.subarray(0, tag.length).equals(tag);
}

async function enrolledWith(
  system: System,
  { rpId, origin }: PasskeyPlace,
  credentialId: string,
): Promise<{ readonly standing: EnrolledKey; readonly key: WebauthnKey } | undefined> {
  for (const standing of await system.signers.everyone()) {
    if (standing.kind !== 'passkey' || standing.until !== null) continue;
    const key = parseWebauthnKey(standing.publicKey);
    if (typeof key === 'string' || key.rpId !== rpId || key.origin !== origin) continue;
    if (key.credentialId.toString('base64url') === credentialId) return { standing, key };
  }
  return undefined;
}

const notSignedIn = (why: string): Refusal =>
  refuse('unauthenticated', why, 'Sign in with a passkey that is enrolled here: `countersign signers`.');
