import fc from 'fast-check';
import { addSource, importRead, removeSource } from '../../src/estate/index.ts';
import { instantOf, isSourceId, must, type Observation } from '../../src/model/index.ts';
import type { Database } from '../../src/platform/store/index.ts';

/** The moment at which everything in these stories happens. */
export const storyNow = instantOf(Date.parse('2027-03-01T00:00:00Z'));
const old = instantOf(Date.parse('2025-01-01T00:00:00Z'));
const now = storyNow;
const hr = must(isSourceId, 'hr');
const cloud = must(isSourceId, 'cloud');
const leaks = must(isSourceId, 'leaks');
const directory = must(isSourceId, 'directory');
const sources = { hr, directory, cloud, leaks };

/** What the enforcer does when a decision assigns or clears an owner, and what changes at a source: one step each. */
export type Step =
  | {
      readonly is: keyof typeof sources;
      readonly put: readonly Observation[];
      readonly drop: readonly Observation[];
    }
  | { readonly is: 'assign' | 'clear'; readonly account: string; readonly person: string }
  | { readonly is: 'remove' };

const number = (most: number) => fc.integer({ min: 0, max: most });
const person = fc.record({
  type: fc.constant('person'),
  key: number(3).map((n) => `p${n}`),
  name: fc.constantFrom('Dana', 'Lee'),
  email: fc.constantFrom('u0@x.example', 'u1@x.example', 'z@x.example'),
  state: fc.constantFrom('active', 'left'),
  leftAt: fc.constant(old),
} as const);
/** As a directory knows them: some are those of `hr`. */
const known = fc.record(
  {
    type: fc.constant('person'),
    key: number(2).map((n) => `d${n}`),
    name: fc.constantFrom('Dana', 'Lee'),
    email: fc.constantFrom('u0@x.example', 'U1@x.example', 'y@x.example'),
    employeeNumber: fc.constantFrom('1', '2'),
    state: fc.constantFrom('active', 'left'),
  } as const,
  { requiredKeys: ['type', 'key', 'name', 'state'] },
);
const account = fc.record(
  {
    type: fc.constant('account'),
    key: number(4).map((n) => `a${n}`),
    name: fc.constantFrom('u0', 'u1', 'bot'),
    kind: fc.constantFrom('person', 'service_account', 'unknown'),
    state: fc.constantFrom('active', 'disabled'),
    createdAt: fc.constant(old),
    interactive: fc.boolean(),
    mfa: fc.boolean(),
    powers: fc.constantFrom([], ['superuser']),
    lastUsedAt: fc.constantFrom(null, old, now),
  } as const,
  { requiredKeys: ['type', 'key', 'name', 'kind', 'state'] },
);
const group = fc.record({
  type: fc.constant('group'),
  key: number(2).map((n) => `g${n}`),
  name: fc.constantFrom('ops', 'all'),
  kind: fc.constant('group'),
} as const);
const holder = fc.oneof(
  number(4).map((n) => `a${n}`),
  number(2).map((n) => `g${n}`),
);
const membership = fc.record({ member: holder, of: holder }).map(({ member, of }): Observation => ({
  type: 'membership',
  key: `${member}>${of}`,
  memberKey: member,
  groupKey: of,
  via: 'member',
}));
const entitlement = fc
  .record({ n: number(1), action: fc.constantFrom('*', 's3:Get') })
  .map(({ n, action }): Observation => ({ type: 'entitlement', key: `e${n}`, action, resourcePattern: '*' }));
const grant = fc
  .record({ subject: holder, right: number(1), effect: fc.constantFrom('allow', 'deny') })
  .map(({ subject, right, effect }): Observation => ({
    type: 'grant',
    key: `${subject}:e${right}`,
    subjectKey: subject,
    entitlementKey: `e${right}`,
    effect,
  }));
