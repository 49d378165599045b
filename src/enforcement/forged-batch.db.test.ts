// One signature over many decisions, and a server that was taken over: what enforcement does with each forgery.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { alice } from '../../test/support/enforcement-twins.ts';
import { target, type World } from '../../test/support/enforcement-world.ts';
import { openPayWorld, type PayWorld } from '../../test/support/pay-world.ts';
import { roleKey } from '../connectors/postgres/keys.ts';
import {
  addSeconds,
  isEntryId,
  mostLeavesSigned,
  must,
  type EntryDraft,
  type EntryId,
  type ProposalId,
  type Result,
} from '../model/index.ts';
import { canonicalJson } from '../platform/canonical.ts';
import { newId } from '../platform/clock.ts';
import { merkleTree } from '../platform/merkle.ts';
import { fileProposal, openBatch, takeBatch } from '../review/index.ts';
import { execute } from './index.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const run = randomUUID().slice(0, 8);
const roles = ['a', 'b', 'c'].map((name) => `batch_${name}_${run}`);
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
  if (!result.ok) throw new Error(result.message);
  return result.value;
};
const holds = async (role: string): Promise<boolean> => {
  const [row] = await database.db.query<{ held: boolean }>(
    `select has_table_privilege($1, 'public.pay', 'select') as held`,
    [role],
  );
  return row?.held ?? false;
};
async function file(role: string): Promise<ProposalId> {
  const filed = await fileProposal(
    world.review,
    {
      origin: 'rule',
      draftedBy: 'test',
      title: 'a test',
      reason: 'to be decided with others',
      changes: [
        {
          type: 'grant.remove',
          source: target,
          subjectKey: roleKey(role),
          entitlementKey: `table/${name}.public.pay#SELECT`,
        },
      ],
      findings: [],
      endsAt: null,
      causedBy: [],
    },
    { as: 'filer' },
  );
  return value(filed).proposal;
}

/** One member of a batch, as the ledger has it. */
interface Member {
  readonly plan: EntryDraft;
  readonly decision: EntryDraft;
}
const entryOf = async (id: EntryId): Promise<EntryDraft> =>
  (await world.review.ledger.sequenced(id, 20)).entry;

/** A right of each role, taken away under one signature of alice's. */
async function signedTogether(...of: readonly string[]): Promise<readonly [Member, Member]> {
  const answers = [];
  for (const role of of) answers.push({ proposal: await file(role), answer: 'approve' as const });
  const { statement = '', items } = value(
    await openBatch(world.review, { answers, keyFingerprint: alice.fingerprint }),
  );
  const taken = value(
    await takeBatch(world.review, {
      statement,
      signature: alice.sign(statement),
      items: items.map(({ item }) => item),
    }),
  );
  const members: Member[] = [];
  for (const each of taken) {
    if ('why' in each || each.plan === undefined) throw new Error('no plan came of it');
    members.push({ plan: await entryOf(each.plan), decision: await entryOf(each.decision) });
  }
  const [first, second] = members;
  if (first === undefined || second === undefined) throw new Error('fewer than two');
  return [first, second];
}

/** What a server that has been taken over could write: any entry of its own types, in its own inbox. */
async function server(entry: EntryDraft): Promise<EntryId> {
  const { database: own, recorder, ledger } = world.review;
  await own.transaction((tx) => recorder.record(tx, entry));
  await ledger.sequenced(entry.id, 20);
  return entry.id;
}
const fresh = (): EntryId => must(isEntryId, newId('ent'));

/** The plan anew, resting on a decision with this body. */
async function planOn({ plan, decision }: Member, body: EntryDraft['body']): Promise<EntryId> {
  const id = await server({ ...decision, id: fresh(), body });
  return server({
    ...plan,
    id: fresh(),
    causedBy: [id],
    body: { ...plan.body, decisions: [id], trigger: { kind: 'person', entry: id } },
  });
}
const carryOut = (plan: EntryId) => execute(world.enforcement, plan);
const refused = (words: RegExp) => ({
  ok: false,
  code: 'signature_invalid',
  message: expect.stringMatching(words),
});

