import { describe, expect, test } from 'vitest';
import { merkleTree } from '../platform/merkle.ts';
import { foldCausation } from './causation.ts';
import { exactJson } from './exact-json.ts';
import {
  addExecution,
  bootstrap,
  createScene,
  digest,
  persona,
  statementBy,
  type Persona,
  type Scene,
} from './scene.ts';
import { silentItems } from './silent-items.ts';

const dana = persona('dana');
const lee = persona('lee');
const campaign = 'cmp_00000001';
const mandate = 'mnd_000000000001';
const manifest = digest('population');
const due = '2026-03-02T12:00:00.000Z';
type Json = Readonly<Record<string, unknown>>;

interface World {
  readonly at: Scene;
  readonly launch: string;
  readonly blobs: { readonly id: string; readonly content: string }[];
}

function opened(): World {
  const at = createScene();
  bootstrap(at, [dana, lee]);
  const item = {
    v: 'countersign/campaign-launch/v1',
    campaign,
    kind: 'manager',
    lane: 'people',
    manifest,
    items: 9,
    design: digest('design'),
    sources: [],
    dueAt: due,
  };
  const statement = statementBy(dana, 'campaign', item);
  const body = { campaign, statement, signature: dana.key.sign(statement) };
  return { at, launch: at.add('campaign.launched', { body }), blobs: [] };
}

function answers({ at, launch, blobs }: World, by: Persona, answer: string, when: string): void {
  const leaf = { v: 'countersign/campaign-answer/v1', campaign, item: 4, seat: 0, answer };
  const about = { v: 'countersign/campaign-submission/v1', campaign, launch, manifest, answers: 1 };
  const leaves: readonly Json[] = [leaf, about];
  const { root, size, places } = merkleTree(leaves.map((each) => exactJson(each) ?? ''));
  const statement = statementBy(by, 'decision', {}, { covers: { root, size } });
  const id = `blb_${String(blobs.length).padStart(12, '0')}`;
  blobs.push({ id, content: JSON.stringify({ leaves }) });
  at.add(
    'campaign.submitted',
    {
      causedBy: [launch],
      blobs: [{ id, name: 'answers', commitment: digest(id) }],
      body: { campaign, statement, signature: by.key.sign(statement), item: about, ...places[1] },
    },
    { at: when },
  );
}

function silenced({ at, launch }: World, startedAt: string, about: Json = { of: campaign, item: '4' }): void {
  const terms = {
    kind: 'no_answer',
    title: 'Silence',
    reason: 'nobody answered',
    does: [{ type: 'grant.remove' }],
    when: [{ fact: 'item.answered', is: 'one of', values: ['no', 'unclear'] }],
    scope: { sources: ['target'], about: campaign },
    triggers: ['person'],
    perDay: 9,
    inAll: 9,
    from: '2026-03-01T00:00:00.000Z',
    until: '2026-05-01T00:00:00.000Z',
    noticeHours: 0,
    watchDays: 0,
  };
  const mandates = [dana, lee].map((who) => {
    const statement = statementBy(who, 'mandate', { mandate, terms });
    return at.add('mandate.signed', { body: { statement, signature: who.key.sign(statement), mandate } });
  });
  const changes = digest('changes');
  const proposal = at.add('proposal.filed', {
    causedBy: [...mandates, launch],
    basis: { changes, evidenceShown: digest('shown'), evidenceMaterial: digest('material') },
    body: {
      proposal: 'prp_000000000001',
      origin: 'campaign',
      draftedBy: `mandate/${mandate}`,
      steps: 1,
      mandate,
    },
  });
  const plan = at.add(
    'plan.created',
    {
      causedBy: [...mandates, proposal, launch],
      basis: { changes },
      body: {
        kind: 'mandate',
        proposal: 'prp_000000000001',
        proposalEntry: proposal,
        mandate,
        mandates,
        trigger: { kind: 'person', entry: launch },
        about,
        steps: 1,
      },
    },
    { at: startedAt },
  );
  addExecution(at, plan, changes, { startedAt });
}

function told({ at, blobs }: World): string {
  const fold = foldCausation();
  const problems = at.leaves.flatMap((leaf) => fold.apply(leaf));
  const silent = silentItems(fold.chain);
  // they come in any order
  for (const { id, content } of blobs.toReversed()) silent.blob({ id, salt: null, content, erasedBy: null });
  return [...problems, ...silent.end()].map((one) => (typeof one === 'string' ? one : one.what)).join('\n');
}

const after = '2026-03-03T15:00:00.000Z';
describe('what was to happen without an answer', () => {
  test('holds where nobody answered, and where who did took that back', () => {
    const nobody = opened();
    silenced(nobody, after);
    expect(told(nobody)).toBe('');
    const unsure = opened();
    answers(unsure, dana, 'certify', '2026-03-02T14:00:00.000Z');
    answers(unsure, dana, 'dont_know', '2026-03-02T15:00:00.000Z');
    silenced(unsure, after);
    expect(told(unsure)).toBe('');
  });

  test('does not where somebody had answered, also where another says that they do not know', () => {
    const world = opened();
    answers(world, dana, 'certify', '2026-03-02T14:00:00.000Z');
    answers(world, lee, 'dont_know', '2026-03-02T15:00:00.000Z');
    silenced(world, after);
    expect(told(world)).toContain('somebody had answered');
  });

  test('is nothing wrong where the answer came after it had begun', () => {
    const world = opened();
    silenced(world, after);
    answers(world, dana, 'certify', '2026-03-04T14:00:00.000Z');
    expect(told(world)).toBe('');
  });

  test('does not before the campaign is due, nor without an item', () => {
    const early = opened();
    silenced(early, '2026-03-02T11:00:00.000Z');
    expect(told(early)).toContain(`not due before ${due}`);
    const whole = opened();
    silenced(whole, after, { of: campaign });
    expect(told(whole)).toContain('names no item');
  });
});
