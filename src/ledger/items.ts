import { readVkey } from './note.ts';
import { registrationOf, type PasskeyFacts, type RegistrationRecord } from './passkey-registration.ts';
import {
  hasOnly,
  isDigestText,
  isEntryIdText,
  isInstantText,
  isObject,
  isPersonText,
  isText,
  isTextList,
  member,
  type JsonObject,
} from './shape.ts';
import { parseSignerKey, type SignerKey } from './signer-key.ts';

// What the statements about signers, policy and decisions cover. Each reader answers a sentence when the shape is wrong.

/** One person's key and roles, as the bootstrap or an enrolment states them. */
export interface EnrolledPerson {
  readonly subject: string;
  readonly roles: readonly string[];
  /** OpenSSH public key line, or the `webauthn` line of a passkey. */
  readonly publicKey: string;
  readonly assurance: 'key' | 'passkey';
  /** How a passkey came to be; there for a passkey and for nothing else. */
  readonly registration?: RegistrationRecord;
}

/** Covered by `ledger.bootstrap`; signed by every person it lists, each with the key it lists for them. */
export interface BootstrapItem {
  readonly ledger: string;
  readonly demo: boolean;
  readonly policy: string;
  readonly people: readonly EnrolledPerson[];
  /** vkey of the first checkpoint key. */
  readonly checkpointKey: string;
}

/** Covered by `signer.replaced`: the key with this fingerprint ends and the new one begins. */
export interface ReplaceItem extends EnrolledPerson {
  readonly replaces: string;
}

/** Covered by `signer.revoked`. */
export interface RevokeItem {
  readonly subject: string;
  readonly fingerprint: string;
  readonly reason: string;
}

/** Covered by `policy.activated`: the set that becomes the law, and what those who sign it rest on. */
export interface ActivateItem {
  readonly policy: string;
  /** Of the exact texts. */
  readonly sources: string;
  /** The activation that it takes the place of: another law meanwhile, and nothing was signed. */
  readonly replaces: string;
  /** The entry that filed it. */
  readonly proposal: string;
  /** The entry of its what-if, and the digest of what that found. */
  readonly simulation: string;
  readonly result: string;
}

/** Covered by the request that an activation carries: who wants which law, and why. */
export interface ProposeItem {
  readonly policy: string;
  readonly sources: string;
  readonly replaces: string;
  readonly reason: string;
}

/** Covered by `signin.provider.set`: who says at sign-in who somebody is, and which roles their groups give a session. */
export interface ProviderItem {
  /** What the button says. */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Where the secret is, never what it is; null: a public client. */
  readonly clientSecret: string | null;
  readonly algorithm: string;
  readonly scopes: readonly string[];
  /** Who a subject is: this claim says which person of this source. */
  readonly person: { readonly source: string; readonly claim: string; readonly matches: string };
  readonly groups: {
    readonly claim: string;
    readonly roles: readonly { readonly group: string; readonly role: string }[];
  };
  /** Whether subjects stay the people they were, or are looked for anew. */
  readonly links: 'keep' | 'anew';
}

export const roleNames: readonly string[] = [
  'administrator',
  'governor',
  'reviewer',
  'manager',
  'resource_owner',
  'nhi_owner',
  'sponsor',
  'security',
  'requester',
  'auditor',
];

export interface ParsedPerson extends Omit<EnrolledPerson, 'registration'> {
  readonly key: SignerKey;
  readonly facts: PasskeyFacts | undefined;
}

const personMembers = ['subject', 'roles', 'publicKey', 'assurance', 'registration'];

export function readPerson(item: unknown, more: readonly string[] = []): ParsedPerson | string {
  if (!isObject(item) || !hasOnly(item, [...personMembers, ...more])) return 'not a person with a key';
  const [subject, roles] = [member(item, 'subject'), member(item, 'roles')];
  const [publicKey, assurance] = [member(item, 'publicKey'), member(item, 'assurance')];
  if (!isPersonText(subject)) return '`subject` is not a person’s id';
  if (!isTextList(roles) || !roles.every((role) => roleNames.includes(role)))
    return '`roles` names an unknown role';
  if (assurance !== 'key' && assurance !== 'passkey') return '`assurance` is neither key nor passkey';
  if (!isText(publicKey)) return '`publicKey` is not text';
  const key = parseSignerKey(publicKey);
  if (typeof key === 'string') return key;
  if (key.passkey === undefined)
    return Object.hasOwn(item, 'registration')
      ? 'a registration belongs to a passkey only'
      : { subject, roles, publicKey, assurance, key, facts: undefined };
  const facts = registrationOf(member(item, 'registration'), key.passkey);
  return typeof facts === 'string' ? facts : { subject, roles, publicKey, assurance, key, facts };
}