describe('decisions under one signature', () => {
  it('are carried out each by its own plan, and put back each by itself', async () => {
    const [one, two] = await signedTogether(a, b);
    const done = value(await carryOut(one.plan.id));
    expect([done.outcome, await holds(a), await holds(b)]).toEqual(['done', false, true]);
    expect(value(await carryOut(two.plan.id)).outcome).toBe('done');
    expect(await holds(b)).toBe(false);
    const restore = await world.restore(done.execution);
    expect(value(await execute(world.enforcement, restore)).outcome).toBe('done');
    expect([await holds(a), await holds(b)]).toEqual([true, false]);
  });

  it('are carried out once each, also when one is recorded again', async () => {
    const [one] = await signedTogether(a, b);
    value(await carryOut(one.plan.id));
    await database.db.query(`grant select on public.pay to ${a}`);
    const again = await planOn(one, one.decision.body);
    expect(await execute(world.enforcement, again)).toMatchObject({ ok: false, code: 'already_done' });
    expect(await holds(a)).toBe(true);
  });

  it('are refused together once their statement is out of time', async () => {
    const [one, two] = await signedTogether(a, b);
    world.pass(8 * 86_400);
    for (const { plan } of [one, two])
      expect(await execute(world.enforcement, plan.id)).toMatchObject({ ok: false, code: 'signature_stale' });
  });
});

