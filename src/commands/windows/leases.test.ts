import { describe, expect, it } from 'vitest';
import { instantOf, isSubjectId, must, type CaseFacts } from '../../model/index.ts';
import { isFor, lapsedSince } from './leases.ts';

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

it('that nobody took in time is said to be so, and not to have been taken', () => {
  const made = { madeAt: instantOf(0) };
  expect(lapsedSince(made, instantOf(899_000))).toBeUndefined();
  expect(lapsedSince(made, instantOf(900_000))).toMatchObject({
    code: 'already_done',
    message: expect.stringContaining('nobody took it'),
  });
});
