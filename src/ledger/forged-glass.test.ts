import { describe, expect, test } from 'vitest';
import { passkeyPersona } from '../../test/support/passkey-persona.ts';
import { unreviewedGlasses } from './causation-glass.ts';
import { checkCausation, foldCausation } from './causation.ts';
import {
  addExecution,
  addProposal,
  approvalOf,
  bootstrap,
  createScene,
  enrolled,
  persona,
  statementBy,
  type FiledInScene,
  type Persona,
  type Scene,
} from './scene.ts';

const dana = persona('dana');
const lee = persona('lee');
const kim = persona('kim');
const soon = '2026-03-02T14:00:00.000Z';

const signedBy = (
  who: Persona,
  purpose: string,
  item: Readonly<Record<string, unknown>>,
  at?: Scene,
): Readonly<Record<string, unknown>> => {
  const madeAt = new Date(Date.parse('2026-03-02T12:00:00.000Z') + (at?.leaves.length ?? 0) * 1000);
  const statement = statementBy(who, purpose, item, { madeAt: madeAt.toISOString() });
  return { statement, signature: who.key.sign(statement) };
};

const pat = passkeyPersona('pat');
const touching = passkeyPersona('pat', { signing: { flags: 0x01 } }, pat.authenticator);

interface Bent {
  /** Who asks for it; otherwise dana. */
  readonly asker?: Persona;
  readonly signer?: Persona;
  readonly item?: Readonly<Record<string, unknown>>;
  readonly kind?: string;
}

/** Dana asked for something and takes it in an emergency; `bent` is what is wrong with it. */
function taken(bent: Bent = {}, scene?: Scene) {
  const at = scene ?? createScene();
  if (scene === undefined) bootstrap(at, [dana, lee, pat]);
  const filed: FiledInScene = addProposal(at, { requester: (bent.asker ?? dana).id });
  const signed = signedBy(
    bent.signer ?? dana,
    'glass.break',
    {
      ...approvalOf(filed),
      role: 'break_glass',
      endsAt: soon,
      ...bent.item,
    },
    scene,
  );
  const glass = at.add('glass.broken', { causedBy: [filed.entry], body: { ...signed, skipped: [] } });
  const changes = filed.basis['changes'] ?? '';
  const plan = at.add('plan.created', {
    causedBy: [glass],
    basis: { changes },
    body: {
      kind: bent.kind ?? 'glass',
      proposal: filed.proposal,
      proposalEntry: filed.entry,
      trigger: { kind: 'person', entry: glass },
      decisions: [glass],
      steps: 1,
    },
  });
  return { at, glass, plan, changes, filed };
}

/** An emergency that was carried out, and `who` ends it before its time. */
function endedEarly(who: Persona, as?: string): string {
  const { at, glass, plan, changes, filed } = taken();
  const execution = addExecution(at, plan, changes);
  const item = { restores: execution, plan, reason: 'over', ...(as === undefined ? {} : { as }) };
  const wish = at.add('restore.signed', { causedBy: [execution], body: signedBy(who, 'restore', item) });
  const restore = at.add('plan.created', {
    causedBy: [glass, wish],
    basis: { changes },
    body: {
      kind: 'restore',
      proposal: filed.proposal,
      restores: execution,
      trigger: { kind: 'person', entry: wish },
      decisions: [glass],
      steps: 1,
    },
  });
  addExecution(at, restore, changes);
  return sentences(at);
}

const enrol = (at: Scene, who: Persona, by: Persona, roles: readonly string[]): void => {
  const statement = statementBy(by, 'signer.enrol', enrolled(who, roles));
  at.add('signer.enrolled', {
    body: { statement, signatures: [{ signer: by.id, armored: by.key.sign(statement) }] },
  });
};
const sentences = ({ leaves }: Scene): string =>
  checkCausation(leaves)
    .problems.map(({ what }) => what)
    .join('\n');
const unreviewed = (at: Scene): readonly string[] => {
  const fold = foldCausation();
  for (const leaf of at.leaves) fold.apply(leaf);
  return unreviewedGlasses(fold.chain);
};

