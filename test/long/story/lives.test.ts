import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useInstallation, type DecisionSaid } from '../../support/installation.ts';

/**
 * The walk of docs/how-to/joiners-movers-leavers.md through the real program: somebody joins, moves, is on leave, leaves and
 * comes back, by nothing but a feed and mandates that two people signed; everything is looked up at the real target.
 */
const policies = mkdtempSync(join(tmpdir(), 'countersign-policies-'));
cpSync(join(import.meta.dirname, '../../../policies'), policies, { recursive: true });
// the shipped wait of a quarter of an hour before what reaches tier high is given
const rights = join(policies, 'decision-rights.yaml');
writeFileSync(rights, readFileSync(rights, 'utf8').replaceAll(/^\s*cooling_off: PT15M,\n/gm, ''));
chmodSync(policies, 0o755);
afterAll(() => rmSync(policies, { recursive: true, force: true }));
const acme = useInstallation({ env: { COUNTERSIGN_POLICIES: policies } });
const inHr = (file: string): string => join(acme.data, 'acme/hr', file);
const day = (from: number): string => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);

/** The export as HR would write it tomorrow: these rows otherwise, others as they were. */
async function hrSays(rows: Readonly<Record<string, string>>): Promise<void> {
  const [head = '', ...people] = readFileSync(inHr('people.csv'), 'utf8').trimEnd().split('\n');
  const kept = people.filter((row) => rows[row.slice(0, 5)] === undefined);
  const said = Object.entries(rows).map(([number, rest]) => `${number},${rest}`);
  writeFileSync(inHr('people.csv'), [head, ...kept, ...said, ''].join('\n'));
  await acme.ask('source', 'read', 'acme-hr');
}
const ylva = (
  department: string,
  manager: string,
  status: string,
  hired: string,
): Record<string, string> => ({
  E1061: `Ylva Berg,ylva.berg@acme.example,${department},Analyst,${manager},Active,${hired},,${status === 'Leave' ? 'true' : ''}`,
});

interface Role {
  readonly login: boolean;
  readonly groups: readonly string[];
}
async function roleOf(name: string): Promise<Role | undefined> {
  const [row] = await acme.rows<Role>(
    'target',
    `select rolcanlogin as login, array(select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid
       where m.member = r.oid order by 1) as groups from pg_roles r where rolname = $1`,
    [name],
  );
  return row;
}
/** What the sweeps bring about in their own time; looked up at the target every half second. */
async function reaches(what: string, name: string, isSo: (role: Role | undefined) => boolean): Promise<void> {
  await comesTrue(what, async () => isSo(await roleOf(name)));
}
async function comesTrue(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let look = 0; !(await isSo()); look++) {
    if (look === 400) throw new Error(`it does not come true: ${what}`);
    await sleep(500);
  }
}

interface EventSaid {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly person: { readonly key: string };
  readonly follows: readonly {
    readonly name: string;
    readonly kind: string;
    readonly says: string | null;
    readonly stands: string;
    readonly change: { readonly type: string } | null;
    readonly proposal: { readonly id: string } | null;
  }[];
}
const events = async (): Promise<readonly EventSaid[]> =>
  (await acme.ask<{ items: EventSaid[] }>('lifecycle', 'list', '--limit', '100')).items;
async function eventOf(key: string, kind: string): Promise<EventSaid> {
  const found = (await events()).find((each) => each.person.key === key && each.kind === kind);
  if (found === undefined) throw new Error(`${key} has no event \`${kind}\``);
  return found;
}
/** HR asks for what follows; both personas sign, as far as policy asks for it, and the enforcer carries it out. */
async function askedAndDone(event: EventSaid, ...names: readonly string[]): Promise<void> {
  const only = names.flatMap((name) => ['--only', name]);
  const { filed } = await acme.ask<{ filed: { proposal: string }[] }>(
    'lifecycle',
    'ask',
    event.id,
    ...only,
    '--key',
    petra,
  );
  for (const { proposal } of filed) {
    let plan: string | undefined;
    for (const who of ['dana', 'sam'])
      plan ??= (await acme.ask<DecisionSaid>('decide', proposal, '--approve', '--as', who)).plan;
    expect(await acme.ask('execute', plan ?? proposal)).toMatchObject({ outcome: 'done' });
  }
}

const mandate = (title: string, does: readonly string[], when: readonly string[]): string => `kind: lifecycle
title: ${title}
reason: ${title}.
does: [${does.map((each) => `{ ${each} }`).join(', ')}]
when:
  - { fact: person.source, is: one of, values: [acme-hr] }
${when.map((each) => `  - { ${each} }`).join('\n')}
scope: { sources: [acme-postgres], about: acme-hr }
triggers: [source, clock]
noticeHours: 0
watchDays: 0
perDay: 20
inAll: 200
days: 90
`;
/** The house’s own rules, which its first signers sign with the rest of the law. */
writeFileSync(
  join(policies, 'lifecycle.yaml'),
  `version: 1
feeds: [{ source: acme-hr, time_zone: Europe/Stockholm, hold: { share: 0.05, count: 50, fewest: 5 } }]
joiner: { pre_start_days: 3 }
mover: { grace_days: 0, beyond: decide }
leave: { accounts: disable }
leaver: { succession: [manager] }
birthrights:
- id: data-works-in-the-database
  why: Everybody in Data works in the order database.
  who: { department: Data }
  gets: [{ source: acme-postgres, account: 'role/{login%}' }, { source: acme-postgres, group: role/reporting_readers }]
  days: 60
- id: support-reads-customers
  why: Support looks customers up while they are on the line.
  who: { department: Support }
  gets: [{ source: acme-postgres, group: role/support_readers }]
  days: 60
`,
);

