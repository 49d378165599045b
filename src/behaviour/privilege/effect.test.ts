import { describe, expect, it } from 'vitest';
import { effectOf } from './effect.ts';
import { profile } from './testing.ts';

describe('what an account did', () => {
  it('is told apart by what changes something and what only looks; what nobody knows counts as a change', () => {
    const deeds = {
      'API Activity: Read': 7,
      'API Activity: Create': 1,
      'API Activity: Other': 2,
      'Account Change: Create': 1,
      'Authentication: Logon': 5,
    };
    expect(effectOf(profile({}, { deeds }))).toEqual({ looks: 7, changes: 4 });
  });
  it('is not told of a sample', () => {
    const { aspects, ...rest } = profile({}, { deeds: { 'API Activity: Read': 7 } });
    const deeds = { ...aspects.deeds, distinct: { count: 900, exact: false } };
    expect(effectOf({ ...rest, aspects: { ...aspects, deeds } })).toBeNull();
  });
});
