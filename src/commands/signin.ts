import {
  consoleActions,
  done,
  refuse,
  type Actor,
  type ConsoleAction,
  type ConsoleCaller,
  type EntryId,
  type Instant,
  type Result,
  type Role,
  type SubjectId,
  type TokenScope,
} from '../model/index.ts';
import { parseWebauthnKey, type EnrolledKey } from '../ledger/index.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import {
  beginSession,
  endOtherSessions,
  endSession,
  issueToken,
  keepChallenge,
  listTokens,
  newChallenge,
  newLink,
  openSession,
  openSessions,
  resumeSession,
  revokeToken,
  ringTokens,
  takeChallenge,
  takeLink,
  tokenOfOwner,
  tokenOfSecret,
  type ListPlace,
  type Session,
  type SessionHow,
  type SessionsAsked,
  type Token,
  type TokenPlace,
  type TokensAsked,
} from '../signin/index.ts';
import { openSignIn, signIn } from './passkeys/sign-in.ts';
import type { RequestOptions } from './passkeys/options.ts';
import { passkeyPlace } from './passkeys/place.ts';
import type { AssertionResponse } from './passkeys/responses.ts';
import { providerSet } from './oidc/provider-in-force.ts';
import { providerTookBack } from './oidc/sign-in.ts';
import { personNamed } from './person-named.ts';
import type { System } from './system.ts';

export type { SessionHow };

/** Who came in: judged by policy at each call, with the roles that they have then. */
export interface Entrant {
  /** Null: whoever holds the first link of a ledger without signers. */
  readonly caller: ConsoleCaller | null;
  readonly session?: Session;
  /** The session's new secret, to be set in place of the one that came. */
  readonly secret?: string;
}

/** What is known of the browser that a session is begun in. */
export interface FromBrowser {
  readonly agent: string;
  readonly address: string;
}

/** What anybody may know before they come in: whether it is a demo, whether it has begun, and who else signs people in. */
export async function ledgerBegun(system: System): Promise<{
  readonly demo: boolean;
  readonly bootstrapped: boolean;
  readonly provider: { readonly name: string } | null;
}> {
  const { demo, ledger } = await system.signers.ledger();
  const set = await providerSet(system);
  const provider = set?.ok === true ? { name: set.value.provider.name } : null;
  return { demo, bootstrapped: ledger !== undefined, provider };
}

/** What an SSH key is asked to sign, on the command line, so that its holder gets a link. */
export const openKeySignIn = async (system: System): Promise<Result<{ readonly challenge: string }>> =>
  done({ challenge: await newChallenge(system.database, system.ledgerName, system.clock.now()) });

export interface SignedChallenge {
  readonly challenge: string;
  readonly signature: string;
}

/** What the browser is asked with, so that a passkey of this console says who is there. */
export async function openPasskeySignIn(
  system: System,
): Promise<Result<{ readonly challenge: string; readonly options: RequestOptions }>> {
  const place = passkeyPlace(system.url() ?? '');
  if (!place.ok) return place;
  const opened = openSignIn(place.value);
  await keepChallenge(system.database, opened.challenge, system.clock.now());
  return done(opened);
}

/** Begins a session for whom the passkey speaks now. The answer's secret is for the cookie and for nothing else. */
export async function beginByPasskey(
  system: System,
  asked: { readonly challenge: string; readonly response: AssertionResponse } & FromBrowser,
): Promise<Result<{ readonly session: Session; readonly secret: string }>> {
  const now = system.clock.now();
  const place = passkeyPlace(system.url() ?? '');
  if (!place.ok) return place;
  const { challenge, response, agent, address } = asked;
  const shown = await signIn(system, { place: place.value, challenge, response });
  if (!shown.ok) return shown;
  const taken = await takeChallenge(system.database, challenge, now);
  if (!taken.ok) return taken;
  const { person, keyFingerprint } = shown.value;
  const of = { person, how: 'passkey', keyFingerprint, givenRoles: [], agent, address } as const;
  return done(await beginSession(system.database, of, now));
}

/** A one-time link for whoever showed their key on the command line. */
export async function linkForKey(
  system: System,
  asked: SignedChallenge,
): Promise<Result<{ readonly link: string; readonly expiresAt: Instant }>> {
  const now = system.clock.now();
  const shown = await showedKey(system, asked, now);
  if (!shown.ok) return shown;
  return linkOf(system, shown.value, now);
}

