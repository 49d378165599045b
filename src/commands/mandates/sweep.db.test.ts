// Sweeps that run at the same moment, and one that finds more than its mandate allows.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import {
  account,
  openCampaignWorld,
  person,
  type CampaignWorld,
} from '../../../test/support/campaign-world.ts';
import {
  addSeconds,
  isEntryId,
  isSourceId,
  must,
  type EntryId,
  type MandateId,
  type Result,
} from '../../model/index.ts';
import { openMandate, proposeMandate, takeMandate } from '../../review/index.ts';
import { reviewBench } from '../review-bench.ts';
import { bringAboutMandates } from './bring-about.ts';
import { nothingSeen } from './seen.ts';

const database = useDatabase();
let world: CampaignWorld;
let mandate: MandateId;
const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
};
const left = Array.from({ length: 6 }, (_, n) => `gone${n}`);

beforeAll(async () => {
  world = openCampaignWorld(database.urlAs);
  await world.take('hr', [person('boss'), person('zoe'), ...left.map((key) => person(key))]);
  await world.take(
    'app',
    left.map((key) => account(key)),
  );
  const who = await world.begin({ boss: ['administrator', 'governor'], zoe: ['security'] });
  const { signers, clock } = world.system;
  await vi.waitFor(async () => {
    if ((await signers.standing(who.boss.fingerprint, clock.now())) === undefined)
      throw new Error('the first entry is not sequenced yet');
  });
  const bench = value(await reviewBench(world.system));
  const from = clock.now();
  ({ mandate } = value(
    await proposeMandate(
      bench,
      {
        kind: 'standing_order',
        title: 'Accounts of the old shop',
        reason: 'The shop is closed.',
        does: [{ type: 'account.disable' }],
        when: [{ fact: 'source', is: 'one of', values: ['app'] }],
        scope: { sources: [must(isSourceId, 'app')], about: null },
        triggers: ['clock'],
        perDay: 2,
        inAll: 5,
        from,
        until: addSeconds(from, 30 * 86_400),
        noticeHours: 0,
        watchDays: 1,
      },
      'test',
    ),
  ));
  for (const by of [who.boss, who.zoe]) {
    const { statement } = value(await openMandate(bench, { mandate, keyFingerprint: by.fingerprint }));
    const { entry } = value(await takeMandate(bench, statement, by.sign(statement)));
    await world.system.ledger.sequenced(entry, 20);
  }
});
afterAll(() => world.close());

const sweep = () => bringAboutMandates(world.system, nothingSeen());
const items = () =>
  database.db.query<{ state: string; plans: number; proposal: string }>(
    `select i.state, i.proposal, (select count(*) from review.plan p where p.proposal = i.proposal and p.kind = 'mandate')::int as plans
       from review.mandate_item i where i.mandate = $1 order by i.no`,
    [mandate],
  );

it('announces no more in a day than was signed, and nothing twice, however many sweeps look at once', async () => {
  await Promise.all([sweep(), sweep(), sweep()]);
  const announced = await items();
  expect(announced).toHaveLength(2);
  expect(new Set(announced.map(({ proposal }) => proposal)).size).toBe(announced.length);
  const things = await database.db.query<{ things: number }>(
    'select count(distinct thing)::int as things from review.mandate_item',
  );
  expect(things).toEqual([{ things: announced.length }]);
  await sweep();
  expect(await items()).toHaveLength(announced.length);
});

it('plans each item once, whichever of two servers comes first, and asks for it once', async () => {
  const announced = await items();
  for (const { proposal } of announced) await world.system.ledger.sequenced(await filedAs(proposal), 20);
  world.pass(10);
  await Promise.all([sweep(), sweep()]);
  expect(await items()).toEqual(announced.map((item) => ({ ...item, state: 'planned', plans: 1 })));
});

const filedAs = async (proposal: string): Promise<EntryId> => {
  const [row] = await database.db.query<{ entry: string }>(
    'select entry from review.proposal where id = $1',
    [proposal],
  );
  return must(isEntryId, row?.entry ?? '');
};
