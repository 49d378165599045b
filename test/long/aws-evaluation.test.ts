import { describe, expect, it } from 'vitest';
import { agree } from '../support/aws/agree.ts';

describe('AWS evaluation at length', () => {
  it('agrees with the slow evaluator in 20,000 cases and every world that each leaves open', () => {
    const seen = agree({ cases: 20_000, mostWorlds: 400 });
    expect(seen.allow).toBeGreaterThan(1000);
    expect(seen.depends).toBeGreaterThan(1000);
    expect(seen.worlds).toBeGreaterThan(500_000);
  });
});
