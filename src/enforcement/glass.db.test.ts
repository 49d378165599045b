// Emergencies: what one signature takes at once, how it is ended early, and a server that was taken over and forges one.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { alice, bob, carol, type TestPerson } from '../../test/support/enforcement-twins.ts';
import { requestBy, target, type World } from '../../test/support/enforcement-world.ts';
import { openPayWorld, type PayWorld } from '../../test/support/pay-world.ts';
import { roleKey } from '../connectors/postgres/keys.ts';
import {
  addSeconds,
  isDigest,
  isEntryId,
  must,
  type Change,
  type EntryDraft,
  type EntryId,
} from '../model/index.ts';
import { newId } from '../platform/clock.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import {
  fileProposal,
  openGlass,
  openRestore,
  stateOne,
  statementText,
  takeGlass,
  takeRestore,
} from '../review/index.ts';
import { execute } from './index.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const role = `gl_${randomUUID().slice(0, 8)}`;
let world: World;
let name: string;
let close: PayWorld['close'];

beforeAll(async () => {
  ({ world, name, close } = await openPayWorld(database, [role]));
});
afterAll(() => close());
afterEach(async () => {
  Object.assign(world.policy, { needed: 1, denies: false });
  await database.db.query(`revoke all on public.pay from ${role}`);
});

const now = () => world.review.clock.now();
const grant = (hours = 2): Change => ({
  type: 'grant.add',
  source: target,
  subjectKey: roleKey(role),
  entitlementKey: `table/${name}.public.pay#SELECT`,
  grantable: false,
  until: addSeconds(now(), hours * 3600),
});
const itemOf = (statement: string): Readonly<Record<string, unknown>> =>
  z.object({ covers: z.object({ item: z.record(z.string(), z.unknown()) }) }).parse(JSON.parse(statement))
    .covers.item;
const holds = async (): Promise<boolean> => {
  const [row] = await database.db.query<{ so: boolean }>(
    `select has_table_privilege('${role}', 'public.pay', 'select') as so`,
  );
  return row?.so === true;
};
const outcome = async (plan: EntryId): Promise<string> => {
  const end = await execute(world.enforcement, plan);
  return end.ok ? end.value.outcome : `${end.code}: ${end.message}`;
};

/** A request by carol, with the statement of an emergency that she would sign over it. */
async function asked(change = grant()) {
  Object.assign(world.policy, { needed: 0 });
  const filed = await fileProposal(
    world.review,
    {
      origin: 'person',
      draftedBy: 'carol',
      title: 'a test',
      reason: 'to see it happen',
      changes: [change],
      findings: [],
      endsAt: null,
      causedBy: [],
    },
    requestBy(carol, [change], null, now()),
  );
  if (!filed.ok) throw new Error(filed.message);
  const { proposal, entry } = filed.value;
  const opened = await openGlass(world.review, {
    proposal,
    keyFingerprint: carol.fingerprint,
    reason: 'the queue is stuck',
  });
  if (!opened.ok) throw new Error(opened.message);
  const { statement } = opened.value;
  return { proposal, filed: entry, statement, changes: itemOf(statement)['changes'] };
}

async function taken(): Promise<EntryId> {
  const { statement } = await asked();
  const glass = await takeGlass(world.review, { statement, signature: carol.sign(statement) }, () =>
    Promise.resolve([alice.id]),
  );
  if (!glass.ok) throw new Error(glass.message);
  await world.review.ledger.sequenced(glass.value.plan, 20);
  const ran = await execute(world.enforcement, glass.value.plan);
  if (!ran.ok || ran.value.outcome !== 'done') throw new Error(JSON.stringify(ran));
  expect(await holds()).toBe(true);
  return ran.value.execution;
}

async function ended(execution: EntryId, by: TestPerson): Promise<string> {
  const opened = await openRestore(world.review, {
    execution,
    keyFingerprint: by.fingerprint,
    reason: 'not needed any more',
  });
  if (!opened.ok) return opened.code;
  const { statement } = opened.value;
  const plan = await takeRestore(world.review, statement, by.sign(statement));
  if (!plan.ok) return plan.code;
  await world.review.ledger.sequenced(plan.value.plan, 20);
  return outcome(plan.value.plan);
}

/** Records what a server that was taken over writes, and waits until the last of it is numbered. */
async function record(...entries: readonly EntryDraft[]): Promise<EntryId> {
  const last = entries.at(-1);
  if (last === undefined) throw new Error('nothing to record');
  await world.review.database.transaction(async (tx) => {
    for (const entry of entries) await world.review.recorder.record(tx, entry);
  });
  await world.review.ledger.sequenced(last.id, 20);
  return last.id;
}

