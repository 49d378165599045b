import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { files } from '../../../test/support/policy-files.ts';
import { passkeyPersona, type PasskeyPersona } from '../../../test/support/passkey-persona.ts';
import { ask, defaultSet, revoke } from '../../../test/support/policy-world.ts';
import { openSigningWorld, type SigningWorld } from '../../../test/support/signing-world.ts';
import {
  isEntryId,
  isSubjectId,
  must as mustBe,
  type ProposalId,
  type Result,
  type Role,
} from '../../model/index.ts';
import { canonicalJson } from '../../platform/canonical.ts';
import { compilePolicySet, keepInput, type PolicyFiles } from '../../policy/index.ts';
import type { Law } from '../system.ts';
import { bootstrapStatement, recordBootstrap } from '../bootstrap.ts';
import { openPolicySigning, signPolicyChange } from './activate-policy.ts';
import { historyOfLaw } from './activations.ts';
import { filesOfCandidate, listOfCandidates, profileFiles } from './candidates.ts';
import {
  filePolicyChange,
  listOfPolicyChanges,
  openPolicyChange,
  showPolicyChange,
  simulateAgain,
} from './policy-change.ts';
import { ruleTexts } from './rule-texts.ts';
import { openPolicyWithdrawal, withdrawPolicyChange } from './withdraw-policy.ts';

const database = useDatabase();
const governance: readonly Role[] = ['administrator', 'governor'];
const [dana, lee, kim, rae] = ['dana', 'lee', 'kim', 'rae'].map((name) => passkeyPersona(name)) as [
  PasskeyPersona,
  PasskeyPersona,
  PasskeyPersona,
  PasskeyPersona,
];
let world: SigningWorld;

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}
const print = (who: PasskeyPersona): string => who.key.publicKey.fingerprint;

beforeAll(async () => {
  world = openSigningWorld(database.urlAs);
  const { system } = world;
  const asked = {
    ledgerName: system.ledgerName,
    demo: false,
    policy: defaultSet,
    people: [dana, lee, kim, rae].map((who) => ({
      subject: mustBe(isSubjectId, who.id),
      roles: who === rae ? (['security'] as const) : governance,
      publicKey: who.key.publicKey.line,
      assurance: 'passkey' as const,
      ...(who.registration === undefined ? {} : { registration: who.registration }),
    })),
    checkpointKey: system.checkpointKey,
    now: system.clock.now(),
  };
  const statement = must(bootstrapStatement(asked));
  const signatures = [dana, lee, kim, rae].map((who) => ({
    signer: mustBe(isSubjectId, who.id),
    armored: who.key.sign(statement),
  }));
  const entry = await system.database.transaction((tx) =>
    recordBootstrap(tx, { recorder: system.recorder, now: asked.now }, asked, statement, signatures),
  );
  await system.ledger.sequenced(entry, 10);
  expect(await system.signers.problems()).toEqual([]);
});
afterAll(() => world.close());

const stricter: PolicyFiles = {
  ...files,
  'no-drops.cedar':
    '@id("no-drops") @says("Nothing is dropped.") forbid (principal, action == Action::"execute", resource is Change) when { resource.act == ActClass::"account.drop" };',
};

async function propose(wanted: PolicyFiles, by = rae, reason = 'auditors ask for it'): Promise<ProposalId> {
  const opened = must(
    await openPolicyChange(world.system, { files: wanted, reason, keyFingerprint: print(by) }),
  );
  const { statement } = opened;
  return must(
    await filePolicyChange(world.system, { files: wanted, statement, signature: by.key.sign(statement) }),
  ).proposal;
}
async function sign(proposal: ProposalId, by: PasskeyPersona) {
  const opened = await openPolicySigning(world.system, { proposal, keyFingerprint: print(by) });
  if (!opened.ok) return opened;
  const { statement } = opened.value;
  return signPolicyChange(world.system, { proposal, statement, signature: by.key.sign(statement) });
}
async function withdraw(proposal: ProposalId, by: PasskeyPersona, reason = 'drops are needed') {
  const opened = await openPolicyWithdrawal(world.system, { proposal, reason, keyFingerprint: print(by) });
  if (!opened.ok) return opened;
  const { statement } = opened.value;
  return withdrawPolicyChange(world.system, {
    proposal,
    reason,
    statement,
    signature: by.key.sign(statement),
  });
}
const lawFiles = async () => must(await world.system.law()).set.files;

