import { describe, expect, test } from 'vitest';
import { checkCausation } from './causation.ts';
import {
  addChain,
  addExecution,
  bootstrap,
  createScene,
  digest,
  enrolled,
  persona,
  statementBy,
  type Bends,
} from './scene.ts';

const dana = persona('dana');
const lee = persona('lee');
const mallory = persona('mallory');

const sceneWithTwo = () => {
  const scene = createScene();
  bootstrap(scene, [dana, lee]);
  return scene;
};
const judged = (bends: Bends, signer = dana) => {
  const scene = sceneWithTwo();
  addChain(scene, signer, bends);
  return checkCausation(scene.leaves);
};
const sentences = (report: ReturnType<typeof checkCausation>) =>
  report.problems.map((p) => p.what).join('\n');

describe('an execution whose chain holds', () => {
  test('is counted and nothing is wrong with it', () => {
    expect(judged({})).toEqual({ executionsChecked: 1, problems: [] });
  });
  test('may be restored once by who signed it', () => {
    const scene = sceneWithTwo();
    const chain = addChain(scene, dana);
    const statement = statementBy(dana, 'restore', {
      restores: chain.execution,
      plan: chain.plan,
      reason: 'wrong',
    });
    const signed = scene.add('restore.signed', {
      causedBy: [chain.execution],
      body: { statement, signature: dana.key.sign(statement), restores: chain.execution },
    });
    const changes = scene.leaves.find((l) => l.entry.id === chain.plan)?.entry.basis['changes'] ?? '';
    const proposal = scene.leaves.find((l) => l.entry.id === chain.plan)?.entry.body['proposal'];
    const restore = () =>
      scene.add('plan.created', {
        causedBy: [chain.decision, signed],
        basis: { changes },
        body: {
          kind: 'restore',
          proposal,
          restores: chain.execution,
          trigger: { kind: 'person', entry: signed },
          decisions: [chain.decision],
          steps: 1,
        },
      });
    addExecution(scene, restore(), changes);
    expect(checkCausation(scene.leaves)).toEqual({ executionsChecked: 2, problems: [] });
    addExecution(scene, restore(), changes);
    expect(sentences(checkCausation(scene.leaves))).toContain('restores this execution already');
  });
});

const otherText = statementBy(dana, 'decision', { proposal: 'prp_other' });
const forged: Readonly<
  Record<string, { readonly bends: Bends; readonly signer?: typeof dana; readonly names: string }>
