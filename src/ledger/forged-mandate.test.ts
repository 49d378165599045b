import { describe, expect, test } from 'vitest';
import { checkCausation, foldCausation } from './causation.ts';
import { sha256 } from './hashing.ts';
import type { EntryView } from './leaf.ts';
import { contentsUnderMandates } from './mandated-contents.ts';
import {
  addExecution,
  addProposal,
  bootstrap,
  createScene,
  digest,
  enrolled,
  persona,
  statementBy,
  type Persona,
  type Scene,
} from './scene.ts';

const dana = persona('dana');
const lee = persona('lee');
const kim = persona('kim');
const id = 'mnd_000000000001';
type Json = Readonly<Record<string, unknown>>;
const terms: Json = {
  kind: 'standing_order',
  title: 'Accounts that nobody uses',
  reason: 'not needed',
  does: [{ type: 'account.disable' }],
  when: [{ fact: 'unused_days', is: 'at least', number: 180 }],
  scope: { sources: ['target'], about: null },
  triggers: ['clock'],
  perDay: 1,
  inAll: 2,
  from: '2026-03-01T00:00:00.000Z',
  until: '2026-05-01T00:00:00.000Z',
  noticeHours: 1,
  watchDays: 7,
};
const content = JSON.stringify({
  changes: [{ change: { accountKey: 'role/old', source: 'target', type: 'account.disable' } }],
  mandate: id,
  reason: 'not needed',
});

interface Bends {
  readonly terms?: Json;
  readonly second?: Json;
  readonly people?: readonly Persona[];
  readonly filed?: Json;
  readonly plan?: Json;
  readonly causes?: readonly string[];
  /** Between plan and execution. */
  readonly between?: (at: Scene, ids: Ids) => void;
  readonly startedAt?: string;
  readonly content?: string;
}
interface Ids {
  readonly mandates: readonly string[];
  readonly proposal: string;
}

const sign = (at: Scene, who: Persona, item: Json): string => {
  const statement = statementBy(who, 'mandate', item);
  return at.add('mandate.signed', { body: { statement, signature: who.key.sign(statement), mandate: id } });
};

/** A mandate that dana and lee sign, a proposal under it, its plan two hours later and its execution. */
function carried(at: Scene, bends: Bends = {}): Ids & { readonly execution: string; readonly plan: string } {
  const own = { ...terms, ...bends.terms };
  const [first = dana, ...others] = bends.people ?? [dana, lee];
  const mandates = [
    sign(at, first, { mandate: id, terms: own }),
    ...others.map((who) => sign(at, who, { mandate: id, terms: { ...own, ...bends.second } })),
  ];
  return item(at, mandates, bends);
}
function item(at: Scene, mandates: readonly string[], bends: Bends = {}) {
  const later = bends.startedAt ?? '2026-03-02T15:00:00.000Z';
  const name = `prp_${String(at.leaves.length).padStart(12, '0')}`;
  const changes = digest(`changes of ${name}`);
  const text = bends.content ?? content;
  const proposal = at.add('proposal.filed', {
    causedBy: mandates,
    basis: {
      changes,
      evidenceShown: digest('shown'),
      evidenceMaterial: digest('material'),
      proposal: sha256(Buffer.from(text)).toString('hex'),
    },
    blobs: [{ id: 'blb_000000000009', name: 'proposal', commitment: digest('blob') }],
    body: {
      proposal: name,
      origin: 'rule',
      draftedBy: `mandate/${id}`,
      steps: 1,
      mandate: id,
      ...bends.filed,
    },
  });
  const ids = { mandates, proposal };
  const plan = at.add(
    'plan.created',
    {
      causedBy: bends.causes ?? [...mandates, proposal],
      basis: { changes },
      body: {
        kind: 'mandate',
        proposal: name,
        proposalEntry: proposal,
        mandate: id,
        mandates,
        trigger: { kind: 'clock', entry: mandates[0] },
        steps: 1,
        ...bends.plan,
      },
    },
    { at: later },
  );
  bends.between?.(at, ids);
  return { ...ids, plan, execution: addExecution(at, plan, changes, { startedAt: later }) };
}
const scene = (): Scene => {
  const at = createScene();
  bootstrap(at, [dana, lee]);
  return at;
};
const sentences = (at: Scene): string =>
  checkCausation(at.leaves)
    .problems.map((problem) => problem.what)
    .join('\n');
const ended =
  (by?: Persona) =>
  (at: Scene, { mandates }: Ids): void => {
    const statement = statementBy(by ?? dana, 'mandate.end', { mandate: id, reason: 'enough' });
    const body =
      by === undefined ? { mandate: id } : { mandate: id, statement, signature: by.key.sign(statement) };
    at.add('mandate.ended', { causedBy: mandates, body }, { at: '2026-03-02T14:59:00.000Z' });
  };
