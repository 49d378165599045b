import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  eventually,
  useInstallation,
  type DecisionSaid,
  type ExecutionSaid,
  type FiledSaid,
} from '../../support/installation.ts';
import { killAllOf } from '../../support/processes.ts';
import { makeSecurityKey, newSecurityKey, whyNoSecurityKey } from '../../support/security-key.ts';

/**
 * The walk of docs/how-to/request-access.md: an engineer asks for a database role, gets it after two approvals, and it is gone
 * at the end although everything was killed in between. The processes have the machine's clock, so the two hours are short
 * here, and the shipped wait of a quarter of an hour is taken out of the row.
 */
const policies = mkdtempSync(join(tmpdir(), 'countersign-policies-'));
cpSync(join(import.meta.dirname, '../../../policies'), policies, { recursive: true });
const rights = join(policies, 'decision-rights.yaml');
writeFileSync(rights, readFileSync(rights, 'utf8').replaceAll(/^\s*cooling_off: PT15M,\n/gm, ''));
chmodSync(policies, 0o755);
const folder = mkdtempSync(join(tmpdir(), 'countersign-keys-'));
const securityKey = makeSecurityKey(folder);
const why = whyNoSecurityKey(securityKey, folder);
const acme = useInstallation({
  env: { COUNTERSIGN_POLICIES: policies, ...(typeof securityKey === 'string' ? {} : securityKey.env) },
});
const key = (name: string): string => join(acme.folder, name);
afterAll(() => [policies, folder].forEach((each) => rmSync(each, { recursive: true, force: true })));

const isIn = async (role: string, group: string): Promise<boolean> => {
  const [row] = await acme.rows<{ is: boolean }>(
    'target',
    `select exists (select from pg_auth_members m join pg_roles a on a.oid = m.member join pg_roles g on g.oid = m.roleid
       where a.rolname = $1 and g.rolname = $2) as is`,
    [role, group],
  );
  return row?.is ?? false;
};
const lasting = 75;

describe.skipIf(why !== undefined)('an engineer, with a security key', () => {
  let proposal = '';
  let end = 0;
  beforeAll(async () => {
    if (typeof securityKey === 'string') throw new Error(securityKey);
    await acme.start();
    for (const [name, person, role] of [
      ['amara', 'acme-hr/E1035', 'requester'],
      ['erik', 'acme-hr/E1032', 'manager'],
    ] as const) {
      expect(newSecurityKey(securityKey, 'ed25519-sk', key(name)).status).toBe(0);
      const who = ['--public-key', `${key(name)}.pub`, '--role', role, '--person', person];
      await acme.ask('signers', 'enrol', ...who, '--as', 'dana', '--as', 'sam');
    }
  }, 240_000);

  test('sees what a role would really allow and who must say yes, and asks', async () => {
    const look = await acme.run('request', 'app_readonly', '--look', '--key', key('amara'));
    expect(look.out).toContain('for Amara Obi, by the account acme-postgres/role/amara_obi');
    expect(look.out).toContain('table/orders.billing.invoices#SELECT  by role/app_readonly  (tier high');
    expect(look.out).toContain('Duties kept apart: yes.');
    expect(look.out).toContain('1. 1 as manager or nhi_owner: Erik Lindqvist');
    expect(look.out).toContain('2. 1 as resource_owner: Sam Okafor');
    const asked = ['--purpose', 'a report is wrong', '--lasting', `${lasting}s`, '--key', key('amara')];
    end = Date.now() + lasting * 1000;
    ({ proposal } = await acme.ask<FiledSaid>('request', 'app_readonly', ...asked));
    const own = ['decide', proposal, '--approve', '--key', key('amara')];
    expect(await acme.refused(...own)).toMatchObject({ code: 'self_approval' });
  });

  test(
    'has it after two approvals, and no more at the end, although everything was killed in between',
    { timeout: 300_000 },
    async () => {
      await acme.ask<DecisionSaid>('decide', proposal, '--approve', '--key', key('erik'));
      expect(await isIn('amara_obi', 'app_readonly')).toBe(false);
      const { plan = '' } = await acme.ask<DecisionSaid>('decide', proposal, '--approve', '--as', 'sam');
      expect((await acme.ask<ExecutionSaid>('execute', plan)).outcome).toBe('done');
      expect(await isIn('amara_obi', 'app_readonly')).toBe(true);
      killAllOf(acme.data);
      expect(Date.now()).toBeLessThan(end);
      await acme.start();
      await eventually('it is taken back', async () => !(await isIn('amara_obi', 'app_readonly')), 150);
      expect(Date.now()).toBeGreaterThanOrEqual(end);
      await eventually(
        'her list says so',
        async () => (await acme.run('request', 'mine', '--key', key('amara'))).out.includes('  over  '),
        60,
      );
      const verified = await acme.ask<{ unkeptEnds: unknown[]; authenticity: { holds: boolean } }>(
        'ledger',
        'verify',
      );
      expect([verified.authenticity.holds, verified.unkeptEnds]).toEqual([true, []]);
      const copy = join(acme.folder, 'export');
      await acme.ask('ledger', 'export', copy);
      const { out } = await acme.run('ledger', 'trace', copy, proposal);
      for (const told of [
        /asked {4}asked for by psn_/,
        /because: a report is wrong/,
        /rests on: acme-postgres\/role\/amara_obi, would gain by role\/app_readonly/,
        /signed {3}approve\n.*what it gives is taken back at/,
        /as manager, at /,
        /as resource owner, at /,
        /plan {5}to take back what was given until now/,
      ])
        expect(out).toMatch(told);
      expect(out.match(/re-read {2}change 1 is at the target as it was signed/g)).toHaveLength(2);
    },
  );
});
