// Undoing everything that a rule, a person or a source of advice decided: found from a real ledger, at a real target.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { alice, bob, type TestPerson } from '../../../test/support/enforcement-twins.ts';
import { target, type World, urlsIn } from '../../../test/support/enforcement-world.ts';
import { openPayWorld, type PayWorld } from '../../../test/support/pay-world.ts';
import { roleKey } from '../../connectors/postgres/keys.ts';
import { openPostgresWriter } from '../../connectors/postgres/write.ts';
import { execute } from '../../enforcement/index.ts';
import { createReader } from '../../ledger/index.ts';
import {
  addSeconds,
  isEntryId,
  must,
  type Change,
  type EntryDraft,
  type EntryId,
  type Result,
} from '../../model/index.ts';
import { newId } from '../../platform/clock.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import { fileProposal, openDecision, openRestores, takeDecision, takeRestores } from '../../review/index.ts';
import { findDrift } from '../drift/find-drift.ts';
import { bringAboutRollouts } from '../rollouts/run-rollouts.ts';
import { itemsOfRollout } from '../rollouts/rollout-rows.ts';
import { writeRollout } from '../rollouts/rollouts.ts';
import { canUndo } from './can-undo.ts';
import { influencedBy, readForRollback, type RollbackScope } from './influenced.ts';
import { laterChanges } from './later-changes.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const run = randomUUID().slice(0, 8);
const roles = ['a', 'b', 'c'].map((name) => `rb_${name}_${run}`);
const [a = '', b = '', c = ''] = roles;
let world: World;
let name: string;
let close: PayWorld['close'];
beforeAll(async () => {
  ({ world, name, close } = await openPayWorld(database, roles));
});
beforeEach(async () => {
  for (const role of roles) await database.db.query(`grant select on public.pay to ${role}`);
});
afterAll(() => close());

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
};
const holds = async (): Promise<readonly boolean[]> => {
  const rows = await database.db.query<{ held: boolean }>(
    `select has_table_privilege(r, 'public.pay', 'select') as held from unnest($1::text[]) with ordinality x(r, n) order by n`,
    [roles],
  );
  return rows.map(({ held }) => held);
};
const revoke = (role: string): Change => ({
  type: 'grant.remove',
  source: target,
  subjectKey: roleKey(role),
  entitlementKey: `table/${name}.public.pay#SELECT`,
});

/** Drafted by this rule in this version, approved by this person; answers its plan. */
async function plan(rule: string, role: string, by: TestPerson = alice, version = 1): Promise<EntryId> {
  const filed = value(
    await fileProposal(
      world.review,
      {
        origin: 'rule',
        draftedBy: rule,
        draftVersion: version,
        title: `a right of ${role}`,
        reason: 'nobody uses it',
        changes: [revoke(role)],
        findings: [],
        endsAt: null,
        causedBy: [],
      },
      { as: 'filer' },
    ),
  );
  const opened = value(
    await openDecision(world.review, {
      proposal: filed.proposal,
      keyFingerprint: by.fingerprint,
      answer: 'approve',
    }),
  );
  const taken = value(await takeDecision(world.review, opened.statement, by.sign(opened.statement)));
  return must(isEntryId, taken.plan ?? '');
}
async function carriedOut(planned: EntryId): Promise<EntryId> {
  await world.review.ledger.sequenced(planned, 20);
  return value(await execute(world.enforcement, planned)).execution;
}

const verified = () =>
  createReader({
    database: world.review.database,
    origin: world.review.ledgerName,
    checkpointKey: world.checkpointKey,
  });

/** What the rollback says of a scope for this person, newest first. */
async function found(scope: RollbackScope, by: TestPerson = alice) {
  const [row] = await database.db.query<{ entry: EntryId }>(
    'select finished_entry as entry from enforcement.execution where finished_entry is not null order by finished_at desc, no desc limit 1',
  );
  if (row !== undefined) await world.review.ledger.sequenced(row.entry, 20);
  const effects = influencedBy(scope, await verified().ofTypes(readForRollback, 0));
  const executions = effects.flatMap(({ execution }) => execution?.id ?? []);
  const later = await laterChanges(world.review.database, executions);
  const windows = new Map(
    (
      await world.review.database.query<{ proposal: string; until: string }>(
        'select proposal, restorable_until as until from review.decision where signer = $1',
        [by.id],
      )
    ).map(({ proposal, until }) => [proposal, until]),
  );
  const now = world.review.clock.now();
  const can = canUndo(
    effects.map((effect) => ({
      effect,
      known: {
        irreversible: undefined,
        ownWindow: windows.has(effect.proposal) ? addSeconds(now, 1000) : undefined,
        later: effect.execution === null ? [] : (later.get(effect.execution.id) ?? []),
      },
    })),
    now,
  );
  return effects.map((effect, at) => ({ execution: effect.execution?.id, can: can[at] }));
}

