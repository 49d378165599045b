import { describe, expect, it } from 'vitest';
import { endOfChanges, instantOf, isSourceId, must, type Change } from './index.ts';

const day = (n: number) => instantOf(Date.UTC(2026, 0, n));
const grant = (until: ReturnType<typeof day> | null): Change => ({
  type: 'grant.add',
  source: must(isSourceId, 'target'),
  subjectKey: 'role/a',
  entitlementKey: 'table/t#SELECT',
  grantable: false,
  until,
});

describe('when what changes give ends', () => {
  it('is what the changes say, never what the proposal says beside them', () => {
    expect(endOfChanges([grant(null)], day(2))).toBeNull();
    expect(endOfChanges([grant(day(9))], day(2))).toBe(day(9));
    expect(endOfChanges([grant(day(3)), grant(day(9)), grant(day(5))], null)).toBe(day(9));
    expect(endOfChanges([grant(day(3)), grant(null)], day(2))).toBeNull();
  });

  it('is the proposal’s date where no change has one of its own', () => {
    const enable: Change = {
      type: 'account.enable',
      source: must(isSourceId, 'target'),
      accountKey: 'role/a',
    };
    expect(endOfChanges([enable], day(2))).toBe(day(2));
  });
});