const noted = (at: Scene, proposal: string, note: string, when: string): string =>
  at.add('proposal.noted', { causedBy: [proposal], body: { kind: note } }, { at: when });
const objection = (at: Scene, { proposal }: Ids): void =>
  void noted(at, proposal, 'objection', '2026-03-02T14:59:00.000Z');
const returns = (
  at: Scene,
  { mandates, proposal, execution, plan }: ReturnType<typeof carried>,
  note: string,
  when: string,
): string => {
  const original: EntryView | undefined = at.leaves.find((leaf) => leaf.entry.id === plan)?.entry;
  const changes = original?.basis['changes'] ?? '';
  const back = at.add(
    'plan.created',
    {
      causedBy: [...mandates, execution, note],
      basis: { changes },
      body: {
        kind: 'return',
        proposal: original?.body['proposal'],
        proposalEntry: proposal,
        mandate: id,
        mandates,
        returns: execution,
        trigger: { kind: 'person', entry: note },
        steps: 1,
      },
    },
    { at: when },
  );
  return addExecution(at, back, changes, { startedAt: when });
};

describe('what a mandate had done', () => {
  test('holds when two people signed it, and so does putting it back while it is watched', () => {
    const at = scene();
    const done = carried(at);
    const note = noted(at, done.proposal, 'objection', '2026-03-03T12:00:00.000Z');
    returns(at, done, note, '2026-04-20T12:00:00.000Z');
    expect(checkCausation(at.leaves)).toEqual({ executionsChecked: 2, problems: [] });
  });

  test('is as many changes in a day, and in all, as were signed', () => {
    const at = scene();
    const { mandates } = carried(at);
    item(at, mandates, { startedAt: '2026-03-02T16:00:00.000Z' });
    expect(sentences(at)).toContain('allows 1 changes in a day; this is number 2');
    item(at, mandates, { startedAt: '2026-03-08T16:00:00.000Z' });
    expect(sentences(at)).toContain('allows 2 changes in all; this is number 3');
  });

  test('is nothing wrong when somebody ended it, or objected, while it began, and no step was made', () => {
    for (const between of [ended(lee), objection]) {
      const at = scene();
      carried(at, { between });
      expect(sentences(at), 'a step was made').not.toBe('');
      const without = at.leaves.filter(
        (leaf) => !leaf.entry.type.startsWith('execution.step.') && leaf.entry.type !== 'execution.finished',
      );
      expect(checkCausation(without).problems).toEqual([]);
    }
  });

  test('is held to the content of its proposal, where that is there to read', () => {
    const wrong = (change: Json, more: Json = {}) => {
      const at = scene();
      const own = JSON.stringify({ changes: [{ change }], mandate: id, reason: 'not needed', ...more });
      carried(at, { content: own });
      const fold = foldCausation();
      for (const leaf of at.leaves) fold.apply(leaf);
      const blob = { id: 'blb_000000000009', salt: null, content: own, erasedBy: null };
      return contentsUnderMandates(fold.chain)(blob).map(({ what }) => what);
    };
    const good = { type: 'account.disable', source: 'target', accountKey: 'role/old' };
    expect(wrong(good)).toEqual([]);
    expect(wrong({ ...good, type: 'account.drop' })).toEqual([
      'it makes a `account.drop`, which is not what the mandate does',
    ]);
    expect(wrong({ ...good, source: 'elsewhere' })).toEqual([
      "it makes a `account.disable` out of the mandate's scope",
    ]);
    expect(wrong(good, { reason: 'another' })).toEqual([
      'what it carries out was not filed under the mandate, for its reason',
    ]);
  });
});

