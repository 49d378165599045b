import {
  readActivateItem,
  readBootstrapItem,
  readPerson,
  readProposeItem,
  readProviderItem,
  readRemovalItem,
  readReplaceItem,
  readRevokeItem,
  wrongAssurance,
  type ActivateItem,
  type ParsedPerson,
  type ProviderItem,
} from './items.ts';
import type { LeafView } from './leaf.ts';
import { isObject, isText, member, type JsonObject } from './shape.ts';
import { coveredItem, parseStatement, type StatementView } from './statement.ts';
import type { PasskeyFacts } from './passkey-registration.ts';
import { isTouchOnly, verifySignature, type VerifiedSignature } from './signature.ts';
import type { SignerKeyKind } from './signer-key.ts';

/** One key speaking for one person over one stretch of time, as signed entries say. */
export interface KeyTenure {
  readonly person: string;
  readonly roles: readonly string[];
  readonly assurance: 'key' | 'passkey';
  readonly fingerprint: string;
  readonly publicKey: string;
  readonly kind: SignerKeyKind;
  /** Digest of the key itself, however it is wrapped. */
  readonly material: string;
  /** What a passkey's registration showed; undefined for SSH keys. */
  readonly passkey: PasskeyFacts | undefined;
  readonly from: string;
  readonly until: string | null;
  readonly enrolledBy: readonly string[];
  /** Everyone who alone could have made this signer up: their sole enroller, that one’s sole enroller, and so on. */
  readonly dependsOn: readonly string[];
  /** The entry that began it. */
  readonly seq: number;
}

/** What is wrong with an entry, in a sentence that names who and what. */
export interface EntryProblem {
  readonly seq: number;
  readonly entry: string;
  readonly what: string;
  /** Only signatures are missing: with more of them the same statement would hold. */
  readonly lacksSignatures?: true;
}

/** An enrolment that one other person alone vouches for: not independent of them. */
export interface SoleEnrolment {
  readonly seq: number;
  readonly person: string;
  readonly enroller: string;
}

/** Something about a signature that holds which a reader may want to look into. */
export interface SignatureNote {
  readonly fingerprint: string;
  readonly seq: number;
  readonly what: string;
}

export interface SignerState {
  readonly ledger: string | undefined;
  readonly demo: boolean;
  readonly checkpointKey: string | undefined;
  /** The policy set of the last signed activation, and the entry that activated it. */
  readonly policy: string | undefined;
  readonly policyEntry: string | undefined;
  /** Who else says at sign-in who somebody is, and the entry that set it; undefined: nobody. */
  readonly provider: { readonly entry: string; readonly item: ProviderItem } | undefined;
  readonly soleEnrolments: readonly SoleEnrolment[];
  readonly notes: readonly SignatureNote[];
}

/** Folds the entries about signers, in order, into who may sign when. Entries that do not hold change nothing. */
export interface SignerFold {
  /** Takes the next leaf of any type; answers what is wrong with it, if it is about signers and does not hold. */
  apply(leaf: LeafView): EntryProblem | undefined;
  standing(fingerprint: string, at: string): KeyTenure | undefined;
  inForce(at: string): readonly KeyTenure[];
  all(): readonly KeyTenure[];
  state(): SignerState;
  /** Tells that a signature was taken with this entry: a passkey that counts less than before is noted. */
  used(signature: VerifiedSignature, leaf: LeafView): void;
}

export const signerTypes = [
  'ledger.bootstrap',
  'signer.enrolled',
  'signer.replaced',
  'signer.revoked',
  'policy.activated',
  'signin.provider.set',
  'signin.provider.removed',
] as const;

/** Until this many people are in force, one person’s signature suffices where two are needed. */
const fullQuorumFrom = 3;
/** How far a statement’s own time may be ahead of the ledger’s. */
const aheadMs = 300_000;

