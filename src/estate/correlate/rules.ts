import type { EstateRef, IdentityKind, Instant } from '../../model/index.ts';
import { localPart } from '../tables/encode.ts';

/** A person as correlation looks at them. */
export interface PersonRow {
  readonly ref: EstateRef;
  readonly email?: string;
  readonly employeeNumber?: string;
  readonly state: 'active' | 'left' | 'unknown';
  readonly leftAt?: Instant;
}

/** What an account says of itself that may tell whose it is. */
export interface AccountClues {
  readonly source: string;
  readonly name: string;
  readonly kind: IdentityKind | 'unknown';
  readonly email?: string;
  readonly employeeNumber?: string;
  /** What its source wrote as its owners. */
  readonly statedOwners: readonly string[];
}

/** `unresolved`: more than one person fits, and choosing would be a guess. `none`: nothing fits. */
export type Correlation =
  | {
      readonly is: 'resolved';
      readonly rule: string;
      readonly person: PersonRow;
      readonly because: string;
      /** The same human as other sources know them. */
      readonly alsoKnownAs?: readonly PersonRow[];
    }
  | {
      readonly is: 'unresolved';
      readonly rule: string;
      readonly candidates: readonly PersonRow[];
      readonly because: string;
    }
  | { readonly is: 'none' };

/** People by what they may be found by. */
export interface PeopleIndex {
  byKey(key: string): readonly PersonRow[];
  byEmployeeNumber(number: string): readonly PersonRow[];
  /** Case-folded. */
  byEmail(fold: string): readonly PersonRow[];
  /** The case-folded part before the `@`. */
  byLocalPart(fold: string): readonly PersonRow[];
}

interface Match {
  readonly people: readonly PersonRow[];
  readonly because: string;
}

/** One way to tell whose an account is: undefined when the account lacks what it looks at. */
export interface CorrelationRule {
  readonly id: string;
  find(account: AccountClues, people: PeopleIndex): Match | undefined;
}

/** In the order in which they are tried; the first that finds anybody decides, and two people are no answer. */
export const correlationRules: readonly CorrelationRule[] = [
  {
    id: 'employee-number',
    find: ({ employeeNumber }, people) =>
      employeeNumber === undefined
        ? undefined
        : {
            people: people.byEmployeeNumber(employeeNumber),
            because: `employee number equals ${employeeNumber}`,
          },
  },
  {
    id: 'e-mail',
    find: ({ email }, people) =>
      email === undefined
        ? undefined
        : { people: people.byEmail(email.toLowerCase()), because: `e-mail equals ${email}` },
  },
  {
    id: 'login',
    find: ({ name }, people) => {
      const fold = name.toLowerCase();
      return fold.includes('@')
        ? { people: people.byEmail(fold), because: `login is the e-mail ${name}` }
        : {
            people: people.byLocalPart(fold),
            because: `login ${name} is the local part of exactly one person's e-mail`,
          };
    },
  },
  {
    id: 'stated-owner',
    find: ({ statedOwners }, people) => {
      const [stated] = statedOwners;
      if (stated === undefined || statedOwners.length > 1) return undefined;
      const found = resolveReference(stated, people);
      return found.is === 'none'
        ? { people: [], because: '' }
        : {
            people: found.is === 'resolved' ? [found.person] : found.candidates,
            because: `its source names ${stated} as its owner`,
          };
    },
  },
];

/** Whose account this is. Only accounts of people, or of undeclared kind, are anybody's: others have owners. */
export function correlate(account: AccountClues, people: PeopleIndex): Correlation {
  if (account.kind !== 'person' && account.kind !== 'unknown') return { is: 'none' };
  for (const rule of correlationRules) {
    if (account.kind === 'unknown' && rule.id === 'stated-owner') continue; // an owner need not be the user
    const match = rule.find(account, people);
    const answer = match === undefined ? undefined : answerOf(rule.id, match);
    if (answer !== undefined) return answer;
  }
  return { is: 'none' };
}

/** The person that a source's `ownerRef` means: a person's key, an employee number or an e-mail, in this order. */
export function resolveReference(stated: string, people: PeopleIndex): Correlation {
  const ways: readonly (readonly [string, Match])[] = [
    ['person-key', { people: people.byKey(stated), because: `person key equals ${stated}` }],
    [
      'employee-number',
      { people: people.byEmployeeNumber(stated), because: `employee number equals ${stated}` },
    ],
    ['e-mail', { people: people.byEmail(stated.toLowerCase()), because: `e-mail equals ${stated}` }],
  ];
  for (const [rule, match] of ways) {
    const answer = answerOf(rule, match);
    if (answer !== undefined) return answer;
  }
  return { is: 'none' };
}

function answerOf(rule: string, { people, because }: Match): Correlation | undefined {
  const [first, ...rest] = isOneHuman(people) ? people.toSorted(byWord) : people;
  if (first === undefined) return undefined;
  if (rest.length === 0) return { is: 'resolved', rule, person: first, because };
  if (isOneHuman(people))
    return {
      is: 'resolved',
      rule,
      person: first,
      because: `${because}; ${people.length} sources know the same person`,
      alsoKnownAs: rest,
    };
  return {
    is: 'unresolved',
    rule,
    candidates: people,
    because: `${people.length} people fit: ${people
      .slice(0, 5)
      .map(({ ref }) => `${ref.name} (${ref.key})`)
      .join(', ')}`,
  };
}

/** When all of these are one human: the one of them whose word counts. */
export const oneHumanOf = (people: readonly PersonRow[]): PersonRow | undefined =>
  isOneHuman(people) ? people.toSorted(byWord)[0] : undefined;

/**
 * Several sources each know one person by the same employee number, or by the same e-mail where numbers do not say
 * otherwise: a directory beside the HR system. Two people of one source are two people.
 */
function isOneHuman(people: readonly PersonRow[]): boolean {
  if (new Set(people.map(({ ref }) => ref.source)).size !== people.length) return false;
  const numbers = new Set(people.flatMap(({ employeeNumber }) => employeeNumber ?? []));
  if (numbers.size > 1) return false;
  const emails = new Set(people.map(({ email }) => email?.toLowerCase()));
  const isNumbered = people.every(({ employeeNumber }) => employeeNumber !== undefined);
  return isNumbered || (emails.size === 1 && !emails.has(undefined));
}

/** Whose word counts about one human: whoever says that they left, then whoever numbers employees, then by source. */
const byWord = (a: PersonRow, b: PersonRow): number =>
  Number(b.state === 'left') - Number(a.state === 'left') ||
  Number(b.employeeNumber !== undefined) - Number(a.employeeNumber !== undefined) ||
  Number(b.state === 'active') - Number(a.state === 'active') ||
  (a.ref.source < b.ref.source ? -1 : 1);

/** An index over these people. */
export function indexPeople(people: readonly PersonRow[]): PeopleIndex {
  const by = (keyOf: (person: PersonRow) => string | undefined): ((key: string) => readonly PersonRow[]) => {
    const map = Map.groupBy(people, keyOf);
    return (key) => map.get(key) ?? [];
  };
  return {
    byKey: by((person) => person.ref.key),
    byEmployeeNumber: by((person) => person.employeeNumber),
    byEmail: by((person) => person.email?.toLowerCase()),
    byLocalPart: by((person) =>
      person.email === undefined ? undefined : localPart(person.email.toLowerCase()),
    ),
  };
}
