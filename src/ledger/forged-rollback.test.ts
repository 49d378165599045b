// One signature that puts many executions back, and a server that was taken over: what the verifier says of each forgery.
import { describe, expect, test } from 'vitest';
import { merkleTree } from '../platform/merkle.ts';
import { checkCausation } from './causation.ts';
import { exactJson } from './exact-json.ts';
import {
  addChain,
  addExecution,
  bootstrap,
  createScene,
  persona,
  statementBy,
  type ChainIds,
  type Scene,
} from './scene.ts';

const dana = persona('dana');
const lee = persona('lee');

interface Wish {
  readonly chain: ChainIds;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Three executions that dana decided, and her one signature over putting the first `signed` of them back. */
function rolledBack(signed: number, bend: (wishes: readonly Wish[]) => readonly Wish[] = (same) => same) {
  const scene = createScene();
  bootstrap(scene, [dana, lee]);
  const chains = [addChain(scene, dana), addChain(scene, dana), addChain(scene, dana)];
  const items = chains
    .slice(0, signed)
    .map(({ execution, plan }) => ({ restores: execution, plan, reason: 'wrong' }));
  const { root, size, places } = merkleTree(items.map((item) => exactJson(item) ?? ''));
  const statement = statementBy(dana, 'restore', {}, { covers: { root, size } });
  const signature = dana.key.sign(statement);
  const honest = items.map((item, at): Wish => {
    const chain = chains[at];
    if (chain === undefined) throw new Error('no chain');
    return { chain, body: { statement, signature, restores: item.restores, item, ...places[at] } };
  });
  const [, , third] = chains;
  if (third === undefined) throw new Error('no third chain');
  for (const { chain, body } of bend(
    [...honest, { chain: third, body: honest[0]?.body ?? {} }].slice(0, signed),
  ))
    addRestore(scene, chain, body);
  return {
    scene,
    third,
    problems: () =>
      checkCausation(scene.leaves)
        .problems.map(({ what }) => what)
        .join('\n'),
  };
}

function addRestore(scene: Scene, chain: ChainIds, body: Wish['body']): void {
  const plan = scene.leaves.find(({ entry }) => entry.id === chain.plan)?.entry;
  const changes = plan?.basis['changes'] ?? '';
  const wish = scene.add('restore.signed', { causedBy: [chain.execution], body });
  addExecution(
    scene,
    scene.add('plan.created', {
      causedBy: [chain.decision, wish],
      basis: { changes },
      body: {
        kind: 'restore',
        proposal: plan?.body['proposal'],
        restores: chain.execution,
        trigger: { kind: 'person', entry: wish },
        decisions: [chain.decision],
        steps: 1,
      },
    }),
    changes,
  );
}

describe('one signature over many executions to put back', () => {
  test('holds for each of them', () => {
    const { scene } = rolledBack(3);
    expect(checkCausation(scene.leaves)).toEqual({ executionsChecked: 6, problems: [] });
  });

  test('puts back none that is not under its root', () => {
    const { third, scene, problems } = rolledBack(2);
    const signed = scene.leaves.find(({ entry }) => entry.type === 'restore.signed')?.entry.body ?? {};
    addRestore(scene, third, {
      ...signed,
      restores: third.execution,
      item: { restores: third.execution, plan: third.plan, reason: 'wrong' },
    });
    expect(problems()).toContain('root');
    expect(problems()).toContain('no signed restore of this execution triggers it');
  });

  test('puts back none by the item of another', () => {
    expect(
      rolledBack(2, ([one, two]) => (one && two ? [one, { ...two, body: one.body }] : [])).problems(),
    ).toContain('no signed restore of this execution triggers it');
  });

  test('puts back each once, however often it is recorded', () => {
    expect(rolledBack(2, ([one]) => (one ? [one, one] : [])).problems()).toContain(
      'restores this execution already',
    );
  });

  test('is worth nothing without the signature', () => {
    expect(
      rolledBack(2, (wishes) =>
        wishes.map((wish) => ({ ...wish, body: { ...wish.body, signature: null } })),
      ).problems(),
    ).toContain('it is not signed');
  });

  test('calls off the plans that it names and no other', () => {
    const scene = createScene();
    bootstrap(scene, [dana, lee]);
    const [one, two] = [addChain(scene, dana), addChain(scene, dana)];
    const item = { voids: one.plan, reason: 'wrong' };
    const { root, size, places } = merkleTree([exactJson(item) ?? '']);
    const statement = statementBy(dana, 'restore', {}, { covers: { root, size } });
    const signed = {
      because: 'rollback',
      statement,
      signature: dana.key.sign(statement),
      item,
      ...places[0],
    };
    const voided = (plan: string, body: object): string => {
      scene.add('plan.voided', { causedBy: [plan], body: { plan, ...body } });
      return checkCausation(scene.leaves)
        .problems.map(({ what }) => what)
        .join('\n');
    };
    expect(voided(one.plan, signed)).toBe('');
    expect(voided(two.plan, signed)).toContain('calls off another plan');
    expect(voided(two.plan, { ...signed, item: { ...item, voids: two.plan } })).toContain('root');
  });
});