/**
 * Why this key cannot be enrolled at this level: outside a demo a software key is no passkey, and nowhere is a passkey one
 * that did not check its user when it was made.
 */
export function wrongAssurance(person: ParsedPerson, demo: boolean): string | undefined {
  if (person.assurance === 'key') return undefined;
  if (person.facts?.userVerified === false) return 'it did not check its user when it was made';
  return demo || person.key.kind !== 'software_key' ? undefined : 'it is a software key';
}

/** A key as an enrolment states it. */
export type KeyToEnrol = Pick<EnrolledPerson, 'publicKey' | 'assurance' | 'registration'>;

/** Reads the key that somebody wants enrolled, at the highest level it can have outside a demo; a sentence otherwise. */
export function keyToEnrol(
  publicKey: string,
  registration: RegistrationRecord | undefined,
): KeyToEnrol | string {
  const key = parseSignerKey(publicKey);
  if (typeof key === 'string') return key;
  if (key.passkey === undefined)
    return registration === undefined
      ? { publicKey: key.line, assurance: key.kind === 'security_key' ? 'passkey' : 'key' }
      : 'a registration belongs to a passkey only';
  if (registration === undefined) return 'a passkey is enrolled with its `registration`';
  const facts = registrationOf(registration, key.passkey);
  if (typeof facts === 'string') return facts;
  return { publicKey: key.line, assurance: facts.userVerified ? 'passkey' : 'key', registration };
}

export interface ParsedBootstrap extends Omit<BootstrapItem, 'people'> {
  readonly people: readonly ParsedPerson[];
}

export function readBootstrapItem(item: JsonObject): ParsedBootstrap | string {
  if (!hasOnly(item, ['ledger', 'demo', 'policy', 'people', 'checkpointKey']))
    return 'the item has unknown members';
  const [ledger, demo, policy] = [member(item, 'ledger'), member(item, 'demo'), member(item, 'policy')];
  const [listed, checkpointKey] = [member(item, 'people'), member(item, 'checkpointKey')];
  if (!isText(ledger) || typeof demo !== 'boolean' || !isDigestText(policy))
    return '`ledger`, `demo` or `policy` is missing';
  if (!isText(checkpointKey) || readVkey(checkpointKey) === undefined) return '`checkpointKey` is not a vkey';
  if (!Array.isArray(listed) || listed.length === 0) return '`people` is empty';
  const people: ParsedPerson[] = [];
  for (const one of listed) {
    const person = readPerson(one);
    if (typeof person === 'string') return person;
    const unfit = wrongAssurance(person, demo);
    if (unfit !== undefined) return `the key of \`${person.subject}\` cannot count as a passkey: ${unfit}`;
    if (people.some((p) => p.key.material === person.key.material))
      return `the key ${person.key.fingerprint} is listed twice`;
    people.push(person);
  }
  return { ledger, demo, policy, people, checkpointKey };
}

export function readReplaceItem(item: JsonObject): (ParsedPerson & Pick<ReplaceItem, 'replaces'>) | string {
  const person = readPerson(item, ['replaces']);
  const replaces = member(item, 'replaces');
  if (typeof person === 'string') return person;
  return isText(replaces) ? { ...person, replaces } : '`replaces` is not a fingerprint';
}

export function readRevokeItem(item: JsonObject): RevokeItem | string {
  const [subject, fingerprint, reason] = [
    member(item, 'subject'),
    member(item, 'fingerprint'),
    member(item, 'reason'),
  ];
  if (!isPersonText(subject) || !isText(fingerprint) || !isText(reason)) return 'not a revocation';
  return hasOnly(item, ['subject', 'fingerprint', 'reason'])
    ? { subject, fingerprint, reason }
    : 'the item has unknown members';
}