/** The first link of a ledger that has no signer yet: whoever opens it can become the first, and do nothing else. */
export async function setupLink(
  system: System,
): Promise<Result<{ readonly link: string; readonly expiresAt: Instant }>> {
  if ((await system.signers.ledger()).ledger !== undefined)
    return refuse(
      'already_done',
      'This ledger has its first signer.',
      'Sign in with a key: `countersign console --key ~/.ssh/id_ed25519_sk`.',
    );
  return linkOf(system, { person: null }, system.clock.now());
}

async function linkOf(system: System, link: Parameters<typeof newLink>[1], now: Instant) {
  const url = system.url();
  if (url === undefined)
    return refuse('not_found', 'No console is served.', 'Start Countersign with `countersign start`.');
  const { secret, expiresAt } = await newLink(system.database, link, now);
  // after `#`: a browser sends that part to nobody, so it stands in no log
  return done({ link: `${url}/welcome#${secret}`, expiresAt });
}

/** Uses a one-time link up: a session of the person it was made for, or one that can only enrol the first signer. */
export async function useLink(
  system: System,
  asked: { readonly link: string } & FromBrowser,
): Promise<Result<{ readonly session: Session; readonly secret: string }>> {
  const now = system.clock.now();
  const taken = await takeLink(system.database, asked.link, now);
  if (!taken.ok) return taken;
  const { agent, address } = asked;
  if (taken.value.person === null) {
    if ((await system.signers.ledger()).ledger !== undefined)
      return refuse('already_done', 'This ledger has its first signer by now.', 'Sign in instead.');
    const of = { person: null, how: 'setup', keyFingerprint: null, givenRoles: [], agent, address } as const;
    return done(await beginSession(system.database, of, now));
  }
  return done(
    await beginSession(system.database, { ...taken.value, how: 'link', givenRoles: [], agent, address }, now),
  );
}

/** A setup session becomes the first signer's own: the cookie changes with it. */
export async function becomeFirst(
  system: System,
  asked: { readonly session: string; readonly bootstrap: EntryId } & FromBrowser,
): Promise<Result<{ readonly session: Session; readonly secret: string }>> {
  await system.ledger.sequenced(asked.bootstrap, 10);
  const now = system.clock.now();
  const [first] = await system.signers.inForce(now);
  if (first === undefined)
    return refuse(
      'signer_unknown',
      'The bootstrap entry enrolled nobody.',
      'Run `countersign ledger verify`.',
    );
  await endSession(system.database, { id: asked.session, because: 'the first signer was enrolled' }, now);
  const of = {
    person: first.person,
    how: 'passkey',
    keyFingerprint: first.keyFingerprint,
    givenRoles: [],
    agent: asked.agent,
    address: asked.address,
  } as const;
  return done(await beginSession(system.database, of, now));
}

async function showedKey(
  system: System,
  { challenge, signature }: SignedChallenge,
  now: Instant,
): Promise<Result<{ readonly person: SubjectId; readonly keyFingerprint: string }>> {
  const checked = system.signatures.verify(challenge, signature);
  if (!checked.ok) return refuse('unauthenticated', checked.message, 'Sign in again.');
  const taken = await takeChallenge(system.database, challenge, now);
  if (!taken.ok) return taken;
  const standing = await system.signers.standing(checked.keyFingerprint, now);
  if (standing === undefined)
    return refuse(
      'unauthenticated',
      'This key speaks for nobody in this ledger.',
      'Have a signer enrol it, or use the key that was enrolled.',
      { keyFingerprint: checked.keyFingerprint },
    );
  return done({ person: standing.person, keyFingerprint: checked.keyFingerprint });
}

/** A session or a token that came in before, if it is still in force. Nothing of it is renewed or noted as used. */
export async function stillEntitled(
  system: System,
  entered:
    | { readonly session: string; readonly of: SubjectId }
    | { readonly token: string; readonly of: SubjectId },
): Promise<Result<ConsoleCaller>> {
  const now = system.clock.now();
  if ('token' in entered) {
    const token = await tokenOfOwner(system.database, { id: entered.token, of: entered.of });
    return token === undefined || token.revokedAt !== null || token.expiresAt <= now
      ? refuse('unauthenticated', 'This API token was revoked or has ended.')
      : done(await callerOfToken(system, token, now));
  }
  const session = await openSession(system.database, { id: entered.session, of: entered.of }, now);
  if (session?.person === undefined || session.person === null)
    return refuse('unauthenticated', 'This session has ended.', 'Sign in again.');
  const own = { ...session, person: session.person };
  const over = await overBecause(system, own, now);
  if (over !== undefined) return refuse('unauthenticated', `This session ended: ${over}.`, 'Sign in again.');
  return done(await callerOfSession(system, own, now));
}

