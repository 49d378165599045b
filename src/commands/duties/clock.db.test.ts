import { afterAll, beforeAll, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { openCampaignWorld, type CampaignWorld } from '../../../test/support/campaign-world.ts';
import { shippedDuties } from '../../../test/support/shipped-duties.ts';
import { momentsNamed, passedBy } from '../../estate/index.ts';
import { instantOf } from '../../model/index.ts';

const database = useDatabase();
let world: CampaignWorld;
beforeAll(() => {
  world = openCampaignWorld(database.urlAs);
});
afterAll(() => world.close());

const document = (condition: object): readonly string[] => {
  const text = JSON.stringify({
    Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*', Condition: condition }],
  });
  // as it is kept: in pieces, which may part a moment in two
  const cut = text.indexOf('2026-') + 3;
  return [text.slice(0, cut), text.slice(cut)];
};

it('moments that policies name make the clock count, and other dates do not', async () => {
  await world.take('aws', [
    {
      type: 'policy',
      key: 'until',
      language: 'aws',
      use: 'identity',
      document: document({ DateLessThan: { 'aws:CurrentTime': '2026-03-02T00:00:00Z' } }),
    },
    {
      type: 'policy',
      key: 'from',
      language: 'aws',
      use: 'identity',
      document: document({ NumericGreaterThan: { 'aws:EpochTime': '1772582400' }, Bool: { a: '2026-' } }),
    },
    {
      type: 'policy',
      key: 'no clock',
      language: 'aws',
      use: 'identity',
      document: document({ StringEquals: { 'aws:RequestedRegion': '2026-01-01' } }),
    },
  ]);
  const moments = await momentsNamed(world.system.database);
  expect(moments).toEqual(['2026-03-02T00:00:00.000Z', '2026-03-04T00:00:00.000Z']);
  expect(passedBy(moments, instantOf(Date.parse('2026-03-01T23:59:59Z')))).toBe(0);
  expect(passedBy(moments, instantOf(Date.parse('2026-03-02T00:00:00Z')))).toBe(1);
});

it('the same rules over the same reads are worked out again when such a moment passes', async () => {
  let now = instantOf(Date.parse('2026-03-01T00:00:00Z'));
  const { database: on, access } = world.system;
  const duties = shippedDuties(on, access, { now: () => now });
  const [before, found] = [await duties.digest(), await duties.found()];
  expect(await duties.digest()).toBe(before);
  expect(await duties.found()).toEqual(found);
  now = instantOf(Date.parse('2026-03-02T00:00:01Z'));
  expect(await duties.digest()).not.toBe(before);
  expect(found.ok && (await duties.found()).ok).toBe(true);
});