interface State {
  ledger: string | undefined;
  demo: boolean;
  checkpointKey: string | undefined;
  policy: string | undefined;
  policyEntry: string | undefined;
  provider: SignerState['provider'];
  /** Statements that took effect: each is worth one entry, or a revoked key could be enrolled again by a copy. */
  readonly spent: Set<string>;
  readonly keys: KeyTenure[];
  readonly soleEnrolments: SoleEnrolment[];
  readonly notes: SignatureNote[];
  /** The highest counter each passkey has shown. */
  readonly counters: Map<string, number>;
}

export function foldSigners(): SignerFold {
  const state: State = {
    ledger: undefined,
    demo: false,
    checkpointKey: undefined,
    policy: undefined,
    policyEntry: undefined,
    provider: undefined,
    spent: new Set(),
    keys: [],
    soleEnrolments: [],
    notes: [],
    counters: new Map(),
  };
  const fold: SignerFold = {
    apply(leaf) {
      const step = steps[leaf.entry.type];
      if (step === undefined) return undefined;
      const wrong = step(state, fold, leaf);
      const text = member(leaf.entry.body, 'statement');
      if (wrong === undefined && isText(text)) state.spent.add(text);
      if (wrong === undefined) return undefined;
      const place = { seq: leaf.seq, entry: leaf.entry.id };
      return typeof wrong === 'string'
        ? { ...place, what: wrong }
        : { ...place, what: wrong.lacking, lacksSignatures: true };
    },
    standing: (fingerprint, at) =>
      state.keys.find((key) => key.fingerprint === fingerprint && isInForce(key, at)),
    inForce: (at) => state.keys.filter((key) => isInForce(key, at)),
    all: () => [...state.keys],
    state: () => {
      const { ledger, demo, checkpointKey, policy, policyEntry, provider } = state;
      const { soleEnrolments, notes } = state;
      return {
        ledger,
        demo,
        checkpointKey,
        policy,
        policyEntry,
        provider,
        soleEnrolments: [...soleEnrolments],
        notes: [...notes],
      };
    },
    used: (signature, leaf) => noteCounter(state, signature, leaf),
  };
  return fold;
}

/** Signatures need not be numbered in the order they were made, so a smaller counter is a question, asked once a key, and no verdict. */
function noteCounter(
  { counters, notes }: State,
  { fingerprint, counter }: VerifiedSignature,
  leaf: LeafView,
) {
  const before = counters.get(fingerprint) ?? 0;
  if (counter < before && !notes.some((note) => note.fingerprint === fingerprint))
    notes.push({
      fingerprint,
      seq: leaf.seq,
      what: `passkey ${fingerprint} has counted ${counter} signatures, and ${before} before: is there a copy of it?`,
    });
  counters.set(fingerprint, Math.max(before, counter));
}

const isInForce = (key: KeyTenure, at: string): boolean =>
  key.from <= at && (key.until === null || at < key.until);

/** What is wrong, in a sentence; `lacking`: nothing but that too few have signed. */
type Wrong = string | { readonly lacking: string };
type Step = (state: State, book: SignerFold, leaf: LeafView) => Wrong | undefined;