> = {
  'an unsigned decision': { bends: { decisionBody: { signature: null } }, names: 'it is not signed' },
  'a decision signed by a key nobody enrolled': {
    bends: {},
    signer: mallory,
    names: 'was not enrolled at that time',
  },
  'a signature made over another proposal’s statement': {
    bends: { signature: dana.key.sign(otherText) },
    names: 'the signature does not hold',
  },
  'one person’s statement signed with another’s key': {
    bends: { statement: { signer: lee.id } },
    names: 'the statement is by',
  },
  'a decision on other changes than were filed': {
    bends: { item: { changes: digest('wider changes') } },
    names: 'other changes',
  },
  'a decision on other evidence than was filed': {
    bends: { item: { evidenceMaterial: digest('prettier evidence') } },
    names: 'other evidenceMaterial',
  },
  'a decision about another proposal': {
    bends: { item: { proposal: 'prp_other' } },
    names: 'filed another proposal',
  },
  'an approval by the requester': {
    bends: { requester: dana.id },
    names: 'approves what they asked for themselves',
  },
  'a rejection taken as an approval': { bends: { item: { answer: 'reject' } }, names: 'is a rejection' },
  'a role the signer was never given': {
    bends: { item: { role: 'auditor' } },
    names: 'not enrolled with that role',
  },
  'a statement that had expired': {
    bends: { decisionAt: '2026-03-10T12:00:00.000Z', startedAt: '2026-03-10T12:00:00.000Z' },
    names: 'expired at 2026-03-09',
  },
  'a plan carried out after its signatures expired': {
    bends: { startedAt: '2026-03-10T12:00:00.000Z' },
    names: 'what its plan rests on expired',
  },
  'a statement for another ledger': {
    bends: { statement: { ledger: 'other.test' } },
    names: 'is for ledger `other.test`',
  },
  'a signature given for another purpose': {
    bends: { statement: { purpose: 'request' } },
    names: 'purpose is `request`',
  },
  'a plan without a decision': { bends: { planBody: { decisions: [] } }, names: 'names no decision' },
  'a plan that makes other changes than were signed': {
    bends: { plan: { basis: { changes: digest('wider') } } },
    names: 'the plan makes',
  },
  'a plan triggered by a model': {
    bends: { planBody: { trigger: { kind: 'model', entry: 'ent_000000000001' } } },
    names: '`model` may never trigger a plan',
  },
  'a plan triggered by a proposal of origin model': {
    bends: { origin: 'model', planBody: { trigger: { kind: 'signal', entry: 'ent_000000000001' } } },
    names: 'the output of a model',
  },
  'a plan whose person trigger is no signature': {
    bends: { planBody: { trigger: { kind: 'person', entry: 'ent_000000000001' } } },
    names: 'names no signature of a person',
  },
  'a plan of a kind nobody verifies': {
    bends: { planBody: { kind: 'standing' } },
    names: 'verified by no rule',
  },
  'an execution without a plan': {
    bends: { started: { body: { plan: 'ent_999999999999', steps: 1 } } },
    names: 'carries out no earlier plan',
  },
  'an execution written by the server': { bends: { startedBy: 'server' }, names: 'only the enforcer may' },
  'an execution of other changes than its plan': {
    bends: { started: { basis: { changes: digest('wider') } } },
    names: 'makes other changes than its plan',
  },
  'an execution not caused by its plan': {
    bends: { started: { causedBy: [] } },
    names: 'not caused by its plan',
  },
};

describe('the checker rejects', () => {
  test.each(Object.entries(forged))('%s', (_name, { bends, signer, names }) => {
    const report = judged(bends, signer);
    expect(report.executionsChecked).toBe(1);
    expect(sentences(report)).toContain(names);
  });

  test('a plan carried out twice', () => {
    const scene = sceneWithTwo();
    const chain = addChain(scene, dana);
    const changes = scene.leaves.find((l) => l.entry.id === chain.plan)?.entry.basis['changes'] ?? '';
    addExecution(scene, chain.plan, changes);
    expect(sentences(checkCausation(scene.leaves))).toContain('carried out by');
  });

  test('a key that was enrolled only after the decision', () => {
    const scene = sceneWithTwo();
    addChain(scene, mallory);
    const statement = statementBy(dana, 'signer.enrol', enrolled(mallory, ['reviewer']));
    scene.add('signer.enrolled', {
      body: { statement, signatures: [{ signer: dana.id, armored: dana.key.sign(statement) }] },
    });
    const report = checkCausation(scene.leaves);
    expect(sentences(report)).toContain('was not enrolled at that time');
    expect(report.problems.some((p) => p.what.includes('enrolled for'))).toBe(false);
  });

  test('a key revoked before the decision', () => {
    const scene = sceneWithTwo();
    const item = { subject: dana.id, fingerprint: dana.key.publicKey.fingerprint, reason: 'lost' };
    const statement = statementBy(lee, 'signer.revoke', item);
    scene.add('signer.revoked', {
      body: { statement, signatures: [{ signer: lee.id, armored: lee.key.sign(statement) }] },
    });
    addChain(scene, dana);
    expect(sentences(checkCausation(scene.leaves))).toContain('was not enrolled at that time');
  });

  test('entries before the bootstrap and a second bootstrap', () => {
    const scene = createScene();
    addChain(scene, dana);
    bootstrap(scene, [dana]);
    bootstrap(scene, [mallory]);
    const all = sentences(checkCausation(scene.leaves));
    expect(all).toContain('before the bootstrap');
    expect(all).toContain('a second bootstrap entry');
  });
});
