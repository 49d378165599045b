import { describe, expect, test } from 'vitest';
import { foldSigners } from './signers.ts';
import { bootstrap, createScene, enrolled, persona, statementBy, type Persona, type Scene } from './scene.ts';

const dana = persona('dana');
const lee = persona('lee');
const kim = persona('kim');
const mallory = persona('mallory');
const later = '2026-03-03T00:00:00.000Z';

function about(
  scene: Scene,
  type: string,
  purpose: string,
  item: Record<string, unknown>,
  by: readonly Persona[],
) {
  const [first] = by;
  if (first === undefined) throw new Error('nobody signs');
  const madeAt = new Date(Date.parse('2026-03-02T12:00:00.000Z') + scene.leaves.length * 1000).toISOString();
  const statement = statementBy(first, purpose, item, { madeAt });
  const signatures = by.map((who) => ({ signer: who.id, armored: who.key.sign(statement) }));
  scene.add(type, { body: { statement, signatures } });
}
const enrol = (scene: Scene, who: Persona, by: readonly Persona[], roles = ['reviewer']) =>
  about(scene, 'signer.enrolled', 'signer.enrol', enrolled(who, roles), by);

function folded(scene: Scene) {
  const fold = foldSigners();
  const problems = scene.leaves.flatMap((leaf) => fold.apply(leaf) ?? []);
  return { fold, problems };
}
const sceneOf = (...people: readonly Persona[]) => {
  const scene = createScene();
  bootstrap(scene, people);
  return scene;
};
const peopleOf = (scene: Scene) =>
  folded(scene)
    .fold.inForce(later)
    .map((key) => key.person);