const steps: Readonly<Record<string, Step>> = {
  'ledger.bootstrap'(state, book, leaf) {
    if (state.ledger !== undefined) return 'a second bootstrap entry; the first one stands';
    const signed = readSigned(leaf, 'bootstrap');
    if (typeof signed === 'string') return signed;
    const item = readBootstrapItem(signed.item);
    if (typeof item === 'string') return `the bootstrap item does not hold: ${item}`;
    if (item.ledger !== signed.statement.ledger) return 'the statement and its item name different ledgers';
    for (const person of item.people) {
      const own = signed.signatures.find((s) => s.verified.fingerprint === person.key.fingerprint);
      if (own === undefined || own.signer !== person.subject)
        return `\`${person.subject}\` is listed with key ${person.key.fingerprint} and did not sign with it`;
      book.used(own.verified, leaf);
    }
    state.ledger = item.ledger;
    state.demo = item.demo;
    state.policy = item.policy;
    state.policyEntry = leaf.entry.id;
    state.checkpointKey = item.checkpointKey;
    const everyone = [...new Set(item.people.map((person) => person.subject))];
    for (const person of item.people) begin(state, leaf, person, { enrolledBy: everyone, dependsOn: [] });
    return undefined;
  },

  'signer.enrolled'(state, book, leaf) {
    const signed = readSignedInForce(state, book, leaf, 'signer.enrol');
    if (typeof signed === 'string') return signed;
    const person = readPerson(signed.item);
    if (typeof person === 'string') return `the enrolment does not hold: ${person}`;
    return enrol(state, book, leaf, person, signed);
  },

  'signer.replaced'(state, book, leaf) {
    const signed = readSignedInForce(state, book, leaf, 'signer.replace');
    if (typeof signed === 'string') return signed;
    const item = readReplaceItem(signed.item);
    if (typeof item === 'string') return `the replacement does not hold: ${item}`;
    const old = book.standing(item.replaces, leaf.sequencedAt);
    if (old?.person !== item.subject) return `key ${item.replaces} does not speak for \`${item.subject}\``;
    const wrong = enrol(state, book, leaf, item, signed);
    if (wrong === undefined) end(state, old, leaf);
    return wrong;
  },

  'signer.revoked'(state, book, leaf) {
    const signed = readSignedInForce(state, book, leaf, 'signer.revoke');
    if (typeof signed === 'string') return signed;
    const item = readRevokeItem(signed.item);
    if (typeof item === 'string') return `the revocation does not hold: ${item}`;
    const key = book.standing(item.fingerprint, leaf.sequencedAt);
    if (key?.person !== item.subject) return `key ${item.fingerprint} does not speak for \`${item.subject}\``;
    const claim = `key ${item.fingerprint} of \`${item.subject}\` is revoked`;
    const who = quorum(book, leaf, item.subject, signed);
    if (typeof who === 'string') return { lacking: `${claim} ${who}` };
    const ungoverned = endsGovernor(book, leaf, key, signed);
    if (ungoverned !== undefined) return { lacking: `${claim} ${ungoverned}` };
    end(state, key, leaf);
    return undefined;
  },

  'policy.activated'(state, book, leaf) {
    const signed = readSignedInForce(state, book, leaf, 'policy.activate');
    if (typeof signed === 'string') return signed;
    const item = readActivateItem(signed.item);
    if (typeof item === 'string') return item;
    if (item.replaces !== state.policyEntry)
      return `policy ${item.policy} takes the place of the law by \`${item.replaces}\`, and the law is by \`${state.policyEntry}\``;
    const requester = requesterOf(book, leaf, item);
    if (requester.wrong !== undefined) return requester.wrong;
    const wrong = notGovernors(signed.signatures, requester.person);
    if (wrong !== undefined) return `policy ${item.policy} is activated by ${wrong}`;
    if (!independentPair(signed.signatures))
      return {
        lacking: `policy ${item.policy} is activated by \`${signed.statement.signer}\` alone, and two governors must sign, neither enrolled by the other alone`,
      };
    state.policy = item.policy;
    state.policyEntry = leaf.entry.id;
    return undefined;
  },

  'signin.provider.set'(state, book, leaf) {
    const signed = readSignedInForce(state, book, leaf, 'signin.provider.set');
    if (typeof signed === 'string') return signed;
    const item = readProviderItem(signed.item);
    if (typeof item === 'string') return item;
    const claim = `sign-in by \`${item.issuer.slice(0, 200)}\` is set`;
    if (!signed.signatures.every((s) => governs(s, ['governor', 'administrator'])))
      return `${claim} by somebody who is neither governor nor administrator`;
    if (!signed.signatures.some((s) => governs(s, ['administrator'])))
      return { lacking: `${claim} by no administrator` };
    const who = quorum(book, leaf, undefined, signed);
    if (typeof who === 'string') return { lacking: `${claim} ${who}` };
    state.provider = { entry: leaf.entry.id, item };
    return undefined;
  },

  // it takes away alone, so one who governs is enough: a provider that was taken over is not waited for
  'signin.provider.removed'(state, book, leaf) {
    const signed = readSignedInForce(state, book, leaf, 'signin.provider.remove');
    if (typeof signed === 'string') return signed;
    const item = readRemovalItem(signed.item);
    if (typeof item === 'string') return item;
    if (state.provider?.entry !== item.provider) return `\`${item.provider}\` is not the provider in force`;
    if (!signed.signatures.every((s) => governs(s, ['governor', 'administrator'])))
      return 'the provider is removed by somebody who is neither governor nor administrator';
    state.provider = undefined;
    return undefined;
  },
};

