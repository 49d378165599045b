import { describe, expect, it } from 'vitest';
import { actClasses, identityKinds, tiers, type ChangeFacts } from '../model/index.ts';
import {
  ask,
  ben,
  bot,
  defaultSet,
  helper,
  ida,
  revoke,
  signatureOf,
} from '../../test/support/policy-world.ts';

const { judge } = defaultSet;
describe('the default policies', () => {
  it('ask one signature, evidence of use and an enrolled key for a low-tier revocation', () => {
    expect(judge.judge(ask('execute'))).toMatchObject({
      outcome: 'requestable',
      missing: [
        'approval.manager+nhi_owner+resource_owner+reviewer+security+sponsor.1',
        'assurance.key',
        'evidence.usage',
        'signature.current',
      ],
    });
  });

  it('permit it once one reviewer signed with a software key', () => {
    const discharge = {
      signatures: [signatureOf(ida, ['reviewer'], 'key')],
      evidence: ['usage'],
      waitedSeconds: 0,
    };
    expect(judge.judge(ask('execute', { discharge }))).toMatchObject({
      outcome: 'permit',
      deciding: ['rights.revoke-low.people'],
    });
  });

  it('permit a high-tier revocation only with two people and passkeys, one of them not the filer', () => {
    const change = revoke({ tier: 'high' });
    const evidence = ['usage', 'effective_path'];
    const signed = (signatures: readonly ReturnType<typeof signatureOf>[]) =>
      judge.judge(
        ask('execute', { change, discharge: { signatures, evidence, waitedSeconds: 0, filer: ida.id } }),
      );
    expect(signed([signatureOf(ida, ['reviewer', 'resource_owner'], 'passkey')])).toMatchObject({
      outcome: 'requestable',
      missing: ['approval.independent.1', 'approval.reviewer.1'],
    });
    expect(
      signed([signatureOf(ida, ['reviewer'], 'passkey'), signatureOf(ben, ['resource_owner'], 'key')]),
    ).toMatchObject({
      outcome: 'requestable',
      missing: ['approval.independent.1', 'approval.resource_owner.1'],
    });
    expect(
      signed([signatureOf(ida, ['reviewer'], 'passkey'), signatureOf(ben, ['resource_owner'], 'passkey')]),
    ).toMatchObject({ outcome: 'permit' });
  });

  it('refuse an approval by the requester, the beneficiary and the steward, and say which', () => {
    const says = (interest: 'requester' | 'beneficiary' | 'steward') =>
      judge.judge(
        ask('approve', {
          change: revoke({
            interest: { requester: [], beneficiary: [], steward: [], [interest]: [ida.id] },
            holders: { reviewer: [ida.id] },
          }),
          approval: { role: 'reviewer', authority: ida.id },
        }),
      );
    expect(says('requester')).toMatchObject({
      because: 'You asked for this.',
      deciding: ['hard.not-requester'],
    });
    expect(says('beneficiary')).toMatchObject({ because: 'You would benefit from this.' });
    expect(says('steward')).toMatchObject({
      because: 'You answer for the agent or account that asked or benefits.',
    });
  });

  it('count a signature for a role only when the person holds it for this change', () => {
    const approve = (holders: Readonly<Record<string, readonly (typeof ida.id)[]>>) =>
      judge.judge(
        ask('approve', { change: revoke({ holders }), approval: { role: 'reviewer', authority: ida.id } }),
      );
    expect(approve({ reviewer: [ida.id] })).toMatchObject({ outcome: 'permit', deciding: ['role.reviewer'] });
    expect(approve({ security: [ida.id] })).toMatchObject({ outcome: 'deny' });
  });

  it('let an assistant prepare a low revocation, and never approve, carry out or reverse one', () => {
    expect(judge.judge(ask('prepare', { principal: helper }))).toMatchObject({ outcome: 'permit' });
    expect(judge.judge(ask('open_ticket', { principal: helper }))).toMatchObject({ outcome: 'deny' });
    for (const principal of [helper, bot])
      for (const action of ['execute', 'reverse'] as const)
        expect(judge.judge(ask(action, { principal }))).toMatchObject({
          outcome: 'deny',
          deciding: expect.arrayContaining(['hard.human-authority']),
        });
  });

  it('let a signer, and nobody else, put back what a decision changed', () => {
    const change = revoke({ basis: 'mandate' });
    const discharge = { signatures: [signatureOf(ida, ['reviewer'], 'key')], evidence: [], waitedSeconds: 0 };
    expect(judge.judge(ask('reverse', { change, discharge }))).toMatchObject({ outcome: 'permit' });
    expect(judge.judge(ask('reverse', { change, discharge, principal: ben }))).toMatchObject({
      outcome: 'requestable',
      missing: ['signature.current'],
    });
    expect(judge.judge(ask('execute', { change, discharge }))).toMatchObject({
      outcome: 'deny',
      deciding: ['hard.mandate-narrow'],
    });
  });

  it('deny when the tier is unknown, the facts are old, or interest could not be established', () => {
    const { tier: _, ...untiered } = revoke();
    expect(judge.judge(ask('execute', { change: untiered }))).toMatchObject({
      outcome: 'deny',
      because: 'No policy permits this, whatever is added.',
    });
    expect(judge.judge(ask('execute', { factsAgeSeconds: 86_401 }))).toMatchObject({
      deciding: ['hard.fresh-facts'],
    });
    const { interest: __, ...unclear } = revoke();
    expect(judge.judge(ask('execute', { change: unclear }))).toMatchObject({
      deciding: ['hard.interest-known'],
    });
  });

  it('demand a passkey for whatever does not only take access away', () => {
    const verdict = judge.judge(ask('execute', { change: revoke({ reduces: false }) }));
    expect(verdict).toMatchObject({ missing: expect.arrayContaining(['assurance.passkey']) });
  });

  it('let somebody take in an emergency what they asked for themselves, and never for somebody else or a machine', () => {
    const [onCall, other] = [{ ...ida, roles: ['security'] as const }, ben];
    const taken = (interest: Partial<NonNullable<ChangeFacts['interest']>>) =>
      judge.judge(
        ask('break_glass', {
          principal: onCall,
          change: revoke({
            act: 'access.grant',
            reduces: false,
            interest: { requester: [onCall.id], beneficiary: [], steward: [], ...interest },
          }),
          discharge: {
            signatures: [signatureOf(onCall, ['security'], 'passkey')],
            evidence: ['purpose'],
            durationSeconds: 3600,
            waitedSeconds: 0,
          },
        }),
      );
    expect(taken({ beneficiary: [onCall.id] })).toMatchObject({ outcome: 'permit' });
    for (const interest of [{ beneficiary: [other.id] }, { steward: [onCall.id] }, {}])
      expect(taken(interest)).toMatchObject({ outcome: 'deny', deciding: ['hard.glass-own'] });
  });

  it('let two governors edit policy after a simulation, and no table say otherwise', () => {
    const change = revoke({ act: 'policy.edit', subject: 'governance', tier: 'high', reduces: false });
    expect(judge.judge(ask('execute', { change }))).toMatchObject({
      outcome: 'requestable',
      missing: [
        'approval.governor.2',
        'approval.independent.1',
        'assurance.passkey',
        'evidence.simulation',
        'signature.current',
      ],
    });
  });

  it('speak of every act on every kind of identity at every tier', () => {
    const silent = actClasses
      .filter((act) => act !== 'policy.edit' && !act.startsWith('bundle.'))
      .flatMap((act) => identityKinds.flatMap((subject) => tiers.map((tier) => ({ act, subject, tier }))))
      .filter((cell) => judge.judge(ask('execute', { change: revoke(cell) })).outcome !== 'requestable');
    expect(silent).toEqual([]);
  });

  it('explain every requirement and every policy that a verdict can name', () => {
    const unexplained = defaultSet.policies
      .flatMap(({ id, need }) => [id, ...(need === undefined ? [] : [need])])
      .filter((name) => judge.explain(name).startsWith('No policy or requirement'));
    expect(unexplained).toEqual([]);
  });
});
