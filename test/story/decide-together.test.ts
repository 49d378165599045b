import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  useInstallation,
  type DecisionSaid,
  type ExecutionSaid,
  type FiledSaid,
  type FindingSaid,
} from '../support/installation.ts';

const acme = useInstallation();
let priya = '';
let tomas = '';
beforeAll(async () => {
  await acme.start();
  const { items } = await acme.ask<{ items: FindingSaid[] }>('findings', '--limit', '100');
  const propose = async (key: string): Promise<string> => {
    const finding = items.find(({ draft, subject }) => draft.title !== undefined && subject.key === key);
    return (await acme.ask<FiledSaid>('propose', finding?.id ?? '')).proposal;
  };
  priya = await propose('role/priya_nair');
  tomas = await propose('role/tomas_varga');
});

interface BatchSaid {
  readonly items: readonly {
    readonly proposal: string;
    readonly is: string;
    readonly decision?: string;
    readonly plan?: string;
    readonly why?: { readonly code: string };
    readonly missingInWords?: readonly string[];
  }[];
  readonly asked: number;
  readonly recorded: number;
  readonly planned: number;
}
interface Signed {
  readonly statement: string;
  readonly signature: string;
  readonly item: { readonly proposal: string };
  readonly index: number;
  readonly proof: readonly string[];
}
const roleOf = async (name: string) => {
  const [role] = await acme.rows<{ login: boolean; groups: string[] | null }>(
    'target',
    `select rolcanlogin as login, (select array_agg(g.rolname::text order by 1) from pg_auth_members m
       join pg_roles g on g.oid = m.roleid where m.member = r.oid) as groups from pg_authid r where rolname = $1`,
    [name],
  );
  return role;
};
const decisionEntry = async (id: string): Promise<Signed> => {
  const { items } = await acme.ask<{
    items: { readonly entry: { readonly id: string; readonly type: string; readonly body: Signed } }[];
  }>('ledger', 'show', id);
  const found = items.find(({ entry }) => entry.id === id);
  if (found?.entry.type !== 'decision.signed') throw new Error(`no decision ${id}`);
  return found.entry.body;
};

let signed: BatchSaid;
let executions: readonly string[] = [];

describe('two proposals', () => {
  test('are answered with one signature, which says of each what it came to', async () => {
    // the other person signs one of them alone, so that one signature completes both
    const alone = await acme.ask<DecisionSaid>('decide', tomas, '--approve', '--as', 'sam');
    expect(alone.verdict.outcome).toBe('requestable');

    signed = await acme.ask<BatchSaid>('decide', priya, tomas, '--approve', '--as', 'dana');
    expect(signed).toMatchObject({
      items: [
        { proposal: priya, is: 'planned', missingInWords: [] },
        { proposal: tomas, is: 'planned', missingInWords: [] },
      ],
      asked: 2,
      recorded: 2,
      planned: 2,
    });
  });

  test('are carried out at the target, each by its own plan', async () => {
    const before = await roleOf('tomas_varga');
    expect(before?.groups).toEqual(['app_admin']);
    const done: ExecutionSaid[] = [];
    for (const { plan } of signed.items) done.push(await acme.ask<ExecutionSaid>('execute', plan ?? ''));
    expect(done).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }]);
    expect([await roleOf('priya_nair'), await roleOf('tomas_varga')]).toMatchObject([
      { login: false },
      { groups: null },
    ]);
    executions = done.map(({ execution }) => execution);
  });

  test('stand in the ledger under one signature, which ssh-keygen accepts', async () => {
    const [one, two] = await Promise.all(signed.items.map(({ decision }) => decisionEntry(decision ?? '')));
    if (one === undefined || two === undefined) throw new Error('two decisions were signed');
    expect([one.statement, one.signature]).toEqual([two.statement, two.signature]);
    expect([one.item.proposal, two.item.proposal]).toEqual([priya, tomas]);
    expect([one.index, two.index]).toEqual([0, 1]);
    const statement = JSON.parse(one.statement) as {
      signer: string;
      covers: { root: string; size: number };
    };
    expect(statement.covers).toEqual({ root: expect.stringMatching(/^[0-9a-f]{64}$/), size: 2 });

    const { items } = await acme.ask<{ items: { person: string; publicKey: string }[] }>('signers');
    const signer = items.find(({ person }) => person === statement.signer);
    const allowed = join(acme.folder, 'allowed');
    const signature = join(acme.folder, 'batch.sig');
    writeFileSync(allowed, `${statement.signer} ${signer?.publicKey ?? ''}\n`);
    writeFileSync(signature, one.signature);
    const verify = (input: string) =>
      spawnSync(
        'ssh-keygen',
        ['-Y', 'verify', '-n', 'countersign', '-f', allowed, '-I', statement.signer, '-s', signature],
        { input, encoding: 'utf8' },
      );
    expect(verify(one.statement)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Good "countersign" signature'),
    });
    expect(verify(one.statement.replace('"size":2', '"size":3')).status).not.toBe(0);
  });

  test('answered again are recorded by nobody, and each says why', async () => {
    const words = ['decide', priya, tomas, '--approve', '--as', 'dana'] as const;
    const again = await acme.run(...words, '--json');
    expect(again.status).toBe(1);
    expect(JSON.parse(again.out)).toMatchObject({
      items: [
        { proposal: priya, is: 'refused', why: { code: 'already_done' } },
        { proposal: tomas, is: 'refused', why: { code: 'already_done' } },
      ],
      asked: 2,
      recorded: 0,
      planned: 0,
    });
    const said = await acme.run(...words);
    expect(said.out).toContain('Of 2, 0 are signed and recorded, 0 of them complete; 2 not.');
  });

  test('are put back each by itself', async () => {
    const [, second = ''] = executions;
    const back = await acme.ask<ExecutionSaid>('reverse', second, '--as', 'dana');
    expect(back.outcome).toBe('done');
    expect((await roleOf('tomas_varga'))?.groups).toEqual(['app_admin']);
    expect((await roleOf('priya_nair'))?.login).toBe(false);
    await acme.ask('reverse', executions[0] ?? '', '--as', 'dana');
    expect((await roleOf('priya_nair'))?.login).toBe(true);
  });

  test('and all that followed from that signature verify, live and as an export', async () => {
    const holding = {
      executionsChecked: 4,
      integrity: { holds: true },
      completeness: { holds: true },
      authenticity: { holds: true },
    };
    expect(await acme.ask('ledger', 'verify')).toMatchObject(holding);
    const folder = join(acme.folder, 'export');
    await acme.ask('ledger', 'export', folder);
    expect(await acme.ask('ledger', 'verify', folder)).toMatchObject(holding);
  });
});

