import { describe, expect, it } from 'vitest';
import { refuseOthers } from './server-version.ts';

describe('the server of a PostgreSQL source', () => {
  it.each([
    ['PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC, Redshift 1.0.58558', '80002'],
    ['CockroachDB CCL v24.1.0 (x86_64-pc-linux-gnu)', '130000'],
    ['PostgreSQL 11.2-YB-2.25.0.0-b0 on x86_64, YugabyteDB', '110002'],
    ['', ''],
  ])('refuses %j, whose catalogs are others', (version, number) => {
    expect(() => refuseOthers({ version, number })).toThrow(
      expect.objectContaining({ code: 'input_wrong_kind' }),
    );
  });

  it('refuses one older than 12, and one that says nothing', () => {
    const old = { version: 'PostgreSQL 11.22 on x86_64-pc-linux-gnu', number: '110022' };
    expect(() => refuseOthers(old)).toThrow(expect.objectContaining({ code: 'platform_unsupported' }));
    expect(() => refuseOthers(undefined)).toThrow(expect.objectContaining({ code: 'input_wrong_kind' }));
  });

  it.each(['120022', '150018', '180004', '190000'])('takes server_version_num %s', (number) => {
    expect(() => refuseOthers({ version: 'PostgreSQL on x86_64-pc-linux-gnu', number })).not.toThrow();
  });
});