const forged: Readonly<Record<string, { readonly bends: Bends; readonly names: string }>> = {
  'that one person signed': { bends: { people: [dana] }, names: 'no two people who are independent' },
  'of which two people signed different terms': {
    bends: { second: { perDay: 100, inAll: 100 } },
    names: 'signed different terms',
  },
  'that one person signed twice': { bends: { people: [dana, dana] }, names: 'signed the mandate twice' },
  'that may do what its kind may not': {
    bends: { terms: { does: [{ type: 'account.drop' }] } },
    names: 'may not `account.drop`',
  },
  'that gives something as a standing order': {
    bends: { terms: { does: [{ type: 'grant.add', entitlementKey: 'x' }] } },
    names: 'may not `grant.add`',
  },
  'that enables an account, which nothing would end': {
    bends: { terms: { kind: 'lifecycle', does: [{ type: 'account.enable', source: 'target' }] } },
    names: 'may not `account.enable`',
  },
  'that lasts longer than its kind may': {
    bends: { terms: { until: '2026-08-01T00:00:00.000Z' } },
    names: 'longer than the 90 days',
  },
  'without conditions': { bends: { terms: { when: [] } }, names: 'would select everything' },
  'after its end': { bends: { startedAt: '2026-05-01T00:00:00.000Z' }, names: 'is in force from' },
  'after somebody ended it': { bends: { between: ended(lee) }, names: 'was ended before' },
  'after it was suspended': { bends: { between: ended() }, names: 'was ended before' },
  'for a proposal of another mandate': {
    bends: { filed: { mandate: 'mnd_000000000002' } },
    names: 'was not filed under this mandate',
  },
  'for a proposal of none': {
    bends: { filed: { mandate: null } },
    names: 'was not filed under this mandate',
  },
  'set off by what it does not name': {
    bends: { plan: { trigger: { kind: 'signal', entry: 'ent_000000000000' } } },
    names: '`signal` may not set this mandate off',
  },
  'set off by the clock for something else': {
    bends: { plan: { trigger: { kind: 'clock', entry: 'ent_000000000000' } } },
    names: 'the clock sets off another mandate',
  },
  'set off by a person, for something else': {
    bends: {
      terms: { triggers: ['person'] },
      plan: { trigger: { kind: 'person', entry: 'ent_000000000000' } },
    },
    names: 'no signed launch of the campaign',
  },
  'that gives beyond its own end': {
    bends: { plan: { endsAt: '2027-03-01T00:00:00.000Z' } },
    names: 'ends later than its mandate',
  },
  'about another thing': {
    bends: { plan: { about: { of: 'cmp_1', item: '1' } } },
    names: 'it is about another thing than its mandate',
  },
  'before its notice was over': {
    bends: { startedAt: '2026-03-02T12:30:00.000Z' },
    names: 'not announced for the 1 hours',
  },
  'over an objection': {
    bends: { between: objection },
    names: 'somebody had objected',
  },
  'that it is not caused by': { bends: { causes: [] }, names: 'the plan is not caused by' },
};

describe('the checker rejects what is carried out under a mandate', () => {
  test.each(Object.entries(forged))('%s', (_name, { bends, names }) => {
    const at = scene();
    carried(at, bends);
    expect(sentences(at)).toContain(names);
  });

  test('set off by what a model wrote, and lets a model nominate', () => {
    const at = scene();
    const model = at.add('proposal.filed', { body: { proposal: 'prp_model', origin: 'model', steps: 1 } });
    carried(at, { plan: { trigger: { kind: 'clock', entry: model } } });
    expect(sentences(at)).toContain('the output of a model');
    const other = scene();
    carried(other, { filed: { origin: 'model' } });
    expect(sentences(other)).toBe('');
  });

  test('after too few of its signers are left', () => {
    const at = scene();
    carried(at, {
      between: (scenery) => {
        const item = { subject: dana.id, fingerprint: dana.key.publicKey.fingerprint, reason: 'left' };
        const statement = statementBy(lee, 'signer.revoke', item);
        scenery.add(
          'signer.revoked',
          { body: { statement, signatures: [{ signer: lee.id, armored: lee.key.sign(statement) }] } },
          { at: '2026-03-02T14:59:00.000Z' },
        );
      },
    });
    expect(sentences(at)).toContain('no two people who are independent');
  });

  test('that somebody signed with whom they alone enrolled', () => {
    const at = createScene();
    bootstrap(at, [dana]);
    const statement = statementBy(dana, 'signer.enrol', enrolled(kim, ['reviewer']));
    at.add('signer.enrolled', {
      body: { statement, signatures: [{ signer: dana.id, armored: dana.key.sign(statement) }] },
    });
    carried(at, { people: [dana, kim] });
    expect(sentences(at)).toContain('no two people who are independent');
  });

  test('put back too late, without a note, for a note about something else, and twice', () => {
    const back = (note: (at: Scene, done: ReturnType<typeof carried>) => string): string => {
      const at = scene();
      const done = carried(at);
      returns(at, done, note(at, done), '2026-04-20T12:00:00.000Z');
      return sentences(at);
    };
    expect(
      back((at, { proposal }) => noted(at, proposal, 'objection', '2026-03-09T15:00:01.000Z')),
    ).toContain('no longer watched');
    expect(back((at, { proposal }) => noted(at, proposal, 'asked', '2026-03-03T12:00:00.000Z'))).toContain(
      'no objection to it',
    );
    expect(back((at) => noted(at, addProposal(at).entry, 'objection', '2026-03-03T12:00:00.000Z'))).toContain(
      'no objection to it',
    );
    const at = scene();
    const done = carried(at);
    const note = noted(at, done.proposal, 'use broke', '2026-03-03T12:00:00.000Z');
    returns(at, done, note, '2026-03-03T12:01:00.000Z');
    returns(at, done, note, '2026-03-03T12:02:00.000Z');
    expect(sentences(at)).toContain('returns this execution already');
  });
});
