import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { openDatabase } from '../platform/store/index.ts';
import type { AccountView, FindingId, Instant } from '../model/index.ts';
import { defaultDetectionConfig } from './config.ts';
import { evaluateEstate, type Scope } from './evaluate-estate.ts';
import { groupedByCause } from './group-by-cause.ts';
import { countFindings, findingById, listFindings, type FindingFilter } from './list-findings.ts';
import type { ViewReader } from './ports.ts';
import type { RuleContext } from './rule.ts';
import { accountView, credential, daysAgo, privilege, ref, without } from './rules/case.ts';
import { rules } from './rules/index.ts';
import { sweepAcceptances } from './sweep-acceptances.ts';

const test = useDatabase();
const today = daysAgo(0);

/** An estate held in memory, in pages of two. Every account whose key is a `changed` one changed since any read. */
const estateOf = (views: readonly AccountView[], changed: readonly string[] = []): ViewReader => ({
  async *views(filter) {
    if (filter.is === 'changedSince') {
      yield views.filter((view) => changed.includes(view.ref.key));
      return;
    }
    const chosen =
      filter.is === 'everything'
        ? views
        : views.filter((view) =>
            filter.accounts.some((each) => each.source === view.ref.source && each.key === view.ref.key),
          );
    for (let at = 0; at < chosen.length; at += 2) yield chosen.slice(at, at + 2);
  },
});

const evaluate = (
  views: readonly AccountView[],
  scope: Scope = { is: 'everything' },
  change: Partial<RuleContext> = {},
) =>
  evaluateEstate({
    database: test.db,
    estate: estateOf(views),
    scope,
    context: { ...defaultDetectionConfig, now: today, ...change },
  });

const named = (key: string, change: Partial<AccountView> = {}): AccountView =>
  accountView({ ...change, ref: { entity: 'account', source: 'src', key, name: key } });
const unowned = (key: string) => named(key, { owners: [] });
const counts = ({ opened, changed, closed, unchanged, gone }: Awaited<ReturnType<typeof evaluate>>) => ({
  opened,
  changed,
  closed,
  unchanged,
  gone,
});
const open = async (now: Instant = today) => (await listFindings(test.db, { limit: 100, now })).items;

beforeEach(async () => {
  await test.db.query(
    'truncate detection.finding, detection.acceptance, detection.account_watch, detection.basis',
  );
});

