import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { draftFor, type ProposalDraft } from '../../src/advice/index.ts';
import { aws } from '../../src/connectors/aws/index.ts';
import { csv } from '../../src/connectors/csv/index.ts';
import type { Connector } from '../../src/connectors/kit/connector.ts';
import { readSource } from '../../src/connectors/kit/read-source.ts';
import { postgres } from '../../src/connectors/postgres/index.ts';
import {
  detectionConfigSchema,
  evaluateEstate,
  groupedByCause,
  listFindings,
  type EvaluationSummary,
  type FindingRecord,
  type ViewReader,
  type StandingReader,
} from '../../src/detection/index.ts';
import { standingReader, viewReader } from '../../src/commands/estate-views.ts';
import { addSource, importRead, openAccess, openEscalation, reachOf } from '../../src/estate/index.ts';
import { instantOf, isSourceId, must, type AccountView, type Instant } from '../../src/model/index.ts';
import { shiftDates } from '../../src/platform/relative-dates.ts';
import { useDatabase } from '../support/database.ts';
import { runSql, startTestPostgres, type TestPostgres } from '../support/postgres.ts';

/** Started for the first time on a day unlike the one the fixtures are written against: the dates move along. */
const now = instantOf(Date.UTC(2028, 1, 29, 12));
const folder = mkdtempSync(join(tmpdir(), 'countersign-acme-'));
cpSync('fixtures/acme', folder, { recursive: true });
for (const name of globSync('**/*', { cwd: folder })) {
  const file = join(folder, name);
  if (statSync(file).isFile())
    writeFileSync(file, shiftDates(readFileSync(file, 'utf8'), '2026-01-15', now.slice(0, 10)));
}
const test = useDatabase();
const connectors = new Map([
  ['acme-hr', 'csv'],
  ['acme-resources', 'csv'],
  ['acme-aws', 'aws'],
  ['acme-saas', 'csv'],
  ['acme-postgres', 'postgres'],
]);
interface Planted {
  readonly rule: string;
  readonly source: string;
  readonly account: string;
}
const planted: readonly Planted[] = parse(readFileSync(`${folder}/planted.yaml`, 'utf8')).planted;
const nameOf = ({ rule, source, account }: Planted): string => `${rule} ${source} ${account}`;

let target: TestPostgres;
let estate: ViewReader;
let standings: StandingReader;
let records: readonly FindingRecord[];
let summary: EvaluationSummary;
const completeReads: string[] = [];

async function read<Config>(id: string, connector: Connector<Config>, location: string): Promise<void> {
  const source = must(isSourceId, id);
  await addSource(test.db, { id: source, connector: connector.id, config: {}, at: now });
  const context = { now, signal: new AbortController().signal, fingerprint: (text: string) => text };
  const reading = readSource(connector, {
    ...context,
    config: connector.locate(location),
    secret: () => Promise.resolve(''),
  });
  const imported = await importRead({
    database: test.db,
    source,
    pages: reading.pages,
    startedAt: now,
    now: () => now,
  });
  if (!imported.ok) throw new Error(`${id}: ${imported.message}`);
  if (imported.value.complete) completeReads.push(id);
}

const evaluate = (at: Instant): Promise<EvaluationSummary> =>
  evaluateEstate({
    database: test.db,
    estate,
    standings,
    scope: { is: 'everything' },
    context: {
      ...detectionConfigSchema.parse(parse(readFileSync(`${folder}/expected.yaml`, 'utf8'))),
      now: at,
    },
  });

beforeAll(async () => {
  target = await startTestPostgres();
  await runSql(target.url('postgres'), 'create database orders');
  await runSql(target.url('orders'), readFileSync(`${folder}/postgres/target.sql`, 'utf8'));
  const asReader = target.url('orders').replace('postgres://postgres@', 'postgres://countersign_reader@');
  await read('acme-hr', csv, `${folder}/hr`);
  await read('acme-resources', csv, `${folder}/resources`);
  await read('acme-aws', aws, `${folder}/aws`);
  await read('acme-saas', csv, `${folder}/saas`);
  await read('acme-postgres', postgres, asReader);
  const access = openAccess(test.db);
  estate = viewReader(test.db, access);
  standings = standingReader(test.db, access, openEscalation(test.db, access));
  summary = await evaluate(now);
  records = (await listFindings(test.db, { limit: 1000, now })).items;
});
afterAll(async () => {
  await target.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Drafts in the order of the findings they answer: what a person is offered. */
async function offered(): Promise<readonly ProposalDraft[]> {
  const views = new Map<string, AccountView>();
  for await (const page of estate.views({ is: 'everything' }))
    for (const view of page) views.set(`${view.ref.source}/${view.ref.key}`, view);
  return records.flatMap(({ finding, account }) => {
    const view = views.get(`${account.source}/${account.key}`);
    const advice = view === undefined ? undefined : draftFor(finding, view, { connectors });
    return advice?.is === 'draft' ? [advice.draft] : [];
  });
}

describe('Acme', () => {
  it('is read completely by the connectors, in the vendors’ formats', () => {
    expect(completeReads).toEqual(['acme-hr', 'acme-resources', 'acme-aws', 'acme-saas', 'acme-postgres']);
    expect(summary.accounts).toBeGreaterThan(125);
  });

  it('shows exactly the problems that were planted', () => {
    const found = records.map(({ finding, account }) =>
      nameOf({ rule: finding.ruleId, source: account.source, account: account.key }),
    );
    expect([...found].sort()).toEqual(planted.map(nameOf).sort());
  });

  it('lists every planted problem in its page of documentation', () => {
    const page = readFileSync('docs/acme.md', 'utf8');
    const grouped = 'wildcard-administrator-policy';
    const absent = planted.filter(
      ({ rule, account }) =>
        !page.includes(`\`${rule}\``) || (rule !== grouped && !page.includes(`\`${account}\``)),
    );
    expect(absent).toEqual([]);
  });

  it('has one policy that gives fourteen findings', async () => {
    const [widest] = [...(await groupedByCause(test.db, { now, limit: 100 }))].sort(
      (a, b) => b.count - a.count,
    );
    expect(widest).toMatchObject({
      ruleId: 'wildcard-administrator-policy',
      causeKey: 'acme-aws/arn:aws:iam::111122223333:policy/acme-legacy-full-access',
      count: 14,
    });
  });

  it('offers first a low-tier draft about a leaver, then a high-tier one', async () => {
    const [first, second] = await offered();
    const source = must(isSourceId, 'acme-postgres');
    expect(first?.changes).toEqual([{ type: 'account.disable', source, accountKey: 'role/priya_nair' }]);
    expect(second?.changes).toEqual([
      { type: 'membership.remove', source, memberKey: 'role/tomas_varga', groupKey: 'role/app_admin' },
    ]);
    expect((await reachOf(test.db, source, 'role/priya_nair')).tier).toBe('low');
    expect((await reachOf(test.db, source, 'role/app_admin')).tier).toBe('high');
  });

  it('has personas who work there', async () => {
    const { personas } = parse(readFileSync(`${folder}/personas.yaml`, 'utf8'));
    const people = readFileSync(`${folder}/hr/people.csv`, 'utf8');
    for (const { person, shows_as: name } of personas)
      expect(people).toMatch(new RegExp(`^${person.key},${String(name).split(',')[0]},.*,Active,`, 'm'));
  });

  it('writes nothing when it is read and judged again', async () => {
    expect(await evaluate(now)).toMatchObject({
      opened: 0,
      changed: 0,
      closed: 0,
      unchanged: planted.length,
    });
  });
});
