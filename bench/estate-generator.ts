// A synthetic estate of any size, the same for the same arguments: people, accounts, groups, rights, credentials, grants.
import { instantOf, type Observation } from '../src/model/index.ts';

export interface Size {
  readonly accounts: number;
  readonly grantsPerAccount: number;
}

const base = Date.parse('2026-01-01T00:00:00Z');
const pageRows = 2000;
const rightCount = 5000;
const groupCount = 1000;

/** One person to ten accounts, as an HR source gives them. */
export function* people(size: Size): Generator<readonly Observation[]> {
  yield* paged(size.accounts / 10, (n) => [
    {
      type: 'person',
      key: `person-${n}`,
      name: `Person ${n}`,
      email: `person.${n}@acme.example`,
      employeeNumber: `${100_000 + n}`,
      state: n % 50 === 0 ? 'left' : 'active',
    },
  ]);
}

/**
 * Accounts with their grants, as a cloud source gives them. `round` > 0 changes every hundredth account and grant: what a
 * re-read with 1 % change sees.
 */
export function* cloud(size: Size, round = 0): Generator<readonly Observation[]> {
  yield* paged(groupCount, (n) => [{ type: 'group', key: `group/${n}`, name: `group ${n}`, kind: 'group' }]);
  yield* paged(rightCount, (n) => [
    {
      type: 'entitlement',
      key: `right/${n}`,
      action: `svc${n % 40}:Get${n % 97}`,
      resourcePattern: n % 10 === 0 ? `arn:aws:svc:::thing-${n}/*` : `arn:aws:svc:::thing-${n}`,
    },
  ]);
  yield* paged(groupCount, (n) => [
    {
      type: 'grant',
      key: `group/${n}|right/${n}`,
      subjectKey: `group/${n}`,
      entitlementKey: `right/${(n * 7) % rightCount}`,
      effect: 'allow',
    },
  ]);
  yield* paged(size.accounts, (n) => {
    const changed = round > 0 && n % 100 === round % 100;
    const key = `arn:aws:iam::123456789012:user/u${n}`;
    const rows: Observation[] = [
      {
        type: 'account',
        key,
        name: n % 3 === 0 ? `person.${Math.floor(n / 10)}` : `login-${n}`,
        kind: n % 5 === 0 ? 'service_account' : 'person',
        state: 'active',
        createdAt: instantOf(base + n * 1000),
        lastUsedAt: instantOf(base + n * 1000 + 86_400_000),
        ...(n % 3 === 1 ? { email: `person.${Math.floor(n / 10)}@acme.example` } : {}),
        attributes: { team: `team-${n % 30}${changed ? `-moved-${round}` : ''}` },
      },
      {
        type: 'membership',
        key: `${key}|group/${n % groupCount}`,
        memberKey: key,
        groupKey: `group/${n % groupCount}`,
        via: 'member',
      },
    ];
    for (let g = 0; g < size.grantsPerAccount; g++) {
      const right = (n * 31 + g * 977) % rightCount;
      rows.push({
        type: 'grant',
        key: `${key}|${g}`,
        subjectKey: key,
        entitlementKey: `right/${right}`,
        effect: 'allow',
        grantable: changed && round % 2 === 1,
      });
    }
    return rows;
  });
}

/** As a connector gives it: the last page says that the read is complete. */
export async function* asRead(pages: Iterable<readonly Observation[]>): AsyncGenerator<{
  readonly observations: readonly Observation[];
  readonly complete?: boolean;
}> {
  for (const observations of pages) yield { observations };
  yield { observations: [], complete: true };
}

function* paged(
  count: number,
  rowsOf: (n: number) => readonly Observation[],
): Generator<readonly Observation[]> {
  let page: Observation[] = [];
  for (let n = 0; n < count; n++) {
    page.push(...rowsOf(n));
    if (page.length < pageRows) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