describe('what is signed once for many', () => {
  test('leaves out what cannot be signed now, says so before and after, and takes the others', async () => {
    const join_ = (member: string) =>
      acme.ask<FiledSaid>(
        'propose',
        '--as',
        'sam',
        '--purpose',
        'a test',
        '--change',
        JSON.stringify({
          type: 'membership.remove',
          source: 'acme-postgres',
          memberKey: `role/${member}`,
          groupKey: 'role/app_admin',
        }),
      );
    await acme.ask('source', 'read', 'acme-postgres');
    const { proposal } = await join_('tomas_varga');
    const said = await acme.run('decide', priya, proposal, '--reject', '--reason', 'no', '--as', 'dana');
    expect(said.status).toBe(1);
    expect(said.err).toMatch(
      /You sign once, for 1 answer: reject\n {2}1\. prp_\w+, as .*\n.*role\/app_admin, at acme-postgres/,
    );
    expect(said.err).toMatch(new RegExp(`Not signed:\\n {2}${priya} {2}refused: .* is planned`));
    expect(said.out).toContain('Of 2, 1 is signed and recorded, 0 of them complete; 1 not.');
    expect(said.out).toContain('the proposal is closed.');
  });

  test('is asked for with ids that are proposals, once each, and an answer', async () => {
    expect(await acme.refused('decide', priya, 'prp_', '--approve', '--as', 'dana')).toMatchObject({
      status: 2,
      message: '`prp_` is no proposal’s id (prp_…).',
    });
    expect(await acme.refused('decide', priya, priya, '--approve', '--as', 'dana')).toMatchObject({
      status: 2,
      message: expect.stringContaining('is in the batch twice'),
    });
    expect(await acme.refused('decide', priya, tomas, '--as', 'dana')).toMatchObject({
      status: 2,
      message: 'Say `--approve` or `--reject`; nothing is chosen for you.',
    });
    const many = Array.from({ length: 1001 }, (_, n) => `prp_${String(n).padStart(10, '0')}`);
    expect(await acme.refused('decide', ...many, '--approve', '--as', 'dana')).toMatchObject({
      status: 2,
      message: expect.stringContaining('One signature covers at most 1000 answers'),
    });
  });
});
