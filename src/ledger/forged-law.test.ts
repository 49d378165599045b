import { describe, expect, test } from 'vitest';
import { checkCausation } from './causation.ts';
import {
  bootstrap,
  createScene,
  digest,
  enrolled,
  persona,
  statementBy,
  type Persona,
  type Scene,
} from './scene.ts';
import { foldSigners } from './signers.ts';

const [dana, lee, kim] = [persona('dana'), persona('lee'), persona('kim')];
const [mallory, rae] = [persona('mallory'), persona('rae')];
const policy = digest('the next law');
const sources = digest('its texts');
const result = digest('what the what-if found');

type Item = Readonly<Record<string, unknown>>;
interface Bent {
  readonly requester?: Persona;
  readonly governors?: readonly Persona[];
  readonly asked?: Item;
  readonly simulated?: Item;
  readonly item?: Item;
  readonly causedBy?: readonly string[];
  readonly request?: unknown;
  readonly purpose?: string;
  readonly actor?: Item;
  readonly writer?: string;
}

const governance = ['administrator', 'governor'];

/** A ledger in which Dana, Lee and Kim govern, and Rae may ask. */
function world(roles: Readonly<Record<string, readonly string[]>> = {}): Scene {
  const scene = createScene();
  const people = [dana, lee, kim, rae];
  bootstrap(scene, people, {
    people: people.map((who) => enrolled(who, roles[who.id] ?? (who === rae ? ['requester'] : governance))),
  });
  return scene;
}

/** Request, what-if and activation of another law, each as it should be but for what is bent. */
function changeLaw(scene: Scene, bent: Bent = {}): string {
  const { requester = rae, governors = [dana, lee] } = bent;
  const [first] = governors;
  if (first === undefined) throw new Error('nobody signs');
  const madeAt = { madeAt: '2026-03-02T12:00:01.000Z' };
  const law = scene.leaves.findLast((leaf) =>
    ['ledger.bootstrap', 'policy.activated'].includes(leaf.entry.type),
  );
  const replaces = law?.entry.id ?? '';
  const asked = { policy, sources, replaces, reason: 'auditors ask for it', ...bent.asked };
  const statement = statementBy(requester, 'policy.propose', asked, madeAt);
  const request = { statement, signature: requester.key.sign(statement) };
  const proposal = scene.add('proposal.filed', {
    body: {
      proposal: 'prp_000000000001',
      origin: 'person',
      act: 'policy.edit',
      requester: requester.id,
      ...request,
    },
  });
  const simulation = scene.add('simulation.recorded', {
    basis: { after: policy, result, ...bent.simulated },
    body: { about: 'policy', replaces, ...bent.simulated },
  });
  const item = { policy, sources, replaces, proposal, simulation, result, ...bent.item };
  const text = statementBy(first, bent.purpose ?? 'policy.activate', item, madeAt);
  return scene.add(
    'policy.activated',
    {
      causedBy: bent.causedBy ?? [proposal, simulation],
      body: {
        statement: text,
        signatures: governors.map((who) => ({ signer: who.id, armored: who.key.sign(text) })),
        request: bent.request ?? request,
      },
    },
    bent.writer === undefined ? {} : { writer: bent.writer },
  );
}

const lawOf = (scene: Scene): string | undefined => {
  const fold = foldSigners();
  for (const leaf of scene.leaves) fold.apply(leaf);
  return fold.state().policy;
};
const problemsOf = (scene: Scene): string =>
  checkCausation(scene.leaves)
    .problems.map(({ what }) => what)
    .join('\n');

describe('another law', () => {
  test('comes into force when somebody asked for it and two other governors signed what it rests on', () => {
    const scene = world();
    changeLaw(scene);
    expect([lawOf(scene), problemsOf(scene)]).toEqual([policy, '']);
  });

  test('can be put back by the same road, and by no copy of what once put it in force', () => {
    const scene = world();
    const before = lawOf(scene);
    changeLaw(scene);
    changeLaw(scene, {
      asked: { policy: before },
      simulated: { after: before },
      item: { policy: before },
    });
    expect(lawOf(scene)).toBe(before);
    const first = scene.leaves.find((leaf) => leaf.entry.type === 'policy.activated');
    scene.add('policy.activated', { body: { ...first?.entry.body }, causedBy: first?.entry.causedBy ?? [] });
    expect(lawOf(scene)).toBe(before);
    expect(problemsOf(scene)).toContain('worth one entry only');
  });

  test.each<readonly [string, Bent, string]>([
    ['one governor signs', { governors: [dana] }, 'alone, and two governors must sign'],
    ['one governor signs twice', { governors: [dana, dana] }, 'alone, and two governors must sign'],
    ['somebody signs who is not enrolled', { governors: [dana, mallory] }, 'does not speak for'],
    ['a signer governs nothing', { governors: [dana, rae], requester: kim }, 'who is no governor'],
    ['the requester signs as well', { requester: dana }, 'who asked for it'],
    ['nobody asked', { request: {} }, 'the request for this policy does not hold: it is not signed'],
    ['the requester asked for another set', { asked: { policy: digest('x') } }, 'was for another policy'],
    ['the requester asked for other texts', { asked: { sources: digest('x') } }, 'was for another policy'],
    ['the request is not by an enrolled person', { requester: mallory }, 'was not enrolled at that time'],
    ['it takes the place of another law', { item: { replaces: 'ent_000000000009' } }, 'and the law is by'],
    ['what was signed says more', { item: { also: true } }, 'unknown members'],
    ['what was signed was for something else', { purpose: 'signer.enrol' }, 'purpose is'],
  ])('does not when %s', (_name, bent, why) => {
    const scene = world();
    const before = lawOf(scene);
    changeLaw(scene, bent);
    expect(lawOf(scene)).toBe(before);
    expect(problemsOf(scene)).toContain(why);
  });

  test.each<readonly [string, Bent, string]>([
    ['the what-if was never made', { item: { simulation: 'ent_000000000000' } }, 'no earlier what-if'],
    ['the what-if was of another set', { simulated: { after: digest('x') } }, 'its what-if was of another'],
    ['the what-if found something else', { item: { result: digest('x') } }, 'found something else'],
    ['another entry filed it', { item: { proposal: 'ent_000000000000' } }, 'did not file this request'],
    ['it does not say what caused it', { causedBy: [] }, 'not among what caused it'],
    ['the enforcer wrote it', { writer: 'enforcer' }, 'only the server may'],
  ])('is named by the verifier when %s', (_name, bent, why) => {
    const scene = world();
    changeLaw(scene, bent);
    expect(problemsOf(scene)).toContain(why);
  });

  test('takes keys that verified their people', () => {
    const scene = createScene();
    bootstrap(scene, [dana, lee, kim, rae], {
      people: [dana, lee, kim, rae].map((who) => enrolled(who, governance, who === lee ? 'key' : 'passkey')),
    });
    changeLaw(scene);
    expect(problemsOf(scene)).toContain('a key that did not verify who used it');
  });

  test('takes governors who did not make each other up', () => {
    const scene = createScene();
    bootstrap(scene, [dana, rae]);
    const text = statementBy(dana, 'signer.enrol', enrolled(lee, governance), {
      madeAt: '2026-03-02T12:00:00.500Z',
    });
    scene.add('signer.enrolled', {
      body: { statement: text, signatures: [{ signer: dana.id, armored: dana.key.sign(text) }] },
    });
    const before = lawOf(scene);
    changeLaw(scene);
    expect(lawOf(scene)).toBe(before);
    expect(problemsOf(scene)).toContain('neither enrolled by the other alone');
  });
});