describe('a server that was taken over gets nothing carried out', () => {
  it('by an item that is not under the root', async () => {
    const [one] = await signedTogether(a, b);
    const { item } = one.decision.body;
    const later = { ...Object(item), reason: 'words put in their mouth' };
    expect(await carryOut(await planOn(one, { ...one.decision.body, item: later }))).toMatchObject(
      refused(/not at that place under the root/),
    );
  });

  it('by another proposal’s item at a place that was signed', async () => {
    const [one] = await signedTogether(a, b);
    const [other] = await signedTogether(c, b);
    // a decision about the third role, at the index and with the proof of the first
    const { index, proof, statement, signature } = one.decision.body;
    const body = { ...other.decision.body, index, proof, statement, signature };
    expect(await carryOut(await planOn(other, body))).toMatchObject(
      refused(/not at that place under the root/),
    );
    expect(await holds(c)).toBe(true);
  });

  it('by a proof for another index, a longer, a shorter or a malformed one', async () => {
    const [one, two] = await signedTogether(a, b, c);
    const { body } = one.decision;
    const proof = body['proof'];
    if (!Array.isArray(proof)) throw new Error('no proof');
    for (const bent of [
      { index: two.decision.body['index'] },
      { proof: two.decision.body['proof'] },
      { index: two.decision.body['index'], proof: two.decision.body['proof'] },
      { proof: [...proof, proof[0]] },
      { proof: proof.slice(1) },
      { proof: [...proof].reverse() },
    ])
      expect(await carryOut(await planOn(one, { ...body, ...bent }))).toMatchObject(
        refused(/not at that place under the root/),
      );
    for (const malformed of [
      proof.map((hash) => String(hash).toUpperCase()),
      proof.map((hash) => `${hash}00`),
      String(proof[0]),
      Array.from({ length: Math.log2(mostLeavesSigned) + 1 }, () => proof[0]),
    ])
      expect(await carryOut(await planOn(one, { ...body, proof: malformed }))).toMatchObject(
        refused(/proves none/),
      );
  });

  it('by an index outside the tree, or none', async () => {
    const [one] = await signedTogether(a, b);
    const { body } = one.decision;
    for (const index of [-1, 0.5, mostLeavesSigned, 2 ** 52, '0', null])
      expect(await carryOut(await planOn(one, { ...body, index }))).toMatchObject(refused(/proves none/));
    for (const index of [2, mostLeavesSigned - 1])
      expect(await carryOut(await planOn(one, { ...body, index }))).toMatchObject(
        refused(/not at that place under the root/),
      );
    const { index: _index, ...without } = body;
    expect(await carryOut(await planOn(one, without))).toMatchObject(refused(/proves none/));
    const { item: _item, ...bare } = body;
    expect(await carryOut(await planOn(one, bare))).toMatchObject(refused(/proves none/));
  });

  it('by a size that is not the tree’s, is none, or is more than one signature may cover', async () => {
    const [one] = await signedTogether(a, b);
    const { body } = one.decision;
    const signed = JSON.parse(String(body['statement']));
    const withSize = (size: unknown) => {
      const statement = canonicalJson({ ...signed, covers: { ...signed.covers, size } });
      return planOn(one, { ...body, statement, signature: alice.sign(statement) });
    };
    for (const size of [1, 3, mostLeavesSigned])
      expect(await carryOut(await withSize(size))).toMatchObject(refused(/not at that place under the root/));
    for (const size of [0, -1, 1.5, mostLeavesSigned + 1, '2', null])
      expect(await carryOut(await withSize(size))).toMatchObject(refused(/expected kind/));
  });

  it('by an item of another purpose', async () => {
    const [one] = await signedTogether(a, b);
    const signed = JSON.parse(String(one.decision.body['statement']));
    const over = (purpose: string, item: unknown) => {
      const { root, size } = merkleTree([canonicalJson(item)]);
      const statement = canonicalJson({ ...signed, purpose, covers: { root, size } });
      return { ...one.decision.body, statement, signature: alice.sign(statement), item, index: 0, proof: [] };
    };
    const { item } = one.decision.body;
    expect(await carryOut(await planOn(one, over('request', item)))).toMatchObject(refused(/expected kind/));
    expect(await carryOut(await planOn(one, over('mandate', item)))).toMatchObject(refused(/expected kind/));
    const wish = { restores: one.plan.id, plan: one.plan.id, reason: 'it was wrong' };
    expect(await carryOut(await planOn(one, over('decision', wish)))).toMatchObject(
      refused(/not of the expected kind/),
    );
    expect(await carryOut(await planOn(one, over('decision', { ...Object(item), more: 1 })))).toMatchObject(
      refused(/not of the expected kind/),
    );
  });

  it('by the place of one proposal used for two, or two that changed places', async () => {
    const [one, two] = await signedTogether(a, b);
    const { decision: first } = one;
    const { decision: second } = two;
    // the first's decision under the second's plan, and the other way around
    expect(await carryOut(await planOn(two, first.body))).toMatchObject(refused(/about another proposal/));
    expect(await carryOut(await planOn(one, second.body))).toMatchObject(refused(/about another proposal/));
    // the second's item where the first stands
    expect(await carryOut(await planOn(two, { ...first.body, item: second.body['item'] }))).toMatchObject(
      refused(/not at that place under the root/),
    );
    expect([await holds(a), await holds(b)]).toEqual([true, true]);
  });

  it('by a statement with both an item and a root, or an item beside the one that was signed', async () => {
    const [one] = await signedTogether(a, b);
    const { body } = one.decision;
    const signed = JSON.parse(String(body['statement']));
    const { item } = body;
    const stated = (covers: unknown): EntryDraft['body'] => {
      const statement = canonicalJson({ ...signed, covers });
      return { ...body, statement, signature: alice.sign(statement) };
    };
    expect(await carryOut(await planOn(one, stated({ ...signed.covers, item })))).toMatchObject(
      refused(/expected kind/),
    );
    expect(await carryOut(await planOn(one, stated({ root: signed.covers.root })))).toMatchObject(
      refused(/expected kind/),
    );
    expect(await carryOut(await planOn(one, stated({})))).toMatchObject(refused(/expected kind/));
    expect(await carryOut(await planOn(one, stated({ item })))).toMatchObject(
      refused(/names another beside it/),
    );
    const { item: _item, index: _index, proof: _proof, ...alone } = stated({ item });
    expect(value(await execute(world.enforcement, await planOn(one, alone))).outcome).toBe('done');
  });

  it('by a no that was signed among others', async () => {
    const [one] = await signedTogether(a, b);
    const item = { ...Object(one.decision.body['item']), answer: 'reject' };
    const { root, size } = merkleTree([canonicalJson(item)]);
    const signed = JSON.parse(String(one.decision.body['statement']));
    const statement = canonicalJson({ ...signed, covers: { root, size } });
    const body = {
      ...one.decision.body,
      statement,
      signature: alice.sign(statement),
      item,
      index: 0,
      proof: [],
    };
    expect(await carryOut(await planOn(one, body))).toMatchObject(refused(/not an approval/));
  });

  it('by an item that gives its signer a longer window than a single decision may', async () => {
    const [one] = await signedTogether(a, b);
    const { item } = one.decision.body;
    const now = world.review.clock.now();
    const longer = { ...Object(item), restorableUntil: addSeconds(now, 31 * 86_400) };
    const { root, size } = merkleTree([canonicalJson(longer)]);
    const signed = JSON.parse(String(one.decision.body['statement']));
    const statement = canonicalJson({ ...signed, covers: { root, size } });
    const body = { ...one.decision.body, statement, signature: alice.sign(statement) };
    expect(await carryOut(await planOn(one, { ...body, item: longer, index: 0, proof: [] }))).toMatchObject(
      refused(/longer window/),
    );
  });
});
