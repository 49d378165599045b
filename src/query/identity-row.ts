import { hash } from 'node:crypto';
import type { AccountView, IdentityKind, IdentityRef, Instant, OwnerView } from '../model/index.ts';
import { identityRefOf } from './identity-ref.ts';
import type { PersonListed, RiskOfAccount } from './ports.ts';
import { searchWords } from './search-words.ts';

/**
 * 1: people. 2: workloads and agents. 3: accounts of a known person, told in that person's row. 4: a person whom another source
 * knows too, whose word counts, and to whom their accounts belong: told in that row. The rollup says which of 1 and 4.
 */
export type Lane = 1 | 2 | 3 | 4;

/** Who answers for something: what the source wrote and, when somebody was found for it, their name and whether they left. */
export interface Answerable {
  readonly stated: string;
  readonly name?: string;
  readonly ref?: IdentityRef;
  readonly state?: 'active' | 'left' | 'unknown';
}

/** One row of `query.identity`, as it is written. */
export interface IdentityRow {
  readonly ref: IdentityRef;
  readonly lane: Lane;
  readonly entity: 'person' | 'account';
  readonly source: string;
  readonly key: string;
  readonly name: string;
  readonly kind: IdentityKind | 'unknown';
  readonly state: string;
  readonly personRef: IdentityRef | null;
  readonly owner: Answerable | null;
  readonly sponsor: Answerable | null;
  /** Somebody who is there answers for it; null for people, who answer for themselves. */
  readonly owned: boolean | null;
  readonly credentials: number;
  readonly oldestCredential: Instant | null;
  readonly usedSort: number;
  readonly createdAt: Instant | null;
  readonly privileged: boolean;
  readonly findings: number;
  readonly severity: string | null;
  readonly score: number;
  readonly words: readonly string[];
}

/** Orders what never acted first and what nobody knows last. */
export const useOrder = { never: -1, unknown: Number.MAX_SAFE_INTEGER } as const;

export function rowOfAccount(view: AccountView, risk: RiskOfAccount | undefined): IdentityRow {
  const { ref, person, kind } = view;
  const personRef = person === undefined ? null : identityRefOf('person', person.ref.source, person.ref.key);
  const ofPeople = kind === 'person';
  const owner = answerable(view.owners.find(({ role }) => role === 'owner'));
  const sponsor = answerable(view.owners.find(({ role }) => role === 'sponsor'));
  const active = view.credentials.filter(({ state }) => state !== 'inactive');
  return {
    ref: identityRefOf('account', ref.source, ref.key),
    lane: ofPeople ? (personRef === null ? 1 : 3) : 2,
    entity: 'account',
    source: ref.source,
    key: ref.key,
    name: ref.name,
    kind,
    state: view.state,
    personRef,
    owner,
    sponsor,
    owned: ofPeople
      ? null
      : [owner, sponsor].some((each) => each?.ref !== undefined && each.state !== 'left'),
    credentials: active.length,
    oldestCredential:
      active
        .flatMap(({ rotatedAt, createdAt }) => rotatedAt ?? createdAt ?? [])
        .toSorted()
        .at(0) ?? null,
    usedSort:
      view.lastUsedAt === undefined
        ? useOrder.unknown
        : view.lastUsedAt === null
          ? useOrder.never
          : Date.parse(view.lastUsedAt),
    createdAt: view.createdAt ?? null,
    privileged: view.privileges.length > 0 || view.powers.length > 0,
    findings: risk?.findings ?? 0,
    severity: risk?.severity ?? null,
    score: risk?.score ?? 0,
    words: searchWords(ref.name, lastParts(ref.key), person?.ref.name ?? '', ref.source),
  };
}

/** A person without what their accounts add; the rollup in the database keeps that. */
export function rowOfPerson(person: PersonListed): IdentityRow {
  return {
    ref: identityRefOf('person', person.source, person.key),
    lane: 1,
    entity: 'person',
    source: person.source,
    key: person.key,
    name: person.name,
    kind: 'person',
    state: person.state,
    personRef:
      person.sameAs === undefined ? null : identityRefOf('person', person.sameAs.source, person.sameAs.key),
    owner: null,
    sponsor: null,
    owned: null,
    credentials: 0,
    oldestCredential: null,
    usedSort: useOrder.unknown,
    createdAt: null,
    privileged: false,
    findings: 0,
    severity: null,
    score: 0,
    words: searchWords(person.name, person.email ?? '', person.key, person.source),
  };
}

/** What tells whether a row has to be written again. */
export const ownDigest = (row: IdentityRow): string =>
  hash('sha256', JSON.stringify(row), 'hex').slice(0, 16);

function answerable(view: OwnerView | undefined): Answerable | null {
  if (view === undefined) return null;
  const { stated, person } = view;
  return person === undefined
    ? { stated }
    : {
        stated,
        name: person.ref.name,
        ref: identityRefOf('person', person.ref.source, person.ref.key),
        state: person.state,
      };
}

/** The part of a key that a person would type: an ARN's user name rather than its account number's prefix. */
const lastParts = (key: string): string => key.split(/[/:]/).slice(-3).join(' ');
