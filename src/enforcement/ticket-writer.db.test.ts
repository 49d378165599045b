// A source that people change by hand: one ticket, however it is retried, and proven by reading the source again alone.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { target, type World, urlsIn } from '../../test/support/enforcement-world.ts';
import { openPayWorld, type PayWorld } from '../../test/support/pay-world.ts';
import { startDesk, type DeskServer } from '../../test/support/ticket-desks.ts';
import { openPostgresWriter } from '../connectors/postgres/write.ts';
import { openDesk } from '../connectors/tickets/index.ts';
import { roleKey } from '../connectors/postgres/keys.ts';
import { Fault, isEntryId, must, type Change, type EntryId, type TargetState } from '../model/index.ts';
import { execute, recover, ticketWriter, type EnforcementBench } from './index.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const role = `ticket_${randomUUID().slice(0, 8)}`;
let world: World;
let name: string;
let close: PayWorld['close'];
let desk: DeskServer;
beforeAll(async () => {
  ({ world, name, close } = await openPayWorld(database, [role]));
  desk = await startDesk('github');
});
beforeEach(async () => {
  await database.db.query(`grant select on public.pay to ${role}`);
  desk.tickets.length = 0;
});
afterAll(async () => {
  await desk.close();
  await close();
});

const revoke = (): Change => ({
  type: 'grant.remove',
  source: target,
  subjectKey: roleKey(role),
  entitlementKey: `table/${name}.public.pay#SELECT`,
});

/** The target is read, and never written, by what reads sources: what it shows is the state as it was read last. */
function byHand(more: Partial<EnforcementBench> = {}): EnforcementBench {
  const bench = { ...world.enforcement, ...more };
  return {
    ...bench,
    writers: {
      open: (_source, execution) => {
        const reader = openPostgresWriter({ url: urlsIn(database).target, execution });
        const observe = async (change: Change): Promise<TargetState> => reader.observe(change);
        return Promise.resolve({
          ...ticketWriter(
            {
              ...bench,
              system: 'github',
              observe,
              says: () => 'take away `SELECT` @everybody',
              desk: openDesk('github', { url: desk.url, password: 'secret', signal: bench.stop }),
            },
            execution,
          ),
          close: () => reader.close(),
        });
      },
    },
  };
}
const recoverAll = async (bench: EnforcementBench): Promise<readonly unknown[]> => {
  const ends: unknown[] = [];
  for await (const { end } of recover(bench))
    ends.push(end instanceof Fault ? end.code : end.ok ? end.value.outcome : end.code);
  return ends;
};
const entriesOf = async (plan: EntryId) => {
  const rows = await database.db.query<{ entry: EntryId; finished: EntryId | null }>(
    'select entry, finished_entry as finished from enforcement.execution where plan = $1',
    [plan],
  );
  const [row] = rows;
  if (row?.finished) await world.review.ledger.sequenced(row.finished, 20);
  const [intent] = await world.review.ledger.causedBy(
    row?.entry ?? must(isEntryId, 'ent_00000000'),
    'execution.step.intended',
  );
  const opened =
    intent === undefined ? [] : await world.review.ledger.causedBy(intent.entry.id, 'ticket.opened');
  const settled = await Promise.all(
    opened.map(({ entry }) => world.review.ledger.causedBy(entry.id, 'ticket.settled')),
  );
  return {
    opened: opened.map(({ entry }) => entry.body),
    settled: settled.flat().map(({ entry }) => entry.body['how']),
  };
};

describe('a change that people make by hand', () => {
  it('waits with one ticket until the source shows it, and is proven by that', async () => {
    const plan = await world.plan([revoke()]);
    await expect(execute(byHand(), plan)).rejects.toMatchObject({ code: 'in_progress' });
    expect(await recoverAll(byHand()), 'it is not looked at all the time').toEqual([]);
    world.pass(61);
    expect(await recoverAll(byHand()), 'a ticket that is closed is no proof').toEqual(['in_progress']);
    expect(desk.tickets).toHaveLength(1);
    expect(desk.tickets[0]).toMatchObject({
      title: expect.stringMatching(/^\[decision\] target: /),
      notes: [],
    });
    expect(desk.tickets[0]?.text).toContain('Authority: decision');
    await database.db.query(`revoke select on public.pay from ${role}`);
    world.pass(61);
    expect(await recoverAll(byHand())).toEqual(['done']);
    expect(desk.tickets[0]?.notes).toEqual([expect.stringContaining('shows the change')]);
    expect(await entriesOf(plan)).toEqual({
      opened: [{ system: 'github', ref: '1', source: target, marked: 'decision' }],
      settled: ['proven'],
    });
  });

  it('opens no second ticket when the answer was lost, or the enforcer ended before it could write it down', async () => {
    const plan = await world.plan([revoke()]);
    desk.fail(502);
    await expect(execute(byHand(), plan)).rejects.toMatchObject({ code: 'source_unreachable' });
    world.pass(61);
    await recoverAll(byHand());
    await database.db.query('delete from enforcement.ticket');
    world.pass(61);
    expect(await recoverAll(byHand())).toEqual(['in_progress']);
    expect(desk.tickets).toHaveLength(1);
    await database.db.query(`revoke select on public.pay from ${role}`);
    world.pass(61);
    expect(await recoverAll(byHand())).toEqual(['done']);
  });

  it('is called off, and the ticket told so, once what was signed has expired', async () => {
    const plan = await world.plan([revoke()]);
    await expect(execute(byHand(), plan)).rejects.toMatchObject({ code: 'in_progress' });
    world.pass(8 * 86_400);
    expect(await recoverAll(byHand())).toEqual(['failed']);
    expect(desk.tickets[0]?.notes).toEqual([expect.stringContaining('do not make the change')]);
    expect((await entriesOf(plan)).settled).toEqual(['failed']);
  });

  it('asks nobody for what is so already', async () => {
    const plan = await world.plan([revoke()]);
    const stop = new AbortController();
    const dies = byHand({
      stop: stop.signal,
      checkpoints: {
        at: (boundary) =>
          boundary === 'intent.sequenced'
            ? Promise.reject(new Fault('interrupted', 'it ended'))
            : Promise.resolve(),
      },
    });
    await expect(execute(dies, plan)).rejects.toMatchObject({ code: 'interrupted' });
    await database.db.query(`revoke select on public.pay from ${role}`);
    expect(await recoverAll(byHand())).toEqual(['done']);
    expect(desk.tickets).toEqual([]);
  });
});
