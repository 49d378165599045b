import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { alice, bob, carol, mallory, type TestPerson } from '../../test/support/enforcement-twins.ts';
import { openWorld, target, type World, urlsIn } from '../../test/support/enforcement-world.ts';
import {
  addSeconds,
  mostItemsSigned,
  type DecisionItem,
  type Leaf,
  type ProposalId,
  type Result,
} from '../model/index.ts';
import { canonicalJson } from '../platform/canonical.ts';
import {
  fileProposal,
  openBatch,
  openDecision,
  takeBatch,
  takeDecision,
  treeOf,
  type AnswerTaken,
  type OpenBatch,
} from './index.ts';

const database = useDatabase({ notFollowed: 'its signatures are a twin’s' });
const tables = ['one', 'two', 'three', 'four'];
let world: World;
let name = '';
beforeAll(async () => {
  const [row] = await database.db.query<{ name: string }>('select current_database() as name');
  name = row?.name ?? '';
  world = openWorld({ urls: urlsIn(database) });
  await world.bootstrap();
  for (const table of tables) await database.db.query(`create table public.${table} (id int)`);
  await grant();
});
afterEach(async () => {
  Object.assign(world.policy, { needed: 1, denies: false });
  await grant();
});
afterAll(async () => {
  for (const table of tables) await database.db.query(`drop table public.${table}`);
  await world.close();
});

const grant = async () => {
  for (const table of tables) await database.db.query(`grant select on public.${table} to pg_monitor`);
};

async function filed(table: string): Promise<ProposalId> {
  const answer = await fileProposal(
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
          subjectKey: 'role/pg_monitor',
          entitlementKey: `table/${name}.public.${table}#SELECT`,
        },
      ],
      findings: [],
      endsAt: null,
      causedBy: [],
    },
    { as: 'filer' },
  );
  return must(answer).proposal;
}
const filedAll = async (...of: readonly string[]): Promise<readonly ProposalId[]> => {
  const proposals: ProposalId[] = [];
  for (const table of of) proposals.push(await filed(table));
  return proposals;
};
const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.message);
  return result.value;
};
const open = (proposals: readonly ProposalId[], by: TestPerson = alice) =>
  openBatch(world.review, {
    answers: proposals.map((proposal) => ({ proposal, answer: 'approve' })),
    keyFingerprint: by.fingerprint,
  });
interface Signable {
  readonly statement: string;
  readonly items: readonly DecisionItem[];
}
const signable = ({ statement = '', items }: OpenBatch): Signable => ({
  statement,
  items: items.map(({ item }) => item),
});
const opened = async (proposals: readonly ProposalId[], by = alice): Promise<Signable> =>
  signable(must(await open(proposals, by)));
const take = (batch: Signable, by = alice, report?: (taken: number) => void) =>
  takeBatch(world.review, { ...batch, signature: by.sign(batch.statement) }, report);
const said = (taken: readonly AnswerTaken[]) =>
  taken.map((each) => ('why' in each ? `${each.is}: ${each.why.code}` : each.is));
const recorded = async (): Promise<number> => {
  const [row] = await database.db.query<{ n: number }>('select count(*)::int as n from review.decision');
  return row?.n ?? 0;
};
async function leafOf(taken: AnswerTaken | undefined): Promise<Leaf> {
  if (taken === undefined || 'why' in taken) throw new Error('it was not recorded');
  return world.review.ledger.sequenced(taken.decision, 20);
}

