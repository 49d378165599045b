import { beforeAll, describe, expect, test } from 'vitest';
import { useInstallation, type DecisionSaid } from '../../support/installation.ts';

const acme = useInstallation();
beforeAll(() => acme.start());

interface ItemSaid {
  readonly n: number;
  readonly content: {
    readonly account: { readonly name: string };
    readonly object: { readonly name: string };
  };
  readonly tier?: string;
  readonly mySeat: number | null;
  readonly drift: string | null;
}
interface SubmittedSaid {
  readonly submission: string;
  readonly answers: number;
  readonly decisions: readonly { readonly proposal: string; readonly is: string; readonly plan?: string }[];
}
interface ShownSaid {
  readonly items: number;
  readonly kept: number;
  readonly taken: number;
  readonly open: number;
  readonly unrouted: number;
  readonly effects: Readonly<Record<string, number>>;
  readonly state: string;
}
const ask = <T>(...words: readonly string[]) => acme.ask<T>('campaign', ...words);
const show = (id: string) => ask<ShownSaid>('show', id);
const waiting = async (id: string, as: string, limit = 200) =>
  (await ask<{ items: ItemSaid[] }>('items', id, '--as', as, '--limit', String(limit))).items;
const numbers = (items: readonly ItemSaid[]): readonly string[] => items.map(({ n }) => String(n));
const membershipsOf = async (name: string) => {
  const rows = await acme.rows<{ name: string }>(
    'target',
    `select g.rolname::text as name from pg_auth_members m join pg_roles g on g.oid = m.roleid
       join pg_roles r on r.oid = m.member where r.rolname = $1 order by 1`,
    [name],
  );
  return rows.map((row) => row.name);
};

describe('a quarter of Acme, people first', () => {
  let people = '';
  let revoked: SubmittedSaid | undefined;

  test('is previewed, frozen and launched by a signature over all of it', async () => {
    const scope = ['--kind', 'application', '--source', 'acme-postgres', '--reviewer', 'acme-hr/E1006'];
    const preview = await ask<{ items: number; gates: { gate: string }[] }>('preview', ...scope);
    expect(preview.items).toBeGreaterThan(30);
    expect(preview.gates.map(({ gate }) => gate)).toContain('reviewer_unknown');
    const launched = await ask<{ campaign: string; items: number }>(
      'launch',
      ...scope,
      '--title',
      'PostgreSQL, people',
      '--correct-for',
      '0',
      '--as',
      'dana',
    );
    expect(launched.items).toBe(preview.items);
    people = launched.campaign;
    expect((await ask<{ items: { id: string }[] }>('list')).items).toMatchObject([{ id: people }]);
  });

  test('shows a reviewer what waits, and of one item what a no would really do', async () => {
    const items = await waiting(people, 'sam');
    const tomas = items.find(({ content }) => content.account.name === 'tomas_varga');
    if (tomas === undefined) throw new Error('the item of Tomas is missing');
    const page = await ask<{ no: { takesAway: unknown[]; says: string }; findings: unknown[] }>(
      'items',
      people,
      String(tomas.n),
      '--as',
      'sam',
    );
    expect(page.no.takesAway.length).toBeGreaterThan(10);
    expect(page.no.says).toContain('Tomas Varga loses');
    const own = await waiting(people, 'dana');
    expect(own.length).toBeGreaterThan(0);
    expect(own.every(({ content }) => content.account.name === 'sam_okafor')).toBe(true);
  });

  test('is answered, signed once, and what is taken away goes on to whoever else has to sign', async () => {
    const items = await waiting(people, 'sam');
    const gone = items.filter(({ content }) => content.account.name === 'tomas_varga');
    const stays = items.filter(({ content }) => content.account.name !== 'tomas_varga');
    await ask('answer', people, ...numbers(stays), '--answer', 'certify', '--as', 'sam');
    await ask('answer', people, ...numbers(gone), '--answer', 'revoke', '--reason', 'expired', '--as', 'sam');
    revoked = await ask<SubmittedSaid>('submit', people, '--as', 'sam');
    expect(revoked.answers).toBe(items.length);
    expect(revoked.decisions.map(({ is }) => is)).toContain('decided');
    expect(await show(people)).toMatchObject({ kept: stays.length, taken: gone.length });
  });

  test('is carried out when others have signed too, and each no is proven by re-read', async () => {
    const cases = (revoked?.decisions ?? []).filter(({ plan }) => plan === undefined);
    for (const { proposal } of cases) {
      const { plan } = await acme.ask<DecisionSaid>('decide', proposal, '--approve', '--as', 'dana');
      expect(await acme.ask('execute', plan ?? '')).toMatchObject({ outcome: 'done' });
    }
    expect(await membershipsOf('tomas_varga')).toEqual([]);
    const { items } = await ask<{ items: { is: string; n: number }[] }>('show', people, '--effects');
    expect(items.filter(({ is }) => is === 'proven').length).toBeGreaterThanOrEqual(cases.length);
    const drifted = await ask<{ items: ItemSaid[] }>('items', people, '--show', 'drifted');
    expect(drifted.items.every(({ drift }) => drift === 'gone')).toBe(true);
  });

  test('is closed by a signature that says what is left open', async () => {
    const before = await show(people);
    expect(before.open).toBeGreaterThan(0);
    const closed = await ask<{ open: number }>('close', people, '--reason', 'end of quarter', '--as', 'dana');
    expect(closed.open).toBe(before.open);
    expect(await show(people)).toMatchObject({ state: 'closed', open: before.open });
    expect(await acme.refused('campaign', 'submit', people, '--as', 'sam')).toMatchObject({
      code: 'already_done',
    });
  });
});

