import { describe, expect, it } from 'vitest';
import { isSubjectId, must, type CaseFacts } from '../../model/index.ts';
import { isFor } from './leases.ts';

const [ann, bob, cy] = ['ann', 'bob', 'cy'].map((name) => must(isSubjectId, `psn_${name.padEnd(8, '0')}`));
if (ann === undefined || bob === undefined || cy === undefined) throw new Error('a person is missing');

const facts = (interest: CaseFacts['changes'][number]['interest']): Pick<CaseFacts, 'changes'> => ({
  changes: [
    {
      act: 'access.grant',
      subject: 'person',
      tier: 'low',
      reversible: true,
      reduces: false,
      basis: 'decision',
      ...(interest === undefined ? {} : { interest }),
    },
  ],
});

describe('what a secret store leases is for', () => {
  it('whose account gets it, and not for who asked in their name', () => {
    const asked = facts({ requester: [ann], beneficiary: [bob], steward: [] });
    expect([ann, bob, cy].filter((one) => isFor(asked, one))).toEqual([bob]);
  });
  it('who asked for themselves', () => {
    expect(isFor(facts({ requester: [ann], beneficiary: [ann], steward: [] }), ann)).toBe(true);
  });
  it('who answers for the machine that gets it', () => {
    const asked = facts({ requester: [ann], beneficiary: [], steward: [bob, cy] });
    expect([ann, bob, cy].filter((one) => isFor(asked, one))).toEqual([bob, cy]);
  });
  it('nobody, where whose it is is not known', () => {
    expect(isFor(facts(undefined), ann)).toBe(false);
    expect(isFor({ changes: [] }, ann)).toBe(false);
  });
});
