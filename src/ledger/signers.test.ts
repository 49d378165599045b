import { describe, expect, test } from 'vitest';
import { authenticator, present } from '../../test/support/authenticator.ts';
import { passkeyPersona } from '../../test/support/passkey-persona.ts';
import { checkCausation } from './causation.ts';
import { foldSigners } from './signers.ts';
import {
  addChain,
  bootstrap,
  createScene,
  enrolled,
  persona,
  statementBy,
  type Persona,
  type Scene,
} from './scene.ts';
import { verifyLedger } from './verify.ts';
import { wireString } from './wire.ts';

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

  test('nobody gives a role that they do not hold, but who governs: not alone while few are in force, and not by two', () => {
    const [requester, auditor] = [persona('requester'), persona('auditor')];
    const scene = sceneOf(dana);
    enrol(scene, requester, [dana], ['requester']);
    enrol(scene, mallory, [requester], ['requester', 'administrator', 'governor']);
    expect(folded(scene).problems[0]).toMatchObject({
      lacksSignatures: true,
      what: expect.stringContaining('(administrator, governor), and an administrator or governor must sign'),
    });
    enrol(scene, auditor, [dana], ['auditor']);
    enrol(scene, mallory, [requester, auditor], ['reviewer']);
    expect(peopleOf(scene)).toEqual([dana.id, requester.id, auditor.id]);
    enrol(scene, lee, [requester, auditor], ['auditor']);
    enrol(scene, mallory, [requester, auditor, dana], ['reviewer']);
    expect(peopleOf(scene)).toEqual([dana.id, requester.id, auditor.id, lee.id, mallory.id]);
    const second = { ...persona('second'), id: requester.id };
    enrol(scene, second, [requester, auditor, lee], ['administrator']);
    expect(folded(scene).fold.standing(second.key.publicKey.fingerprint, later)).toBeUndefined();
  });

  test('two who do not govern neither take over the key of one who does, nor end it while another governs', () => {
    const [requester, auditor] = [persona('requester'), persona('auditor')];
    const scene = sceneOf(dana, lee);
    enrol(scene, requester, [dana, lee], ['requester']);
    enrol(scene, auditor, [dana, lee], ['auditor']);
    const taken = { ...mallory, id: dana.id };
    const replaces = { ...enrolled(taken, ['reviewer']), replaces: dana.key.publicKey.fingerprint };
    about(scene, 'signer.replaced', 'signer.replace', replaces, [requester, auditor]);
    enrol(scene, taken, [requester, auditor], ['requester']);
    const item = { subject: dana.id, fingerprint: dana.key.publicKey.fingerprint, reason: 'no reason' };
    about(scene, 'signer.revoked', 'signer.revoke', item, [requester, auditor]);
    expect(peopleOf(scene)).toEqual([dana.id, lee.id, requester.id, auditor.id]);
    about(scene, 'signer.revoked', 'signer.revoke', item, [requester, auditor, lee]);
    expect(peopleOf(scene)).not.toContain(dana.id);
  });

  test('where the only one who governs has lost their key, two others who are independent go on', () => {
    const [requester, reviewer] = [persona('requester'), persona('reviewer')];
    const scene = sceneOf(dana);
    enrol(scene, requester, [dana], ['requester']);
    const item = { subject: dana.id, fingerprint: dana.key.publicKey.fingerprint, reason: 'lost' };
    about(scene, 'signer.revoked', 'signer.revoke', item, [requester]);
    expect(peopleOf(scene)).toEqual([dana.id, requester.id]);
    enrol(scene, reviewer, [dana], ['reviewer']);
    const taken = { ...mallory, id: dana.id };
    const replaces = { ...enrolled(taken, ['reviewer']), replaces: dana.key.publicKey.fingerprint };
    about(scene, 'signer.replaced', 'signer.replace', replaces, [requester, reviewer]);
    expect(peopleOf(scene)).toEqual([dana.id, requester.id, reviewer.id]);
    expect(folded(scene).fold.standing(mallory.key.publicKey.fingerprint, later)).toBeUndefined();
    about(scene, 'signer.revoked', 'signer.revoke', item, [requester, reviewer]);
    enrol(scene, kim, [requester, reviewer], ['administrator']);
    expect(peopleOf(scene)).toEqual([requester.id, reviewer.id, kim.id]);
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
});