describe('and its machines', () => {
  let machines = '';

  test('are asked of owner, sponsor and somebody independent, with answers of their own', async () => {
    const launched = await ask<{ campaign: string }>(
      'launch',
      '--kind',
      'privileged',
      '--lane',
      'machines',
      '--source',
      'acme-postgres',
      '--correct-for',
      '0',
      '--as',
      'dana',
    );
    machines = launched.campaign;
    const [first] = await waiting(machines, 'sam');
    if (first === undefined) throw new Error('nothing waits for Sam');
    const refused = await acme.run(
      'campaign',
      'answer',
      machines,
      String(first.n),
      '--answer',
      'narrow',
      '--as',
      'sam',
      '--json',
    );
    expect(refused.status).toBe(1);
    await ask(
      'answer',
      machines,
      String(first.n),
      '--answer',
      'rotate',
      '--reason',
      'a year old',
      '--as',
      'sam',
    );
    await ask('submit', machines, '--as', 'sam');
    const { items } = await ask<{ items: { is: string }[] }>('show', machines, '--effects');
    expect(items).toMatchObject([{ is: 'cannot tell' }]);
  });

  test('go on to whom one hands them, with the reason in the record', async () => {
    const [mine] = await waiting(machines, 'sam');
    if (mine === undefined) throw new Error('nothing waits for Sam');
    expect(
      await ask(
        'reassign',
        machines,
        String(mine.n),
        '--to',
        'acme-hr/E1002',
        '--reason',
        'hers now',
        '--as',
        'sam',
      ),
    ).toMatchObject({ handedOn: 1 });
    expect((await waiting(machines, 'dana')).map(({ n }) => n)).toContain(mine.n);
    await ask('answer', machines, String(mine.n), '--answer', 'certify', '--as', 'dana');
    expect(await ask('answer', machines, String(mine.n), '--clear', '--as', 'dana')).toEqual({ cleared: 1 });
  });

  test('and all of it stands in a ledger that anybody can verify', async () => {
    const verified = await acme.run('ledger', 'verify', '--json');
    expect(verified.status).toBe(0);
  });
});
