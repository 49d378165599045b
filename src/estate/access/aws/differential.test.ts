import { describe, expect, it } from 'vitest';
import { agree } from '../../../../test/support/aws/agree.ts';

describe('the AWS evaluator, beside one that is slow and obvious', () => {
  it('says allow, deny or depends exactly as trying out everything unknown does, and names what matters', () => {
    const seen = agree({ cases: 800, mostWorlds: 200 });
    expect(seen.allow).toBeGreaterThan(30);
    expect(seen.deny).toBeGreaterThan(300);
    expect(seen.depends).toBeGreaterThan(30);
  });
});