const isTheSame = {
  fingerprint: fc.constantFrom('f0', 'f1'),
  publicId: fc.constantFrom('AKIA0', 'AKIA1'),
} as const;
const credential = fc.record(
  {
    type: fc.constant('credential'),
    key: number(3).map((n) => `k${n}`),
    accountKey: number(4).map((n) => `a${n}`),
    credential: fc.constantFrom('access_key', 'password'),
    state: fc.constantFrom('active', 'inactive'),
    createdAt: fc.constantFrom(old, now),
    lastUsedAt: fc.constantFrom(null, now),
    ...isTheSame,
  } as const,
  { requiredKeys: ['type', 'key', 'accountKey', 'credential', 'state', 'createdAt', 'lastUsedAt'] },
);
const repository = fc.record({
  type: fc.constant('account'),
  key: number(1).map((n) => `r${n}`),
  name: fc.constantFrom('acme/web', 'acme/infra'),
  kind: fc.constant('unknown'),
  state: fc.constant('unknown'),
} as const);
const found = fc.record(
  {
    type: fc.constant('credential'),
    key: number(2).map((n) => `l${n}`),
    accountKey: number(1).map((n) => `r${n}`),
    credential: fc.constant('access_key'),
    state: fc.constantFrom('active', 'unknown'),
    ...isTheSame,
  } as const,
  { requiredKeys: ['type', 'key', 'accountKey', 'credential', 'state'] },
);
const exposure = fc
  .record({ n: number(3), of: number(2), place: fc.constantFrom('a.env:1', 'b.tf:2') })
  .map(({ n, of, place }): Observation => ({
    type: 'exposure',
    key: `x${n}`,
    credentialKey: `l${of}`,
    place,
    foundBy: 'gitleaks: aws',
  }));
const ownership = fc
  .record({ n: number(4), owner: fc.constantFrom('p0', 'p1', 'u1@x.example', 'nobody') })
  .map(({ n, owner }): Observation => ({
    type: 'ownership',
    key: `o${n}`,
    subjectKey: `a${n}`,
    role: 'owner',
    ownerRef: owner,
  }));
const read = (is: keyof typeof sources, of: readonly fc.Arbitrary<Observation>[]): fc.Arbitrary<Step> =>
  fc.record({
    is: fc.constant(is),
    put: fc.array(fc.oneof(...of), { maxLength: 6 }),
    drop: fc.array(fc.oneof(...of), { maxLength: 4 }),
  });
const decision = fc.record({
  is: fc.constantFrom('assign', 'clear'),
  account: number(4).map((n) => `a${n}`),
  person: number(3).map((n) => `p${n}`),
});
/** Small estates that live: reads, owners assigned and cleared, a source removed and back. */
export const estateSteps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: read('cloud', [
        account,
        account,
        group,
        membership,
        entitlement,
        grant,
        credential,
        ownership,
      ]),
    },
    { weight: 3, arbitrary: read('hr', [person]) },
    { weight: 2, arbitrary: read('directory', [known]) },
    { weight: 3, arbitrary: read('leaks', [repository, found, found, exposure, exposure]) },
    { weight: 3, arbitrary: decision },
    { weight: 1, arbitrary: fc.constant<Step>({ is: 'remove' }) },
  ),
  { minLength: 3, maxLength: 8 },
);

/** Takes steps as server and (for owners) as superuser, and remembers what each source shows at the moment. */
export function estateStory(server: Database, superuser: Database): (step: Step) => Promise<void> {
  const empty = (): Map<string, Observation> => new Map();
  const shown = { hr: empty(), directory: empty(), cloud: empty(), leaks: empty() };
  return async (step) => {
    switch (step.is) {
      case 'hr':
      case 'directory':
      case 'cloud':
      case 'leaks': {
        const source = sources[step.is];
        await addSource(server, { id: source, connector: 'csv', config: {}, at: now }); // back, if it was removed
        const world = shown[step.is];
        for (const each of step.put) world.set(`${each.type} ${each.key}`, each);
        for (const each of step.drop) world.delete(`${each.type} ${each.key}`);
        const pages = (async function* () {
          yield { observations: [...world.values()], complete: true };
        })();
        const result = await importRead({ database: server, source, pages, startedAt: now, now: () => now });
        if (!result.ok) throw new Error(result.message);
        return;
      }
      case 'assign':
        await superuser.query(
          `insert into estate.assertion values ('cloud', $1, 'owner', 'hr', $2)
         on conflict (account_source, account_key, role) do update set person_key = excluded.person_key`,
          [step.account, step.person],
        );
        return;
      case 'clear':
        await superuser.query('delete from estate.assertion where account_key = $1', [step.account]);
        return;
      case 'remove':
        await removeSource(server, { id: cloud, at: now });
    }
  };
}