describe('findings over time', () => {
  it('opens, leaves alone, changes and closes by itself, under one id', async () => {
    expect(counts(await evaluate([unowned('a'), named('b')]))).toMatchObject({ opened: 1, closed: 0 });
    const [first] = await open();
    const [before] = await test.db.query('select xmin::text, * from detection.finding');
    expect(counts(await evaluate([{ ...unowned('a'), observedAt: daysAgo(-1) }]))).toMatchObject({
      unchanged: 1,
      changed: 0,
    });
    expect(await test.db.query('select xmin::text, * from detection.finding')).toEqual([before]);
    expect(counts(await evaluate([{ ...unowned('a'), directGrants: 0 }]))).toMatchObject({
      changed: 1,
      opened: 0,
    });
    expect(counts(await evaluate([named('a')]))).toMatchObject({ closed: 1 });
    expect(await open()).toEqual([]);
    const id = first?.finding.id as FindingId;
    expect((await findingById(test.db, id, today))?.finding.state.is).toBe('closed');
    expect(counts(await evaluate([unowned('a')]))).toMatchObject({ opened: 1 });
    expect((await findingById(test.db, id, today))?.finding.state.is).toBe('open');
  });

  it('closes findings of accounts that are gone, in a full and in a partial run', async () => {
    await evaluate([unowned('a'), unowned('b'), unowned('c')]);
    expect(counts(await evaluate([unowned('a'), unowned('b')]))).toMatchObject({ closed: 1, gone: 1 });
    const asked = [{ source: 'src', key: 'b' }];
    expect(counts(await evaluate([unowned('a')], { is: 'changed', accounts: asked }))).toEqual({
      opened: 0,
      changed: 0,
      closed: 1,
      unchanged: 0,
      gone: 1,
    });
    expect((await open()).map((each) => each.account.key)).toEqual(['a']);
  });

  it('never closes a finding because a rule cannot tell any more', async () => {
    const idle = named('a', { privileges: [privilege({ what: 'superuser' })], lastUsedAt: daysAgo(100) });
    await evaluate([idle]);
    const summary = await evaluate([without(idle, 'lastUsedAt')]);
    expect(summary).toMatchObject({
      closed: 0,
      heldByUnknown: 1,
      unknown: { 'dormant-privileged-account': 1 },
    });
    expect(await open()).toHaveLength(1);
  });

  it('looks again at accounts that are due by the clock, and at no others', async () => {
    const young = named('a', { credentials: [credential({ createdAt: daysAgo(80) })] });
    await evaluate([young, named('b')]);
    const later = (days: number) =>
      evaluate([young, named('b')], { is: 'changed', accounts: [] }, { now: daysAgo(-days) });
    expect(await later(9)).toMatchObject({ accounts: 0, opened: 0 });
    expect(await later(10)).toMatchObject({ accounts: 1, opened: 1 });
  });

  it('looks at what changed since a read and at who is named, each once', async () => {
    await evaluate([named('a'), named('b'), named('c'), unowned('d')]);
    const views = [unowned('a'), unowned('b'), unowned('c')];
    const summary = await evaluateEstate({
      database: test.db,
      estate: estateOf(views, ['a', 'b']),
      scope: { is: 'changed', sinceRead: 1, accounts: ['b', 'd'].map((key) => ({ source: 'src', key })) },
      context: { ...defaultDetectionConfig, now: today },
    });
    expect(summary).toMatchObject({ accounts: 2, opened: 2, closed: 1, gone: 1 });
  });

  it('looks at everything again when the configuration changes', async () => {
    const views = [named('a', { credentials: [credential({ createdAt: daysAgo(40) })] })];
    await evaluate(views);
    const limits = { ...defaultDetectionConfig.limits, keyAgeDays: 30 };
    expect(await evaluate(views, { is: 'changed', accounts: [] }, { limits })).toMatchObject({
      scope: 'everything',
      opened: 1,
    });
  });

  it('ends with the same open findings by steps as by looking at everything again', async () => {
    const variants: readonly ((key: string) => AccountView | undefined)[] = [
      (key) => named(key),
      (key) => unowned(key),
      (key) => named(key, { privileges: [privilege()], lastUsedAt: daysAgo(100) }),
      (key) =>
        named(key, {
          credentials: [credential({ ref: ref('credential', `${key}-key`), createdAt: daysAgo(85) })],
        }),
      () => undefined,
    ];
    const keys = ['a', 'b', 'c', 'd'];
    const step = fc.record({
      chosen: fc.array(fc.nat(variants.length - 1), { minLength: 4, maxLength: 4 }),
      days: fc.nat(20),
    });
    const openNow = async () =>
      test.db.query(`select id, content_digest from detection.finding where state = 'open' order by id`);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 4 }), async (steps) => {
        await test.db.query(
          'truncate detection.finding, detection.acceptance, detection.account_watch, detection.basis',
        );
        let before: readonly number[] = [];
        let days = 0;
        for (const { chosen, days: more } of steps) {
          days += more;
          const views = keys.flatMap((key, n) => variants[chosen[n] ?? 0]?.(key) ?? []);
          const accounts = keys
            .filter((_, n) => chosen[n] !== before[n])
            .map((key) => ({ source: 'src', key }));
          const now = daysAgo(-days);
          await evaluate(views, { is: 'changed', accounts }, { now });
          const byStep = await openNow();
          await evaluate(views, { is: 'everything' }, { now });
          expect(await openNow()).toEqual(byStep);
          before = chosen;
        }
      }),
      { numRuns: 25 },
    );
  });

  it('keeps nothing when what is recorded with it fails', async () => {
    const failing = evaluateEstate({
      database: test.db,
      estate: estateOf([unowned('a')]),
      scope: { is: 'everything' },
      context: { ...defaultDetectionConfig, now: today },
      onCommit: () => Promise.reject(new Error('the ledger is full')),
    });
    await expect(failing).rejects.toThrow('the ledger is full');
    expect(await open()).toEqual([]);
  });

  it('writes one row when a source names two credentials alike', async () => {
    const twice = credential({ createdAt: daysAgo(200) });
    expect(counts(await evaluate([named('a', { credentials: [twice, twice] })]))).toMatchObject({
      opened: 1,
    });
  });
});

