import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { defaultDetectionConfig } from '../detection/index.ts';
import { addSource, importRead, openAccess, openEscalation } from '../estate/index.ts';
import { createRecorder } from '../ledger/index.ts';
import { instantOf, isSourceId, isSubjectId, must, type Instant, type Observation } from '../model/index.ts';
import { openDatabase } from '../platform/store/index.ts';
import { identityRefOf } from '../query/index.ts';
import { standingReader, viewReader } from './estate-views.ts';
import { evaluateFindings } from './findings.ts';
import { refreshLists } from './identities.ts';
import { identityPage } from './identity-page.ts';
import type { IdentityPageShown } from './identity-shown.ts';

const test = useDatabase();
const day = (n: number): Instant => instantOf(Date.parse('2026-03-01T00:00:00Z') + n * 86_400_000);
const clock = { now: () => day(30) };
const source = must(isSourceId, 'crm');
const bot = identityRefOf('account', 'crm', 'bot');
const ana = identityRefOf('person', 'crm', 'ana');

function wired() {
  const database = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  const access = openAccess(database);
  return {
    database,
    access,
    clock,
    views: viewReader(database, access),
    standings: standingReader(database, access, openEscalation(database, access)),
    detection: defaultDetectionConfig,
    recorder: createRecorder({ writer: 'server', clock }),
    self: { kind: 'process', id: must(isSubjectId, 'prc_0123456789abcdef'), via: [] },
  } as const;
}
let system: ReturnType<typeof wired>;

const account = (state: 'active' | 'disabled', more: object = {}): Observation => ({
  type: 'account',
  key: 'bot',
  name: 'bot',
  kind: 'service_account',
  state,
  ...more,
});
const right = (action: string): readonly Observation[] => [
  { type: 'entitlement', key: action, action, resourcePattern: 'ledger' },
  { type: 'grant', key: `bot=${action}`, subjectKey: 'bot', entitlementKey: action, effect: 'allow' },
];
const key = (name: string): Observation => ({
  type: 'credential',
  key: name,
  accountKey: 'bot',
  credential: 'api_key',
  state: 'active',
});
const person = (state: 'active' | 'left'): Observation => ({
  type: 'person',
  key: 'ana',
  name: 'Ana',
  email: 'ana@x.example',
  state,
});
const login: Observation = {
  type: 'account',
  key: 'ana',
  name: 'ana',
  kind: 'person',
  email: 'ana@x.example',
  state: 'active',
};

async function read(at: Instant, observations: readonly Observation[]): Promise<void> {
  async function* pages() {
    yield { observations, complete: true };
  }
  const { database } = system;
  const done = await importRead({ database, source, pages: pages(), startedAt: at, now: () => at });
  if (!done.ok) throw new Error(done.message);
}

async function pageOf(ref: typeof bot, at?: Instant): Promise<IdentityPageShown> {
  const page = await identityPage(system, ref, at);
  if (!page.ok) throw new Error(page.message);
  return page.value;
}

beforeAll(async () => {
  system = wired();
  await addSource(system.database, { id: source, connector: 'csv', config: {}, at: day(0) });
  await read(day(1), [account('active', { powers: ['superuser'] }), ...right('read'), key('k1')]);
  await read(day(5), [account('active'), ...right('read'), key('k1'), person('active'), login]);
  await read(day(9), [account('disabled'), ...right('write'), key('k2'), person('left'), login]);
  await evaluateFindings(system, []);
  await refreshLists(system);
  return () => system.database.close();
});

describe('an identity as it was', () => {
  it('is told by the last read begun before then: state, credentials, rights and powers', async () => {
    const { identity, accounts, at, there } = await pageOf(bot, day(2));
    expect({ at, there }).toEqual({ at: day(2), there: true });
    expect(identity).toMatchObject({ state: 'active', privileged: true, lastUsed: 'unknown', owned: null });
    expect(accounts[0]).toMatchObject({ powers: ['superuser'], observedAt: day(1) });
    expect(accounts[0]?.credentials.map(({ ref }) => ref.key)).toEqual(['k1']);
    expect((await pageOf(bot, day(6))).identity.privileged).toBe(false);
    expect((await pageOf(bot)).identity.state).toBe('disabled');
  });

  it('is told with all that differs from now, and nothing that does not', async () => {
    const { differs } = await pageOf(bot, day(6));
    const known = differs.items.filter((each) => each.is === 'said' || each.what !== 'finding');
    expect(known).toEqual([
      { is: 'said', name: 'bot', what: 'state', was: 'active', now: 'disabled' },
      { is: 'since', what: 'credential', name: 'k2', of: 'bot' },
      { is: 'no_more', what: 'credential', name: 'k1', of: 'bot' },
      { is: 'since', what: 'right', name: 'write on ledger', of: 'bot' },
      { is: 'no_more', what: 'right', name: 'read on ledger', of: 'bot' },
    ]);
    expect((await pageOf(bot)).differs).toEqual({ items: [], more: 0, notCompared: [] });
  });

  it('says that it was not there, rather than showing what came later', async () => {
    const page = await pageOf(bot, day(0));
    expect(page).toMatchObject({ there: false, accounts: [], findings: [] });
    expect(page.identity).toMatchObject({ state: 'unknown', credentials: 0, findings: 0 });
  });

  it('is of a person with the accounts that were there then', async () => {
    expect(await pageOf(ana, day(2))).toMatchObject({ there: false, accounts: [] });
    const then = await pageOf(ana, day(6));
    expect(then.identity).toMatchObject({ state: 'active', accounts: 1 });
    expect(then.differs.items[0]).toEqual({
      is: 'said',
      name: 'Ana',
      what: 'state',
      was: 'active',
      now: 'left',
    });
  });

  it('is refused for a moment that has not come', async () => {
    expect(await identityPage(system, bot, day(31))).toMatchObject({ ok: false, code: 'usage' });
  });
});
