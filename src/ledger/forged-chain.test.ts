import { describe, expect, test } from 'vitest';
import { passkeyPersona } from '../../test/support/passkey-persona.ts';
import { checkCausation } from './causation.ts';
import { addBatch, type BatchBends, type BatchMember } from './scene-batch.ts';
import {
  addChain,
  addExecution,
  addProposal,
  approvalOf,
  bootstrap,
  createScene,
  digest,
  enrolled,
  persona,
  statementBy,
  type Bends,
  type Persona,
} from './scene.ts';

/** Every chain is bent twice: decided with an SSH key beside a passkey, and the other way round. */
describe.each<[string, (name: string) => Persona, (name: string) => Persona]>([
  ['an SSH key', persona, passkeyPersona],
  ['a passkey', passkeyPersona, persona],
])('signed by %s:', (_name, made, other) => {
  const dana = made('dana');
  const lee = other('lee');
  const mallory = made('mallory');

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

  /** One member's body with something bent; the others as they are. */
  const bendFirst =
    (bend: (first: BatchMember, second: BatchMember) => Readonly<Record<string, unknown>>) =>
    (members: readonly BatchMember[]): readonly BatchMember[] => {
      const [first, second, ...rest] = members;
      if (first === undefined || second === undefined) throw new Error('a batch of fewer than two');
      return [{ ...first, body: { ...first.body, ...bend(first, second) } }, second, ...rest];
    };
  const proofOf = ({ body }: BatchMember): readonly unknown[] => {
    const { proof } = body;
    return Array.isArray(proof) ? proof : [];
  };
  const item = { subject: dana.id, roles: ['administrator'] };

  /** Batches of two, unless a count says otherwise. */
  const forgedBatches: Readonly<
    Record<string, { readonly bends: BatchBends; readonly names: string; readonly count?: number }>
  > = {
    'an item that is not under the root that was signed': {
      bends: { members: bendFirst(({ body }) => ({ item: { ...Object(body['item']), reason: 'x' } })) },
      names: 'not under the root',
    },
    'an item of another proposal at a signed place': {
      bends: { members: bendFirst((_first, { body }) => ({ item: body['item'] })) },
      names: 'not under the root',
    },
    'a proof for another index': {
      bends: { members: bendFirst((_first, { body }) => ({ index: body['index'] })) },
      names: 'not under the root',
    },
    'an index outside the tree': { bends: { members: bendFirst(() => ({ index: 2 })) }, names: 'not under' },
    'an index below it': {
      bends: { members: bendFirst(() => ({ index: -1 })) },
      names: 'not under the root',
    },
    'an index that is no number': {
      bends: { members: bendFirst(() => ({ index: '0' })) },
      names: 'proves no item',
    },
    'a size that is not the tree’s': {
      bends: { statement: ({ root, size }) => ({ covers: { root, size: size + 1 } }) },
      names: 'not under the root',
      count: 4,
    },
    'a proof with a hash too many': {
      bends: { members: bendFirst((first) => ({ proof: [...proofOf(first), ...proofOf(first)] })) },
      names: 'not under the root',
    },
    'a proof with a hash too few': {
      bends: { members: bendFirst(() => ({ proof: [] })) },
      names: 'not under',
    },
    'a proof that is not written as hashes': {
      bends: {
        members: bendFirst((first) => ({ proof: proofOf(first).map((hash) => `${String(hash)}zz`) })),
      },
      names: 'not a list of hashes',
    },
    'a root without an item': {
      bends: { members: bendFirst(() => ({ item: null })) },
      names: 'proves no item under it',
    },
    'the place of one proposal used for another’s': {
      bends: {
        members: bendFirst((_first, { body }) => body),
      },
      names: 'about another proposal',
    },
    'two that changed places': {
      bends: {
        members: ([first, second]) =>
          first === undefined || second === undefined
            ? []
            : [
                { filed: first.filed, body: second.body },
                { filed: second.filed, body: first.body },
              ],
      },
      names: 'about another proposal',
    },
    'an item of another purpose among them': {
      bends: { items: ([, ...others]) => [item, ...others] },
      names: "the decision's item does not hold",
    },
    'a no among them taken as a yes': {
      bends: { items: ([first, ...others]) => [{ ...first, answer: 'reject' }, ...others] },
      names: 'is a rejection',
    },
    'a batch signed for another purpose': {
      bends: { statement: () => ({ purpose: 'request' }) },
      names: 'purpose is `request`',
    },
    'a statement with both an item and a root': {
      bends: { statement: (covers) => ({ covers: { ...covers, item } }) },
      names: 'covers neither an item nor a root',
    },
    'a statement over a root of nothing': {
      bends: { statement: ({ root }) => ({ covers: { root, size: 0 } }) },
      names: 'covers neither an item nor a root',
    },
  };

  describe('several executions under one signature', () => {
    test.each([1, 2, 3, 7, 64])('hold, %i of them, and each can be told apart', (count) => {
      const scene = sceneWithTwo();
      addBatch(scene, dana, count);
      expect(checkCausation(scene.leaves)).toEqual({ executionsChecked: count, problems: [] });
    });

    test.each(Object.entries(forgedBatches))('do not with %s', (_name, { bends, names, count = 2 }) => {
      const scene = sceneWithTwo();
      addBatch(scene, dana, count, bends);
      const report = checkCausation(scene.leaves);
      expect(report.executionsChecked).toBe(count);
      expect(sentences(report)).toContain(names);
    });

    test('hold where the others are forged: one bad place spoils no other', () => {
      const scene = sceneWithTwo();
      const [bad, good] = addBatch(scene, dana, 2, { members: bendFirst(() => ({ index: 1 })) });
      const entries = checkCausation(scene.leaves).problems.map((problem) => problem.entry);
      expect(entries).toContain(bad?.execution);
      expect(entries).not.toContain(good?.execution);
      expect(entries).not.toContain(good?.decision);
    });

    test('do not when the requester is among those who signed', () => {
      const scene = sceneWithTwo();
      const filed = addProposal(scene, { requester: dana.id });
      addBatch(scene, dana, 2, {
        items: ([first]) => [approvalOf(filed), first ?? {}],
        members: bendFirst(({ body }) => body),
      });
      expect(sentences(checkCausation(scene.leaves))).toContain('approves what they asked for themselves');
    });
  });

  describe('the checker rejects', () => {
    test('a body that names an item beside the one that its statement covers', () => {
      const report = judged({ decisionBody: { item: { answer: 'approve' } } });
      expect(sentences(report)).toContain('names another beside it');
    });

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
});
