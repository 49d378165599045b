import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { carol } from '../../../test/support/enforcement-twins.ts';
import { openWorld, target, type World, urlsIn } from '../../../test/support/enforcement-world.ts';
import { roleKey } from '../../connectors/postgres/keys.ts';
import { addSeconds, type EntryId } from '../../model/index.ts';
import { callOffAsking, wishAsking } from '../../review/index.ts';
import { bringAboutAskings } from './run-askings.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const role = `ask_${randomUUID().slice(0, 8)}`;
let world: World;

beforeAll(async () => {
  await database.db.query(`create role ${role} nologin`);
  world = openWorld({ urls: urlsIn(database) });
  await world.bootstrap();
});
afterAll(async () => {
  await world.close();
  await database.db.query(`drop role ${role}`);
});

const plan = (): Promise<EntryId> =>
  world.plan([{ type: 'account.enable', source: target, accountKey: roleKey(role) }], { requester: carol });
const wish = (of: EntryId, inSeconds: number) =>
  wishAsking(world.review.database, of, {
    by: 'psn_dana',
    dueAt: addSeconds(world.review.clock.now(), inSeconds),
  });
const requests = (of: EntryId) =>
  database.db.query('select plan from enforcement.request where plan = $1', [of]);

describe('a plan that somebody wished carried out', () => {
  it('is asked for when its moment has come and not before, once however many servers look', async () => {
    const wished = await plan();
    const waiting = await wish(wished, 10);
    expect(await bringAboutAskings(world.review)).toBe(waiting?.dueAt);
    expect(await requests(wished)).toEqual([]);
    world.pass(10);
    await Promise.all([bringAboutAskings(world.review), bringAboutAskings(world.review)]);
    expect(await requests(wished)).toHaveLength(1);
    expect(await bringAboutAskings(world.review)).toBeUndefined();
    expect(await requests(wished)).toHaveLength(1);
  });

  it('is not asked for once it was called off, and is not called off once its moment has come', async () => {
    const off = await plan();
    const late = await plan();
    const { database: server, clock } = world.review;
    await wish(off, 10);
    await wish(late, 10);
    expect(await callOffAsking(server, off, 'psn_sam', clock.now())).toBe(true);
    world.pass(10);
    expect(await callOffAsking(server, late, 'psn_sam', clock.now())).toBe(false);
    await bringAboutAskings(world.review);
    expect([await requests(off), await requests(late)]).toEqual([[], [{ plan: late }]]);
  });
});
