import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { bundleVersions } from '../estate/index.ts';
import { isEntryId, isSourceId, must, type BundleDefine } from '../model/index.ts';
import { openDatabase, type Database } from '../platform/store/index.ts';
import { completeChange, says } from '../review/index.ts';
import { internalWriter } from './internal-writer.ts';

const test = useDatabase();
const source = must(isSourceId, 'acme-postgres');
const execution = must(isEntryId, 'ent_000000000001');
let enforcer: Database;
let server: Database;
beforeAll(() => {
  enforcer = openDatabase({ url: test.urlAs('enforcer'), applicationName: 'test-enforcer' });
  server = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  return async () => {
    await enforcer.close();
    await server.close();
  };
});

const reports: BundleDefine = {
  type: 'bundle.define',
  source: 'countersign',
  bundle: 'reports',
  title: 'Reports',
  why: 'Analysts read them.',
  ownerSource: must(isSourceId, 'acme-hr'),
  ownerKey: 'E1/032',
  content: [
    { is: 'group', source, key: 'role/reporting readers' },
    { is: 'entitlement', source, key: 'table/a#SELECT' },
  ],
};
const wider: BundleDefine = {
  ...reports,
  content: [...reports.content, { is: 'group', source, key: 'role/more' }],
};

// One story in its order.
describe('a bundle of access', () => {
  const writer = () => internalWriter(enforcer, execution);

  it('is as it was decided, twice the same, and what it says it will be', async () => {
    const before = await writer().observe(reports);
    const completed = completeChange(reports, before);
    await writer().apply(reports);
    await writer().apply(reports);
    const after = await writer().observe(reports);
    expect(completed.ok && completed.value.expected).toEqual(after);
    expect(completed.ok && completed.value.inverse).toEqual({
      type: 'bundle.retire',
      source: 'countersign',
      bundle: 'reports',
    });
    expect(says(reports)).toContain(
      'entitlement acme-postgres table/a#SELECT, group acme-postgres role/reporting readers',
    );
    expect(completeChange(reports, after)).toMatchObject({ ok: false, code: 'precondition_changed' });
  });

  it('goes back to exactly what it was, whatever it became, and keeps every version', async () => {
    const before = await writer().observe(wider);
    const completed = completeChange(wider, before);
    await writer().apply(wider);
    const inverse = completed.ok ? completed.value.inverse : null;
    if (inverse === null) throw new Error('it can be undone');
    await writer().apply(inverse);
    expect(await writer().observe(wider)).toEqual(before);
    await writer().apply({ type: 'bundle.retire', source: 'countersign', bundle: 'reports' });
    expect(await writer().observe(wider)).toMatchObject({ defined: false });
    await writer().restore(wider, before);
    expect(await writer().observe(wider)).toEqual(before);
    expect(
      (await bundleVersions(server, 'reports')).map(({ version, retired }) => `${version} ${retired}`),
    ).toEqual(['5 false', '4 true', '3 false', '2 false', '1 false']);
  });

  it('is nothing that the server could write', async () => {
    await expect(server.query("update estate.bundle set content = '[]'::jsonb")).rejects.toThrow(
      /permission denied|database/,
    );
    await expect(server.query("delete from estate.bundle_version where id = 'reports'")).rejects.toThrow(
      /permission denied|database/,
    );
    await expect(enforcer.query("delete from estate.bundle_version where id = 'reports'")).rejects.toThrow(
      /permission denied|database/,
    );
  });
});
