import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { alice, bob, carol, mallory } from '../../test/support/enforcement-twins.ts';
import { openWorld, target, type World, urlsIn } from '../../test/support/enforcement-world.ts';
import { roleKey } from '../connectors/postgres/keys.ts';
import {
  entryTypes,
  isFindingId,
  isInstant,
  isEntryId,
  must,
  type Change,
  type EntryDraft,
  type EntryId,
  type Leaf,
} from '../model/index.ts';
import { fileProposal, openDecision, takeDecision } from '../review/index.ts';
import { canonicalJson } from '../platform/canonical.ts';
import { newId } from '../platform/clock.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { execute } from './index.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const run = randomUUID().slice(0, 8);
const roles = ['a', 'b', 'c'].map((name) => `${name} "%I" ${run}`);
const [a = '', b = '', c = ''] = roles;
let world: World;
let name: string;

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
beforeAll(async () => {
  const [row] = await database.db.query<{ name: string }>('select current_database() as name');
  name = row?.name ?? '';
  await database.db.query('create table public.pay (id int)');
  for (const role of roles) await database.db.query(`create role ${quoted(role)} nologin`);
  world = openWorld({ urls: urlsIn(database) });
  await world.bootstrap();
});
afterAll(async () => {
  await world.close();
  await database.db.query('drop table public.pay');
  for (const role of roles) {
    await database.db.query(`drop owned by ${quoted(role)}`);
    await database.db.query(`drop role ${quoted(role)}`);
  }
});
beforeEach(async () => {
  for (const role of roles) await database.db.query(`grant select on public.pay to ${quoted(role)}`);
  for (const role of roles.slice(1)) await database.db.query(`grant ${quoted(a)} to ${quoted(role)}`);
});
afterEach(() => {
  Object.assign(world.facts, { lastUsed: '2025-01-01', beneficiary: [], interest: 'known', title: 'x' });
  Object.assign(world.policy, { needed: 1, denies: false });
});

const entitlement = () => `table/${name}.public.pay#SELECT`;
const revoke = (role: string): Change => ({
  type: 'grant.remove',
  source: target,
  subjectKey: roleKey(role),
  entitlementKey: entitlement(),
});
const leave = (role: string): Change => ({
  type: 'membership.remove',
  source: target,
  memberKey: roleKey(role),
  groupKey: roleKey(a),
});
const holds = async (role: string): Promise<boolean> => {
  const [row] = await database.db.query<{ held: boolean }>(
    `select exists (select from pg_class, aclexplode(relacl) x join pg_roles r on r.oid = x.grantee
       where relname = 'pay' and r.rolname = $1 and x.privilege_type = 'SELECT') as held`,
    [role],
  );
  return row?.held ?? false;
};
const isIn = async (role: string): Promise<boolean> => {
  const rows = await database.db.query(
    'select 1 from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = $1',
    [role],
  );
  return rows.length > 0;
};

/** Waits until everything recorded so far is numbered, by recording one entry more. */
async function drained(): Promise<void> {
  const { database, recorder, ledger, clock, self } = world.enforcement;
  const last = entryDraft({ type: 'enforcer.started', at: clock.now(), actor: self, correlation: self.id });
  await database.transaction((tx) => recorder.record(tx, last));
  await ledger.sequenced(last.id, 20);
}

/** Every entry that an execution of the plan left in the ledger, in order. */
async function story(plan: EntryId): Promise<readonly Leaf[]> {
  const { ledger } = world.review;
  const [row] = await database.db.query<{ entry: EntryId | null; finished: EntryId | null }>(
    'select entry, finished_entry as finished from enforcement.execution where plan = $1',
    [plan],
  );
  if (row?.finished !== null && row?.finished !== undefined) await ledger.sequenced(row.finished, 20);
  const leaves: Leaf[] = [];
  const walk = async (cause: EntryId): Promise<void> => {
    for (const leaf of await ledger.causedBy(cause)) {
      if (leaf.writer !== 'enforcer' || leaves.some((one) => one.entry.id === leaf.entry.id)) continue;
      leaves.push(leaf);
      await walk(leaf.entry.id);
    }
  };
  await walk(plan);
  return leaves.toSorted((x, y) => x.seq - y.seq);
}
const types = (leaves: readonly Leaf[]) => leaves.map((leaf) => leaf.entry.type);
const there = <T>(value: T | undefined | null): T => {
  if (value === undefined || value === null) throw new Error('it is not there');
  return value;
};
const must_ = <T>(result: { readonly ok: boolean; readonly value?: T }): T => {
  if (!result.ok || result.value === undefined) throw new Error(JSON.stringify(result));
  return result.value;
};