describe('a passkey', () => {
  const pat = passkeyPersona('pat');
  const synced = { flags: present | 0x40 | 0x18 };
  const realSceneOf = (...people: readonly Persona[]) => {
    const scene = createScene();
    bootstrap(scene, people, { demo: false });
    return scene;
  };
  const firstProblem = (scene: Scene) => folded(scene).problems[0]?.what;

  test('begins a real ledger, its own assertion over the statement being the proof that it is held', () => {
    const { fold, problems } = folded(realSceneOf(pat));
    expect(problems).toEqual([]);
    expect(fold.standing(pat.authenticator.fingerprint, later)).toMatchObject({
      person: pat.id,
      assurance: 'passkey',
      kind: 'passkey',
      publicKey: pat.authenticator.line,
      passkey: { attestation: 'none', userVerified: true },
    });
  });

  test('is not enrolled by a registration alone: it has to sign the bootstrap', () => {
    const scene = createScene();
    bootstrap(scene, [lee], { demo: false, people: [enrolled(lee, [], 'key'), enrolled(pat, [])] });
    expect(firstProblem(scene)).toContain(`\`${pat.id}\` is listed`);
  });

  test('signs nothing about signers by touch alone', () => {
    const touched = passkeyPersona('touched', { signing: { flags: 0x01 } });
    expect(firstProblem(realSceneOf(touched))).toContain('was only touched');
    const scene = realSceneOf(pat);
    const careless = { ...passkeyPersona('pat', { signing: { flags: 0x01 } }, pat.authenticator) };
    enrol(scene, kim, [careless]);
    expect(firstProblem(scene)).toContain('was only touched');
  });

  test('that did not check its user when it was made counts as a key', () => {
    const weak = passkeyPersona('weak', { registering: { flags: 0x41 } });
    expect(firstProblem(realSceneOf(weak))).toContain('cannot count as a passkey');
    const scene = realSceneOf(pat);
    about(scene, 'signer.enrolled', 'signer.enrol', enrolled(weak, ['reviewer'], 'key'), [pat]);
    expect(folded(scene).fold.standing(weak.authenticator.fingerprint, later)?.assurance).toBe('key');
  });

  test('is enrolled only with the registration of that very key', () => {
    const stranger = passkeyPersona('stranger');
    const { registration: _, ...without } = enrolled(stranger, ['reviewer']);
    for (const item of [
      without,
      { ...enrolled(stranger, ['reviewer']), registration: pat.registration },
      { ...enrolled(kim, ['reviewer'], 'key'), registration: pat.registration },
    ]) {
      const scene = realSceneOf(pat);
      about(scene, 'signer.enrolled', 'signer.enrol', item, [pat]);
      expect(firstProblem(scene)).toMatch(/registration/);
    }
  });

  test('enrolled for one person signs for nobody else, and is not enrolled for another as well', () => {
    const scene = realSceneOf(pat);
    enrol(scene, passkeyPersona('lee', {}, pat.authenticator), [pat]);
    expect(firstProblem(scene)).toContain(`already speaks for \`${pat.id}\``);
    const asLee = { ...pat, id: lee.id };
    const demo = sceneOf(pat, lee);
    addChain(demo, asLee);
    expect(checkCausation(demo.leaves).problems[0]?.what).toContain(`speaks for \`${pat.id}\``);
  });

  test('one key wrapped as two passkeys, or as a passkey and an SSH key, speaks for one person', () => {
    const origin = 'https://console.example.org:8443';
    const moved = passkeyPersona('again', {}, authenticator('ES256', { origin, same: pat.authenticator }));
    const jwk = pat.authenticator.publicKey.export({ format: 'jwk' });
    const point = ['BA', jwk.x ?? '', jwk.y ?? ''].map((part) => Buffer.from(part, 'base64url'));
    const blob = ['ecdsa-sha2-nistp256', 'nistp256', Buffer.concat(point)].map(wireString);
    const line = `ecdsa-sha2-nistp256 ${Buffer.concat(blob).toString('base64')}`;
    const ssh: Persona = { id: lee.id, key: { ...lee.key, publicKey: { line, fingerprint: '' } } };
    for (const item of [enrolled(moved, ['reviewer']), enrolled(ssh, ['reviewer'], 'key')]) {
      const scene = realSceneOf(pat);
      about(scene, 'signer.enrolled', 'signer.enrol', item, [pat]);
      expect(firstProblem(scene)).toContain('already speaks for');
    }
  });

  test('may be added beside an SSH key and replaced by one; all of it verifies together', async () => {
    const own = passkeyPersona('dana', { registering: synced });
    const scene = createScene();
    bootstrap(scene, [dana, lee]);
    enrol(scene, own, [dana], ['reviewer']);
    const madeAt = '2026-03-02T12:00:02.000Z';
    addChain(scene, own, { statement: { madeAt } });
    const ssh = { ...persona('second'), id: dana.id };
    const replacing = { ...enrolled(ssh, ['reviewer'], 'key'), replaces: own.authenticator.fingerprint };
    about(scene, 'signer.replaced', 'signer.replace', replacing, [own]);
    addChain(scene, own, { statement: { madeAt } }); // not any more
    const report = await verifyLedger(scene.read());
    expect(
      folded(scene)
        .fold.inForce(later)
        .map((key) => [key.person, key.kind]),
    ).toEqual([
      [dana.id, 'software_key'],
      [lee.id, 'software_key'],
      [dana.id, 'software_key'],
    ]);
    expect(report.signaturesByKind).toMatchObject({ byPasskey: 1, bySoftwareKey: 0 });
    expect(report.remarks).toContainEqual(expect.stringContaining('1 passkeys'));
    expect(report.authenticity).toMatchObject({ holds: false });
    expect(report.authenticity.problems[0]?.what).toContain('was not enrolled at that time');
    expect(report.integrity.holds).toBe(true);
  });

  test('that was revoked speaks for nobody from then on', () => {
    const scene = sceneOf(dana, pat);
    const item = { subject: pat.id, fingerprint: pat.authenticator.fingerprint, reason: 'phone lost' };
    about(scene, 'signer.revoked', 'signer.revoke', item, [dana]);
    addChain(scene, pat);
    expect(peopleOf(scene)).toEqual([dana.id]);
    expect(checkCausation(scene.leaves).problems[0]?.what).toContain('was not enrolled at that time');
  });

  test('that counts less than before is a note and no verdict', async () => {
    const scene = createScene();
    const at = (counter: number) => passkeyPersona('pat', { signing: { counter } }, pat.authenticator);
    bootstrap(scene, [at(5), lee]);
    addChain(scene, at(9));
    addChain(scene, at(6));
    addChain(scene, at(9));
    const report = await verifyLedger(scene.read());
    expect(report.authenticity.holds).toBe(true);
    expect(report.remarks.filter((remark) => remark.includes('has counted'))).toEqual([
      expect.stringContaining('has counted 6 signatures, and 9 before'),
    ]);
  });
});

