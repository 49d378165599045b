import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { goVerifier } from '../support/go-verifier.ts';
import {
  useInstallation,
  type DecisionSaid,
  type ExecutionSaid,
  type FiledSaid,
  type FindingSaid,
} from '../support/installation.ts';

const acme = useInstallation();
const go = goVerifier();
let items: readonly FindingSaid[];
beforeAll(async () => {
  const started = await acme.start();
  expect(started).toMatchObject({ demo: true, observeOnly: false });
  expect(started.took).toBeLessThan(60);
  ({ items } = await acme.ask<{ items: FindingSaid[] }>('findings', '--limit', '20'));
});

/** The findings with a draft, in their order: what a newcomer is offered. */
const offered = (): readonly FindingSaid[] => items.filter((item) => item.draft.title !== undefined);
const roleOf = async (name: string) => {
  const [role] = await acme.rows<{ login: boolean; groups: string[] | null }>(
    'target',
    `select rolcanlogin as login, rolvaliduntil as until, rolpassword as password,
       (select array_agg(g.rolname::text || m.admin_option || m.inherit_option || m.set_option order by g.rolname)
        from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid) as groups
     from pg_authid r where rolname = $1`,
    [name],
  );
  if (role === undefined) throw new Error(`no role ${name}`);
  return role;
};
const isOpen = async (id: string): Promise<boolean> =>
  (await acme.ask<{ items: FindingSaid[] }>('findings', '--limit', '100')).items.some(
    (each) => each.id === id,
  );

describe('the first item', () => {
  test('is the leaver’s account, among twenty that say why they stand where they do', () => {
    expect(items).toHaveLength(20);
    expect(items.map(({ score }) => score)).toEqual(
      items.map(({ score }) => score).toSorted((a, b) => b - a),
    );
    for (const { why, score } of items) expect(why).toContain(`Score ${score}: `);
    expect(offered()[0]).toMatchObject({
      rule: 'orphan-account-of-leaver',
      subject: { source: 'acme-postgres', key: 'role/priya_nair' },
    });
  });

  test('is carried by one signature, changes the target, is put back exactly, and closes and reopens by itself', async () => {
    const [{ id }] = offered() as [FindingSaid];
    const before = await roleOf('priya_nair');
    expect(before.login).toBe(true);

    const filed = await acme.ask<FiledSaid>('propose', id);
    expect(filed.verdict.outcome).toBe('requestable');
    const shown = await acme.run('show', filed.proposal);
    expect(shown.out).toContain('can be undone');
    expect(shown.out).toContain('Nobody has signed yet.');
    const decided = await acme.ask<DecisionSaid>('decide', filed.proposal, '--approve', '--as', 'dana');
    expect(decided.verdict.outcome).toBe('permit');
    expect(await roleOf('priya_nair')).toEqual(before); // signing alone changes nothing

    const done = await acme.ask<ExecutionSaid>('execute', decided.plan ?? '');
    expect(done).toMatchObject({ outcome: 'done', steps: [{ is: 'applied' }] });
    expect((await roleOf('priya_nair')).login).toBe(false);
    await acme.ask('source', 'read', 'acme-postgres');
    expect(await isOpen(id)).toBe(false);

    const back = await acme.ask<ExecutionSaid>('reverse', done.execution, '--as', 'dana');
    expect(back.outcome).toBe('done');
    expect(await roleOf('priya_nair')).toEqual(before);
    await acme.ask('source', 'read', 'acme-postgres');
    expect(await isOpen(id)).toBe(true);
  });
});

describe('the second item', () => {
  test('needs both personas, and says after the first what is still missing', async () => {
    const second = offered()[1];
    expect(second).toMatchObject({ subject: { key: 'role/tomas_varga' } });
    const before = await roleOf('tomas_varga');
    const filed = await acme.ask<FiledSaid>('propose', second?.id ?? '');

    const one = await acme.ask<DecisionSaid>('decide', filed.proposal, '--approve', '--as', 'dana');
    expect(one).toMatchObject({
      verdict: { outcome: 'requestable', missing: ['approval.independent.1', 'approval.resource_owner.1'] },
      // nobody said who filed it, so dana’s own signature cannot show that somebody else than the filer agrees
      missingInWords: [expect.stringContaining('Someone other'), 'One resource owner signs.'],
    });
    expect(one.plan).toBeUndefined();
    expect((await acme.run('show', filed.proposal)).out).toContain('missing: One resource owner signs.');

    const two = await acme.ask<DecisionSaid>('decide', filed.proposal, '--approve', '--as', 'sam');
    expect(two.verdict.outcome).toBe('permit');
    const done = await acme.ask<ExecutionSaid>('execute', two.plan ?? '');
    expect((await roleOf('tomas_varga')).groups).toBeNull();
    const back = await acme.ask<ExecutionSaid>('reverse', done.execution, '--as', 'sam');
    expect(back.outcome).toBe('done');
    expect(await roleOf('tomas_varga')).toEqual(before);
  });
});