describe('one signature over many answers', () => {
  it('covers for each exactly the item that a single decision would have', async () => {
    const proposals = await filedAll('one', 'two', 'three');
    const { statement, items } = await opened(proposals);
    expect(JSON.parse(statement)).toMatchObject({
      v: 'countersign/statement/v1',
      purpose: 'decision',
      covers: { root: treeOf(items).root, size: 3 },
    });
    for (const [at, proposal] of proposals.entries()) {
      const one = must(
        await openDecision(world.review, {
          proposal,
          keyFingerprint: alice.fingerprint,
          answer: 'approve',
        }),
      );
      expect(items[at]).toEqual(JSON.parse(one.statement).covers.item);
    }
  });

  it('is recorded with each answer, with its item and the proof that it is under the signed root', async () => {
    const { statement, items } = await opened(await filedAll('one', 'two', 'three'));
    const taken = must(await take({ statement, items }));
    expect(said(taken)).toEqual(['planned', 'planned', 'planned']);
    const { places } = treeOf(items);
    for (const [at, item] of items.entries()) {
      const { entry } = await leafOf(taken[at]);
      expect(entry.body).toEqual({
        statement,
        signature: alice.sign(statement),
        answer: 'approve',
        assurance: 'passkey',
        item,
        index: at,
        proof: places[at]?.proof,
      });
      expect(entry).toMatchObject({ correlation: item.proposal, basis: { changes: item.changes } });
    }
  });

  it('may approve one proposal and reject another, each with its reason', async () => {
    const [one, two] = await filedAll('one', 'two');
    if (one === undefined || two === undefined) throw new Error('not filed');
    const batch = must(
      await openBatch(world.review, {
        answers: [
          { proposal: one, answer: 'approve' },
          { proposal: two, answer: 'reject', reason: 'still on call' },
        ],
        keyFingerprint: alice.fingerprint,
      }),
    );
    expect(must(await take(signable(batch)))).toMatchObject([
      { proposal: one, is: 'planned', answer: 'approve' },
      { proposal: two, is: 'decided', answer: 'reject' },
    ]);
    expect(batch.items[1]?.item.reason).toBe('still on call');
  });

  it('leaves what it does not complete to the next person, who may sign with others in turn', async () => {
    world.policy.needed = 2;
    const proposals = await filedAll('one', 'two');
    expect(said(must(await take(await opened(proposals))))).toEqual(['decided', 'decided']);
    expect(said(must(await take(await opened(proposals, bob), bob)))).toEqual(['planned', 'planned']);
  });
});

describe('an item that is stale or refused', () => {
  it('is said with what changed, and neither blocks nor half-applies the others', async () => {
    const proposals = await filedAll('one', 'two', 'three', 'four');
    const batch = await opened(proposals);
    await database.db.query('revoke select on public.two from pg_monitor');
    const [, , third] = batch.items;
    if (third === undefined) throw new Error('no third item');
    const { proposal } = third;
    const alone = must(
      await openDecision(world.review, { proposal, keyFingerprint: bob.fingerprint, answer: 'reject' }),
    );
    must(await takeDecision(world.review, alone.statement, bob.sign(alone.statement)));

    const before = await recorded();
    const taken = must(await take(batch));
    expect(said(taken)).toEqual(['planned', 'stale: signature_stale', 'refused: already_done', 'planned']);
    expect(taken[1]).toMatchObject({
      proposal: proposals[1],
      why: { details: { changed: [expect.stringContaining('is {"grantable":false,"held":false}')] } },
    });
    expect(await recorded()).toBe(before + 2);
  });

  it('is left out before signing, and said', async () => {
    const proposals = await filedAll('one', 'two', 'three');
    await database.db.query('revoke select on public.two from pg_monitor');
    const batch = must(await open(proposals));
    expect(batch.items.map(({ proposal }) => proposal.id)).toEqual([proposals[0], proposals[2]]);
    expect(batch.left).toMatchObject([
      { proposal: proposals[1], is: 'stale', why: { code: 'signature_stale' } },
    ]);
    expect(said(must(await take(signable(batch))))).toEqual(['planned', 'planned']);
  });

  it('leaves nothing to sign when all are', async () => {
    const proposals = await filedAll('one', 'two');
    world.policy.denies = true;
    const batch = must(await open(proposals));
    expect(batch).toMatchObject({ items: [], left: [{ is: 'refused' }, { is: 'refused' }] });
    expect(batch.statement).toBeUndefined();
  });

  it('is every one after the signer’s key was revoked meanwhile', async () => {
    const proposals = await filedAll('one', 'two', 'three');
    world.policy.needed = 2;
    const batch = await opened(proposals, bob);
    const taken = must(
      await take(batch, bob, (count) => {
        if (count === 1) world.signers.revoke(bob, world.review.clock.now());
      }),
    );
    expect(said(taken)).toEqual(['decided', 'refused: signer_unknown', 'refused: signer_unknown']);
  });
});

