import { existsSync, readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { entryLdif } from '../../../test/support/ldif.ts';
import type { Observation } from '../../model/index.ts';
import { readWhole } from '../kit/read-whole.ts';
import { ldap } from './index.ts';

const corpora = process.env['COUNTERSIGN_CORPORA'];
const at = (...names: readonly string[]): string => join(corpora ?? '', ...names);
const bootstrap = at('ldif-planetexpress', 'rootfs', 'opt', 'openldap', 'bootstrap');
const skip =
  corpora !== undefined && existsSync(bootstrap)
    ? undefined
    : 'COUNTERSIGN_CORPORA is unset: directories that somebody else made are not tried';
if (skip !== undefined) process.stderr.write(`skipped: ${skip}\n`);

const root = mkdtempSync(join(tmpdir(), 'countersign-ldif-corpora-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const read = (path: string) => readWhole(ldap, ldap.locate(path));

describe.skipIf(skip !== undefined)(
  `directories that somebody else made${skip === undefined ? '' : ` (${skip})`}`,
  () => {
    it('reads Planet Express: seven accounts, two groups, five memberships, photographs aside', async () => {
      const { all, summary } = await read(join(bootstrap, 'data'));
      expect(summary).toMatchObject({
        complete: true,
        duplicatesIgnored: 0,
        counts: { account: 7, person: 7, group: 2, membership: 5, credential: 7 },
      });
      const nameOf = (key: string): string =>
        all.flatMap((o) =>
          (o.type === 'account' || o.type === 'group') && o.key === key ? [o.name] : [],
        )[0] ?? key;
      const memberships = all.flatMap((o) =>
        o.type === 'membership' ? [`${nameOf(o.memberKey)} in ${nameOf(o.groupKey)}`] : [],
      );
      expect(memberships.toSorted()).toEqual([
        'bender in ship_crew',
        'fry in ship_crew',
        'hermes in admin_staff',
        'leela in ship_crew',
        'professor in admin_staff',
      ]);
      expect(all.find((o) => o.type === 'account' && o.name === 'amy')).toMatchObject({
        key: 'dn/cn=amy wong+sn=kroker,ou=people,dc=planetexpress,dc=com',
        attributes: { passwordStoredAs: 'SSHA' },
      });
      expect(JSON.stringify([all, summary])).not.toMatch(/c3NoYX|\{ssha\}|\/9j\//i);
    });

    it('refuses the changes beside it, since they are no directory', async () => {
      await expect(read(join(bootstrap, 'config', 'memberof.ldif'))).rejects.toMatchObject({
        code: 'input_wrong_kind',
      });
    });

    it('reads 2,000 people with their supervisors and departments, and loses none from month to month', async () => {
      const rows = (month: string): readonly (readonly string[])[] =>
        readFileSync(at('cert-ldap', `${month}.csv`), 'utf8')
          .trim()
          .split('\n')
          .slice(1)
          .map((row) => row.trim().split(','));
      const of = async (month: string): Promise<readonly Observation[]> => {
        const people = rows(month);
        const dnOf = (name: string): string => `cn=${name},ou=people,dc=dtaa,dc=com`;
        const departments = Map.groupBy(people, ([, , , , , , , department = '']) => department);
        const path = join(root, `${month}.ldif`);
        writeFileSync(
          path,
          [
            ...people.map(
              ([name = '', uid = '', mail = '', title = '', , , , department = '', , boss = '']) =>
                entryLdif(dnOf(name), {
                  objectClass: ['person', 'inetOrgPerson'],
                  cn: name,
                  uid,
                  mail,
                  title,
                  departmentNumber: department,
                  ...(boss === '' ? {} : { manager: dnOf(boss) }),
                }),
            ),
            ...[...departments].map(([department, members]) =>
              entryLdif(`cn=dept ${department},dc=dtaa,dc=com`, {
                objectClass: 'groupOfNames',
                cn: `dept ${department}`,
                member: members.map(([name = '']) => dnOf(name)),
              }),
            ),
          ].join('\n'),
        );
        return (await read(path)).all;
      };
      for (const month of ['2009-12', '2010-08']) {
        const truth = rows(month);
        const all = await of(month);
        const persons = all.filter((o) => o.type === 'person');
        expect(new Set(persons.map(({ email }) => email))).toEqual(new Set(truth.map((row) => row[2])));
        expect(persons).toHaveLength(truth.length);
        const bosses = truth.filter((row) => truth.some(([name]) => name === row[9]));
        expect(persons.filter(({ managerKey }) => managerKey !== undefined)).toHaveLength(bosses.length);
        expect(all.filter((o) => o.type === 'membership')).toHaveLength(truth.length);
      }
    });
  },
);
