// Less than was asked for is given under the request's own signature; a server that was taken over gives no more by it.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { alice, carol } from '../../test/support/enforcement-twins.ts';
import { requestBy, target, type World } from '../../test/support/enforcement-world.ts';
import { openPayWorld, type PayWorld } from '../../test/support/pay-world.ts';
import { roleKey } from '../connectors/postgres/keys.ts';
import {
  addSeconds,
  type Change,
  type EntryId,
  type Instant,
  type ProposalId,
  type Result,
} from '../model/index.ts';
import {
  fileNarrower,
  fileProposal,
  openDecision,
  openNote,
  takeDecision,
  takeNote,
  type FiledBy,
} from '../review/index.ts';
import { execute } from './index.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const role = `less_${randomUUID().slice(0, 8)}`;
let world: World;
let name: string;
let close: PayWorld['close'];
beforeAll(async () => {
  ({ world, name, close } = await openPayWorld(database, [role]));
});
afterAll(() => close());

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.message);
  return result.value;
};
const grant = (until: Instant | null, right = 'SELECT'): Change => ({
  type: 'grant.add',
  source: target,
  subjectKey: roleKey(role),
  entitlementKey: `table/${name}.public.pay#${right}`,
  grantable: false,
  until,
});
const draft = (change: Change) => ({
  origin: 'person' as const,
  draftedBy: 'test',
  title: 'a test',
  reason: 'to see it happen',
  changes: [change],
  findings: [],
  endsAt: null,
  causedBy: [],
});
async function approved(proposal: ProposalId): Promise<EntryId> {
  const opened = value(
    await openDecision(world.review, { proposal, keyFingerprint: alice.fingerprint, answer: 'approve' }),
  );
  const taken = value(await takeDecision(world.review, opened.statement, alice.sign(opened.statement)));
  if (taken.plan === undefined) throw new Error('no plan came of it');
  await world.review.ledger.sequenced(taken.plan, 20);
  return taken.plan;
}
/** What carol asked for, filed under her signature. */
async function asked(change: Change): Promise<{
  readonly proposal: ProposalId;
  readonly entry: EntryId;
  readonly by: Extract<FiledBy, { readonly as: 'requester' }>;
}> {
  const by = requestBy(carol, [change], null, world.review.clock.now());
  const filed = value(await fileProposal(world.review, draft(change), by));
  await world.review.ledger.sequenced(filed.entry, 20);
  return { ...filed, by };
}
const hours = (count: number): Instant => addSeconds(world.review.clock.now(), count * 3600);

describe('less than was asked for', () => {
  it('is given for a shorter time under the same request', async () => {
    const { proposal } = await asked(grant(hours(8)));
    const less = value(await fileNarrower(world.review, { proposal, until: hours(2) }));
    await world.review.ledger.sequenced(less.entry, 20);
    expect(value(await execute(world.enforcement, await approved(less.proposal))).outcome).toBe('done');
  });

  it.each([
    ['for longer', () => grant(hours(9), 'INSERT')],
    ['for ever', () => grant(null, 'INSERT')],
    ['of something else', () => grant(hours(1), 'DELETE')],
  ])('is not more by a forged filing: %s', async (_what, more) => {
    const { entry, by } = await asked(grant(hours(8), 'INSERT'));
    const forged = value(await fileProposal(world.review, draft(more()), { ...by, narrows: entry }));
    await world.review.ledger.sequenced(forged.entry, 20);
    expect(await execute(world.enforcement, await approved(forged.proposal))).toMatchObject({
      ok: false,
      code: 'signature_invalid',
    });
  });

  it('is not given once who asked has taken the request back', async () => {
    const { proposal } = await asked(grant(hours(8), 'REFERENCES'));
    const less = value(await fileNarrower(world.review, { proposal, until: hours(2) }));
    await world.review.ledger.sequenced(less.entry, 20);
    const plan = await approved(less.proposal);
    const by = { proposal, keyFingerprint: carol.fingerprint };
    const { statement } = value(
      await openNote(world.review, { ...by, kind: 'withdrawal', text: 'solved otherwise' }),
    );
    const taken = value(await takeNote(world.review, { statement, signature: carol.sign(statement) }));
    await world.review.ledger.sequenced(taken.entry, 20);
    expect(await execute(world.enforcement, plan)).toMatchObject({ ok: false, code: 'already_done' });
  });

  it('is not filed once the week of the signed request is over, which no ledger would take', async () => {
    const { proposal } = await asked(grant(hours(24 * 20), 'TRIGGER'));
    world.pass(7 * 86_400);
    expect(await fileNarrower(world.review, { proposal, until: hours(2) })).toMatchObject({
      ok: false,
      code: 'signature_stale',
    });
  });

  it('is not of another request', async () => {
    const { by } = await asked(grant(hours(8), 'UPDATE'));
    const other = await asked(grant(hours(8), 'TRUNCATE'));
    const forged = { ...by, narrows: other.entry };
    const filed = value(await fileProposal(world.review, draft(grant(hours(1), 'TRUNCATE')), forged));
    await world.review.ledger.sequenced(filed.entry, 20);
    expect(await execute(world.enforcement, await approved(filed.proposal))).toMatchObject({
      ok: false,
      code: 'signature_invalid',
    });
  });
});