/** Who asked for this law, by the signed request that the activation carries. */
function requesterOf(
  book: SignerFold,
  leaf: LeafView,
  item: ActivateItem,
): { readonly person: string; readonly wrong?: undefined } | { readonly wrong: string } {
  const request = member(leaf.entry.body, 'request');
  if (!isObject(request)) return { wrong: 'nobody’s signed request for this policy is there' };
  const signed = signedText(book, leaf, 'policy.propose', request);
  if (typeof signed === 'string') return { wrong: `the request for this policy does not hold: ${signed}` };
  const asked = readProposeItem(signed.item);
  if (typeof asked === 'string') return { wrong: asked };
  return asked.policy === item.policy && asked.sources === item.sources && asked.replaces === item.replaces
    ? { person: signed.person }
    : { wrong: 'the request was for another policy than the one that was activated' };
}

/** Every signature is a governor’s, of their person and not of their machine, and none is the requester’s. */
function notGovernors(signatures: readonly GivenSignature[], requester: string): string | undefined {
  for (const { signer, verified, tenure } of signatures) {
    if (signer === requester) return `\`${signer}\`, who asked for it`;
    if (tenure?.roles.includes('governor') !== true) return `\`${signer}\`, who is no governor`;
    if (tenure.assurance !== 'passkey' || isTouchOnly(verified))
      return `\`${signer}\` with a key that did not verify who used it`;
  }
  return undefined;
}

const governs = ({ tenure }: GivenSignature, roles: readonly string[]): boolean =>
  tenure?.roles.some((role) => roles.includes(role)) === true;

function enrol(
  state: State,
  book: SignerFold,
  leaf: LeafView,
  person: ParsedPerson,
  signed: Signed,
): Wrong | undefined {
  const claim = `key ${person.key.fingerprint} is enrolled for \`${person.subject}\``;
  const unfit = wrongAssurance(person, state.demo);
  if (unfit !== undefined) return `${claim} as a passkey, and ${unfit}`;
  const { material } = person.key;
  const taken = book.inForce(leaf.sequencedAt).find((key) => key.material === material);
  if (taken !== undefined) return `${claim}, and it already speaks for \`${taken.person}\``;
  const who = quorum(book, leaf, person.subject, signed);
  if (typeof who === 'string') return { lacking: `${claim} ${who}` };
  const own = book.inForce(leaf.sequencedAt).filter((key) => key.person === person.subject);
  const held = new Set(own.flatMap((key) => key.roles));
  const more = person.roles.filter((role) => !held.has(role));
  const others = who.filter((one) => one !== person.subject);
  const bySelf = others.length < who.length;
  if (bySelf && others.length === 0 && more.length > 0)
    return { lacking: `${claim} by themselves with roles they do not hold: ${more.join(', ')}` };
  // one's own signature vouches for a key, never for a role: that takes what enrolling a stranger takes
  if (bySelf && more.length > 0 && !enough(book, leaf, signed, person.subject))
    return {
      lacking: `${claim} with roles they do not hold (${more.join(', ')}), and two others must sign`,
    };
  // a session has the roles of all of its person's keys, so another key for somebody gives what they hold as well
  const given = bySelf ? more : [...new Set([...person.roles, ...held])];
  const ungiven = notTheirsToGive(book, leaf, person.subject, given, signed);
  if (ungiven.length > 0)
    return {
      lacking: `${claim} with roles that nobody who signs for them holds (${ungiven.join(', ')}), and an administrator or governor must sign`,
    };
  const [sole] = who;
  if (who.length === 1 && sole !== undefined && sole !== person.subject)
    state.soleEnrolments.push({ seq: leaf.seq, person: person.subject, enroller: sole });
  begin(state, leaf, person, vouchedBy(person.subject, signed));
  return undefined;
}

