import { beforeAll, describe, expect, test } from 'vitest';
import {
  eventually,
  useInstallation,
  type ExecutionSaid,
  type FiledSaid,
  type Said,
} from '../../support/installation.ts';

// The processes have the machine's clock, so the ends are near: asked for, signed and begun some seconds before.
const acme = useInstallation();
let greta: Given;
let hana: Given;
beforeAll(async () => {
  await acme.start();
  greta = await give('greta_nyman', 60);
  hana = await give('hana_kim', 75);
});

const table = 'stock_levels';
/** By a grant of its own, not by a group's. */
const holds = async (role: string): Promise<boolean> => {
  const [row] = await acme.rows<{ held: boolean }>(
    'target',
    `select exists (select from pg_class c, aclexplode(c.relacl) x join pg_roles r on r.oid = x.grantee
       where c.oid = 'reporting.${table}'::regclass and r.rolname = $1 and x.privilege_type = 'SELECT') as held`,
    [role],
  );
  return row?.held ?? false;
};
interface CaseSaid {
  readonly endings: readonly { readonly endsAt: string; readonly is: string }[];
}
const endOf = async (proposal: string): Promise<string | undefined> =>
  (await acme.ask<CaseSaid>('show', proposal)).endings[0]?.is;

/** Asked for by dana, signed by sam, carried out; until so many seconds from now. */
interface Given {
  readonly proposal: string;
  readonly end: Date;
  readonly decided: Said;
}
async function give(role: string, seconds: number): Promise<Given> {
  const end = new Date(Date.now() + seconds * 1000);
  const change = JSON.stringify({
    type: 'grant.add',
    source: 'acme-postgres',
    subjectKey: `role/${role}`,
    entitlementKey: `table/orders.reporting.${table}#SELECT`,
    grantable: false,
  });
  const asked = ['--as', 'dana', '--purpose', 'for a moment', '--until', end.toISOString()];
  const { proposal } = await acme.ask<FiledSaid>('propose', ...asked, '--change', change);
  const decided = await acme.run('decide', proposal, '--approve', '--as', 'sam');
  const [, plan = ''] = /countersign execute (\S+)/.exec(decided.out) ?? [];
  const { outcome } = await acme.ask<ExecutionSaid>('execute', plan);
  expect(outcome).toBe('done');
  expect([await holds(role), await endOf(proposal)]).toEqual([true, 'to come']);
  return { proposal, end, decided };
}
const passed = (end: Date) => eventually('the end comes', () => Date.now() > end.getTime(), 60);
/** On a busy machine an enforcer or a target that comes up late costs a pause or two. */
const takenBack = (role: string) =>
  eventually('it is taken back at the target', async () => !(await holds(role)), 90);

describe('a right that was given until a moment', () => {
  test('is taken back then by the clock, as the signer was told', { timeout: 300_000 }, async () => {
    const { end, decided } = greta;
    expect(decided.err).toContain(
      `ends on ${end.toISOString()}: taken back then by the enforcer, without another signature`,
    );
    await passed(end);
    await takenBack('greta_nyman');
  });

  test(
    'is taken back when Countersign starts again, where nothing ran at that moment',
    { timeout: 300_000 },
    async () => {
      const { end, proposal } = hana;
      await acme.stop();
      expect(Date.now()).toBeLessThan(end.getTime());
      await passed(end);
      await acme.start();
      await takenBack('hana_kim');
      expect(await endOf(proposal)).not.toBe('to come');
    },
  );

  test('and the record holds', async () => {
    const { proposal } = greta;
    await eventually('the case says so', async () => (await endOf(proposal)) === 'taken back');
    expect((await acme.run('show', proposal)).out).toContain('Done, and taken back at its end.');
    const doctor = await acme.run('doctor');
    expect(doctor.out).toContain('nothing that was given is past its end');
    const verified = await acme.ask<{ unkeptEnds: unknown[]; authenticity: { holds: boolean } }>(
      'ledger',
      'verify',
    );
    expect([verified.authenticity.holds, verified.unkeptEnds]).toEqual([true, []]);
  });

  test('is refused where nothing would bring the end about', async () => {
    const disable = '{"type":"account.disable","source":"acme-postgres","accountKey":"role/diego_morales"}';
    expect(
      await acme.refused(
        'propose',
        '--as',
        'dana',
        '--purpose',
        'a while',
        '--until',
        '2099-01-01',
        '--change',
        disable,
      ),
    ).toMatchObject({
      status: 2,
      code: 'end_invalid',
      message: expect.stringMatching(/the clock only ever takes it away/) as string,
    });
  });
});
