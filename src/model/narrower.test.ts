import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSourceId, isInstant, isWithin, must, type Change, type Instant } from './index.ts';

const source = must(isSourceId, 'target');
const at = (hour: number): Instant =>
  must(isInstant, `2026-01-15T${String(hour).padStart(2, '0')}:00:00.000Z`);
const grant = (key: string, until: Instant | null, grantable = false, at = source): Change => ({
  type: 'grant.add',
  source: at,
  subjectKey: 'role/a',
  entitlementKey: key,
  grantable,
  until,
});

describe('less than was asked for', () => {
  test('is the same, a part of it, an earlier end, or not passed on', () => {
    const asked = { changes: [grant('x', at(10), true), grant('y', at(10))], endsAt: at(10) };
    for (const less of [
      asked,
      { changes: [grant('y', at(10))], endsAt: at(10) },
      { changes: [grant('x', at(9), true), grant('y', at(9))], endsAt: at(9) },
      { changes: [grant('x', at(10))], endsAt: at(10) },
    ])
      expect(isWithin(less, asked)).toBe(true);
  });

  test('is never more: later, for ever, twice, passed on, something else, or nothing', () => {
    const asked = { changes: [grant('x', at(10)), grant('y', at(10))], endsAt: at(10) };
    for (const other of [
      { changes: [grant('x', at(11))], endsAt: at(10) },
      { changes: [grant('x', at(10))], endsAt: at(11) },
      { changes: [grant('x', null)], endsAt: at(10) },
      { changes: [grant('x', at(10))], endsAt: null },
      { changes: [grant('x', at(10)), grant('x', at(10))], endsAt: at(10) },
      { changes: [grant('x', at(10), true)], endsAt: at(10) },
      { changes: [grant('z', at(10))], endsAt: at(10) },
      { changes: [grant('x', at(10), false, must(isSourceId, 'other'))], endsAt: at(10) },
      { changes: [], endsAt: at(10) },
    ])
      expect(isWithin(other, asked)).toBe(false);
  });

  test('holds for chains: less than less is less', () => {
    const key = fc.constantFrom('x', 'y');
    const end = fc.constantFrom(null, at(1), at(2), at(3));
    const extent = fc.record({
      changes: fc.array(
        fc.tuple(key, end, fc.boolean()).map(([k, until, passes]) => grant(k, until, passes)),
        { minLength: 1, maxLength: 3 },
      ),
      endsAt: end,
    });
    fc.assert(
      fc.property(extent, extent, extent, (a, b, c) => {
        expect(isWithin(a, a)).toBe(true);
        expect(!(isWithin(a, b) && isWithin(b, c)) || isWithin(a, c)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