interface Vouched {
  readonly enrolledBy: readonly string[];
  readonly dependsOn: readonly string[];
}

/**
 * Who vouches for a new key. A key that its own person added is vouched for by whoever vouched for the key they signed
 * with, and by nobody more. Two independent people together answer for themselves; otherwise the new signer depends on
 * whomever all that vouch for them are or depend on.
 */
function vouchedBy(subject: string, { signatures }: Signed): Vouched {
  const others = signatures.filter((s) => s.signer !== subject);
  const own = signatures.find((s) => s.signer === subject)?.tenure;
  const enrolledBy = [...new Set([...(own?.enrolledBy ?? []), ...others.map((s) => s.signer)])];
  if (independentPair(others) || own?.dependsOn.length === 0) return { enrolledBy, dependsOn: [] };
  const lines = others.map((s) => [s.signer, ...(s.tenure?.dependsOn ?? [])]);
  const [first = [], ...rest] = own === undefined ? lines : [own.dependsOn, ...lines];
  return { enrolledBy, dependsOn: first.filter((one) => rest.every((line) => line.includes(one))) };
}

const independentPair = (signatures: readonly GivenSignature[]): boolean =>
  signatures.some((a) =>
    signatures.some(
      (b) =>
        a.signer !== b.signer &&
        !(a.tenure?.dependsOn ?? []).includes(b.signer) &&
        !(b.tenure?.dependsOn ?? []).includes(a.signer),
    ),
  );

/** Whether enough people in force other than `subject` signed: two independent ones, or one until three are in force. */
function enough(book: SignerFold, leaf: LeafView, signed: Signed, subject: string | undefined): boolean {
  const others = signed.signatures.filter((s) => s.signer !== subject);
  const people = new Set(book.inForce(leaf.sequencedAt).map((key) => key.person));
  return people.size < fullQuorumFrom ? others.length > 0 : independentPair(others);
}

/**
 * Who stands behind an entry about `subject`: the subject themselves, or two other people in force who do not depend on
 * each other (one until three people are in force). A sentence naming who did sign when that is not enough.
 */
