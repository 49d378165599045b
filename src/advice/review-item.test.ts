import { describe, expect, it } from 'vitest';
import { adviseOnReview, type ReviewedAccess } from './review-item.ts';

const access = (more: Partial<ReviewedAccess> = {}): ReviewedAccess => ({
  unusedDays: 1,
  privileged: false,
  tier: 'low',
  findings: 0,
  severity: null,
  others: 3,
  ...more,
});

describe('advice on an access that is reviewed', () => {
  it.each([
    ['is to keep what is in use and mild', access(), 'keep'],
    ['is to take away what was never used', access({ unusedDays: 'never' }), 'reduce'],
    ['is to take away what was not used for a quarter', access({ unusedDays: 91 }), 'reduce'],
    [
      'is to take away what is grave and has grave findings',
      access({ privileged: true, findings: 2, severity: 'high' }),
      'reduce',
    ],
  ] as const)('%s', (_, given, leans) => {
    expect(adviseOnReview(given)?.leans).toBe(leans);
  });

  it.each([
    ['whose use is not known', access({ unusedDays: 'unknown' })],
    ['that is in use and grave', access({ tier: 'high' })],
    [
      'of unknown tier that is in use: unknown counts as grave where it is compared',
      access({ tier: 'unknown', privileged: true }),
    ],
  ])('is none for access %s', (_, given) => {
    expect(adviseOnReview(given)).toBeNull();
  });
});