describe('an identity provider', () => {
  const sso = (bent: Record<string, unknown> = {}) => ({
    name: 'SSO',
    issuer: 'https://sso.example',
    clientId: 'countersign',
    clientSecret: 'stored:oidc/one',
    algorithm: 'RS256',
    scopes: ['openid'],
    person: { source: 'hr', claim: 'email', matches: 'email' },
    groups: { claim: 'groups', roles: [{ group: 'auditors', role: 'auditor' }] },
    links: 'keep',
    ...bent,
  });
  const set = (scene: Scene, by: readonly Persona[], bent: Record<string, unknown> = {}) =>
    about(scene, 'signin.provider.set', 'signin.provider.set', sso(bent), by);
  const withRoles = (roles: readonly (readonly [Persona, readonly string[]])[]) => {
    const scene = createScene();
    bootstrap(
      scene,
      roles.map(([who]) => who),
      { people: roles.map(([who, own]) => enrolled(who, own)) },
    );
    return scene;
  };
  const three = () =>
    withRoles([
      [dana, ['administrator']],
      [lee, ['governor']],
      [kim, ['reviewer']],
    ]);
  const inForce = (scene: Scene) => folded(scene).fold.state().provider?.item.issuer;

  test('is set by two who govern or administer, an administrator among them, once three are enrolled', () => {
    const scene = three();
    set(scene, [dana]);
    expect(folded(scene).problems.at(-1)).toMatchObject({ lacksSignatures: true });
    set(scene, [dana, kim]);
    expect(folded(scene).problems.at(-1)?.what).toContain('neither governor nor administrator');
    expect(inForce(scene)).toBeUndefined();
    set(scene, [dana, lee]);
    expect(inForce(scene)).toBe('https://sso.example');
  });

  test('is set by no governor alone, also while few are enrolled', () => {
    const scene = withRoles([[lee, ['governor']]]);
    set(scene, [lee]);
    expect(folded(scene).problems.at(-1)?.what).toContain('by no administrator');
    expect(inForce(scene)).toBeUndefined();
  });

  test('is set by nobody who is not enrolled, and by no copy of a statement that was worth an entry', () => {
    const scene = withRoles([[dana, ['administrator']]]);
    set(scene, [mallory]);
    expect(folded(scene).problems.at(-1)?.what).toContain('does not speak for');
    set(scene, [dana]);
    const { body } = scene.leaves.at(-1)?.entry ?? {};
    const [leaf] = scene.leaves.slice(-1);
    about(
      scene,
      'signin.provider.removed',
      'signin.provider.remove',
      { provider: leaf?.entry.id, reason: 'broken into' },
      [dana],
    );
    expect(inForce(scene)).toBeUndefined();
    scene.add('signin.provider.set', { body: body ?? {} });
    expect(folded(scene).problems.at(-1)?.what).toContain('worth one entry only');
    expect(inForce(scene)).toBeUndefined();
  });

  test('is removed by one who governs, and by no reviewer', () => {
    const scene = three();
    set(scene, [dana, lee]);
    const provider = scene.leaves.at(-1)?.entry.id;
    const remove = (by: Persona, of = provider) =>
      about(
        scene,
        'signin.provider.removed',
        'signin.provider.remove',
        { provider: of, reason: 'broken into' },
        [by],
      );
    remove(kim);
    remove(lee, 'ent_000000000099');
    expect(inForce(scene)).toBe('https://sso.example');
    remove(lee);
    expect(inForce(scene)).toBeUndefined();
  });

  test.each([
    ['a secret in the clear', { clientSecret: 'hunter2' }],
    ['a role that is none', { groups: { claim: 'groups', roles: [{ group: 'a', role: 'root' }] } }],
    ['a member nobody checks', { also: true }],
    [
      'more roles than are read',
      { groups: { claim: 'g', roles: Array.from({ length: 201 }, () => ({ group: 'a', role: 'auditor' })) } },
    ],
    ['no way to tell who somebody is', { person: {} }],
  ])('with %s does not hold', (_, bent) => {
    const scene = withRoles([[dana, ['administrator']]]);
    set(scene, [dana], bent);
    expect(folded(scene).problems).toHaveLength(1);
    expect(inForce(scene)).toBeUndefined();
  });
});
