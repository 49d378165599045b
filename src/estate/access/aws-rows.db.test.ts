import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { instantOf, isSourceId, must, type Observation } from '../../model/index.ts';
import { openDatabase, type Database } from '../../platform/store/index.ts';
import { importRead } from '../import/import-read.ts';
import { addSource, resumeSource } from '../sources.ts';
import { AwsRowsKept } from './aws-rows.ts';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const source = must(isSourceId, 'cloud');
const test = useDatabase();
let db: Database;

beforeAll(() => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  return () => db.close();
});

const arn = (rest: string): string => `arn:aws:iam::111122223333:${rest}`;
const user = fc.constantFrom(arn('user/a'), arn('user/b'), arn('role/c'));
const held = fc.constantFrom(arn('policy/p'), arn('policy/q'), arn('group/g'));
const record: fc.Arbitrary<Observation> = fc.oneof(
  fc.record({
    type: fc.constant('account' as const),
    key: user,
    name: fc.constant('n'),
    kind: fc.constant('unknown' as const),
    state: fc.constant('active' as const),
    interactive: fc.constantFrom(true, false),
    attributes: fc.constantFrom({}, { permissionsBoundary: arn('policy/p') }, { 'tag:team': 'x' }),
  }),
  fc.record({
    type: fc.constant('group' as const),
    key: held,
    name: fc.constant('n'),
    kind: fc.constantFrom('policy' as const, 'group' as const),
    attributes: fc.constantFrom({}, { notInExport: 'true' }),
  }),
  // the same pair under two keys: when one goes, the other still holds
  fc.tuple(user, held, fc.constantFrom('1', '2')).map(([memberKey, groupKey, n]) => ({
    type: 'membership' as const,
    key: `${memberKey}>${groupKey}#${n}`,
    memberKey,
    groupKey,
    via: 'attached' as const,
  })),
  fc.tuple(user, fc.constantFrom('k', 'l')).map(([accountKey, n]) => ({
    type: 'credential' as const,
    key: n,
    accountKey,
    credential: 'access_key' as const,
    state: 'active' as const,
  })),
  fc.tuple(held, fc.constantFrom('*', 's3:*')).map(([key, Action]) => ({
    type: 'policy' as const,
    key,
    language: 'aws' as const,
    use: 'identity' as const,
    document: [JSON.stringify({ Statement: { Effect: 'Allow', Action, Resource: '*' } })],
  })),
  fc.constantFrom('scp', 'details', 'other').map((key) => ({
    type: 'gap' as const,
    key,
    what: 'something',
    why: 'not asked for',
    mayDeny: key === 'scp',
  })),
  fc.constantFrom('arn:aws:s3:::x', 'arn:aws:s3:::y').map((key) => ({
    type: 'resource' as const,
    key,
    name: key,
    kind: 'bucket',
    parentKey: '111122223333',
  })),
);

const stays: Observation = {
  type: 'policy',
  key: arn('policy/stays'),
  language: 'aws',
  use: 'identity',
  document: ['{}'],
};

async function read(observations: readonly Observation[]): Promise<number> {
  async function* pages() {
    yield { observations, complete: true };
  }
  const once = () => importRead({ database: db, source, pages: pages(), startedAt: at, now: () => at });
  if (!(await once()).ok) {
    await resumeSource(db, source);
    await once();
  }
  const [last] = await db.query<{ number: number }>('select max(number) as number from sources.read');
  return last?.number ?? 0;
}

it('are those that are loaded, after any reads, and what stayed is the same object', async () => {
  await addSource(db, { id: source, connector: 'aws', config: {}, at });
  const [{ no: sourceNo } = { no: 0 }] = await db.query<{ no: number }>('select no from sources.source');
  const kept = new AwsRowsKept();
  let same = 0;
  let reads = 0;
  let before = await kept.at(db, { sourceNo, read: await read([]) });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(record, { maxLength: 14, selector: (o) => `${o.type} ${o.key}` }),
      fc.boolean(),
      async (observations, isRead) => {
        const number = await read([stays, ...observations]);
        reads++;
        if (!isRead) return; // the next one goes on over several reads
        const now = await kept.at(db, { sourceNo, read: number });
        expect(now).toEqual(await new AwsRowsKept().at(db, { sourceNo, read: number }));
        // of what went and came back between two calls nothing stayed
        for (const row of reads > 1 ? [] : before.policies) {
          const again = now.policies.find(({ key }) => key === row.key);
          if (again === undefined || again.document !== row.document) continue;
          expect(again).toBe(row);
          same++;
        }
        before = now;
        reads = 0;
      },
    ),
    { numRuns: 60 },
  );
  expect(same).toBeGreaterThan(10);
  // an earlier read than the last is loaded whole
  const first = await new AwsRowsKept().at(db, { sourceNo, read: 1 });
  expect(await kept.at(db, { sourceNo, read: 1 })).toEqual(first);
});
