import { describe, expect, it } from 'vitest';
import { compileFiles } from '../../test/support/policy-files.ts';
import { everything, mutant } from '../../test/support/policy-properties.ts';
import { ask, at, ben, defaultSet, helper, ida, signatureOf } from '../../test/support/policy-world.ts';
import type { ChangeFacts, CountedSignature } from '../model/index.ts';
import { fixedSet } from './policy-edit.ts';

const edit: ChangeFacts = {
  act: 'policy.edit',
  subject: 'governance',
  tier: 'high',
  reversible: true,
  reduces: false,
  basis: 'decision',
  interest: { requester: [], beneficiary: [], steward: [] },
};
const governor = (who: typeof ida, assurance: CountedSignature['assurance'] = 'passkey') =>
  signatureOf(who, ['governor'], assurance);
const carriedOut = (signatures: readonly CountedSignature[], evidence: readonly string[] = ['simulation']) =>
  ask('execute', { change: edit, discharge: { signatures, evidence, waitedSeconds: 0, filer: ben.id } });
const both = [governor(ida), signatureOf(ben, ['governor'], 'passkey', at('2026-11-22T09:01:00.000Z'))];

/** What each fixed requirement keeps from happening. */
const withoutIt = [
  ['hard.policy-edit-signers', carriedOut([governor(ida)])],
  ['hard.policy-edit-simulated', carriedOut(both, [])],
] as const;

describe('changing the policies', { timeout: 60_000 }, () => {
  it('takes two governors, a simulation and passkeys, whatever set is in force', () => {
    for (const set of [defaultSet, fixedSet()]) {
      expect(set.judge.judge(carriedOut(both))).toMatchObject({ outcome: 'permit' });
      expect(set.judge.judge(carriedOut([governor(ida)]))).toMatchObject({
        missing: expect.arrayContaining(['approval.governor.2']),
      });
      expect(set.judge.judge(carriedOut(both, []))).toMatchObject({ missing: ['evidence.simulation'] });
      expect(set.judge.judge(carriedOut([governor(ida), governor(ben, 'key')]))).toMatchObject({
        missing: expect.arrayContaining(['approval.governor.2']),
      });
    }
  });

  it('is nothing that anybody but a person does, by any action, however much is permitted', () => {
    const set = compileFiles({ 'everything.cedar': everything });
    for (const kind of ['agent', 'machine', 'assistant'] as const)
      for (const action of ['approve', 'execute', 'reverse'] as const) {
        const principal = { ...helper, kind, owner: ida.id };
        const asked = {
          ...carriedOut(both),
          action,
          principal,
          ...(action === 'approve' ? { approval: { role: 'governor' as const, authority: ida.id } } : {}),
        };
        expect(set.judge.judge(asked)).toMatchObject({
          outcome: 'deny',
          deciding: expect.arrayContaining(['hard.human-authority']),
        });
        const through = { ...asked, principal: ida, via: { persons: [], agents: [helper.id], machines: [] } };
        expect(set.judge.judge(through)).toMatchObject({ outcome: 'deny' });
      }
    set.close();
  });

  it.each(withoutIt)('would come about too easily without `%s`', (id, request) => {
    const set = mutant(id);
    expect(set.judge.judge(request)).toMatchObject({ outcome: 'permit' });
    set.close();
    expect(defaultSet.judge.judge(request)).toMatchObject({ outcome: 'requestable' });
  });

  it('asks for passkeys even where another fixed policy that asks for them is gone', () => {
    const keys = carriedOut([governor(ida, 'key'), governor(ben, 'key')]);
    for (const id of ['hard.policy-edit-assurance', 'hard.key-only-reduces']) {
      const set = mutant(id);
      expect(set.judge.judge(keys).outcome).not.toBe('permit');
      set.close();
    }
  });
});