describe('nothing is taken', () => {
  it('twice: the same signed batch says so for each', async () => {
    world.policy.needed = 2;
    const batch = await opened(await filedAll('one', 'two'));
    expect(said(must(await take(batch)))).toEqual(['decided', 'decided']);
    const before = await recorded();
    const again = ['refused: already_done', 'refused: already_done'];
    expect(said(must(await take(batch)))).toEqual(again);
    Object.assign(world.policy, { needed: 1 });
    expect(said(must(await take(batch)))).toEqual(again);
    expect(await recorded()).toBe(before);
  });

  it('when the items are not exactly the ones under the signed root', async () => {
    const batch = await opened(await filedAll('one', 'two', 'three'));
    const [a, b, c] = batch.items;
    const [other] = (await opened(await filedAll('four'))).items;
    if (a === undefined || b === undefined || c === undefined || other === undefined)
      throw new Error('no items');
    const before = await recorded();
    const lists: readonly (readonly DecisionItem[])[] = [
      [a, b],
      [a, b, c, other],
      [a, c, b],
      [a, b, other],
      [a, b, { ...c, answer: 'reject' }],
      [a, b, { ...c, reason: 'words put in their mouth' }],
    ];
    for (const items of lists)
      expect(await take({ ...batch, items })).toMatchObject({ ok: false, code: 'signature_invalid' });
    expect(await recorded()).toBe(before);
    expect(said(must(await take(batch)))).toEqual(['planned', 'planned', 'planned']);
  });

  it('under a signature that does not fit, or of a stranger, or a statement over one item', async () => {
    const proposals = await filedAll('one', 'two');
    const batch = await opened(proposals);
    expect(await take({ ...batch, statement: `${batch.statement} ` })).toMatchObject({
      ok: false,
      code: 'input_invalid',
    });
    expect(
      await takeBatch(world.review, { ...batch, signature: alice.sign('something else') }),
    ).toMatchObject({ ok: false, code: 'signature_invalid' });
    expect(await take(batch, mallory)).toMatchObject({ ok: false, code: 'signer_unknown' });
    expect(await take(batch, carol)).toMatchObject({ ok: false, code: 'signer_unknown' });
    const [item] = batch.items;
    const statement = canonicalJson({ ...JSON.parse(batch.statement), covers: { item } });
    expect(await take({ statement, items: batch.items })).toMatchObject({ ok: false, code: 'input_invalid' });
    expect(await takeDecision(world.review, batch.statement, alice.sign(batch.statement))).toMatchObject({
      ok: false,
      code: 'input_invalid',
    });
  });

  it('with a longer window or life than a single decision may have', async () => {
    const batch = await opened(await filedAll('one', 'two'));
    const items = batch.items.map((item) => ({
      ...item,
      restorableUntil: addSeconds(item.restorableUntil, 1),
    }));
    const { root, size } = treeOf(items);
    const statement = canonicalJson({ ...JSON.parse(batch.statement), covers: { root, size } });
    expect(said(must(await take({ statement, items })))).toEqual([
      'refused: signature_invalid',
      'refused: signature_invalid',
    ]);
    const longer = canonicalJson({ ...JSON.parse(batch.statement), expiresAt: '2036-01-01T00:00:00.000Z' });
    expect(await take({ ...batch, statement: longer })).toMatchObject({ code: 'signature_invalid' });
  });

  it('of an empty batch, one that is too large, or two answers to one proposal', async () => {
    const [one] = await filedAll('one');
    if (one === undefined) throw new Error('not filed');
    const batch = await opened([one]);
    expect(await open([])).toMatchObject({ ok: false, code: 'input_invalid' });
    expect(await open([one, one])).toMatchObject({ ok: false, code: 'input_invalid', next: 'Name it once.' });
    const many = Array.from({ length: mostItemsSigned + 1 }, () => one);
    expect(await open(many)).toMatchObject({
      ok: false,
      code: 'input_too_large',
      message: 'One signature covers at most 1000 answers; these are 1001.',
      next: expect.stringContaining('Sign the first 1000, then the rest'),
    });
    const [item] = batch.items;
    if (item === undefined) throw new Error('no item');
    for (const items of [[], [item, item]])
      expect(await take({ ...batch, items })).toMatchObject({ ok: false, code: 'input_invalid' });
  });
});
