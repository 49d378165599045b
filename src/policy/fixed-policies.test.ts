import { describe, expect, it } from 'vitest';
import { digestOf } from '../platform/canonical.ts';
import { fixedPolicies, pinnedText } from './fixed-policies.ts';
import { lint } from './lint.ts';
import { parsePolicies } from './parse-policies.ts';

describe('the fixed policies', () => {
  it('are the released text, pass their own lint, and all carry the product’s prefix', () => {
    const { policies, problems } = parsePolicies('fixed', fixedPolicies());
    expect([...problems, ...lint(policies, 'product')]).toEqual([]);
    expect(policies.filter(({ id }) => !id.startsWith('hard.'))).toEqual([]);
    expect(policies.filter(({ json }) => json.effect === 'permit').map(({ id }) => id)).toEqual([
      'hard.mandate',
      'hard.return',
      'hard.policy-edit-people',
      'hard.policy-edit-governor',
      'hard.expiry',
    ]);
  });

  it('stop the start when one character differs', () => {
    const text = fixedPolicies();
    expect(() => pinnedText(text.replace('forbid', 'permit'), digestOf(text))).toThrow(/released with/);
  });
});
