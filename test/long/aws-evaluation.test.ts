import { describe, expect, it } from 'vitest';
import { agree } from '../support/aws/agree.ts';

describe('AWS evaluation at length', () => {
  it('agrees with the slow evaluator in 8,000 cases and every world that each leaves open', () => {
    const seen = agree({ cases: 8000, mostWorlds: 400 });
    expect(seen.allow).toBeGreaterThan(400);
    expect(seen.depends).toBeGreaterThan(400);
    expect(seen.worlds).toBeGreaterThan(200_000);
  });
});