/** Signs once over these, and has the rollout of it carried out by the enforcer to its end. */
async function rollBack(executions: readonly EntryId[], callOff: readonly EntryId[] = []) {
  const opened = value(
    await openRestores(world.review, {
      executions,
      callOff,
      keyFingerprint: alice.fingerprint,
      reason: 'wrong',
    }),
  );
  const { statement = '', items, left } = opened;
  const taken = value(
    await takeRestores(world.review, { statement, signature: alice.sign(statement), items }),
  );
  const plans = taken.flatMap((each) => ('plan' in each ? each.plan : []));
  const id = await world.review.database.transaction((tx) =>
    writeRollout(world.review, tx, {
      title: 'undo',
      by: alice.id,
      plans,
      notBefore: null,
      stageSize: null,
      watchSeconds: 0,
    }),
  );
  return { id, left, taken };
}
async function toItsEnd(id: string): Promise<readonly string[]> {
  for (let round = 0; round < 50; round++) {
    await bringAboutRollouts(world.review);
    const asked = await database.db.query<{ plan: EntryId }>(
      'select plan from enforcement.request where finished_at is null order by id',
    );
    for (const request of asked) await execute(world.enforcement, request.plan);
    world.pass(2);
    const items = await itemsOfRollout(world.review.database, id);
    if (items.every(({ state }) => state === 'done' || state === 'not_done'))
      return items.map(({ state }) => state);
  }
  throw new Error('it did not end');
}

describe('what a rule led to', () => {
  it('is found by its version, put back under one signature, newest first, and told again as put back', async () => {
    const rule = `rule-${newId('x').slice(2, 8)}`;
    const one = await carriedOut(await plan(rule, a));
    const two = await carriedOut(await plan(rule, b));
    const other = await carriedOut(await plan(rule, c, alice, 2));
    expect(await holds()).toEqual([false, false, false]);
    const scope: RollbackScope = { by: 'rule', rule, version: 1 };
    const before = await found(scope);
    expect(before.map(({ execution }) => execution)).toEqual([two, one]);
    expect(before.map(({ can }) => can?.is)).toEqual(['restore', 'restore']);
    expect((await found({ by: 'source', draftedBy: rule })).map(({ execution }) => execution)).toEqual([
      other,
      two,
      one,
    ]);
    const { id } = await rollBack([two, one]);
    expect(await toItsEnd(id)).toEqual(['done', 'done']);
    expect(await holds()).toEqual([true, true, false]);
    expect((await found(scope)).map(({ can }) => can?.is)).toEqual(['back', 'back']);
  });

  it('is called off where it was not begun, by the same signature, which the entry carries', async () => {
    const rule = `rule-${newId('x').slice(2, 8)}`;
    const made = await carriedOut(await plan(rule, a));
    const waiting = await plan(rule, b);
    await world.review.ledger.sequenced(waiting, 20);
    const { taken } = await rollBack([made], [waiting]);
    const off = taken.flatMap((each) => ('entry' in each ? each : []));
    expect(off).toMatchObject([{ calledOff: waiting }]);
    for (const { entry } of off) await world.review.ledger.sequenced(entry, 20);
    const [voided] = await world.review.ledger.causedBy(waiting, 'plan.voided');
    expect(voided?.entry).toMatchObject({ actor: { id: alice.id }, body: { item: { voids: waiting } } });
    expect(await execute(world.enforcement, waiting)).toMatchObject({ ok: false, code: 'already_done' });
    expect(await holds()).toEqual([false, true, true]);
  });

  it('is put back where a later case of the same rule changed the same, and left to a case of another', async () => {
    const rule = `rule-${newId('x').slice(2, 8)}`;
    const first = await carriedOut(await plan(rule, a));
    await database.db.query(`grant select on public.pay to ${a}`);
    const second = await carriedOut(await plan(rule, a));
    const scope: RollbackScope = { by: 'rule', rule };
    expect((await found(scope)).map(({ execution, can }) => [execution, can?.is])).toEqual([
      [second, 'restore'],
      [first, 'restore'],
    ]);
    await database.db.query(`grant select on public.pay to ${a}`);
    const stands = await carriedOut(await plan('another-rule', a));
    expect((await found(scope)).map(({ can }) => can)).toEqual([
      { is: 'superseded', by: [stands] },
      { is: 'superseded', by: [second, stands] },
    ]);
    const { id } = await rollBack([second]);
    expect(await toItsEnd(id), 'the enforcer says the same').toEqual(['not_done']);
    expect((await holds())[0]).toBe(false);
  });
});