const readers = 'source: acme-postgres, groupKey: role/reporting_readers';

const petra = join(acme.folder, 'petra');

beforeAll(async () => {
  await acme.start();
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', petra]);
  const who = ['--public-key', `${petra}.pub`, '--role', 'requester', '--person', 'acme-hr/E1057'];
  await acme.ask('signers', 'enrol', ...who, '--as', 'dana', '--as', 'sam');
  const mapping = readFileSync(inHr('mapping.yaml'), 'utf8');
  writeFileSync(inHr('mapping.yaml'), mapping.replace('leftAt:', 'onLeave: on_leave\n      leftAt:'));
  const [head = '', ...people] = readFileSync(inHr('people.csv'), 'utf8').trimEnd().split('\n');
  writeFileSync(inHr('people.csv'), [`${head},on_leave`, ...people.map((row) => `${row},`), ''].join('\n'));
  const terms = {
    joiners: mandate(
      'What Data has from the first day',
      ['type: account.create, source: acme-postgres', `type: membership.add, ${readers}`],
      [
        'fact: person.department, is: one of, values: [Data]',
        'fact: person.standing, is: one of, values: [here, expected]',
      ],
    ),
    movers: mandate(
      'What only Data has goes with the place',
      [`type: membership.remove, ${readers}`],
      ['fact: person.department, is: none of, values: [Data]'],
    ),
    leavers: mandate(
      'Whoever is not here signs in nowhere',
      ['type: account.disable, source: acme-postgres'],
      ['fact: person.standing, is: one of, values: [gone, on_leave]'],
    ),
  };
  for (const [name, text] of Object.entries(terms)) {
    const file = join(acme.folder, `${name}.yaml`);
    writeFileSync(file, text);
    const proposed = await acme.ask<{ mandate: string }>('mandate', 'propose', file);
    for (const who of ['dana', 'sam']) await acme.ask('mandate', 'sign', proposed.mandate, '--as', who);
  }
});

describe('somebody who joins', () => {
  test('has an account some days before, which gives nothing yet', async () => {
    await hrSays(ylva('Data', 'E1032', 'Active', day(2)));
    await reaches('her account is made', 'ylva.berg', (role) => role !== undefined);
    expect(await roleOf('ylva.berg')).toEqual({ login: true, groups: [] });
    expect((await eventOf('E1061', 'expected')).state).toBe('open');
  });

  test('has what her department has from her first day, until an end that the mandate covers', async () => {
    await hrSays(ylva('Data', 'E1032', 'Active', day(-1)));
    await acme.ask('source', 'read', 'acme-postgres');
    await reaches(
      'she reads reports',
      'ylva.berg',
      (role) => role?.groups.includes('reporting_readers') === true,
    );
    const joined = await eventOf('E1061', 'joined');
    const given = joined.follows.find(({ change }) => change?.type === 'membership.add');
    const shown = await acme.ask<{ endings: { is: string; endsAt: string }[] }>(
      'show',
      given?.proposal?.id ?? '',
    );
    expect(shown.endings).toMatchObject([{ is: 'to come' }]);
    expect(Date.parse(shown.endings[0]?.endsAt ?? '')).toBeLessThan(Date.now() + 61 * 86_400_000);
  });
});

describe('when she moves to another department and manager', () => {
  test('what only the old place gave is gone, what the new gives is asked for, and what no rule speaks of is decided', async () => {
    await acme.rows('target', 'grant app_readonly to "ylva.berg" granted by countersign_writer');
    await acme.ask('source', 'read', 'acme-postgres');
    await hrSays(ylva('Support', 'E1051', 'Active', day(-1)));
    await reaches(
      'reports are gone',
      'ylva.berg',
      (role) => role?.groups.includes('reporting_readers') === false,
    );
    const moved = await eventOf('E1061', 'moved');
    const decide = moved.follows.filter(({ kind, change }) => kind === 'decide' && change !== null);
    expect(decide.map(({ change }) => change?.type)).toEqual(['membership.remove']);
    await askedAndDone(moved, ...decide.map(({ name }) => name));
    // it reaches tier high: more people have to say yes than sign in this demo
    const asked = await acme.ask<{ filed: { missing: string[] }[] }>(
      'lifecycle',
      'ask',
      moved.id,
      '--key',
      petra,
    );
    expect(asked.filed).toHaveLength(1);
    expect(asked.filed[0]?.missing.length).toBeGreaterThan(0);
    expect(await roleOf('ylva.berg')).toEqual({ login: true, groups: [] });
  });
});

