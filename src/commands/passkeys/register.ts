import { randomBytes } from 'node:crypto';
import {
  parseWebauthnKey,
  readRegistration,
  type PasskeyFacts,
  type RegistrationRecord,
  type WebauthnKey,
} from '../../ledger/index.ts';
import {
  addSeconds,
  done,
  isSubjectId,
  must,
  refuse,
  type Assurance,
  type Instant,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import { newId } from '../../platform/clock.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { System } from '../system.ts';
import { forgetUnfinished } from './forget.ts';
import { ceremonySeconds, creationOptions, type CreationOptions } from './options.ts';
import type { PasskeyPlace } from './place.ts';
import type { RegistrationResponse } from './responses.ts';

/**
 * Registering a passkey gives nobody anything: it makes a key and remembers it, so that an enrolment, signed by those who
 * must, or the bootstrap can name it.
 */

export interface RegistrationAsked {
  readonly place: PasskeyPlace;
  /** Shown by the browser and kept until the registration is forgotten; never in the ledger. */
  readonly displayName: string;
  /** Whose it will be; absent: somebody new, who gets an id. */
  readonly person?: SubjectId;
  /** `direct` asks the browser for the maker's attestation, which can name the device. */
  readonly attestation?: CreationOptions['attestation'];
}

/** A passkey that was made here and may be enrolled by its `registration` until it is forgotten. */
export interface RegisteredPasskey {
  readonly registration: string;
  readonly person: SubjectId;
  readonly displayName: string;
  readonly publicKey: string;
  readonly keyFingerprint: string;
  /** What it can be enrolled as, at most. */
  readonly assurance: Assurance;
  readonly record: RegistrationRecord;
  readonly facts: PasskeyFacts;
  readonly expiresAt: Instant;
}

/** What authenticators keep of a name (WebAuthn §6.4.1). */
const mostNameBytes = 64;
const waitsSeconds = 7 * 86_400;
/** Unfinished and waiting ones together; beyond it nobody registers until some are forgotten. */
const mostKept = 1000;
/** Of one person, so that nobody keeps the others from registering. */
const mostOfOne = 20;

/** Asks a browser for a new passkey. */
export async function openRegistration(
  system: System,
  asked: RegistrationAsked,
): Promise<
  Result<{ readonly registration: string; readonly person: SubjectId; readonly options: CreationOptions }>
> {
  if (asked.displayName.length === 0 || Buffer.byteLength(asked.displayName) > mostNameBytes)
    return refuse('input_invalid', `A name to show has 1 to ${mostNameBytes} bytes.`, 'Shorten it.');
  const now = system.clock.now();
  const person = asked.person ?? must(isSubjectId, newId('psn'));
  const challenge = randomBytes(32).toString('base64url');
  const held = await passkeysOf(system, person);
  const registration = newId('reg');
  const kept = await system.database.transaction(async (tx) => {
    await forgetUnfinished(tx, now);
    return tx.query(
      `insert into review.registration (id, person, display_name, rp_id, origin, challenge, expires_at)
       select $1, $2, $3, $4, $5, $6, $7 where (select count(*) from review.registration) < $8
          and (select count(*) from review.registration where person = $2) < $9 returning id`,
      [
        registration,
        person,
        asked.displayName,
        asked.place.rpId,
        asked.place.origin,
        challenge,
        addSeconds(now, ceremonySeconds),
        mostKept,
        mostOfOne,
      ],
    );
  });
  if (kept.length === 0)
    return refuse(
      'rate_limited',
      `More than ${mostKept} registrations, or ${mostOfOne} of this person, are under way.`,
      'Try again in a few minutes, or enrol one of those that wait.',
    );
  const { place, displayName, attestation = 'none' } = asked;
  return done({
    registration,
    person,
    options: creationOptions({ place, person, displayName, challenge, held, attestation }),
  });
}

/** Takes what the browser made, once, if it is what was asked for: on this origin, for this challenge, its user verified. */
export async function takeRegistration(
  system: System,
  given: {
    readonly registration: string;
    readonly response: RegistrationResponse;
    /** Who hands it in, where that is known: then it must be theirs. */
    readonly of?: SubjectId;
  },
): Promise<Result<RegisteredPasskey>> {
  const now = system.clock.now();
  return system.database.transaction(async (tx) => {
    const [row] = await tx.query<OpenRow>(
      `select person, display_name as "displayName", rp_id as "rpId", origin, challenge, public_key as "publicKey"
         from review.registration where id = $1 and expires_at > $2 for update`,
      [given.registration, now],
    );
    const isTheirs = given.of === undefined || row?.person === given.of;
    if (row === undefined || row.publicKey !== null || !isTheirs)
      return refuse(
        'not_found',
        'This registration is over: it was finished, or took too long.',
        'Begin again.',
      );
    const { attestationObject, clientDataJSON } = given.response.response;
    const record = { attestationObject, clientDataJSON };
    const read = readRegistration(record, row);
    const wrong = typeof read === 'string' ? read : wrongAnswer(read, row.challenge, given.response.id);
    if (typeof read === 'string' || wrong !== undefined)
      return refuse(
        'input_invalid',
        `The browser made no passkey that can be used: ${wrong ?? ''}.`,
        'Begin again.',
      );
    const { key, facts } = read;
    const expiresAt = addSeconds(now, waitsSeconds);
    await tx.query(
      `update review.registration
          set public_key = $2, key_fingerprint = $3, record = $4, expires_at = $5 where id = $1`,
      [given.registration, key.line, key.fingerprint, JSON.stringify(record), expiresAt],
    );
    return done(passkey(given.registration, row, key, facts, record, expiresAt));
  });
}

interface OpenRow {
  readonly person: string;
  readonly displayName: string;
  readonly rpId: string;
  readonly origin: string;
  readonly challenge: string;
  readonly publicKey: string | null;
}

function wrongAnswer(
  read: { readonly key: WebauthnKey; readonly challenge: string; readonly facts: PasskeyFacts },
  challenge: string,
  id: string,
): string | undefined {
  if (read.challenge !== challenge) return 'it answers another request';
  if (read.key.credentialId.toString('base64url') !== id) return 'it names another credential than it made';
  return read.facts.userVerified ? undefined : 'it did not check who you are (PIN or biometrics)';
}

/** Passkeys that were made and speak for nobody yet, oldest first. */
export async function waitingPasskeys(
  system: System,
): Promise<Result<{ readonly items: readonly RegisteredPasskey[] }>> {
  const enrolled = new Set((await system.signers.everyone()).map((key) => key.keyFingerprint));
  const made = await finished(system.database, system.clock.now(), undefined);
  return done({ items: made.filter((each) => !enrolled.has(each.keyFingerprint)) });
}

/** One that was made, by its registration. */
export async function registeredPasskey(
  system: System,
  registration: string,
): Promise<Result<RegisteredPasskey>> {
  const [made] = await finished(system.database, system.clock.now(), registration);
  return made === undefined
    ? refuse('not_found', 'No passkey waits under this registration.', 'Have its person register it anew.')
    : done(made);
}

async function finished(
  on: Queryable,
  now: Instant,
  id: string | undefined,
): Promise<readonly RegisteredPasskey[]> {
  const rows = await on.query<
    OpenRow & { readonly id: string; record: RegistrationRecord; expiresAt: Instant }
  >(
    `select id, person, display_name as "displayName", rp_id as "rpId", origin, challenge,
            public_key as "publicKey", record, expires_at as "expiresAt"
       from review.registration
      where public_key is not null and expires_at > $1 and ($2::text is null or id = $2) order by expires_at, id`,
    [now, id ?? null],
  );
  return rows.flatMap((row) => {
    const read = readRegistration(row.record, row);
    return typeof read === 'string'
      ? []
      : [passkey(row.id, row, read.key, read.facts, row.record, row.expiresAt)];
  });
}

const passkey = (
  registration: string,
  row: Pick<OpenRow, 'person' | 'displayName'>,
  key: WebauthnKey,
  facts: PasskeyFacts,
  record: RegistrationRecord,
  expiresAt: Instant,
): RegisteredPasskey => ({
  registration,
  person: must(isSubjectId, row.person),
  displayName: row.displayName,
  publicKey: key.line,
  keyFingerprint: key.fingerprint,
  assurance: facts.userVerified ? 'passkey' : 'key',
  record,
  facts,
  expiresAt,
});

async function passkeysOf(system: System, person: SubjectId): Promise<readonly WebauthnKey[]> {
  const keys = await system.signers.everyone();
  return keys
    .filter((key) => key.person === person && key.until === null && key.kind === 'passkey')
    .flatMap((key) => {
      const read = parseWebauthnKey(key.publicKey);
      return typeof read === 'string' ? [] : [read];
    });
}