/** The caller behind a session's cookie. A key that was revoked since takes its sessions along. */
export async function entrantOfSession(system: System, secret: string): Promise<Result<Entrant>> {
  const now = system.clock.now();
  const resumed = await resumeSession(system.database, secret, now);
  if (!resumed.ok) return resumed;
  const { session } = resumed.value;
  if (session.person === null) {
    if ((await system.signers.ledger()).ledger === undefined) return done({ caller: null, ...resumed.value });
    await endSession(system.database, { id: session.id, because: 'the ledger has its first signer' }, now);
    return refuse('unauthenticated', 'This ledger has its first signer by now.', 'Sign in instead.');
  }
  const own = { ...session, person: session.person };
  const over = await overBecause(system, own, now);
  if (over !== undefined) {
    await endSession(system.database, { id: session.id, because: over }, now);
    return refuse('unauthenticated', `This session ended: ${over}.`, 'Sign in again.');
  }
  const caller = await callerOfSession(system, own, now);
  return done({ caller, ...resumed.value });
}

/** Why a session is over before its time: what it was begun with, a key or a provider's word, does not stand any more. */
async function overBecause(
  system: System,
  session: Session & { readonly person: SubjectId },
  now: Instant,
): Promise<string | undefined> {
  const { how, keyFingerprint, person } = session;
  if (how === 'oidc') return providerTookBack(system, session, now);
  if (keyFingerprint === null) return undefined;
  const standing = await system.signers.standing(keyFingerprint, now);
  return standing?.person === person ? undefined : 'its key is not in force any more';
}

async function callerOfSession(
  system: System,
  session: Session & { readonly person: SubjectId },
  now: Instant,
): Promise<ConsoleCaller> {
  // a provider vouches for what its groups give and for nothing that the ledger says of the same person
  const roles = session.how === 'oidc' ? session.givenRoles : await rolesOf(system, session.person, now);
  return { kind: 'person', person: { kind: 'person', id: session.person, state: 'active', roles } };
}

/** The caller behind an API token: the machine it is, and its owner as they stand now. */
export async function entrantOfToken(system: System, secret: string): Promise<Result<Entrant>> {
  const now = system.clock.now();
  const found = await tokenOfSecret(system.database, secret, now);
  if (!found.ok) return found;
  return done({ caller: await callerOfToken(system, found.value, now) });
}

async function callerOfToken(
  system: System,
  { id, owner, scopes }: Token,
  now: Instant,
): Promise<ConsoleCaller> {
  const keys = (await system.signers.inForce(now)).filter(({ person }) => person === owner);
  return {
    kind: 'token',
    token: { kind: 'machine', id, state: 'active', owner },
    scopes,
    owner: {
      kind: 'person',
      id: owner,
      state: keys.length > 0 ? 'active' : 'suspended',
      roles: await rolesOf(system, owner, now),
    },
  };
}

/** What the ledger's keys in force say. */
async function rolesOf(system: System, person: SubjectId, now: Instant): Promise<readonly Role[]> {
  const own = (await system.signers.inForce(now)).filter((standing) => standing.person === person);
  return [...new Set(own.flatMap(({ roles }) => roles))].toSorted();
}

/** Policy's answer: may this caller do this now? Without a law in force nobody may. */
export async function mayCall(
  system: System,
  caller: ConsoleCaller,
  action: ConsoleAction,
): Promise<Result<true>> {
  const law = await system.law();
  if (!law.ok) return law;
  const verdict = law.value.set.console.may(caller, action, system.clock.now());
  return verdict.outcome === 'permit'
    ? done(true)
    : refuse('not_permitted', verdict.because, 'Ask somebody who has the role.', {
        action,
        deciding: verdict.deciding,
      });
}

/** Who somebody is to themselves: name, roles, and what they may do. */
export async function whoAmI(
  system: System,
  caller: ConsoleCaller | null,
): Promise<
  Result<{
    readonly person: {
      readonly id: SubjectId;
      readonly name: string | null;
      readonly roles: readonly Role[];
    } | null;
    readonly may: readonly ConsoleAction[];
    /** The keys that speak for them now. */
    readonly keys: readonly OwnKey[];
  }>
> {
  if (caller?.kind !== 'person') return done({ person: null, may: [], keys: [] });
  const { id, roles } = caller.person;
  const law = await system.law();
  const now = system.clock.now();
  return done({
    person: { id, name: (await personNamed(system, id)) ?? null, roles },
    may: law.ok
      ? consoleActions.filter((action) => law.value.set.console.may(caller, action, now).outcome === 'permit')
      : [],
    keys: (await system.signers.everyone())
      .filter((key) => key.person === id && key.until === null)
      .map(ownKey),
  });
}