export function readActivateItem(item: JsonObject): ActivateItem | string {
  const [policy, sources, result] = [member(item, 'policy'), member(item, 'sources'), member(item, 'result')];
  const [replaces, proposal, simulation] = [
    member(item, 'replaces'),
    member(item, 'proposal'),
    member(item, 'simulation'),
  ];
  if (!isDigestText(policy) || !isDigestText(sources) || !isDigestText(result))
    return 'not an activation of a policy set that was simulated';
  if (!isEntryIdText(replaces) || !isEntryIdText(proposal) || !isEntryIdText(simulation))
    return 'the activation names no law before it, no proposal or no simulation';
  return hasOnly(item, ['policy', 'sources', 'replaces', 'proposal', 'simulation', 'result'])
    ? { policy, sources, replaces, proposal, simulation, result }
    : 'the activation has unknown members';
}

export function readProposeItem(item: JsonObject): ProposeItem | string {
  const [policy, sources] = [member(item, 'policy'), member(item, 'sources')];
  const [replaces, reason] = [member(item, 'replaces'), member(item, 'reason')];
  return isDigestText(policy) &&
    isDigestText(sources) &&
    isEntryIdText(replaces) &&
    isText(reason) &&
    hasOnly(item, ['policy', 'sources', 'replaces', 'reason'])
    ? { policy, sources, replaces, reason }
    : 'not a request to change the policies';
}

const providerMembers = [
  'name',
  'issuer',
  'clientId',
  'clientSecret',
  'algorithm',
  'scopes',
  'person',
  'groups',
  'links',
];
const mostOfAProvider = 200;

export function readProviderItem(item: JsonObject): ProviderItem | string {
  if (!hasOnly(item, providerMembers)) return 'the provider has unknown members';
  const [name, issuer, clientId] = [member(item, 'name'), member(item, 'issuer'), member(item, 'clientId')];
  const [clientSecret, algorithm] = [member(item, 'clientSecret'), member(item, 'algorithm')];
  const [scopes, links] = [member(item, 'scopes'), member(item, 'links')];
  if (!isText(name) || !isText(issuer) || !isText(clientId) || !isText(algorithm))
    return 'it names no provider, issuer, client or algorithm';
  if (clientSecret !== null && (!isText(clientSecret) || !clientSecret.startsWith('stored:')))
    return 'its client secret is not told by reference';
  if (!isTextList(scopes) || scopes.length > mostOfAProvider) return '`scopes` is not a list of names';
  if (links !== 'keep' && links !== 'anew') return '`links` is neither keep nor anew';
  const [person, groups] = [member(item, 'person'), member(item, 'groups')];
  const by = isObject(person) && hasOnly(person, ['source', 'claim', 'matches']) ? person : {};
  const [source, claim, matches] = [member(by, 'source'), member(by, 'claim'), member(by, 'matches')];
  if (!isText(source) || !isText(claim) || !isText(matches)) return 'it does not say who a subject is';
  const given = isObject(groups) && hasOnly(groups, ['claim', 'roles']) ? groups : {};
  const [groupsClaim, listed] = [member(given, 'claim'), member(given, 'roles')];
  if (!isText(groupsClaim) || !Array.isArray(listed) || listed.length > mostOfAProvider)
    return 'it does not say which groups give which roles';
  const roles: { group: string; role: string }[] = [];
  for (const one of listed) {
    if (!isObject(one) || !hasOnly(one, ['group', 'role'])) return 'a role of it has another shape';
    const [group, role] = [member(one, 'group'), member(one, 'role')];
    if (!isText(group) || !isText(role) || !roleNames.includes(role)) return 'it gives an unknown role';
    roles.push({ group, role });
  }
  return {
    name,
    issuer,
    clientId,
    clientSecret,
    algorithm,
    scopes,
    person: { source, claim, matches },
    groups: { claim: groupsClaim, roles },
    links,
  };
}

