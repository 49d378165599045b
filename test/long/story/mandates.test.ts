import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { eventually, useInstallation } from '../../support/installation.ts';

/** A standing order as docs/how-to/standing-orders.md tells it: signed by two, done by the clock, objected to, ended, proven. */
const acme = useInstallation();
let mandate = '';

interface Shown {
  readonly mandate: {
    readonly whyNot: string | null;
    readonly done: number;
    readonly leftToday: number;
    readonly ended: unknown;
  };
  readonly items: readonly {
    readonly state: string;
    readonly title: string;
    readonly subject: string;
    readonly proposal: string;
  }[];
  readonly preview: { readonly selected: number } | null;
}
const shown = (...more: readonly string[]): Promise<Shown> => acme.ask('mandate', 'show', mandate, ...more);
const reaches = (what: string, isSo: (now: Shown) => boolean): Promise<void> =>
  eventually(what, async () => isSo(await shown()), 120);
const mayLogIn = async (subject: string): Promise<boolean> => {
  const rows = await acme.rows<{ can: boolean }>(
    'target',
    'select rolcanlogin as can from pg_roles where rolname = $1',
    [subject.replace('acme-postgres/role/', '')],
  );
  return rows[0]?.can === true;
};

beforeAll(async () => {
  await acme.start();
  const file = join(acme.folder, 'orders.yaml');
  writeFileSync(
    file,
    `kind: standing_order
title: Reporting accounts of the old warehouse
reason: The reports moved; whoever needs the old ones objects.
does:
  - type: account.disable
when:
  - { fact: tier, is: one of, values: [low] }
  - { fact: owner, is: one of, values: [somebody] }
  - { fact: kind, is: one of, values: [person] }
scope:
  sources: [acme-postgres]
perDay: 2
noticeHours: 0
`,
  );
  const proposed = await acme.ask<{ mandate: string; preview: { selected: number } }>(
    'mandate',
    'propose',
    file,
  );
  expect(proposed.preview.selected).toBeGreaterThan(2);
  ({ mandate } = proposed);
});

describe('a standing order', () => {
  test('does nothing until two people have signed, and then as much as its cap allows', async () => {
    const first = await acme.ask<{ missing: readonly string[] }>('mandate', 'sign', mandate, '--as', 'dana');
    expect(first.missing).toHaveLength(1);
    expect((await shown('--preview')).items).toEqual([]);
    const second = await acme.ask<{ missing: readonly string[] }>('mandate', 'sign', mandate, '--as', 'sam');
    expect(second.missing).toEqual([]);
    await reaches('two are done', ({ items }) => items.filter(({ state }) => state === 'done').length === 2);
    const { mandate: told, items } = await shown();
    expect(told).toMatchObject({ whyNot: null, done: 2, leftToday: 0 });
    for (const { subject } of items) expect(await mayLogIn(subject)).toBe(false);
  });

  test('puts back what somebody objects to, and does no more once it is ended', async () => {
    const [item] = (await shown()).items;
    const proposal = item?.proposal ?? '';
    const objected = await acme.ask<{ is: string }>(
      'mandate',
      'object',
      proposal,
      '--reason',
      'the year-end report needs it',
      '--as',
      'sam',
    );
    expect(objected.is).toBe('returning');
    await reaches('it is put back', ({ items }) => items.some(({ state }) => state === 'returned'));
    expect(await mayLogIn(item?.subject ?? '')).toBe(true);
    await acme.ask('mandate', 'end', mandate, '--reason', 'enough', '--as', 'sam');
    expect((await shown()).mandate.ended).not.toBeNull();
    expect(await acme.ask('mandate', 'list')).toMatchObject({ items: [] });
    expect(await acme.refused('mandate', 'sign', mandate, '--as', 'dana')).toMatchObject({
      code: 'already_done',
    });
  });

  test('is followed back to the people who signed it, from the ledger alone', async () => {
    const verified = await acme.run('ledger', 'verify');
    expect({ status: verified.status, out: verified.out }).toMatchObject({
      status: 0,
      out: expect.stringContaining('holds   authenticity'),
    });
  });
});
