import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { addSource, importRead } from '../estate/index.ts';
import { instantOf, isSourceId, must, type Instant, type Observation } from '../model/index.ts';
import { openDatabase, type Database } from '../platform/store/index.ts';
import { subjectsNamed } from './subjects-named.ts';

const test = useDatabase();
let db: Database;
const crm = must(isSourceId, 'crm');
const minute = (n: number): Instant => instantOf(Date.parse('2026-03-01T00:00:00Z') + n * 60_000);

const account = (key: string): Observation => ({
  type: 'account',
  key,
  name: key,
  kind: 'person',
  state: 'active',
});
const group = (key: string): Observation => ({ type: 'group', key, name: key, kind: 'group' });

async function read(at: Instant, observations: readonly Observation[]): Promise<void> {
  async function* pages() {
    yield { observations, complete: true };
  }
  const done = await importRead({ database: db, source: crm, pages: pages(), startedAt: at, now: () => at });
  if (!done.ok) throw new Error(done.message);
}

beforeAll(async () => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  await addSource(db, { id: crm, connector: 'csv', config: {}, at: minute(0) });
  await read(minute(1), [account('admin'), account('ana'), account('ben'), group('admin')]);
  await read(minute(2), [account('admin'), account('ana'), group('admin')]);
  return () => db.close();
});

const meant = async (called: string, when: { readonly at?: Instant } = {}): Promise<readonly string[]> => {
  const named = await subjectsNamed({ database: db }, called, when);
  return named.ok
    ? named.value.subjects.map(({ entity, source, key }) => `${entity} ${source}/${key}`)
    : [named.code, named.message];
};

describe('whom a text names', () => {
  it('is an account or a group by key, and by its source too', async () => {
    expect(await meant('ana')).toEqual(['account crm/ana']);
    expect(await meant('crm/ana')).toEqual(['account crm/ana']);
  });

  it('says how to tell an account from a group of the same key, and takes that', async () => {
    expect(await meant('crm/admin')).toEqual([
      'usage',
      '`crm/admin` is the name of several: crm/account:admin, crm/group:admin.',
    ]);
    expect(await meant('crm/account:admin')).toEqual(['account crm/admin']);
    expect(await meant('crm/group:admin')).toEqual(['group crm/admin']);
  });

  it('is gone from now, and is meant where an earlier moment is asked about', async () => {
    expect(await meant('ben')).toEqual(['not_found', expect.stringContaining('`ben`')]);
    expect(await meant('ben', { at: minute(1) })).toEqual(['account crm/ben']);
    expect(await meant('nobody', { at: minute(1) })).toEqual([
      'not_found',
      expect.stringContaining('`nobody`'),
    ]);
  });
});
