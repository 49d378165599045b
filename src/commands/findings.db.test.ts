import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { defaultDetectionConfig, evaluateEstate } from '../detection/index.ts';
import { addSource, importRead, openAccess, removeSource } from '../estate/index.ts';
import { createRecorder } from '../ledger/index.ts';
import { instantOf, isSourceId, isSubjectId, must, type Observation } from '../model/index.ts';
import { openDatabase, type Database } from '../platform/store/index.ts';
import { viewReader } from './estate-views.ts';
import { evaluateFindings } from './findings.ts';

const now = instantOf(Date.parse('2027-03-01T00:00:00Z'));
const old = instantOf(Date.parse('2025-01-01T00:00:00Z'));
const clock = { now: () => now };
const hr = must(isSourceId, 'hr');
const cloud = must(isSourceId, 'cloud');
const test = useDatabase();

/** What the enforcer does when a decision assigns or clears an owner, and what changes at a source: one step each. */
type Step =
  | {
      readonly is: 'hr' | 'cloud';
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
const credential = fc.record({
  type: fc.constant('credential'),
  key: number(3).map((n) => `k${n}`),
  accountKey: number(4).map((n) => `a${n}`),
  credential: fc.constantFrom('access_key', 'password'),
  state: fc.constantFrom('active', 'inactive'),
  createdAt: fc.constantFrom(old, now),
  lastUsedAt: fc.constantFrom(null, now),
} as const);
const ownership = fc
  .record({ n: number(4), owner: fc.constantFrom('p0', 'p1', 'u1@x.example', 'nobody') })
  .map(({ n, owner }): Observation => ({
    type: 'ownership',
    key: `o${n}`,
    subjectKey: `a${n}`,
    role: 'owner',
    ownerRef: owner,
  }));
const read = (is: 'hr' | 'cloud', of: readonly fc.Arbitrary<Observation>[]): fc.Arbitrary<Step> =>
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
const steps = fc.array(
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
    { weight: 3, arbitrary: decision },
    { weight: 1, arbitrary: fc.constant<Step>({ is: 'remove' }) },
  ),
  { minLength: 3, maxLength: 8 },
);

/** What each source shows at the moment, by type and key. */
const shown = { hr: new Map<string, Observation>(), cloud: new Map<string, Observation>() };

async function take(step: Step, server: Database): Promise<void> {
  switch (step.is) {
    case 'hr':
    case 'cloud': {
      const source = step.is === 'hr' ? hr : cloud;
      await addSource(server, { id: source, connector: 'csv', config: {}, at: now }); // back, if it was removed
      const world = shown[step.is];
      for (const each of step.put) world.set(`${each.type} ${each.key}`, each);
      for (const each of step.drop) world.delete(`${each.type} ${each.key}`);
      const pages = (async function* () {
        yield { observations: [...world.values()], complete: true };
      })();
      const result = await importRead({ database: server, source, pages, startedAt: now, now: clock.now });
      if (!result.ok) throw new Error(result.message);
      return;
    }
    case 'assign':
      await test.db.query(
        `insert into estate.assertion values ('cloud', $1, 'owner', 'hr', $2)
         on conflict (account_source, account_key, role) do update set person_key = excluded.person_key`,
        [step.account, step.person],
      );
      return;
    case 'clear':
      await test.db.query('delete from estate.assertion where account_key = $1', [step.account]);
      return;
    case 'remove':
      await removeSource(server, { id: cloud, at: now });
  }
}

describe('rules over what changed', () => {
  it('conclude exactly what rules over everything would, whatever happened in between', async () => {
    const server = openDatabase({ url: test.urlAs('server'), applicationName: 'test' });
    const views = viewReader(server, openAccess(server));
    const system = {
      database: server,
      clock,
      views,
      detection: defaultDetectionConfig,
      recorder: createRecorder({ writer: 'server', clock }),
      self: { kind: 'process', id: must(isSubjectId, 'prc_0123456789abcdef'), via: [] },
    } as const;
    const seen = { runs: 0, changed: 0, findings: 0 };
    await fc.assert(
      fc.asyncProperty(steps, fc.infiniteStream(fc.boolean()), async (story, pauses) => {
        for (const step of story) {
          await take(step, server);
          if (pauses.next().value === true) continue; // several changes, or a crash, before rules run again
          const summary = await evaluateFindings(system, []);
          const full = await evaluateEstate({
            database: server,
            estate: views,
            scope: { is: 'everything' },
            context: { ...defaultDetectionConfig, now },
          });
          expect({ opened: full.opened, changed: full.changed, closed: full.closed }).toEqual({
            opened: 0,
            changed: 0,
            closed: 0,
          });
          seen.runs++;
          seen.changed += summary.scope === 'changed' ? 1 : 0;
          seen.findings += summary.opened + summary.changed + summary.closed;
        }
      }),
      { numRuns: 40, seed: 20270301 },
    );
    await server.close();
    expect(seen.changed).toBeGreaterThan(seen.runs / 3);
    expect(seen.findings).toBeGreaterThan(seen.runs);
  });
});