describe('what a person decided', () => {
  it('is found between two moments; somebody else can only propose the inverse', async () => {
    const from = world.review.clock.now();
    const done = await carriedOut(await plan('r', b, bob));
    const never = await plan('r', c, bob);
    await world.review.ledger.sequenced(never, 20);
    world.pass(60);
    const to = world.review.clock.now();
    const scope: RollbackScope = { by: 'person', person: bob.id, from, to };
    expect((await found(scope, bob)).map(({ execution, can }) => [execution, can?.is])).toEqual([
      [undefined, 'call off'],
      [done, 'restore'],
    ]);
    expect((await found(scope)).map(({ can }) => can?.is)).toEqual(['call off', 'propose']);
    expect(await found({ ...scope, from: to, to: addSeconds(to, 60) }, bob)).toEqual([]);
    expect((await found({ by: 'decision', id: done }, bob)).length).toBe(1);
    const opened = value(
      await openRestores(world.review, {
        executions: [done],
        callOff: [],
        keyFingerprint: alice.fingerprint,
        reason: 'not mine',
      }),
    );
    expect([opened.statement, opened.left.map(({ why }) => why.code)]).toEqual([
      undefined,
      ['policy_denied'],
    ]);
  });
});

describe('what is changed by hand after a decision changed it', () => {
  it('is told with the execution it contradicts once its source was read, and never changed again', async () => {
    const stays = await carriedOut(await plan('r', b));
    const execution = await carriedOut(await plan('r', c));
    const { database: own } = world.review;
    const reader = openPostgresWriter({ url: urlsIn(database).target, execution });
    const drift = async (readAfterSeconds: number) => {
      const readAt = addSeconds(world.review.clock.now(), readAfterSeconds);
      const told = await findDrift(
        { database: own },
        {
          stateOf: (_on, change) => reader.observe(change),
          readOf: () => Promise.resolve(new Map([[target, readAt]])),
        },
      );
      return value(told).items.filter((each) => [stays, execution].includes(each.execution));
    };
    expect(await drift(60)).toEqual([]);
    await database.db.query(`grant select on public.pay to ${c}`);
    expect(await drift(0), 'not by a read from before').toEqual([]);
    expect(await drift(60)).toMatchObject([
      { execution, step: 0, is: 'back', differences: ['held was left false, is true'] },
    ]);
    await reader.close();
    expect((await holds())[2]).toBe(true);
  });
});

describe('a server that was taken over', () => {
  const byServer = async (entry: EntryDraft): Promise<EntryId> => {
    const { database: own, recorder, ledger } = world.review;
    await own.transaction((tx) => recorder.record(tx, entry));
    await ledger.sequenced(entry.id, 20);
    return entry.id;
  };

  it('tells of what a person took in an emergency too', async () => {
    const from = world.review.clock.now();
    const decided = await world.review.ledger.sequenced(await plan('r', a), 20);
    const frame = { at: from, correlation: 'test', basis: decided.entry.basis };
    const glass = entryDraft({
      ...frame,
      type: 'glass.broken',
      actor: { kind: 'person', id: bob.id, via: [] },
      body: {},
    });
    await byServer(glass);
    const taken = entryDraft({
      ...frame,
      type: 'plan.created',
      actor: world.review.self,
      causedBy: [glass.id],
      body: { ...decided.entry.body, kind: 'glass', decisions: [glass.id] },
    });
    await byServer(taken);
    world.pass(60);
    const scope: RollbackScope = { by: 'person', person: bob.id, from, to: world.review.clock.now() };
    expect((await found(scope, bob)).map(({ can }) => can)).toEqual([{ is: 'call off' }]);
  });

  it('has nothing put back that is not under the root that was signed', async () => {
    const one = await carriedOut(await plan('r', a));
    const two = await carriedOut(await plan('r', b));
    const { taken } = await rollBack([one]);
    const [first] = taken;
    if (first === undefined || !('plan' in first)) throw new Error('no plan');
    const made = (await world.review.ledger.sequenced(first.plan, 20)).entry;
    const wish = (await world.review.ledger.entry(must(isEntryId, made.causedBy.at(-1) ?? '')))?.entry;
    const [cause] = (await world.review.ledger.entry(two))?.entry.causedBy ?? [];
    const decided = (await world.review.ledger.entry(must(isEntryId, cause ?? '')))?.entry;
    if (wish === undefined || decided === undefined) throw new Error('no wish');
    const fresh = (): EntryId => must(isEntryId, newId('ent'));
    const forge = async (body: EntryDraft['body']) => {
      const signed = await byServer({ ...wish, id: fresh(), causedBy: [two], body });
      const decisions = decided.body['decisions'];
      const planned = await byServer({
        ...decided,
        id: fresh(),
        causedBy: [...decided.causedBy, signed],
        body: {
          kind: 'restore',
          proposal: decided.body['proposal'],
          proposalEntry: decided.body['proposalEntry'],
          restores: two,
          trigger: { kind: 'person', entry: signed },
          decisions,
          steps: 1,
        },
      });
      return execute(world.enforcement, planned);
    };
    const refused = { ok: false, code: 'signature_invalid' };
    expect(await forge({ ...wish.body, restores: two }), 'the item of another').toMatchObject(refused);
    const item = { restores: two, plan: cause, reason: 'wrong' };
    expect(await forge({ ...wish.body, restores: two, item }), 'an item nobody signed').toMatchObject(
      refused,
    );
    expect((await holds()).slice(0, 2)).toEqual([false, false]);
  });
});
