import { describe, expect, test } from 'vitest';
import { hashesIn, leavesAPage, proofOfMany, rootOfHashes } from '../platform/merkle-pages.ts';
import { merkleTree } from '../platform/merkle.ts';
import { commitmentOf } from './commitment.ts';
import { exactJson } from './exact-json.ts';
import { leafHash } from './hashing.ts';
import { bootstrap, createScene, digest, persona, statementBy, type Persona, type Scene } from './scene.ts';
import { verifyLedger } from './verify.ts';

const dana = persona('dana');
const lee = persona('lee');
const mallory = persona('mallory');
const campaign = 'cmp_00000001';
const population = ['first', 'second', 'third', 'fourth'].map((name) => leafHash(Buffer.from(name)));
const manifest = rootOfHashes(population).toString('hex');
type Item = Readonly<Record<string, unknown>>;

interface Bends {
  readonly launch?: Item;
  readonly launchBy?: Persona;
  readonly answers?: (honest: readonly Item[]) => readonly Item[];
  /** What is kept in place of the leaves that were signed. */
  readonly kept?: (signed: readonly Item[]) => readonly Item[];
  readonly about?: Item;
  readonly submission?: Item;
  readonly causedBy?: readonly string[];
  readonly purpose?: string;
  readonly by?: Persona;
  readonly proof?: readonly Uint8Array[];
  readonly close?: Item;
  readonly closeFirst?: true;
}

function launch(scene: Scene, { launch: bent = {}, launchBy = dana }: Bends): string {
  const item = {
    v: 'countersign/campaign-launch/v1',
    campaign,
    kind: 'manager',
    lane: 'people',
    manifest,
    items: population.length,
    design: digest('design'),
    sources: [],
    dueAt: '2026-04-01T12:00:00.000Z',
    ...bent,
  };
  const statement = statementBy(launchBy, 'campaign', item);
  return scene.add('campaign.launched', {
    body: { campaign, items: item.items, statement, signature: launchBy.key.sign(statement) },
  });
}

function close(scene: Scene, launched: string, bent: Item = {}): void {
  const item = {
    v: 'countersign/campaign-close/v1',
    campaign,
    launch: launched,
    items: 4,
    kept: 2,
    taken: 0,
    open: 2,
    reason: 'over',
    ...bent,
  };
  const statement = statementBy(dana, 'campaign', item);
  scene.add('campaign.closed', {
    causedBy: [launched],
    body: { campaign, statement, signature: dana.key.sign(statement) },
  });
}

function submit(scene: Scene, launched: string, bends: Bends): void {
  const { by = lee } = bends;
  const honest = [1, 3].map((item) => ({
    v: 'countersign/campaign-answer/v1',
    campaign,
    item,
    itemDigest: population[item]?.toString('hex'),
    seat: 0,
    answer: 'certify',
    until: null,
    reason: null,
    corrects: null,
    proposal: null,
  }));
  const answers = bends.answers?.(honest) ?? honest;
  const about = {
    v: 'countersign/campaign-submission/v1',
    campaign,
    launch: launched,
    manifest,
    answers: answers.length,
    ...bends.about,
  };
  const leaves: readonly Item[] = [...answers, about];
  const { root, size, places } = merkleTree(leaves.map((leaf) => exactJson(leaf) ?? ''));
  const statement = statementBy(by, bends.purpose ?? 'decision', {}, { covers: { root, size } });
  const page = (n: number) =>
    hashesIn(Buffer.concat(population)).slice(n * leavesAPage, (n + 1) * leavesAPage);
  const proof =
    bends.proof ??
    proofOfMany({ size: population.length, pageRoots: [rootOfHashes(population)], page }, [1, 3]);
  const content =
    exactJson({
      v: 'countersign/campaign-answers/v1',
      leaves: bends.kept?.(leaves) ?? leaves,
      proof: Buffer.concat(proof).toString('base64'),
    }) ?? '';
  const salt = Buffer.alloc(32, 7);
  const id = 'blb_000000000009';
  scene.blobs.push({ id, salt, content, erasedBy: null });
  scene.add('campaign.submitted', {
    causedBy: bends.causedBy ?? [launched],
    blobs: [{ id, name: 'answers', commitment: commitmentOf(salt, content) }],
    body: {
      campaign,
      statement,
      signature: by.key.sign(statement),
      item: about,
      ...places.at(-1),
      ...bends.submission,
    },
  });
}

async function told(bends: Bends): Promise<string> {
  const scene = createScene();
  bootstrap(scene, [dana, lee]);
  const launched = launch(scene, bends);
  if (bends.closeFirst === true) close(scene, launched);
  submit(scene, launched, bends);
  scene.add('campaign.noted', { causedBy: [launched], body: { campaign, what: 'reassigned' } });
  if (bends.closeFirst !== true) close(scene, launched, bends.close);
  const report = await verifyLedger(scene.read(), { checkpointKey: scene.checkpointKey });
  return [...report.integrity.problems, ...report.completeness.problems, ...report.authenticity.problems]
    .map(({ what }) => what)
    .join('\n');
}

describe('a campaign whose entries hold', () => {
  test('has nothing wrong with it', async () => {
    expect(await told({})).toBe('');
  });
});

const forged: Readonly<Record<string, readonly [Bends, string]>> = {
  'a launch by a key nobody enrolled': [{ launchBy: mallory }, 'was not enrolled'],
  'a launch of another population than the answers prove': [
    { launch: { manifest: digest('another') } },
    'it is about the population',
  ],
  'a launch that says more items than there are': [{ launch: { items: 5 } }, 'not of the population'],
  'a submission by a key nobody enrolled': [{ by: mallory }, 'was not enrolled'],
  'a submission that was signed for something else': [{ purpose: 'request' }, 'request'],
  'a submission that no launch causes': [{ causedBy: [] }, 'not caused by the campaign’s launch'],
  'a submission filed under another campaign': [
    { submission: { campaign: 'cmp_00000002' } },
    'names another campaign',
  ],
  'answers changed after they were signed': [
    { kept: (signed) => signed.map((leaf) => ('answer' in leaf ? { ...leaf, answer: 'revoke' } : leaf)) },
    'not the leaves under the root',
  ],
  'an answer left out': [{ kept: (signed) => signed.slice(1) }, 'were signed'],
  'an answer about an item that was swapped': [
    { answers: (honest) => honest.map((leaf) => ({ ...leaf, itemDigest: digest('other access') })) },
    'not of the population',
  ],
  'an answer about another campaign': [
    { answers: (honest) => honest.map((leaf) => ({ ...leaf, campaign: 'cmp_00000002' })) },
    'about another campaign',
  ],
  'one item answered twice in one submission': [
    { answers: (honest) => honest.map((leaf) => ({ ...leaf, item: 1 })) },
    'not of the population',
  ],
  'a proof of another population': [{ proof: [leafHash(Buffer.from('x'))] }, 'not of the population'],
  'fewer answers than it says': [{ about: { answers: 1 } }, 'are answers, 1 were signed'],
  'a submission to a campaign that was closed': [{ closeFirst: true }, 'was closed by'],
  'a close that hides what is open': [{ close: { open: 0 } }, 'does not add up'],
  'a close of fewer items than were launched': [{ close: { items: 2, open: 0 } }, 'the launch signed 4'],
};

describe('the verifier names', () => {
  test.each(Object.entries(forged))('%s', async (_name, [bends, names]) => {
    expect(await told(bends)).toContain(names);
  });
});