/** Covered by `signin.provider.removed`: the entry that set what ends, and why. */
export function readRemovalItem(item: JsonObject): { readonly provider: string } | string {
  const [provider, reason] = [member(item, 'provider'), member(item, 'reason')];
  return isEntryIdText(provider) && isText(reason) && hasOnly(item, ['provider', 'reason'])
    ? { provider }
    : 'not the removal of a provider';
}

/** Covered by `decision.signed`: DecisionItem of model/proposal.ts. */
export interface DecisionItemView {
  readonly proposal: string;
  readonly proposalEntry: string;
  readonly answer: 'approve' | 'reject';
  readonly role: string;
  /** Whose authority it uses, under which delegation; undefined: the signer's own. */
  readonly standsFor: { readonly person: string; readonly delegation: string } | undefined;
  readonly changes: string;
  readonly evidenceShown: string;
  readonly evidenceMaterial: string;
  readonly restorableUntil: string;
  /** When what was approved is to be taken back, without another signature; null: never. */
  readonly endsAt: string | null;
}

const decisionMembers = [
  'proposal',
  'proposalEntry',
  'answer',
  'role',
  'standsFor',
  'changes',
  'evidenceShown',
  'evidenceMaterial',
  'verdictBasis',
  'policy',
  'restorableUntil',
  'endsAt',
  'reason',
];

export function readDecisionItem(item: JsonObject): DecisionItemView | string {
  if (!hasOnly(item, decisionMembers)) return 'the item has unknown members';
  const [proposal, proposalEntry, answer, role] = [
    member(item, 'proposal'),
    member(item, 'proposalEntry'),
    member(item, 'answer'),
    member(item, 'role'),
  ];
  const [changes, evidenceShown, evidenceMaterial, restorableUntil] = [
    member(item, 'changes'),
    member(item, 'evidenceShown'),
    member(item, 'evidenceMaterial'),
    member(item, 'restorableUntil'),
  ];
  if (!isText(proposal) || !isEntryIdText(proposalEntry) || !isText(role))
    return 'it names no proposal or role';
  if (answer !== 'approve' && answer !== 'reject') return 'the answer is neither approve nor reject';
  if (!isDigestText(changes) || !isDigestText(evidenceShown) || !isDigestText(evidenceMaterial))
    return 'digests of changes or evidence are missing';
  if (!isDigestText(member(item, 'verdictBasis')) || !isDigestText(member(item, 'policy')))
    return 'digests of verdict or policy are missing';
  if (!isInstantText(restorableUntil)) return '`restorableUntil` is not a moment';
  const standsFor = readStandsFor(member(item, 'standsFor'));
  if (typeof standsFor === 'string') return standsFor;
  // what was signed before statements named an end mandates none
  const endsAt = member(item, 'endsAt') ?? null;
  if (endsAt !== null && !isInstantText(endsAt)) return '`endsAt` is not a moment';
  return {
    proposal,
    proposalEntry,
    answer,
    role,
    standsFor,
    changes,
    evidenceShown,
    evidenceMaterial,
    restorableUntil,
    endsAt,
  };
}

function readStandsFor(value: unknown): DecisionItemView['standsFor'] | string {
  if (value === undefined) return undefined;
  const [person, delegation] = isObject(value)
    ? [member(value, 'person'), member(value, 'delegation')]
    : [undefined, undefined];
  return isPersonText(person) &&
    isEntryIdText(delegation) &&
    isObject(value) &&
    Object.keys(value).length === 2
    ? { person, delegation }
    : '`standsFor` names no person and delegation';
}

/** Covered by `restore.signed`: put back what this execution changed. */
export interface RestoreItemView {
  readonly restores: string;
  readonly plan: string;
  /** The role by which an emergency of somebody else is ended. */
  readonly as?: string;
}

export function readRestoreItem(item: JsonObject): RestoreItemView | string {
  const [restores, plan, as] = [member(item, 'restores'), member(item, 'plan'), member(item, 'as')];
  if (
    !isEntryIdText(restores) ||
    !isEntryIdText(plan) ||
    !hasOnly(item, ['restores', 'plan', 'reason', 'as']) ||
    !(as === undefined || isText(as))
  )
    return 'it names no execution and plan to restore';
  return { restores, plan, ...(as === undefined ? {} : { as }) };
}
