import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from '../../../../test/support/aws/compare.ts';
import { cases } from '../../../../test/support/aws/worlds.ts';
import { runs } from '../../../../test/support/runs.ts';

describe('the AWS evaluator, beside one that is slow and obvious', () => {
  it('says allow, deny or depends exactly as trying out everything unknown does, and names what matters', () => {
    const seen = { allow: 0, deny: 0, depends: 0, worlds: 0 };
    fc.assert(
      fc.property(cases, (given) => {
        const { answer, tried, disagreement } = compare(given, 400);
        seen[answer.verdict]++;
        seen.worlds += tried;
        expect(disagreement).toBeUndefined();
      }),
      { numRuns: runs(3000) },
    );
    expect(seen.allow).toBeGreaterThan(runs(200));
    expect(seen.deny).toBeGreaterThan(runs(500));
    expect(seen.depends).toBeGreaterThan(runs(100));
  });
});