export interface OwnKey {
  readonly keyFingerprint: string;
  readonly kind: EnrolledKey['kind'];
  readonly publicKey: string;
  /** Of a passkey: what a browser calls it, and the site it is bound to. */
  readonly passkey: { readonly credentialId: string; readonly rpId: string; readonly origin: string } | null;
  readonly assurance: EnrolledKey['assurance'];
  readonly from: Instant;
}

function ownKey({ keyFingerprint, kind, publicKey, assurance, from }: EnrolledKey): OwnKey {
  const read = kind === 'passkey' ? parseWebauthnKey(publicKey) : undefined;
  return {
    keyFingerprint,
    kind,
    publicKey,
    assurance,
    from,
    passkey:
      read === undefined || typeof read === 'string'
        ? null
        : { credentialId: read.credentialId.toString('base64url'), rpId: read.rpId, origin: read.origin },
  };
}

/** A page of the open sessions of one person, or of everybody. */
export const sessionsOf = async (
  system: System,
  asked: SessionsAsked,
): Promise<Result<{ readonly items: readonly Session[]; readonly next: ListPlace | null }>> =>
  done(await openSessions(system.database, asked, system.clock.now()));

/** Ends one's own other sessions: all but the one that asks. */
export const signOutElsewhere = async (
  system: System,
  asked: { readonly of: SubjectId; readonly but: string },
): Promise<Result<{ readonly ended: number }>> =>
  done({
    ended: await endOtherSessions(
      system.database,
      { ...asked, because: 'its person ended it from elsewhere' },
      system.clock.now(),
    ),
  });

/** Ends a session: one's own, or (`of` absent, which takes an administrator) anybody's. */
export async function signOut(
  system: System,
  asked: { readonly id: string; readonly of?: SubjectId },
): Promise<Result<{ readonly ended: string }>> {
  const because = asked.of === undefined ? 'an administrator ended it' : 'its person ended it';
  return (await endSession(system.database, { ...asked, because }, system.clock.now()))
    ? done({ ended: asked.id })
    : refuse('not_found', 'There is no such session that could be ended.');
}

/** A page of the API tokens of one owner, or of everybody. */
export const tokensOf = async (
  system: System,
  asked: TokensAsked,
): Promise<Result<{ readonly items: readonly Token[]; readonly next: TokenPlace | null }>> =>
  done(await listTokens(system.database, asked));

/**
 * Issues a token to its owner, on the record. The secret is told here and never again. A token does what the ledger lets its
 * owner do, for weeks: in a session by a provider, which vouches for a few roles and for hours, none is issued.
 */
export async function createToken(
  system: System,
  asked: {
    readonly name: string;
    readonly owner: SubjectId;
    readonly scopes: readonly TokenScope[];
    readonly expiresAt: Instant;
    /** By what the session was begun that asks for it. */
    readonly how: SessionHow;
  },
): Promise<Result<{ readonly token: Token; readonly secret: string }>> {
  if (asked.how === 'oidc')
    return refuse(
      'not_permitted',
      'A token does what the ledger lets its owner do, and this session was begun by an identity provider, which cannot give that.',
      'Sign in with a key that is enrolled here, and issue it then.',
    );
  const now = system.clock.now();
  return system.database.transaction(async (tx) => {
    const issued = await issueToken(tx, asked, now);
    if (!issued.ok) return issued;
    const { id, owner, scopes, expiresAt } = issued.value.token;
    await system.recorder.record(
      tx,
      entryDraft({
        type: 'token.issued',
        at: now,
        actor: person(owner),
        subjects: [id, owner],
        correlation: id,
        body: { token: id, owner, scopes, expiresAt },
      }),
    );
    await ringTokens(tx);
    return issued;
  });
}

/** Revokes a token, on the record: one's own, or (`of` absent) anybody's by an administrator. */
export async function endToken(
  system: System,
  asked: { readonly id: string; readonly by: SubjectId; readonly of?: SubjectId; readonly reason: string },
): Promise<Result<{ readonly token: Token }>> {
  const now = system.clock.now();
  return system.database.transaction(async (tx) => {
    const { id, of, reason } = asked;
    const token = await revokeToken(tx, { id, because: reason, ...(of === undefined ? {} : { of }) }, now);
    if (token === undefined) return refuse('not_found', 'There is no such token in force.');
    await system.recorder.record(
      tx,
      entryDraft({
        type: 'token.revoked',
        at: now,
        actor: person(asked.by),
        subjects: [token.id, token.owner],
        correlation: token.id,
        body: { token: token.id, owner: token.owner },
      }),
    );
    await ringTokens(tx);
    return done({ token });
  });
}

const person = (id: SubjectId): Actor => ({ kind: 'person', id, via: [] });
