import { describe, expect, test } from 'vitest';
import { unkeptEnds } from './causation-ends.ts';
import { checkCausation, foldCausation } from './causation.ts';
import {
  addChain,
  addExpiry,
  bootstrap,
  createScene,
  digest,
  endOfChain,
  persona,
  statementBy,
  type ChainIds,
  type ExpiryBends,
  type Scene,
} from './scene.ts';

const dana = persona('dana');
const lee = persona('lee');
const given = { item: { endsAt: endOfChain } };
/** A right that dana gave until one o'clock, carried out. */
function scene(): { readonly at: Scene; readonly chain: ChainIds } {
  const at = createScene();
  bootstrap(at, [dana, lee]);
  return { at, chain: addChain(at, dana, given) };
}
const sentences = (at: Scene): string =>
  checkCausation(at.leaves)
    .problems.map((problem) => problem.what)
    .join('\n');
const late = '2026-03-02T14:30:00.000Z';
const unkept = (at: Scene, latest = late) => {
  const fold = foldCausation();
  for (const leaf of at.leaves) fold.apply(leaf);
  return unkeptEnds(fold.chain, latest);
};

describe('what was given until a date', () => {
  test('is taken back at that date by nobody’s further signature, also when its statement has long expired', () => {
    const { at, chain } = scene();
    addExpiry(at, chain, { at: '2026-06-01T12:00:00.000Z' });
    expect(checkCausation(at.leaves)).toEqual({ executionsChecked: 2, problems: [] });
    expect(unkept(at, '2026-06-02T12:00:00.000Z')).toEqual([]);
  });

  test('is taken back by another plan when the first came to nothing', () => {
    const { at, chain } = scene();
    const plan = addExpiry(at, chain, { only: 'the plan' });
    const started = at.add(
      'execution.started',
      {
        causedBy: [plan],
        basis: { changes: at.leaves.find((l) => l.entry.id === plan)?.entry.basis['changes'] ?? '' },
        body: { plan, steps: 1 },
      },
      { at: '2026-03-02T13:01:00.000Z' },
    );
    at.add('execution.finished', { causedBy: [started], body: { outcome: 'failed' } }, { at: late });
    expect(unkept(at)).toMatchObject([{ planned: true }]);
    addExpiry(at, chain, { at: late });
    expect(checkCausation(at.leaves)).toEqual({ executionsChecked: 3, problems: [] });
    expect(unkept(at)).toEqual([]);
  });

  test('may not be begun after its end', () => {
    const at = createScene();
    bootstrap(at, [dana, lee]);
    addChain(at, dana, { ...given, startedAt: endOfChain });
    expect(sentences(at)).toContain(`what its plan rests on expired at ${endOfChain}`);
  });
});

const forged: Readonly<
  Record<string, { readonly bends: (ids: Others) => ExpiryBends; readonly names: string }>
> = {
  'before its end': {
    bends: () => ({ at: '2026-03-02T12:59:59.999Z' }),
    names: `the end that \`${dana.id}\` signed, ${endOfChain}, had not come`,
  },
  'of another execution than triggers it': {
    bends: ({ other }) => ({ body: { expires: other.execution } }),
    names: 'not triggered by the clock for the execution that it ends',
  },
  'of an execution under other decisions': {
    bends: ({ other }) => ({
      body: { decisions: [other.decision] },
      causedBy: [other.decision, 'ent_000000000005'],
    }),
    names: 'does not rest on exactly the decisions of the execution',
  },
  'that leaves one decision out and adds its own': {
    bends: ({ own }) => ({ body: { decisions: [own.decision, own.proposal] } }),
    names: 'is no decision that holds',
  },
  'of what nobody gave an end': {
    bends: ({ endless }) => ({
      body: {
        expires: endless.execution,
        trigger: { kind: 'clock', entry: endless.execution },
        decisions: [endless.decision],
        proposal: endless.name,
        proposalEntry: endless.proposal,
      },
      causedBy: [endless.decision, endless.execution],
      changes: endless.changes,
    }),
    names: 'mandated no end',
  },
  'triggered by what a model wrote': {
    bends: ({ byModel }) => ({ body: { trigger: { kind: 'clock', entry: byModel } } }),
    names: 'the output of a model',
  },
  'triggered by something else than the clock': {
    bends: ({ own }) => ({ body: { trigger: { kind: 'signal', entry: own.execution } } }),
    names: 'not triggered by the clock',
  },
  'not caused by the execution that it ends': {
    bends: ({ own }) => ({ causedBy: [own.decision] }),
    names: 'not triggered by the clock for the execution',
  },
  'of other changes than the execution made': {
    bends: () => ({ changes: digest('wider') }),
    names: 'it ends other changes than the execution made',
  },
  'of a change that was never made': {
    bends: () => ({ body: { step: 1 } }),
    names: 'made no such change',
  },
  'of nothing': {
    bends: () => ({ body: { expires: 'ent_999999999999' } }),
    names: 'ends no earlier execution',
  },
  'that does more than one thing': { bends: () => ({ body: { steps: 2 } }), names: 'more than take back' },
};
interface Others {
  readonly own: ChainIds;
  readonly other: ChainIds;
  readonly endless: ChainIds & { readonly name: unknown; readonly changes: string };
  readonly byModel: string;
}
function others(at: Scene, own: ChainIds): Others {
  const other = addChain(at, lee, given);
  const endless = addChain(at, lee);
  const plan = at.leaves.find((leaf) => leaf.entry.id === endless.plan)?.entry;
  const byModel = at.add('proposal.filed', { body: { proposal: 'prp_model', origin: 'model', steps: 1 } });
  return {
    own,
    other,
    endless: { ...endless, name: plan?.body['proposal'], changes: plan?.basis['changes'] ?? '' },
    byModel,
  };
}

