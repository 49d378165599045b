import { describe, expect, test } from 'vitest';
import { checkCausation, foldCausation } from './causation.ts';
import { unkeptEnds } from './causation-ends.ts';
import { sha256 } from './hashing.ts';
import { contentsUnderMandates } from './mandated-contents.ts';
import { addExecution, bootstrap, createScene, digest, persona, statementBy, type Scene } from './scene.ts';

const [dana, lee] = [persona('dana'), persona('lee')];
const mandate = 'mnd_000000000001';
const end = '2026-03-10T12:00:00.000Z';
const terms = {
  kind: 'lifecycle',
  title: 'what everybody has',
  reason: 'everybody reads',
  does: [{ type: 'membership.add', source: 'target', groupKey: 'role/readers' }],
  when: [{ fact: 'person.standing', is: 'one of', values: ['here'] }],
  scope: { sources: ['target'], about: null },
  triggers: ['clock'],
  perDay: 5,
  inAll: 5,
  from: '2026-03-01T00:00:00.000Z',
  until: '2026-05-01T00:00:00.000Z',
  noticeHours: 0,
  watchDays: 0,
};

interface Given {
  readonly at: Scene;
  readonly mandates: readonly string[];
  readonly proposal: string;
  readonly execution: string;
  readonly changes: string;
}

/** What two people signed gives something until `end`. */
function given(bent: Readonly<Record<string, unknown>> = {}, ends: object = { endsAt: end }): Given {
  const at = createScene();
  bootstrap(at, [dana, lee]);
  const mandates = [dana, lee].map((who) => {
    const statement = statementBy(who, 'mandate', { mandate, terms });
    return at.add('mandate.signed', { body: { statement, signature: who.key.sign(statement), mandate } });
  });
  const changes = digest('changes');
  const proposal = at.add('proposal.filed', {
    causedBy: mandates,
    basis: { changes, evidenceShown: digest('s'), evidenceMaterial: digest('m'), proposal: digest('p') },
    body: { proposal: 'prp_000000000001', origin: 'lifecycle', draftedBy: 'x', steps: 1, mandate },
  });
  const plan = at.add('plan.created', {
    causedBy: [...mandates, proposal],
    basis: { changes },
    body: {
      kind: 'mandate',
      proposal: 'prp_000000000001',
      proposalEntry: proposal,
      mandate,
      mandates,
      trigger: { kind: 'clock', entry: mandates[0] },
      ...ends,
      steps: 1,
      ...bent,
    },
  });
  return { at, mandates, proposal, changes, execution: addExecution(at, plan, changes) };
}

function takenBack(
  { at, mandates, proposal, execution, changes }: Given,
  bent: Readonly<Record<string, unknown>> = {},
  when = '2026-03-10T12:00:05.000Z',
): void {
  const plan = at.add(
    'plan.created',
    {
      causedBy: [...mandates, execution],
      basis: { changes },
      body: {
        kind: 'expiry',
        proposal: 'prp_000000000001',
        proposalEntry: proposal,
        expires: execution,
        step: 0,
        trigger: { kind: 'clock', entry: execution },
        decisions: [],
        mandates,
        steps: 1,
        ...bent,
      },
    },
    { at: when },
  );
  addExecution(at, plan, changes, { startedAt: when });
}
const sentences = ({ at }: Given): string =>
  checkCausation(at.leaves)
    .problems.map(({ what }) => what)
    .join('\n');

describe('what a mandate gave until a date', () => {
  test('is taken back then under the same signatures, and that holds', () => {
    const what = given();
    takenBack(what);
    expect(checkCausation(what.at.leaves)).toEqual({ executionsChecked: 2, problems: [] });
  });

  test('is reported where nobody took it back', () => {
    const what = given();
    const fold = foldCausation();
    for (const leaf of what.at.leaves) fold.apply(leaf);
    expect(unkeptEnds(fold.chain, '2026-03-10T12:30:00.000Z')).toEqual([]);
    expect(unkeptEnds(fold.chain, '2026-03-11T12:00:00.000Z')).toMatchObject([{ endsAt: end, step: 0 }]);
  });

  test.each([
    ['before its end', {}, '2026-03-10T11:59:00.000Z', 'had not come'],
    ['under one of the two signatures', { mandates: ['ent_000000000001'] }, undefined, 'exactly the mandate'],
    ['under no signature', { mandates: [] }, undefined, 'exactly the mandate'],
    [
      'by what is no clock',
      { trigger: { kind: 'person', entry: 'ent_000000000001' } },
      undefined,
      'not triggered',
    ],
  ])('is not taken back %s', (_how, bent, when, names) => {
    const what = given();
    takenBack(what, bent, when);
    expect(sentences(what)).toContain(names);
  });

  test('is nothing where no end was mandated', () => {
    const what = given({}, {});
    takenBack(what);
    expect(sentences(what)).toContain('nobody mandated an end');
  });

  test('is held to its plan’s end, and gives nothing that can be passed on or that outlasts the mandate', () => {
    const wrong = (change: Readonly<Record<string, unknown>>): readonly string[] => {
      const content = JSON.stringify({ changes: [{ change }], mandate, reason: terms.reason });
      const digestOf = sha256(Buffer.from(content)).toString('hex');
      const fold = foldCausation();
      for (const leaf of given().at.leaves) fold.apply(leaf);
      for (const filed of fold.chain.proposals.values())
        Object.assign(filed, { blob: 'blb_the_proposal', content: digestOf });
      const blob = { id: 'blb_the_proposal', salt: null, content, erasedBy: null };
      return contentsUnderMandates(fold.chain)(blob).map(({ what }) => what);
    };
    const joins = { type: 'membership.add', source: 'target', groupKey: 'role/readers', until: end };
    expect(wrong(joins)).toEqual([]);
    expect(wrong({ ...joins, until: null })).toEqual([
      'it makes a `membership.add` that ends at another moment than its plan says',
    ]);
    expect(wrong({ ...joins, grantable: true })).toEqual(['it gives a right that can be passed on']);
    expect(
      wrong({ type: 'account.create', source: 'target', validUntil: '2027-01-01T00:00:00.000Z' }),
    ).toContain('it makes an account that lasts longer than the mandate');
  });

  test('is nothing that a mandate without an end gave', () => {
    const what = given({ endsAt: '2026-06-01T00:00:00.000Z' });
    expect(sentences(what)).toContain('ends later than its mandate');
  });
});