function quorum(
  book: SignerFold,
  leaf: LeafView,
  subject: string | undefined,
  signed: Signed,
): readonly string[] | string {
  const signers = [...new Set(signed.signatures.map((s) => s.signer))];
  if (subject !== undefined && signers.includes(subject)) return signers;
  if (enough(book, leaf, signed, subject)) return signers;
  return `by ${signers.map((s) => `\`${s}\``).join(', ') || 'nobody in force'} alone, and two people must sign, neither enrolled by the other alone`;
}

const governing = ['administrator', 'governor'];

/**
 * Roles that those who sign for `subject` cannot give: none of them holds the role, and none of them governs. Otherwise two
 * who may only ask would make up two who govern. Where nobody governs two who are independent give any, and the only person
 * there is, so that a ledger whose only administrator lost their key is not lost as well.
 */
function notTheirsToGive(
  book: SignerFold,
  leaf: LeafView,
  subject: string,
  roles: readonly string[],
  signed: Signed,
): readonly string[] {
  const others = signed.signatures.filter((s) => s.signer !== subject);
  if (others.some((s) => governs(s, governing))) return [];
  const people = new Set(book.inForce(leaf.sequencedAt).map((key) => key.person));
  if (!isGoverned(book, leaf) && (people.size === 1 || independentPair(others))) return [];
  return roles.filter((role) => !others.some((s) => governs(s, [role])));
}

/** Why a key that governs is not ended by these, if it is not: while somebody else governs, one who does has to sign, or its person. */
function endsGovernor(book: SignerFold, leaf: LeafView, key: KeyTenure, signed: Signed): string | undefined {
  if (!governing.some((role) => key.roles.includes(role))) return undefined;
  const { signatures } = signed;
  if (signatures.some((s) => s.signer === key.person || governs(s, governing))) return undefined;
  return !isGoverned(book, leaf, key.person) && independentPair(signatures)
    ? undefined
    : 'though it governs, and an administrator or governor must sign';
}

/** Whether anybody but this person governs. */
const isGoverned = (book: SignerFold, leaf: LeafView, but?: string): boolean =>
  book
    .inForce(leaf.sequencedAt)
    .some((key) => key.person !== but && governing.some((role) => key.roles.includes(role)));

function begin(state: State, leaf: LeafView, person: ParsedPerson, vouched: Vouched): void {
  state.keys.push({
    person: person.subject,
    roles: person.roles,
    assurance: person.assurance,
    fingerprint: person.key.fingerprint,
    publicKey: person.key.line,
    kind: person.key.kind,
    material: person.key.material,
    passkey: person.facts,
    from: leaf.sequencedAt,
    until: null,
    ...vouched,
    seq: leaf.seq,
  });
}

function end(state: State, key: KeyTenure, leaf: LeafView): void {
  const at = state.keys.indexOf(key);
  if (at >= 0) state.keys[at] = { ...key, until: leaf.sequencedAt };
}

interface GivenSignature {
  readonly signer: string;
  readonly verified: VerifiedSignature;
  readonly tenure: KeyTenure | undefined;
}
interface Signed {
  readonly statement: StatementView;
  readonly item: JsonObject;
  readonly signatures: readonly GivenSignature[];
}

/** The body’s statement with every signature checked as a signature; a sentence naming the first that is none. */
function readSigned(leaf: LeafView, purpose: string): Signed | string {
  const { body } = leaf.entry;
  const text = member(body, 'statement');
  const given = member(body, 'signatures');
  if (!isText(text) || !Array.isArray(given) || given.length === 0 || given.length > 64)
    return 'it carries no signed statement';
  const statement = parseStatement(text);
  if (typeof statement === 'string') return statement;
  const timing = wrongTime(statement, leaf, purpose);
  if (timing !== undefined) return timing;
  const item = coveredItem(statement, body);
  if (typeof item === 'string') return item;
  const signatures: GivenSignature[] = [];
  for (const one of given) {
    const signer: unknown = isObject(one) ? member(one, 'signer') : undefined;
    const armored: unknown = isObject(one) ? member(one, 'armored') : undefined;
    if (!isText(signer) || !isText(armored)) return 'a signature has another shape';
    const verified = verifySignature(text, armored);
    if (!verified.ok)
      return `the signature said to be of \`${signer.slice(0, 60)}\` does not hold: ${verified.why}`;
    if (verified.kind === 'passkey' && !verified.userVerified)
      return `the passkey of \`${signer.slice(0, 60)}\` was only touched; it must check its user to change who may sign`;
    signatures.push({ signer, verified, tenure: undefined });
  }
  if (!signatures.some((s) => s.signer === statement.signer))
    return 'the statement’s own signer did not sign it';
  return { statement, item, signatures };
}