describe('when she is on leave', () => {
  test('she cannot sign in', async () => {
    await hrSays(ylva('Support', 'E1051', 'Leave', day(-1)));
    await reaches('she cannot sign in', 'ylva.berg', (role) => role?.login === false);
    expect(await roleOf('ylva.berg')).toMatchObject({ login: false });
  });

  test('she can again once she is back and somebody has decided it', async () => {
    await acme.ask('source', 'read', 'acme-postgres');
    await hrSays(ylva('Support', 'E1051', 'Active', day(-1)));
    const back = await eventOf('E1061', 'returned');
    await askedAndDone(back, ...back.follows.map(({ name }) => name));
    expect((await roleOf('ylva.berg'))?.login).toBe(true);
  });
});

describe('somebody who leaves', () => {
  test('cannot sign in from then on, and every machine and agent of theirs gets a successor', async () => {
    await hrSays({
      E1037: `Selma Aydin,selma.aydin@acme.example,Data,Data Scientist,E1032,Terminated,2023-02-27,${day(-1)},`,
    });
    await reaches('she cannot sign in', 'selma_aydin', (role) => role?.login === false);
    const left = await eventOf('E1037', 'left');
    const handed = left.follows.filter(({ kind }) => kind === 'transfer');
    expect(handed.length).toBeGreaterThan(1);
    for (const { says } of handed) expect(says).toContain('E1032 (acme-hr) will be the owner of');
    await askedAndDone(left);
    await acme.ask('source', 'read', 'acme-postgres');
    const standsOf = async (wanted: string): Promise<readonly string[]> =>
      (await eventOf('E1037', 'left')).follows.flatMap(({ kind, stands }) =>
        kind === wanted ? [stands] : [],
      );
    await comesTrue('everything is handed over', async () =>
      (await standsOf('transfer')).every((stands) => stands === 'settled'),
    );
    // what can only be looked at here waits for whoever can change it there
    expect(new Set(await standsOf('take'))).toEqual(new Set(['settled', 'proposed']));
  });

  test('and comes back: what was theirs is a decision, and nothing of it happens by itself', async () => {
    await acme.ask('source', 'read', 'acme-postgres');
    await hrSays({
      E1037: 'Selma Aydin,selma.aydin@acme.example,Data,Data Scientist,E1032,Active,2023-02-27,,',
    });
    const back = await eventOf('E1037', 'rehired');
    const enable = back.follows.filter(({ change }) => change?.type === 'account.enable');
    expect(enable).toMatchObject([{ kind: 'decide', stands: 'asks' }]);
    expect((await roleOf('selma_aydin'))?.login).toBe(false);
    await askedAndDone(back, ...enable.map(({ name }) => name));
    expect((await roleOf('selma_aydin'))?.login).toBe(true);
  });
});

describe('more leavers at once than can be believed', () => {
  test('wait until somebody has signed, and nothing happens to anybody before', async () => {
    const gone: Record<string, string> = {};
    for (const [number, name] of [
      ['E1016', 'Greta Nyman'],
      ['E1017', 'Diego Morales'],
      ['E1034', 'Joao Pinto'],
      ['E1035', 'Amara Obi'],
      ['E1036', 'Viktor Dahl'],
      ['E1052', 'Karim Benali'],
    ] as const)
      gone[number] =
        `${name},${name.toLowerCase().replace(' ', '.')}@acme.example,Data,Engineer,E1032,Terminated,2023-02-27,${day(-1)},`;
    await hrSays(gone);
    const { holds } = await acme.ask<{ holds: { id: string; state: string; events: number }[] }>(
      'lifecycle',
      'list',
    );
    expect(holds).toMatchObject([{ state: 'held', events: 6 }]);
    expect((await roleOf('joao_pinto'))?.login).toBe(true);
    const [hold] = holds;
    const release = ['lifecycle', 'release', hold?.id ?? '', '--reason', 'the team was sold', '--as', 'dana'];
    await acme.ask(...release);
    for (const name of ['joao_pinto', 'viktor_dahl', 'karim_benali'])
      await reaches(`${name} cannot sign in`, name, (role) => role?.login === false);
  });
});

describe('the record of all that', () => {
  test('is followed back to the people who signed', async () => {
    const verified = await acme.run('ledger', 'verify');
    expect({ status: verified.status, out: verified.out }).toMatchObject({
      status: 0,
      out: expect.stringContaining('holds   authenticity'),
    });
  });

  test('tells offline who signed for what was done to her, and on what basis', async () => {
    const folder = join(acme.folder, 'export');
    await acme.ask('ledger', 'export', folder);
    const { out } = await acme.run('ledger', 'trace', folder, 'ylva.berg');
    expect(out).toContain('change: role/ylva%2Eberg will be a member of role/reporting_readers until');
    expect(out).toMatch(/rests on: acme-postgres\/role\/ylva%2Eberg, belongs to: E1061/);
    expect(out).toMatch(/signed {3}mandate mnd_\S+\n\s+What Data has from the first day/);
    expect(out).not.toContain('selma_aydin');
  });
});