describe('the record of it', () => {
  interface Traced {
    readonly stories: readonly {
      readonly steps: readonly { readonly is: string; readonly included: boolean }[];
    }[];
  }
  interface Report {
    readonly size: number;
    readonly executionsChecked: number;
    readonly integrity: { readonly holds: boolean };
    readonly completeness: { readonly holds: boolean };
    readonly authenticity: { readonly holds: boolean };
  }
  const holding = {
    executionsChecked: 4,
    integrity: { holds: true },
    completeness: { holds: true },
    authenticity: { holds: true },
  };

  test('verifies live and says that a demo proves nothing about people', async () => {
    expect(await acme.ask<Report>('ledger', 'verify')).toMatchObject(holding);
    const words = await acme.run('ledger', 'verify');
    expect(words.out).toContain('demo: signatures prove nothing about people');
    expect(words.status).toBe(0);
  });

  test('verifies as an export, by us and by a program that we did not write', async () => {
    const folder = join(acme.folder, 'export');
    await acme.ask('ledger', 'export', folder);
    const report = await acme.ask<Report>('ledger', 'verify', folder);
    expect(report).toMatchObject(holding);
    if (go === undefined) return;
    const run = go(folder, acme.identity().checkpointKey);
    expect(run.stdout).toContain(`inclusion: ${report.size} entries`);
    expect(run.status).toBe(0);
  });

  test('tells offline who approved what, when and on what basis, of whatever one names', async () => {
    const folder = join(acme.folder, 'export');
    const traced = await acme.ask<Traced>('ledger', 'trace', folder, 'tomas_varga');
    expect(traced).toMatchObject({
      holds: { integrity: true, completeness: true, authenticity: true },
      unreadable: [],
      stories: [{ about: expect.stringMatching(/^prp_/) }],
    });
    const [story] = traced.stories;
    expect(story?.steps.map(({ is }) => is)).toEqual([
      'asked',
      'policy',
      'signed',
      'policy',
      'signed',
      'policy',
      'plan',
      'began',
      'before',
      're-read',
      'ended',
      'signed',
      'plan',
      'began',
      'before',
      're-read',
      'ended',
    ]);
    expect(story?.steps.every(({ included }) => included)).toBe(true);
    const words = await acme.run('ledger', 'trace', folder, 'acme-postgres/role/tomas_varga');
    expect(words.out).toMatch(/with key SHA256:\S+, theirs by entry 1 \(software key, enrolled as reviewer/);
    expect(words.out).toMatch(/rests on: acme-postgres\/role\/tomas_varga, /);
    expect(words.out).not.toContain('priya_nair');
    const nothing = await acme.ask<Traced>('ledger', 'trace', folder, 'nobody_of_that_name');
    expect(nothing.stories).toEqual([]);
  });

  test('does not verify once an entry was changed in the database', async () => {
    const bend = `update ledger.entry set leaf = overlay(leaf placing '\\x58'::bytea from 60) where seq = 3`;
    const [kept] = await acme.rows<{ leaf: Buffer }>(
      'postgres',
      'select leaf from ledger.entry where seq = 3',
    );
    await acme.rows('postgres', bend);
    try {
      const said = await acme.run('ledger', 'verify', '--json');
      expect(said.status).toBe(1);
      expect(JSON.parse(said.out)).toMatchObject({ integrity: { holds: false, firstWrong: 3 } });
    } finally {
      await acme.rows('postgres', 'update ledger.entry set leaf = $1 where seq = 3', [kept?.leaf]);
    }
    expect((await acme.run('ledger', 'verify')).status).toBe(0);
  });
});