/** As `readSigned`, with every signer in force by the key they used, then and when the statement was made. */
function readSignedInForce(state: State, book: SignerFold, leaf: LeafView, purpose: string): Signed | string {
  const signed = readSigned(leaf, purpose);
  if (typeof signed === 'string') return signed;
  if (signed.statement.ledger !== state.ledger)
    return `the statement is for ledger \`${signed.statement.ledger}\``;
  if (state.spent.has(signed.statement.text))
    return 'its statement took effect before and is worth one entry only';
  const signatures: GivenSignature[] = [];
  for (const one of signed.signatures) {
    const tenure = standingOf(book, one.verified.fingerprint, signed.statement, leaf);
    if (tenure?.person !== one.signer)
      return `it is signed by key ${one.verified.fingerprint}, which does not speak for \`${one.signer.slice(0, 60)}\` at that time`;
    book.used(one.verified, leaf);
    signatures.push({ ...one, tenure });
  }
  return { ...signed, signatures };
}

function wrongTime(statement: StatementView, leaf: LeafView, purpose: string): string | undefined {
  if (statement.purpose !== purpose)
    return `the statement’s purpose is \`${statement.purpose}\`, not \`${purpose}\``;
  if (leaf.sequencedAt >= statement.expiresAt) return `the statement expired at ${statement.expiresAt}`;
  if (Date.parse(statement.madeAt) > Date.parse(leaf.sequencedAt) + aheadMs)
    return `the statement was made at ${statement.madeAt}, after the ledger took it`;
  return undefined;
}

/** A key speaks for a statement only if it was in force when the statement was made and when the ledger took it. */
function standingOf(
  book: SignerFold,
  fingerprint: string,
  statement: StatementView,
  leaf: LeafView,
): KeyTenure | undefined {
  const taken = book.standing(fingerprint, leaf.sequencedAt);
  const madeAt = statement.madeAt < leaf.sequencedAt ? statement.madeAt : leaf.sequencedAt;
  return book.standing(fingerprint, madeAt) === taken ? taken : undefined;
}

/** A statement by one person that holds: who, with which key, at which assurance, over which item. */
export interface SignedBy {
  readonly person: string;
  readonly tenure: KeyTenure;
  /** A security key or passkey that only checked a touch counts as `key`. */
  readonly assurance: 'key' | 'passkey';
  readonly statement: StatementView;
  readonly item: JsonObject;
}

/** Checks the body’s `statement` and `signature` of one person against the signers in force; a sentence otherwise. */
export const signedByOne = (book: SignerFold, leaf: LeafView, purpose: string): SignedBy | string =>
  signedText(book, leaf, purpose, leaf.entry.body);

/** As `signedByOne`, for a statement and signature that stand in another place of the entry. */
function signedText(book: SignerFold, leaf: LeafView, purpose: string, body: JsonObject): SignedBy | string {
  const [text, armored] = [member(body, 'statement'), member(body, 'signature')];
  if (!isText(text) || !isText(armored)) return 'it is not signed';
  const statement = parseStatement(text);
  if (typeof statement === 'string') return statement;
  const timing = wrongTime(statement, leaf, purpose);
  if (timing !== undefined) return timing;
  if (statement.ledger !== book.state().ledger) return `the statement is for ledger \`${statement.ledger}\``;
  const verified = verifySignature(text, armored);
  if (!verified.ok) return `the signature does not hold: ${verified.why}`;
  const tenure = standingOf(book, verified.fingerprint, statement, leaf);
  if (tenure === undefined) return `key ${verified.fingerprint} was not enrolled at that time`;
  if (tenure.person !== statement.signer)
    return `key ${verified.fingerprint} speaks for \`${tenure.person}\`, the statement is by \`${statement.signer}\``;
  const item = coveredItem(statement, body);
  if (typeof item === 'string') return item;
  book.used(verified, leaf);
  return {
    person: tenure.person,
    tenure,
    assurance: isTouchOnly(verified) ? 'key' : tenure.assurance,
    statement,
    item,
  };
}