describe('another law', () => {
  it('is shown as what it changes, and tried on what was decided, before anybody signs', async () => {
    const { system } = world;
    const now = system.clock.now();
    const drop = ask('execute', { now, change: revoke({ act: 'account.drop', tier: 'high' }) });
    await keepInput(system.database, defaultSet.inputOf(drop) ?? '', now);
    world.pass(1);
    const proposal = await propose(stricter);
    const shown = must(await showPolicyChange(system, proposal));
    expect(shown).toMatchObject({
      state: 'open',
      requester: rae.id,
      signedBy: [],
      differences: { rows: [], policies: [{ id: 'no-drops', what: 'added', says: 'Nothing is dropped.' }] },
      simulation: {
        stale: null,
        found: { past: { judged: 1, flipped: 1, groups: [{ kind: 'denied', act: 'account.drop' }] } },
      },
    });
    expect(shown.simulation?.found.past.groups[0]?.by).toContain('no-drops');
  });

  it('comes into force with the second governor, and not by its requester, nor by who is none', async () => {
    const { system } = world;
    const [{ id: proposal } = { id: undefined }] = must(await listOfPolicyChanges(system)).items;
    if (proposal === undefined) throw new Error('nothing was proposed');
    expect(await sign(proposal, rae)).toMatchObject({ ok: false, code: 'self_approval' });
    expect(must(await sign(proposal, dana))).toMatchObject({ entry: null });
    expect(await sign(proposal, dana)).toMatchObject({ ok: false, code: 'already_done' });
    expect(Object.keys(await lawFiles())).not.toContain('no-drops.cedar');
    const signed = must(await sign(proposal, lee));
    expect(signed.entry).not.toBeNull();
    expect(Object.keys(await lawFiles())).toContain('no-drops.cedar');
    expect(must(await historyOfLaw(system)).items).toMatchObject([
      { entry: signed.entry, signedBy: [dana.id, lee.id], requester: rae.id, isLaw: true },
      { isLaw: false, requester: null },
    ]);
    const { authenticity } = await world.verified();
    expect(authenticity.problems).toEqual([]);
    expect(await sign(proposal, kim)).toMatchObject({ ok: false, code: 'already_done' });
  });

  it('is stale when the law changed meanwhile, and the law before is put back by the same road', async () => {
    const { system } = world;
    const candidates = must(await listOfCandidates(system)).items;
    const before = candidates.find(({ kind }) => kind === 'before');
    const { files: old } = must(await filesOfCandidate(system, before?.id ?? ''));
    const back = await propose(old, kim, 'the night shift stood still');
    const regulated = await propose(await profileFiles('regulated'));
    must(await sign(back, dana));
    expect(must(await sign(back, lee)).entry).not.toBeNull();
    expect(canonicalJson(await lawFiles())).toBe(canonicalJson(files));
    expect(await sign(regulated, dana)).toMatchObject({ ok: false, code: 'signature_stale' });
    expect(must(await showPolicyChange(system, regulated)).closed).toContain(
      'Another law has come into force',
    );
  });

  it('is stale when something was decided since that it would answer otherwise in a way nobody was shown', async () => {
    const { system } = world;
    const proposal = await propose(stricter);
    must(await sign(proposal, dana));
    world.pass(5);
    const now = system.clock.now();
    const other = ask('execute', {
      now,
      change: revoke({ act: 'account.drop', tier: 'low', subject: 'agent' }),
    });
    await keepInput(system.database, defaultSet.inputOf(other) ?? '', now);
    world.pass(5);
    expect(await sign(proposal, lee)).toMatchObject({ ok: false, code: 'signature_stale' });
    must(await simulateAgain(system, { proposal }));
    expect(must(await showPolicyChange(system, proposal)).signedBy).toEqual([]);
    must(await sign(proposal, dana));
    must(await withdraw(proposal, lee));
    expect(must(await showPolicyChange(system, proposal))).toMatchObject({
      closedBecause: 'drops are needed',
    });
    expect(await sign(proposal, lee)).toMatchObject({ ok: false, code: 'already_done' });
  });

  it('is not proposed when it is the law already, cannot be read, or would be the last one', async () => {
    const open = (wanted: PolicyFiles) =>
      openPolicyChange(world.system, { files: wanted, reason: 'x', keyFingerprint: print(rae) });
    expect(await open(files)).toMatchObject({ ok: false, code: 'already_done' });
    expect(await open({ ...files, 'x.cedar': 'permit (' })).toMatchObject({
      ok: false,
      code: 'input_invalid',
    });
    const last = {
      ...files,
      'last.cedar':
        '@id("last") @says("Never again.") forbid (principal, action == Action::"execute", resource is Change) when { resource.act == ActClass::"policy.edit" };',
    };
    const refused = await open(last);
    expect(refused).toMatchObject({ ok: false, code: 'policy_denied' });
    expect(refused.ok ? '' : refused.message).toContain('nobody could ever change');
  });
});