describe('a signed plan', () => {
  it('is carried out step by step, each recorded before and re-read after, and ends as done', async () => {
    const plan = await world.plan([revoke(a), leave(b)]);
    const report = must_(await execute(world.enforcement, plan));
    expect(report).toEqual({ execution: report.execution, plan, outcome: 'done', steps: 2 });
    expect([await holds(a), await isIn(b)]).toEqual([false, false]);
    const leaves = await story(plan);
    expect(types(leaves)).toEqual([
      'execution.started',
      'execution.step.intended',
      'execution.step.applied',
      'execution.step.intended',
      'execution.step.applied',
      'execution.finished',
    ]);
    const [started, intended, applied, , , finished] = leaves;
    expect(started?.entry).toMatchObject({
      body: { plan, steps: 2 },
      causedBy: [plan],
      actor: { kind: 'process', via: [alice.id] },
      basis: { changes: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(intended?.entry).toMatchObject({
      body: { step: 0, before: expect.stringMatching(/^[0-9a-f]{64}$/) },
      causedBy: [started?.entry.id],
      blobs: [{ name: 'pre-image' }],
    });
    expect(applied?.entry.causedBy).toEqual([intended?.entry.id]);
    expect(finished?.entry).toMatchObject({ body: { outcome: 'done' }, causedBy: [started?.entry.id] });
    const names = JSON.stringify(leaves.map((leaf) => leaf.entry));
    for (const secret of [a, b, 'public.pay', 'held']) expect(names).not.toContain(secret);
  });

  it('is carried out at most once, also through another plan of the same decisions', async () => {
    const plan = await world.plan([revoke(a)]);
    must_(await execute(world.enforcement, plan));
    await database.db.query(`grant select on public.pay to ${quoted(a)}`);
    expect(await execute(world.enforcement, plan)).toMatchObject({ ok: false, code: 'already_done' });
    const leaf = await world.review.ledger.entry(plan);
    const again = there(leaf).entry;
    const copy = await server({ ...again, id: must(isEntryId, newId('ent')) });
    expect(await execute(world.enforcement, copy)).toMatchObject({ ok: false, code: 'already_done' });
    expect(await holds(a)).toBe(true);
    const refused = await world.review.ledger.causedBy(copy, 'execution.refused');
    expect(refused.length <= 1).toBe(true);
  });
});

/** What a server that has been taken over could write: any entry of its own types, in its own inbox. */
async function server(entry: EntryDraft): Promise<EntryId> {
  const { database, recorder, ledger } = world.review;
  await database.transaction((tx) => recorder.record(tx, entry));
  await ledger.sequenced(entry.id, 20);
  return entry.id;
}

describe('nothing is changed, and the refusal is recorded,', () => {
  /** What came of executing it: the answer, what the ledger says of it, and whether the target still is as it was. */
  const outcomeOf = async (plan: EntryId) => {
    const answer = await execute(world.enforcement, plan);
    const untouched = (await holds(a)) && (await holds(b));
    await drained();
    const entries = await world.review.ledger.causedBy(plan, 'execution.refused');
    return { ...answer, untouched, recorded: entries.at(-1)?.entry.body };
  };
  const refused = (plan: EntryId, code: string, words = /./) => ({
    ok: false,
    code,
    message: expect.stringMatching(words),
    untouched: true,
    recorded: { plan, code },
  });

  it('when a material fact is another than was signed, saying which', async () => {
    const plan = await world.plan([revoke(a)]);
    world.facts.lastUsed = '2026-02-28';
    expect(await outcomeOf(plan)).toMatchObject(
      refused(plan, 'signature_stale', /last used of role\/someone was "2025-01-01", is "2026-02-28"/),
    );
  });

  it('not when a fact that is not material is another', async () => {
    const plan = await world.plan([revoke(a)]);
    world.facts.title = 'y';
    expect(must_(await execute(world.enforcement, plan)).outcome).toBe('done');
  });

  it('when the target is not in the state that was signed, saying how', async () => {
    const plan = await world.plan([revoke(a), revoke(c)]);
    await database.db.query(`revoke select on public.pay from ${quoted(c)}`);
    expect(await outcomeOf(plan)).toMatchObject(
      refused(plan, 'signature_stale', /change 2: held was true, is false/),
    );
  });

  it('when today’s policy denies or asks for more', async () => {
    const plan = await world.plan([revoke(a)]);
    world.policy.denies = true;
    expect(await outcomeOf(plan)).toMatchObject(refused(plan, 'policy_denied'));
    Object.assign(world.policy, { denies: false, needed: 2 });
    expect(await outcomeOf(plan)).toMatchObject(refused(plan, 'policy_denied', /approval\.any\.2/));
  });

  it('when the statement has expired', async () => {
    const plan = await world.plan([revoke(a)]);
    world.pass(8 * 86_400);
    expect(await outcomeOf(plan)).toMatchObject(refused(plan, 'signature_stale', /expired/));
  });

  it('when a signer’s key was revoked since', async () => {
    world.policy.needed = 2;
    const plan = await world.plan([revoke(a)], { signers: [alice, bob] });
    world.pass(3600); // in force when signed and numbered, not any more
    world.signers.revoke(bob, world.enforcement.clock.now());
    expect(await outcomeOf(plan)).toMatchObject(
      refused(plan, 'signature_invalid', /did not speak for its signer/),
    );
  });

  it('when there is no write credential', async () => {
    const plan = await world.plan([revoke(a)]);
    const answer = await execute(
      { ...world.enforcement, writers: { open: () => Promise.resolve(undefined) } },
      plan,
    );
    expect(answer).toMatchObject({ ok: false, code: 'observe_only' });
    expect(await holds(a)).toBe(true);
  });

  it('when a signer turns out to benefit, or who benefits is unknown', async () => {
    const plan = await world.plan([revoke(a)]);
    world.facts.beneficiary = [alice.id];
    expect(await outcomeOf(plan)).toMatchObject(refused(plan, 'self_approval'));
    Object.assign(world.facts, { beneficiary: [], interest: 'unknown' });
    expect(await outcomeOf(plan)).toMatchObject(refused(plan, 'policy_denied', /not known/));
  });

  it('when the id is no plan of the ledger', async () => {
    const made_up = must(isEntryId, newId('ent'));
    expect(await execute(world.enforcement, made_up)).toMatchObject({ ok: false, code: 'not_found' });
    const plan = await world.plan([revoke(a)]);
    const [decision] = (await world.review.ledger.entry(plan))?.entry.causedBy ?? [];
    expect(await execute(world.enforcement, must(isEntryId, decision ?? ''))).toMatchObject({
      ok: false,
      code: 'not_found',
    });
  });
});

describe('a server that was taken over cannot have a plan carried out', () => {
  /** A real plan, taken apart: its own entry and its decision's, to be altered and recorded anew. */
  async function parts(): Promise<{ readonly plan: EntryDraft; readonly decision: EntryDraft }> {
    const { ledger } = world.review;
    const plan = (await ledger.entry(await world.plan([revoke(a)])))?.entry;
    const decision = (await ledger.entry(must(isEntryId, plan?.causedBy[0] ?? '')))?.entry;
    if (plan === undefined || decision === undefined) throw new Error('no plan');
    return { plan, decision };
  }
  async function planOf(plan: EntryDraft, decisions: readonly EntryId[]): Promise<EntryId> {
    return server(
      entryDraft({
        ...plan,
        type: 'plan.created',
        policy: there(plan.policy),
        causedBy: decisions,
        body: { ...plan.body, decisions, trigger: { kind: 'person', entry: decisions[0] } },
      }),
    );
  }
  const forged = async (
    change: (body: Record<string, unknown>) => Record<string, unknown>,
  ): Promise<EntryId> => {
    const { plan, decision } = await parts();
    const id = must(isEntryId, newId('ent'));
    await server({ ...decision, id, body: change({ ...decision.body }) });
    return planOf(plan, [id]);
  };

  it('by a statement whose signature does not fit', async () => {
    const plan = await forged((body) => ({
      ...body,
      statement: String(body['statement']).replace('"approve"', '"approve" '),
    }));
    expect(await execute(world.enforcement, plan)).toMatchObject({ ok: false, code: 'signature_invalid' });
  });

  it('by a signature of somebody who is not enrolled', async () => {
    const plan = await forged((body) => ({ ...body, signature: mallory.sign(String(body['statement'])) }));
    expect(await execute(world.enforcement, plan)).toMatchObject({ ok: false, code: 'signature_invalid' });
  });

  it('by one person’s signature under another’s name', async () => {
    const plan = await forged((body) => ({ ...body, signature: carol.sign(String(body['statement'])) }));
    expect(await execute(world.enforcement, plan)).toMatchObject({ ok: false, code: 'signature_invalid' });
  });

  it('by a decision about another proposal', async () => {
    const other = await parts();
    const { plan } = await parts();
    const copy = must(isEntryId, newId('ent'));
    await server({ ...other.decision, id: copy });
    expect(await execute(world.enforcement, await planOf(plan, [copy]))).toMatchObject({
      ok: false,
      code: 'signature_invalid',
    });
  });

  it('by the same person’s signature twice', async () => {
    const { plan, decision } = await parts();
    const twice = must(isEntryId, newId('ent'));
    await server({ ...decision, id: twice });
    expect(await execute(world.enforcement, await planOf(plan, [decision.id, twice]))).toMatchObject({
      ok: false,
      code: 'signature_invalid',
    });
  });

  it('by an entry that is no decision', async () => {
    const { plan } = await parts();
    const [proposal] = [plan.body['proposalEntry']];
    expect(
      await execute(world.enforcement, await planOf(plan, [must(isEntryId, String(proposal))])),
    ).toMatchObject({ ok: false, code: 'signature_invalid' });
  });

  it('by exchanging the changes under a proposal that was signed', async () => {
    const { plan } = await parts();
    const { database, recorder, ledger } = world.review;
    const filed = (await ledger.entry(must(isEntryId, String(plan.body['proposalEntry']))))?.entry;
    const content = await ledger.content(there(filed?.blobs[0]));
    const wider = String(content).replaceAll('public.pay#SELECT', 'public.pay#INSERT');
    expect(wider).not.toBe(content);
    const id = must(isEntryId, newId('ent'));
    await database.transaction(async (tx) => {
      const blob = await recorder.keep(tx, 'proposal', wider);
      await recorder.record(tx, { ...there(filed), id, blobs: [blob] });
    });
    await ledger.sequenced(id, 20);
    const swapped = await server(
      entryDraft({
        ...plan,
        type: 'plan.created',
        policy: there(plan.policy),
        body: { ...plan.body, proposalEntry: id },
      }),
    );
    const answer = await execute(world.enforcement, swapped);
    expect(answer.ok ? 'done' : answer.code).toMatch(/ledger_invalid|signature_invalid/);
    expect(await holds(b)).toBe(true);
  });

  it('by its own database role: it can only ask', async () => {
    const { database: own } = world.review;
    const denied = { code: '42501' };
    await expect(
      own.query(
        `insert into enforcement.execution (plan, entry, kind, once, started_at) values ('ent_00000000', 'x', 'decision', 'x', now())`,
      ),
    ).rejects.toMatchObject(denied);
    await expect(
      own.query(`insert into enforcement.step (execution, step, intended_entry) values ('x', 0, 'x')`),
    ).rejects.toMatchObject(denied);
    await expect(own.query('update enforcement.request set outcome = null')).rejects.toMatchObject(denied);
    await expect(own.query('delete from enforcement.execution')).rejects.toMatchObject(denied);
    for (const type of entryTypes.enforcer)
      await expect(
        own.query('insert into ledger.inbox_server (entry_id, type, draft) values ($1, $2, $3)', [
          'ent_0000000000',
          type,
          JSON.stringify({ id: 'ent_0000000000', type }),
        ]),
      ).rejects.toMatchObject({ code: '23514' });
  });
});

describe('when a step fails', () => {
  it('what was done before it is undone, last first, and the ledger tells each', async () => {
    await database.db.query(`grant select (id) on public.pay to ${quoted(c)}`);
    const plan = await world.plan([revoke(a), leave(b), revoke(c)]);
    const report = must_(await execute(world.enforcement, plan));
    expect(report).toMatchObject({ outcome: 'undone', because: expect.stringContaining('single columns') });
    expect([await holds(a), await isIn(b), await holds(c)]).toEqual([true, true, true]);
    const leaves = await story(plan);
    expect(leaves.map((leaf) => [leaf.entry.type, leaf.entry.body['step'] ?? null])).toEqual([
      ['execution.started', null],
      ['execution.step.intended', 0],
      ['execution.step.applied', 0],
      ['execution.step.intended', 1],
      ['execution.step.applied', 1],
      ['execution.step.intended', 2],
      ['execution.step.failed', 2],
      ['execution.step.undone', 1],
      ['execution.step.undone', 0],
      ['execution.finished', null],
    ]);
    const before = leaves.filter((leaf) => leaf.entry.type === 'execution.step.intended');
    for (const undone of leaves.filter((leaf) => leaf.entry.type === 'execution.step.undone'))
      expect(undone.entry.body['after']).toBe(
        before.find((leaf) => leaf.entry.id === undone.entry.causedBy[0])?.entry.body['before'],
      );
    await database.db.query(`revoke select (id) on public.pay from ${quoted(c)}`);
    await database.db.query(`grant select on public.pay to ${quoted(c)}`);
  });

  it('and nothing was done before it, the execution failed, and the same signatures may be planned again', async () => {
    await database.db.query(`grant select (id) on public.pay to ${quoted(c)}`);
    const plan = await world.plan([revoke(c)]);
    expect(must_(await execute(world.enforcement, plan))).toMatchObject({ outcome: 'failed' });
    expect(await execute(world.enforcement, plan)).toMatchObject({ ok: false, code: 'already_done' });
    await database.db.query(`revoke select (id) on public.pay from ${quoted(c)}`);
    await database.db.query(`grant select on public.pay to ${quoted(c)}`);
    const entry = there((await world.review.ledger.entry(plan))?.entry);
    const again = await server({ ...entry, id: must(isEntryId, newId('ent')) });
    expect(must_(await execute(world.enforcement, again))).toMatchObject({ outcome: 'done' });
  });
});

describe('a restore', () => {
  it('puts back the exact pre-image, last step first, once', async () => {
    await database.db.query(`grant select on public.pay to ${quoted(a)} with grant option`);
    const plan = await world.plan([revoke(a), leave(b)]);
    const { execution } = must_(await execute(world.enforcement, plan));
    const restore = await world.restore(execution);
    const report = must_(await execute(world.enforcement, restore));
    expect(report).toMatchObject({ outcome: 'done', steps: 2 });
    expect([await holds(a), await isIn(b)]).toEqual([true, true]);
    const [grant] = await database.db.query<{ grantable: boolean }>(
      `select x.is_grantable as grantable from pg_class, aclexplode(relacl) x join pg_roles r on r.oid = x.grantee
       where relname = 'pay' and r.rolname = $1`,
      [a],
    );
    expect(grant).toEqual({ grantable: true });
    expect(await execute(world.enforcement, restore)).toMatchObject({ ok: false, code: 'already_done' });
    await database.db.query(`revoke grant option for select on public.pay from ${quoted(a)}`);
  });

  it('is refused when the target has changed since, saying what', async () => {
    const plan = await world.plan([revoke(a)]);
    const { execution } = must_(await execute(world.enforcement, plan));
    const restore = await world.restore(execution);
    await database.db.query(`grant select on public.pay to ${quoted(a)} with grant option`);
    const answer = await execute(world.enforcement, restore);
    expect(answer).toMatchObject({
      ok: false,
      code: 'precondition_changed',
      message: expect.stringMatching(/held was false, is true/),
    });
    await database.db.query(`revoke grant option for select on public.pay from ${quoted(a)}`);
  });

  it('is refused when a later decision changed the same thing, though the state looks the same', async () => {
    const { execution } = must_(await execute(world.enforcement, await world.plan([revoke(a)])));
    await database.db.query(`grant select on public.pay to ${quoted(a)}`);
    const later = must_(await execute(world.enforcement, await world.plan([revoke(a)])));
    expect(await execute(world.enforcement, await world.restore(execution))).toMatchObject({
      ok: false,
      code: 'precondition_changed',
      message: expect.stringContaining(later.execution),
    });
    expect(await holds(a)).toBe(false);
    const back = await world.restore(later.execution);
    expect(must_(await execute(world.enforcement, back))).toMatchObject({ outcome: 'done' });
  });

  it('and a decision are refused when their signer gave themselves a longer window or life', async () => {
    const { review } = world;
    const filed = must_(
      await fileProposal(
        review,
        {
          origin: 'rule',
          draftedBy: 'test',
          title: 'a test',
          reason: 'to see it happen',
          changes: [revoke(b)],
          findings: [],
          endsAt: null,
          causedBy: [],
        },
        { as: 'filer' },
      ),
    );
    const opened = must_(
      await openDecision(review, {
        proposal: filed.proposal,
        keyFingerprint: alice.fingerprint,
        answer: 'approve',
      }),
    );
    for (const [from, to] of [
      [/"restorableUntil":"[^"]*"/, '"restorableUntil":"9999-01-01T00:00:00.000Z"'],
      [/"expiresAt":"[^"]*"/, '"expiresAt":"9999-01-01T00:00:00.000Z"'],
    ] as const) {
      const bent = opened.statement.replace(from, to);
      expect(await takeDecision(review, bent, alice.sign(bent))).toMatchObject({
        ok: false,
        code: 'signature_invalid',
      });
    }
  });

  it('is refused after its window, and to a signer of something else', async () => {
    const plan = await world.plan([revoke(a)]);
    const { execution } = must_(await execute(world.enforcement, plan));
    const restore = await world.restore(execution);
    const wish = (await world.review.ledger.entry(restore))?.entry;
    world.pass(31 * 86_400);
    expect(await execute(world.enforcement, restore)).toMatchObject({ ok: false, code: 'signature_stale' });
    expect(wish?.body['kind']).toBe('restore');
    expect(await holds(a)).toBe(false);
  });
});

describe('owners and accepted risks', () => {
  const owner: Change = {
    type: 'owner.assign',
    source: 'countersign',
    accountSource: target,
    accountKey: 'role/x',
    role: 'owner',
    personSource: target,
    personKey: 'person/with/slashes',
  };

  it('are changed in our own estate by the same road, and restored', async () => {
    const plan = await world.plan([owner], { requester: carol });
    const { execution, outcome } = must_(await execute(world.enforcement, plan));
    expect(outcome).toBe('done');
    expect(await database.db.query('select * from estate.assertion')).toEqual([
      {
        account_source: 'target',
        account_key: 'role/x',
        role: 'owner',
        person_source: 'target',
        person_key: 'person/with/slashes',
      },
    ]);
    must_(await execute(world.enforcement, await world.restore(execution)));
    expect(await database.db.query('select * from estate.assertion')).toEqual([]);
  });

  it('are not changed when the requester signed for something else', async () => {
    const plan = await world.plan([owner], { requester: carol, requested: [{ ...owner, role: 'sponsor' }] });
    expect(await execute(world.enforcement, plan)).toMatchObject({ ok: false, code: 'signature_invalid' });
    expect(await database.db.query('select * from estate.assertion')).toEqual([]);
  });

  it('are not changed for a requester who did not sign the request', async () => {
    const plan = there(
      (await world.review.ledger.entry(await world.plan([owner], { requester: carol })))?.entry,
    );
    const filed = there(
      (await world.review.ledger.entry(must(isEntryId, String(plan.body['proposalEntry']))))?.entry,
    );
    expect(filed.body['requester']).toBe(carol.id);
    // the signature fits its text, and is another person's
    const forged = must(isEntryId, newId('ent'));
    const statement = String(filed.body['statement']);
    await server({ ...filed, id: forged, body: { ...filed.body, signature: bob.sign(statement) } });
    const decision = there(
      (await world.review.ledger.entry(must(isEntryId, there(plan.causedBy[0]))))?.entry,
    );
    const signed = JSON.parse(String(decision.body['statement']));
    signed.covers.item.proposalEntry = forged;
    const text = canonicalJson(signed);
    const id = must(isEntryId, newId('ent'));
    await server({
      ...decision,
      id,
      causedBy: [forged],
      body: { ...decision.body, statement: text, signature: alice.sign(text) },
    });
    const swapped = await server({
      ...plan,
      id: must(isEntryId, newId('ent')),
      causedBy: [id],
      body: { ...plan.body, proposalEntry: forged, decisions: [id], trigger: { kind: 'person', entry: id } },
    });
    expect(await execute(world.enforcement, swapped)).toMatchObject({ ok: false, code: 'signature_invalid' });
    expect(await database.db.query('select * from estate.assertion')).toEqual([]);
  });

  it('accepted over an earlier acceptance come back with the earlier date and reason', async () => {
    const findingId = must(isFindingId, 'fnd_00000000abcdef00');
    const acceptance = (reason: string, day: string): Change => ({
      type: 'risk.accept',
      source: 'countersign',
      findingId,
      reason,
      until: must(isInstant, `2027-${day}T00:00:00.000Z`),
    });
    const rows = () => database.db.query('select finding_id, until, reason from detection.acceptance');
    const first = acceptance('small', '04-01');
    must_(await execute(world.enforcement, await world.plan([first], { requester: carol })));
    const before = await rows();
    const second = await world.plan([acceptance('smaller', '05-01')], { requester: carol });
    const { execution } = must_(await execute(world.enforcement, second));
    expect(await rows()).toMatchObject([{ reason: 'smaller' }]);
    must_(await execute(world.enforcement, await world.restore(execution)));
    expect(await rows()).toEqual(before);
  });
});
