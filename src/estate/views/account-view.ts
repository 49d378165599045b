import {
  instantOf,
  type AccountView,
  type CredentialView,
  type OwnerView,
  type PersonView,
  type SameCredentialView,
} from '../../model/index.ts';
import type { PrivilegeView } from '../../model/index.ts';
import {
  correlate,
  resolveReference,
  type AccountClues,
  type Correlation,
  type PeopleIndex,
  type PersonRow,
} from '../correlate/rules.ts';
import { neverUsed, noUse } from '../tables/encode.ts';
import type { AccountSql, AssertionSql, CredentialSql, OwnershipSql } from './account-rows.ts';
import type { Exposed, SameSql } from './exposure-rows.ts';

/** One account with everything that belongs to it, to be joined into a view. */
export interface AccountParts {
  readonly account: AccountSql;
  readonly credentials: readonly CredentialSql[];
  readonly ownerships: readonly OwnershipSql[];
  readonly assertions: readonly AssertionSql[];
  readonly people: PeopleIndex;
  readonly exposed: (row: CredentialSql) => Exposed;
  /** What another account that has the same credential holds, by its key. */
  readonly heldBy: (row: SameSql) => readonly PrivilegeView[];
  readonly privileges: readonly PrivilegeView[];
  readonly directGrants: number;
}

export const cluesOf = (account: AccountSql, ownerships: readonly OwnershipSql[]): AccountClues => ({
  source: account.source,
  name: account.name,
  kind: account.kind,
  ...(account.email === null ? {} : { email: account.email }),
  ...(account.employee_number === null ? {} : { employeeNumber: account.employee_number }),
  statedOwners: ownerships.filter(({ role }) => role === 'owner').map(({ owner_ref }) => owner_ref),
});

/** Joins the parts. What the source did not say stays absent. */
export function accountViewOf(parts: AccountParts): AccountView {
  const { account } = parts;
  const person = personViewOf(correlate(cluesOf(account, parts.ownerships), parts.people));
  const used = useView(account.used_ms);
  return {
    ref: { entity: 'account', source: account.source, key: account.key, name: account.name },
    kind: account.kind,
    state: account.state,
    ...(account.created_at === null ? {} : { createdAt: account.created_at }),
    ...(used === undefined ? {} : { lastUsedAt: used }),
    ...(account.expires_at === null ? {} : { expiresAt: account.expires_at }),
    ...(account.interactive === null ? {} : { interactive: account.interactive }),
    ...(account.mfa === null ? {} : { mfa: account.mfa }),
    ...(account.can_be_assumed === null ? {} : { canBeAssumed: account.can_be_assumed }),
    powers: account.powers ?? [],
    attributes: account.attributes ?? {},
    ...(person === undefined ? {} : { person }),
    owners: ownersOf(parts),
    credentials: parts.credentials.map((row) => ({
      ...credentialOf(account.source, row),
      ...copiesOf(parts, row),
    })),
    privileges: parts.privileges,
    directGrants: parts.directGrants,
    observedAt: account.observed_at,
  };
}

/** Owners assigned by a decision win over those that a source states, role by role. */
function ownersOf({ ownerships, assertions, people }: AccountParts): readonly OwnerView[] {
  const decided = assertions.map((row): OwnerView => {
    const found = people.byKey(row.person_key).find(({ ref }) => ref.source === row.person_source);
    return {
      role: row.role,
      stated: `${row.person_source}/${row.person_key}`,
      ...(found === undefined ? {} : { person: viewOf(found, 'assigned by a signed decision') }),
    };
  });
  const byDecision = new Set(decided.map(({ role }) => role));
  const stated = ownerships
    .filter(({ role }) => !byDecision.has(role))
    .map((row): OwnerView => {
      const person = personViewOf(resolveReference(row.owner_ref, people));
      return { role: row.role, stated: row.owner_ref, ...(person === undefined ? {} : { person }) };
    });
  return [...decided, ...stated];
}

type Copies = Pick<CredentialView, 'exposures' | 'sameAs'>;

function copiesOf({ exposed, people, heldBy }: AccountParts, row: CredentialSql): Copies {
  const { exposures, same } = exposed(row);
  return { exposures, sameAs: same.map((each) => sameOf(each, people, heldBy(each))) };
}

function sameOf(row: SameSql, people: PeopleIndex, privileges: readonly PrivilegeView[]): SameCredentialView {
  const person = personViewOf(correlate(cluesOfSame(row), people));
  return {
    ref: { entity: 'credential', source: row.source, key: row.key, name: row.key },
    account: { entity: 'account', source: row.source, key: row.account_key, name: row.account_name },
    by: row.by,
    kind: row.kind,
    ...(person === undefined ? {} : { person }),
    powers: row.powers ?? [],
    privileges,
  };
}

/** By what the account says of itself; who its source says owns it is not who it is. */
export const cluesOfSame = (row: SameSql): AccountClues => ({
  source: row.source,
  name: row.account_name,
  kind: row.kind,
  ...(row.email === null ? {} : { email: row.email }),
  ...(row.employee_number === null ? {} : { employeeNumber: row.employee_number }),
  statedOwners: [],
});

function credentialOf(source: string, row: CredentialSql): Omit<CredentialView, keyof Copies> {
  const used = useView(row.used_ms);
  return {
    ref: { entity: 'credential', source, key: row.key, name: row.key },
    credential: row.credential,
    state: row.state,
    ...(row.created_at === null ? {} : { createdAt: row.created_at }),
    ...(row.rotated_at === null ? {} : { rotatedAt: row.rotated_at }),
    ...(used === undefined ? {} : { lastUsedAt: used }),
    ...(row.never_expires
      ? { expiresAt: null }
      : row.expires_at === null
        ? {}
        : { expiresAt: row.expires_at }),
    ...(row.fingerprint === null ? {} : { fingerprint: row.fingerprint }),
    ...(row.public_id === null ? {} : { publicId: row.public_id }),
  };
}

const useView = (ms: number | null): AccountView['lastUsedAt'] | undefined =>
  ms === null || ms === noUse ? undefined : ms === neverUsed ? null : instantOf(ms);

const personViewOf = (found: Correlation): PersonView | undefined =>
  found.is === 'resolved'
    ? {
        ...viewOf(found.person, found.because),
        ...(found.alsoKnownAs === undefined ? {} : { alsoKnownAs: found.alsoKnownAs.map(({ ref }) => ref) }),
      }
    : undefined;

export const viewOf = (person: PersonRow, because: string): PersonView => ({
  ref: person.ref,
  state: person.state,
  ...(person.leftAt === undefined ? {} : { leftAt: person.leftAt }),
  because,
});