describe('an emergency', () => {
  test('holds by the one signature of who asked for it, and is listed until somebody else has looked at it', () => {
    const { at, glass } = taken();
    expect(sentences(at)).toBe('');
    expect(unreviewed(at)).toHaveLength(1);
    const item = { glass, found: 'justified', text: 'the queue was stuck' };
    at.add('glass.reviewed', { causedBy: [glass], body: signedBy(lee, 'glass.review', item) });
    expect([sentences(at), unreviewed(at)]).toEqual(['', []]);
  });

  test.each([
    [
      'of what somebody else asked for',
      { signer: lee },
      'takes in an emergency what somebody else asked for',
    ],
    ['without an end', { item: { endsAt: null } }, 'later than four hours'],
    ['for a day', { item: { endsAt: '2026-03-03T12:00:00.000Z' } }, 'later than four hours'],
    ['over other changes', { item: { changes: 'a'.repeat(64) } }, 'other changes than what was filed'],
    ['signed as an answer', { item: { role: 'security' } }, 'no emergency of its signer’s own'],
    ['that refuses', { item: { answer: 'reject' } }, 'no emergency of its signer’s own'],
    ['passed off as a decision', { kind: 'decision' }, 'rests on an emergency and does not say so'],
  ] as const)('is named when it is forged: %s', (_what, bent, says) => {
    expect(sentences(taken(bent).at)).toContain(says);
  });

  test('is taken by a passkey that checked its user, and not by one that was only touched', () => {
    expect(sentences(taken({ asker: pat, signer: pat }).at)).toBe('');
    expect(sentences(taken({ asker: pat, signer: touching }).at)).toContain('does not verify its person');
  });

  test('is not reviewed by who took it, nor are reviews of nothing', () => {
    const { at, glass } = taken();
    const item = { glass, found: 'justified', text: 'it was me' };
    at.add('glass.reviewed', { causedBy: [glass], body: signedBy(dana, 'glass.review', item) });
    expect(sentences(at)).toContain('reviews an emergency of their own');
    expect(unreviewed(at)).toHaveLength(1);
    const other = { ...item, glass: 'ent_00000000000000000000' };
    at.add('glass.reviewed', { causedBy: [glass], body: signedBy(lee, 'glass.review', other) });
    expect(sentences(at)).toContain('it reviews no earlier emergency');
  });

  test('is ended early by who took it, and by somebody who names the role by which they could have said yes', () => {
    expect(endedEarly(dana)).toBe('');
    expect(endedEarly(lee, 'security')).toBe('');
    expect(endedEarly(lee, 'resource_owner')).toBe('');
  });

  test('is ended early by nobody else', () => {
    expect(endedEarly(lee)).toContain('who restores it did not sign the decision');
    expect(endedEarly(lee, 'emperor')).toContain('an unknown role');
    expect(endedEarly(lee, 'administrator')).toContain('not enrolled with that role');
  });

  test.each([
    ['who owes their key to who took it', dana, kim, ['reviewer'], 'one of them alone enrolled the other'],
    ['who alone enrolled who took it', kim, dana, ['reviewer'], 'one of them alone enrolled the other'],
    ['who only asks for things', lee, kim, ['requester'], 'without a role that answers'],
  ] as const)('is not reviewed by somebody %s', (_who, asker, reviewer, roles, says) => {
    const at = createScene();
    const only = reviewer === kim && asker === lee ? [dana, lee] : [dana];
    bootstrap(at, only);
    enrol(at, kim, dana, roles);
    expect(sentences(at)).toBe('');
    const { glass } = taken({ asker, signer: asker }, at);
    at.add('glass.reviewed', {
      causedBy: [glass],
      body: signedBy(reviewer, 'glass.review', { glass, found: 'justified', text: 'fine' }, at),
    });
    expect(sentences(at)).toContain(says);
    expect(unreviewed(at)).toHaveLength(1);
  });
});