describe('rules about duties and lives', () => {
  const duties = `version: 1
duties:
  - { id: ask, title: ask, any: [{ action: ask, on: x }] }
  - { id: answer, title: answer, any: [{ action: answer, on: x }] }
rules:
  - { id: apart, title: Whoever asks does not answer, why: One hand., apart: [ask, answer] }
`;
  const lives = files['lifecycle.yaml'] ?? '';
  const inEffect = async () => must(await world.system.rules.inEffect());
  const folder = mkdtempSync(join(tmpdir(), 'countersign-rules-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const onDisk = (law?: () => Promise<Result<Law>>) => ruleTexts([folder], law).inEffect();

  it('count by the signatures under the law, and by no file on disk', async () => {
    expect(await inEffect()).toMatchObject({ files: { 'lifecycle.yaml': lives } });
    writeFileSync(join(folder, 'duties.yaml'), 'version: 1\nduties: []\nrules: []\n');
    const { by, files: held } = must(await onDisk(() => world.system.law()));
    expect([by, held]).toEqual([must(await world.system.law()).entry, (await inEffect()).files]);
    const proposal = await propose({ ...files, 'duties.yaml': duties });
    const { differences } = must(await showPolicyChange(world.system, proposal));
    expect(differences?.policies).toMatchObject([{ id: 'duties.yaml', what: 'changed', after: duties }]);
    must(await sign(proposal, dana));
    expect(must(await world.system.duties.book()).rules.map(({ id }) => id)).not.toContain('apart');
    must(await sign(proposal, lee));
    expect(must(await world.system.duties.book()).rules.map(({ id }) => id)).toEqual(['apart']);
    expect((await world.verified()).authenticity.problems).toEqual([]);
  });

  it('are refused where they cannot be read, and are never left out again', async () => {
    const open = (wanted: PolicyFiles) =>
      openPolicyChange(world.system, { files: wanted, reason: 'x', keyFingerprint: print(rae) });
    expect(await open({ ...files, 'duties.yaml': 'rules: ]' })).toMatchObject({ code: 'input_invalid' });
    expect(await open({ ...files, 'lifecycle.yaml': 'version: 9' })).toMatchObject({ code: 'input_invalid' });
    const { 'duties.yaml': _, ...without } = files;
    const left = await open(without);
    expect(left.ok ? '' : left.message).toContain('would be taken from the disk');
    // a profile leaves them as they are, and so does a law from before that had none
    const regulated = must(await filesOfCandidate(world.system, 'profile:regulated')).files;
    expect(regulated['duties.yaml']).toBe(duties);
  });

  it('count from the disk under a law that was signed before it could hold them, and nobody is said to have signed them', async () => {
    const { 'duties.yaml': _, 'lifecycle.yaml': __, ...old } = files;
    const set = must(compilePolicySet(old));
    expect(set.meaning).not.toHaveProperty('rules');
    const law = () =>
      Promise.resolve({ ok: true as const, value: { entry: mustBe(isEntryId, 'ent_00000000'), set } });
    expect(must(await onDisk(law))).toEqual({
      by: null,
      files: { 'duties.yaml': 'version: 1\nduties: []\nrules: []\n' },
    });
    set.close();
  });

  it('make another set with one letter changed, so that nobody can exchange them in the database', () => {
    const digestOf = (text: string): string => {
      const set = must(compilePolicySet({ ...files, 'duties.yaml': text }));
      set.close();
      return set.digest;
    };
    expect(digestOf(duties)).not.toBe(digestOf(duties.replace('One hand', 'One hanD')));
  });

  it('are not withdrawn by somebody who neither proposed them nor governs, nor with another’s statement', async () => {
    const proposal = await propose({ ...files, 'duties.yaml': `${duties}# more\n` }, kim);
    expect(await withdraw(proposal, rae)).toMatchObject({ ok: false, code: 'not_permitted' });
    const opened = must(
      await openPolicyWithdrawal(world.system, { proposal, reason: 'no', keyFingerprint: print(kim) }),
    );
    const { statement } = opened;
    const forged = (by: PasskeyPersona, reason: string) =>
      withdrawPolicyChange(world.system, { proposal, reason, statement, signature: by.key.sign(statement) });
    expect(await forged(lee, 'no')).toMatchObject({ ok: false, code: 'signature_invalid' });
    expect(await forged(kim, 'yes')).toMatchObject({ ok: false, code: 'signature_stale' });
    expect(await forged(kim, 'no')).toMatchObject({ ok: true });
    expect((await world.verified()).authenticity.problems).toEqual([]);
  });
});