describe('the checker rejects an expiry', () => {
  test.each(Object.entries(forged))('%s', (_name, { bends, names }) => {
    const { at, chain } = scene();
    addExpiry(at, chain, bends(others(at, chain)));
    const said = sentences(at);
    expect(said).toContain(names);
    expect(said, 'nor does it hold what is carried out under it').toContain('does not hold');
  });

  test('twice, whether the first was carried out or waits', () => {
    for (const first of [{}, { only: 'the plan' } as const]) {
      const { at, chain } = scene();
      addExpiry(at, chain, first);
      expect(sentences(at)).toBe('');
      addExpiry(at, chain);
      expect(sentences(at)).toContain('takes back the same already');
    }
  });

  test('of what a signer has put back', () => {
    const { at, chain } = scene();
    const plan = at.leaves.find((leaf) => leaf.entry.id === chain.plan)?.entry;
    const statement = statementBy(dana, 'restore', {
      restores: chain.execution,
      plan: chain.plan,
      reason: 'early',
    });
    const signed = at.add('restore.signed', {
      causedBy: [chain.execution],
      body: { statement, signature: dana.key.sign(statement), restores: chain.execution },
    });
    addExpiry(at, chain, {
      at: '2026-03-02T12:10:00.000Z',
      causedBy: [chain.decision, signed],
      body: { kind: 'restore', restores: chain.execution, trigger: { kind: 'person', entry: signed } },
    });
    expect(plan?.body['kind']).toBe('decision');
    expect(sentences(at)).toBe('');
    expect(unkept(at)).toEqual([]);
    addExpiry(at, chain);
    expect(sentences(at)).toContain('had been put back already');
  });

  test('under a decision of another purpose, or of a key revoked before it was signed, but not after', () => {
    const { at, chain } = scene();
    const item = { subject: dana.id, fingerprint: dana.key.publicKey.fingerprint, reason: 'left' };
    const statement = statementBy(lee, 'signer.revoke', item);
    at.add('signer.revoked', {
      body: { statement, signatures: [{ signer: lee.id, armored: lee.key.sign(statement) }] },
    });
    addExpiry(at, chain);
    expect(sentences(at)).toBe('');
    addChain(at, dana, given);
    expect(sentences(at)).toContain('was not enrolled at that time');
  });
});

describe('an end that nobody brought about', () => {
  test('is reported an hour later by the log’s own time, and breaks nothing', () => {
    const { at, chain } = scene();
    expect(unkept(at, '2026-03-02T13:59:59.999Z')).toEqual([]);
    const seq = at.leaves.findIndex((leaf) => leaf.entry.id === chain.execution);
    const report = { seq, execution: chain.execution, step: 0, endsAt: endOfChain };
    expect(unkept(at)).toEqual([{ ...report, planned: false }]);
    addExpiry(at, chain, { only: 'the plan' });
    expect(unkept(at)).toEqual([{ ...report, planned: true }]);
    expect(sentences(at)).toBe('');
  });

  test('is not reported where the enforcer left it to a later change, until that is put back', () => {
    const { at, chain } = scene();
    const later = addChain(at, lee, { item: { endsAt: '2026-03-02T13:30:00.000Z' } });
    const plan = addExpiry(at, chain, { only: 'the plan' });
    const refuse = (writer: string): string =>
      at.add(
        'execution.refused',
        { causedBy: [plan], body: { plan, code: 'superseded', by: later.execution, byStep: 0 } },
        { writer },
      );
    refuse('server');
    expect(unkept(at).map(({ execution }) => execution)).toEqual([chain.execution, later.execution]);
    refuse('enforcer');
    expect(unkept(at).map(({ execution }) => execution)).toEqual([later.execution]);
    addExpiry(at, later, { at: '2026-03-02T13:31:00.000Z' });
    expect(unkept(at).map(({ execution }) => execution)).toEqual([chain.execution]);
  });
});
