import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { addSource, importRead, openAccess, type AccessEngine } from '../estate/index.ts';
import { instantOf, isSourceId, must, type Instant, type Observation } from '../model/index.ts';
import { openDatabase, type Database } from '../platform/store/index.ts';
import { basesOf } from './access-basis.ts';

const test = useDatabase();
let db: Database;
let access: AccessEngine;
let serial = 0;
const source = must(isSourceId, 'crm');
const minute = (n: number): Instant => instantOf(Date.parse('2026-03-01T00:00:00Z') + n * 60_000);

beforeAll(async () => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  access = openAccess(db);
  await addSource(db, { id: source, connector: 'csv', config: {}, at: minute(0) });
  return () => db.close();
});

const holds = (account: string): Observation => ({
  type: 'grant',
  key: `${account}=read`,
  subjectKey: account,
  entitlementKey: 'read',
  effect: 'allow',
});
const isIn = (account: string): Observation => ({
  type: 'membership',
  key: `${account}>team`,
  memberKey: account,
  groupKey: 'team',
  via: 'member',
});

/** One complete read: these hold the right or are in the team, and nobody else. */
async function read(at: Instant, rows: readonly Observation[]): Promise<void> {
  const observations: readonly Observation[] = [
    ...['ana', 'ben'].map((key): Observation => ({
      type: 'account',
      key,
      name: key,
      kind: 'person',
      state: 'active',
    })),
    { type: 'group', key: 'team', name: 'team', kind: 'group' },
    { type: 'entitlement', key: 'read', action: 'read', resourcePattern: 'ledger' },
    ...rows,
  ];
  async function* pages() {
    yield { observations, complete: true };
  }
  const done = await importRead({ database: db, source, pages: pages(), startedAt: at, now: () => at });
  if (!done.ok) throw new Error(done.message);
}

/** What was carried out, as the server and the enforcer keep it. */
async function carriedOut(
  change: object,
  at: Instant,
  how: { kind: string; once?: string },
): Promise<string> {
  const n = String(++serial).padStart(8, '0');
  const { db: admin } = test;
  await admin.query(
    `insert into review.proposal (id, entry, verdict_entry, title, origin, drafted_by, content, blob, changes_digest,
       findings, state, created_at) values ($1, $1, $1, 't', 'person', 'p', $2, '{}', 'd', '{}', 'planned', $3)`,
    [`prp_${n}`, JSON.stringify({ changes: [{ change }] }), at],
  );
  await admin.query(
    `insert into review.plan (entry, proposal, kind, restores, created_at) values ($1, $2, $3, $4, $5)`,
    [`ent_p${n}`, `prp_${n}`, how.kind, how.once ?? null, at],
  );
  await admin.query(
    `insert into enforcement.execution (plan, entry, kind, once, started_at, outcome, finished_entry, finished_at)
     values ($1, $2, $3, $4, $5, 'done', $6, $5)`,
    [`ent_p${n}`, `ent_e${n}`, how.kind, how.once ?? `prp_${n}`, at, `ent_f${n}`],
  );
  return `ent_e${n}`;
}
const gives = (subjectKey: string) => ({
  type: 'grant.add',
  source,
  subjectKey,
  entitlementKey: 'read',
  grantable: false,
  until: null,
});

async function bases(at: Instant): Promise<Readonly<Record<string, string>>> {
  const { holders } = await access.whoCan({ action: 'read', resource: 'ledger', at: { is: 'time', at } });
  const found = await basesOf(
    db,
    holders.map(({ account, path }) => ({ subject: account, path })),
    at,
  );
  return Object.fromEntries(
    holders.map(({ account }, n) => [
      account.key,
      `${found[n]?.basis ?? ''}: ${found[n]?.path.map(({ basis }) => basis).join(' ') ?? ''}`,
    ]),
  );
}

// One story in its order: each test stands on the reads of those before.
describe('why a grant is there', () => {
  it('is not accounted for when nobody here decided it, and stays so when somebody decides the same later', async () => {
    await read(minute(1), [holds('ana')]);
    await carriedOut(gives('ana'), minute(2), { kind: 'decision' });
    await read(minute(3), [holds('ana')]);
    expect(await bases(minute(3))).toEqual({ ana: 'unaccounted: unaccounted' });
  });

  it('is approved when a decision gave it and the next read shows it; not before that, and not by its file alone', async () => {
    await carriedOut(gives('ben'), minute(10), { kind: 'decision' });
    await read(minute(11), [holds('ana'), holds('ben')]);
    expect(await bases(minute(11))).toEqual({
      ana: 'unaccounted: unaccounted',
      ben: 'approved: approved',
    });
    expect(await bases(minute(3))).toEqual({ ana: 'unaccounted: unaccounted' });
  });

  it('is not accounted for any more when it went and came back by other hands', async () => {
    await read(minute(20), [holds('ana')]);
    await read(minute(21), [holds('ana'), holds('ben')]);
    expect((await bases(minute(21)))['ben']).toBe('unaccounted: unaccounted');
    expect((await bases(minute(12)))['ben']).toBe('approved: approved');
  });

  it('is not accounted for when what gave it was put back and no read came between', async () => {
    await read(minute(30), [holds('ana')]);
    const given = await carriedOut(gives('ben'), minute(31), { kind: 'decision' });
    await read(minute(32), [holds('ana'), holds('ben')]);
    expect((await bases(minute(32)))['ben']).toBe('approved: approved');
    await carriedOut(gives('ben'), minute(33), { kind: 'restore', once: given });
    expect((await bases(minute(34)))['ben']).toBe('unaccounted: unaccounted');
  });

  it('is inherited through a membership, and each step says why it is there', async () => {
    await carriedOut(
      { type: 'membership.add', source, memberKey: 'ben', groupKey: 'team', until: null },
      minute(40),
      { kind: 'decision' },
    );
    await read(minute(41), [
      isIn('ben'),
      { type: 'grant', key: 'team=read', subjectKey: 'team', entitlementKey: 'read', effect: 'allow' },
    ]);
    expect(await bases(minute(41))).toEqual({ ben: 'inherited: approved unaccounted' });
  });
});