describe('an emergency that is over', () => {
  it('is taken back at its end without anybody asking', async () => {
    await taken();
    world.pass(2 * 3600 + 3);
    const [plan, another] = await world.sweep();
    expect(another).toBeUndefined();
    expect(await outcome(must(isEntryId, plan ?? ''))).toBe('done');
    expect(await holds()).toBe(false);
  });
  it('is put back at once by who took it', async () => {
    expect(await ended(await taken(), carol)).toBe('done');
    expect(await holds()).toBe(false);
  });

  it('is put back at once by whoever could have said yes to it, and by the role that they signed', async () => {
    const execution = await taken();
    expect(await ended(execution, alice)).toBe('done');
    expect(await holds()).toBe(false);
    const [wish] = await world.review.ledger.causedBy(execution, 'restore.signed');
    expect(wish?.entry.body['statement']).toContain('"as":"resource_owner"');
  });

  it('is kept from nobody by a withdrawn request or by a policy that asks for more', async () => {
    const execution = await taken();
    Object.assign(world.policy, { needed: 9 });
    const plan = (await world.review.ledger.entry(execution))?.entry.causedBy[0] ?? '';
    const planned = await world.review.ledger.entry(must(isEntryId, plan));
    const filed = must(isEntryId, String(planned?.entry.body['proposalEntry']));
    await record(
      entryDraft({
        type: 'proposal.withdrawn',
        at: now(),
        actor: { kind: 'person', id: carol.id, via: [] },
        causedBy: [filed],
        correlation: 'x',
        body: {},
      }),
    );
    expect(await ended(execution, bob)).toBe('done');
  });

  it('is not put back by somebody who answers for nothing of it, whatever the server planned', async () => {
    const execution = await taken();
    world.facts.beneficiary = [alice.id];
    expect(await ended(execution, alice)).toBe('policy_denied');
    world.facts.beneficiary = [];
    const opened = await openRestore(world.review, {
      execution,
      keyFingerprint: alice.fingerprint,
      reason: 'x',
    });
    if (!opened.ok) throw new Error(opened.message);
    const plan = await takeRestore(world.review, opened.value.statement, alice.sign(opened.value.statement));
    if (!plan.ok) throw new Error(plan.message);
    await world.review.ledger.sequenced(plan.value.plan, 20);
    world.facts.beneficiary = [alice.id];
    expect(await outcome(plan.value.plan)).toContain('somebody who could have said yes');
    world.facts.beneficiary = [];
    expect(await outcome(plan.value.plan)).toBe('done');
  });
});

interface Bent {
  readonly change?: () => Change;
  readonly by?: TestPerson;
  readonly item?: Readonly<Record<string, unknown>>;
  readonly purpose?: 'decision';
  readonly kind?: string;
  readonly twice?: true;
  readonly touched?: true;
  readonly late?: true;
  readonly denies?: true;
}

/** What a server could write into its own inbox: an emergency and its plan, bent in one way. */
async function forged(bent: Bent): Promise<EntryId> {
  const { proposal, filed, statement, changes } = await asked(bent.change?.());
  const by = bent.by ?? carol;
  const text = statementText(
    stateOne(
      { ledger: world.review.ledgerName, signer: by.id, now: now(), nonce: newId('non') },
      bent.purpose ?? 'glass.break',
      { ...itemOf(statement), ...bent.item },
    ),
  );
  const glass = entryDraft({
    type: 'glass.broken',
    at: now(),
    actor: { kind: 'person', id: by.id, via: [] },
    causedBy: [filed],
    correlation: proposal,
    body: { statement: text, signature: by.sign(text), assurance: 'passkey', skipped: [] },
  });
  return record(
    glass,
    entryDraft({
      type: 'plan.created',
      at: now(),
      actor: world.review.self,
      causedBy: [glass.id],
      correlation: proposal,
      basis: { changes: must(isDigest, String(changes)) },
      body: {
        kind: bent.kind ?? 'glass',
        proposal,
        proposalEntry: filed,
        trigger: { kind: 'person', entry: glass.id },
        decisions: bent.twice ? [glass.id, glass.id] : [glass.id],
        steps: 1,
      },
    }),
  );
}

describe('a server that forges an emergency', () => {
  it.each<[string, Bent, string]>([
    ['signed by somebody who did not ask', { by: alice }, 'what the signer asked for themselves'],
    ['signed as an answer', { item: { role: 'security' } }, 'no answer to such a plan'],
    ['signed as a decision', { purpose: 'decision' }, 'not of the expected kind'],
    ['passed off as a decision', { kind: 'decision' }, 'not a signed decision'],
    ['that refuses', { item: { answer: 'reject' } }, 'not an approval'],
    ['over other changes', { item: { changes: 'a'.repeat(64) } }, 'other changes'],
    ['over other evidence', { item: { evidenceMaterial: 'a'.repeat(64) } }, 'other material facts'],
    ['for six hours', { change: () => grant(6) }, 'ends within four hours'],
    ['with another end than was signed', { item: { endsAt: null } }, 'end'],
    ['to be put back for a year', { item: { restorableUntil: '2027-06-01T00:00:00.000Z' } }, 'longer window'],
    ['by two signatures', { twice: true }, 'ledger_invalid'],
    ['by a key that was only touched', { touched: true }, 'takes a verified signature'],
    ['a week later', { late: true }, 'expired'],
    ['that policy denies', { denies: true }, 'Policy denies this emergency'],
  ])('gives nothing: %s', async (_what, bent, says) => {
    const plan = await forged(bent);
    const { signatures } = world.enforcement;
    const bench = bent.touched
      ? {
          ...world.enforcement,
          signatures: {
            verify: (text: string, armored: string) => {
              const checked = signatures.verify(text, armored);
              return checked.ok ? { ...checked, assurance: 'key' as const } : checked;
            },
          },
        }
      : world.enforcement;
    Object.assign(world.policy, { denies: bent.denies === true });
    if (bent.late) world.pass(8 * 86_400);
    const end = await execute(bench, plan);
    expect(end.ok ? end.value.outcome : `${end.code}: ${end.message}`).toContain(says);
    expect(end.ok).toBe(false);
    expect(await holds()).toBe(false);
  });

  it('gives what was signed once, however often it is planned', async () => {
    const plan = await forged({});
    expect(await outcome(plan)).toBe('done');
    const again = (await world.review.ledger.entry(plan))?.entry;
    if (again === undefined) throw new Error('no plan');
    const second = await record({ ...again, id: must(isEntryId, newId('ent')) });
    await database.db.query(`revoke all on public.pay from ${role}`);
    expect(await outcome(second)).not.toBe('done');
    expect(await holds()).toBe(false);
  });
});