describe('who may sign', () => {
  test('starts with everyone the bootstrap lists, who all signed it', () => {
    const { fold, problems } = folded(sceneOf(dana, lee));
    expect(problems).toEqual([]);
    expect(fold.state()).toMatchObject({ demo: true });
    expect(fold.standing(dana.key.publicKey.fingerprint, later)).toMatchObject({
      person: dana.id,
      assurance: 'passkey',
      enrolledBy: [dana.id, lee.id],
    });
  });

  test('refuses a bootstrap that lists somebody who did not sign', () => {
    const scene = createScene();
    bootstrap(scene, [dana], { people: [enrolled(dana, []), enrolled(lee, [])] });
    const { fold, problems } = folded(scene);
    expect(problems[0]?.what).toContain(`\`${lee.id}\` is listed`);
    expect(fold.inForce(later)).toEqual([]);
  });

  test('outside a demo no software key counts as a passkey', () => {
    const scene = createScene();
    bootstrap(scene, [dana], { demo: false });
    expect(folded(scene).problems[0]?.what).toContain('cannot count as a passkey');
  });

  test('until three people are in force one enrols another, and is listed as sole enroller', () => {
    const scene = sceneOf(dana, lee);
    enrol(scene, kim, [dana]);
    expect(peopleOf(scene)).toEqual([dana.id, lee.id, kim.id]);
    expect(folded(scene).fold.state().soleEnrolments).toEqual([
      { seq: 1, person: kim.id, enroller: dana.id },
    ]);
  });

  test('from three people on, one alone enrols nobody else, and is named', () => {
    const scene = sceneOf(dana, lee, kim);
    enrol(scene, mallory, [dana]);
    expect(folded(scene).problems[0]?.what).toContain(
      `enrolled for \`${mallory.id}\` by \`${dana.id}\` alone`,
    );
    enrol(scene, mallory, [dana, lee]);
    expect(peopleOf(scene)).toContain(mallory.id);
  });

  test('an administrator with SQL who enrols a key “for somebody” is named by the key they used', () => {
    const scene = sceneOf(dana, lee);
    const forged = { ...mallory, id: lee.id };
    enrol(scene, forged, [forged]); // signs with the very key being enrolled, in Lee’s name
    const [problem] = folded(scene).problems;
    expect(problem).toMatchObject({ seq: 1 });
    expect(problem?.what).toContain(mallory.key.publicKey.fingerprint);
    expect(problem?.what).toContain(`does not speak for \`${lee.id}\``);
    expect(folded(scene).fold.standing(mallory.key.publicKey.fingerprint, later)).toBeUndefined();
  });

  test('a person adds a second key of their own, with no more roles than they hold', () => {
    const second = { ...persona('second'), id: dana.id };
    const scene = sceneOf(dana, lee);
    enrol(scene, second, [dana], ['administrator']);
    expect(folded(scene).problems[0]?.what).toContain('roles they do not hold: administrator');
    enrol(scene, second, [dana], ['reviewer']);
    expect(folded(scene).fold.standing(second.key.publicKey.fingerprint, later)?.enrolledBy).toEqual([
      dana.id,
      lee.id,
    ]);
  });

  test('a replaced key ends when the new one begins', () => {
    const second = { ...persona('second'), id: dana.id };
    const scene = sceneOf(dana, lee);
    const item = { ...enrolled(second, ['reviewer']), replaces: dana.key.publicKey.fingerprint };
    about(scene, 'signer.replaced', 'signer.replace', item, [dana]);
    const { fold, problems } = folded(scene);
    expect(problems).toEqual([]);
    expect(fold.standing(dana.key.publicKey.fingerprint, later)).toBeUndefined();
    expect(fold.standing(dana.key.publicKey.fingerprint, '2026-03-02T12:00:00.500Z')?.person).toBe(dana.id);
    expect(fold.standing(second.key.publicKey.fingerprint, later)?.person).toBe(dana.id);
  });

  test('a revoked key speaks for nobody from then on', () => {
    const scene = sceneOf(dana, lee);
    const item = { subject: lee.id, fingerprint: lee.key.publicKey.fingerprint, reason: 'left' };
    about(scene, 'signer.revoked', 'signer.revoke', item, [dana]);
    expect(peopleOf(scene)).toEqual([dana.id]);
  });

  test('the law is the last activation signed by a governor', () => {
    const scene = sceneOf(dana, lee);
    const policy = 'a'.repeat(64);
    about(scene, 'policy.activated', 'policy.activate', { policy }, [mallory]);
    expect(folded(scene).fold.state().policy).not.toBe(policy);
    about(scene, 'policy.activated', 'policy.activate', { policy }, [lee]);
    expect(folded(scene).fold.state().policy).toBe(policy);
  });

  test('somebody and one other cannot give that somebody more roles once three people are in force', () => {
    const second = { ...persona('second'), id: dana.id };
    const scene = sceneOf(dana, lee, kim);
    enrol(scene, second, [dana, lee], ['administrator']);
    expect(folded(scene).problems[0]?.what).toContain('and two others must sign');
    enrol(scene, second, [dana, lee, kim], ['administrator']);
    expect(folded(scene).fold.standing(second.key.publicKey.fingerprint, later)?.roles).toEqual([
      'administrator',
    ]);
  });

  test('the statement of an enrolment enrols once: a copy does not bring a revoked key back', () => {
    const scene = sceneOf(dana, lee);
    enrol(scene, kim, [dana]);
    const [, copy] = scene.leaves;
    const item = { subject: kim.id, fingerprint: kim.key.publicKey.fingerprint, reason: 'stolen' };
    about(scene, 'signer.revoked', 'signer.revoke', item, [dana, lee]);
    scene.add('signer.enrolled', { body: copy?.entry.body ?? {} });
    expect(peopleOf(scene)).toEqual([dana.id, lee.id]);
    expect(folded(scene).problems[0]?.what).toContain('took effect before');
  });

  test('people whom one person alone made up cannot enrol others with that person', () => {
    const scene = sceneOf(dana);
    enrol(scene, lee, [dana]);
    enrol(scene, kim, [lee]);
    const dependsOn = (who: Persona) =>
      folded(scene).fold.standing(who.key.publicKey.fingerprint, later)?.dependsOn;
    expect([dependsOn(lee), dependsOn(kim)]).toEqual([[dana.id], [lee.id, dana.id]]);
    enrol(scene, mallory, [dana, lee]);
    enrol(scene, mallory, [lee, kim]);
    expect(peopleOf(scene)).not.toContain(mallory.id);
  });

  test('a key that its person adds is as dependent as the one they signed with', () => {
    const second = { ...persona('second'), id: lee.id };
    const scene = sceneOf(dana);
    enrol(scene, lee, [dana]);
    enrol(scene, second, [lee], ['reviewer']);
    expect(folded(scene).fold.standing(second.key.publicKey.fingerprint, later)).toMatchObject({
      enrolledBy: [dana.id],
      dependsOn: [dana.id],
    });
  });

  test('from three people on, a governor and somebody who is none activate no policy', () => {
    const scene = sceneOf(dana, lee, kim);
    enrol(scene, mallory, [dana, lee], ['auditor']);
    const policy = 'b'.repeat(64);
    about(scene, 'policy.activated', 'policy.activate', { policy }, [dana, mallory]);
    expect(folded(scene).fold.state().policy).not.toBe(policy);
  });
});