describe('reading findings', () => {
  it('pages by rank without losing or repeating one', async () => {
    await evaluate(Array.from({ length: 7 }, (_, n) => unowned(`a${n}`)));
    const seen: FindingId[] = [];
    let page = await listFindings(test.db, { limit: 3, now: today });
    for (;;) {
      seen.push(...page.items.map((each) => each.finding.id));
      if (page.next === null) break;
      page = await listFindings(test.db, { limit: 3, now: today, after: page.next });
    }
    expect(seen).toHaveLength(7);
    expect(seen).toEqual([...new Set(seen)].sort());
  });

  it('counts what is open the same way, whether or not more is asked of it, and says when there are more', async () => {
    await evaluate(Array.from({ length: 5 }, (_, n) => unowned(`a${n}`)));
    const [first, second] = await open();
    for (const [finding, until] of [
      [first, daysAgo(-10)],
      [second, daysAgo(1)],
    ] as const)
      await test.db.query('insert into detection.acceptance values ($1, $2, $3, $4)', [
        finding?.finding.id,
        until,
        'known',
        'ent_x',
      ]);
    const counted = (most: number, filter?: FindingFilter) =>
      countFindings(test.db, { now: today, most, ...(filter === undefined ? {} : { filter }) });
    for (const most of [1, 3, 4, 5]) {
      const told = { count: Math.min(4, most), isLeast: most < 4 };
      expect(await counted(most)).toEqual(told);
      expect(await counted(most, { states: ['open'] })).toEqual(told);
      expect(await counted(most, { states: ['open'], sources: ['src'] })).toEqual(told);
    }
    expect(await counted(9, { states: ['open', 'accepted'] })).toEqual({ count: 5, isLeast: false });
  });

  it('groups what one policy gives', async () => {
    await evaluate(['a', 'b', 'c'].map((key) => named(key, { privileges: [privilege()] })));
    expect(await groupedByCause(test.db, { now: today, limit: 10 })).toMatchObject([
      { ruleId: 'wildcard-administrator-policy', causeKey: 'src/everything-policy', count: 3 },
    ]);
  });

  it('returns the evidence that was digested', async () => {
    await evaluate([unowned('a')]);
    const [record] = await open();
    const { materialDigest, shownDigest } = await import('../platform/evidence-digest.ts');
    const evidence = record?.finding.evidence ?? { facts: [], material: [] };
    expect([record?.shownDigest, record?.materialDigest]).toEqual([
      shownDigest(evidence),
      materialDigest(evidence),
    ]);
  });
});

describe('accepted risks', () => {
  it('are accepted until their end and open again after it, told once by the sweep', async () => {
    await evaluate([unowned('a')]);
    const [record] = await open();
    const id = record?.finding.id as FindingId;
    await test.db.query('insert into detection.acceptance values ($1, $2, $3, $4)', [
      id,
      daysAgo(-10),
      'known',
      'ent_x',
    ]);
    expect((await findingById(test.db, id, today))?.finding.state).toMatchObject({
      is: 'accepted',
      until: daysAgo(-10),
    });
    expect(await open()).toEqual([]);
    expect(await sweepAcceptances(test.db, today)).toEqual({ began: [id], reopened: [] });
    expect(await sweepAcceptances(test.db, daysAgo(-9))).toEqual({ began: [], reopened: [] });
    expect(await open(daysAgo(-10))).toHaveLength(1);
    expect(await sweepAcceptances(test.db, daysAgo(-10))).toEqual({ began: [], reopened: [id] });
    expect(await sweepAcceptances(test.db, daysAgo(-10))).toEqual({ began: [], reopened: [] });
  });

  it('are written by the enforcer alone, findings by the server alone', async () => {
    const as = async (role: 'server' | 'enforcer', sql: string) => {
      const db = openDatabase({ url: test.urlAs(role), applicationName: 'test' });
      try {
        return await db.query(sql);
      } finally {
        await db.close();
      }
    };
    const accept = `insert into detection.acceptance values ('fnd_00000000', now(), 'r', 'ent_x')`;
    await expect(as('server', accept)).rejects.toThrow(/permission denied/);
    await expect(as('enforcer', accept)).resolves.toEqual([]);
    await expect(as('enforcer', `update detection.finding set state = 'closed'`)).rejects.toThrow(
      /permission denied/,
    );
    await expect(as('server', 'delete from detection.finding')).rejects.toThrow(/permission denied/);
    const db = openDatabase({ url: test.urlAs('server'), applicationName: 'test' });
    const summary = await evaluateEstate({
      database: db,
      estate: estateOf([unowned('a')]),
      scope: { is: 'everything' },
      context: { ...defaultDetectionConfig, now: today },
      rules,
    });
    await sweepAcceptances(db, today);
    await db.close();
    expect(summary.opened).toBe(1);
  });
});
