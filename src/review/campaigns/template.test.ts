import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInstant, must, type Instant } from '../../model/index.ts';
import { designFrom, nextIn, rhythms, type Rhythm } from './template.ts';

const at = (text: string): Instant => must(isInstant, text);

describe('the next launch of a template', () => {
  it.each<[Rhythm, string, string, string]>([
    ['quarter', '2026-01-15T09:00:00.000Z', '2026-01-15T09:00:00.000Z', '2026-04-15T09:00:00.000Z'],
    ['quarter', '2025-11-30T00:00:00.000Z', '2025-12-01T00:00:00.000Z', '2026-02-28T00:00:00.000Z'],
    ['quarter', '2025-11-30T00:00:00.000Z', '2026-03-01T00:00:00.000Z', '2026-05-30T00:00:00.000Z'],
    ['month', '2026-01-31T00:00:00.000Z', '2026-02-01T00:00:00.000Z', '2026-02-28T00:00:00.000Z'],
    ['year', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z', '2025-02-28T00:00:00.000Z'],
    ['week', '2026-01-01T00:00:00.000Z', '2026-01-20T00:00:00.000Z', '2026-01-22T00:00:00.000Z'],
    ['day', '2026-01-01T10:00:00.000Z', '2025-01-01T00:00:00.000Z', '2026-01-01T10:00:00.000Z'],
  ])('in the rhythm of a %s from %s is, after %s, %s', (every, first, now, next) => {
    expect(nextIn(every, at(first), at(now))).toBe(next);
  });

  it('is after now, never skips a turn, and keeps to its first one however late it is asked', () => {
    const moment = fc
      .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((date) => at(date.toISOString()));
    fc.assert(
      fc.property(fc.constantFrom(...rhythms), moment, moment, (every, first, now) => {
        const next = nextIn(every, first, now);
        expect(next > now).toBe(true);
        // whoever asks at any time before it is told the same
        const before = at(new Date(Math.max(Date.parse(now), Date.parse(next) - 3_600_000)).toISOString());
        expect(nextIn(every, first, before < next ? before : now)).toBe(next);
        expect(next.slice(11)).toBe(first.slice(11));
      }),
      { numRuns: 200, seed: 34 },
    );
  });

  it('draws another sample each time, by a seed that anybody can say again, and asks about what changed since', () => {
    const design = { title: 'People', kind: 'changed' as const, sampling: { items: 5, seed: 'acme' } };
    const now = at('2026-04-15T09:00:00.000Z');
    expect(designFrom({ design, dueDays: 14 }, at('2026-01-15T09:00:00.000Z'), now)).toEqual({
      title: 'People, 2026-04-15',
      kind: 'changed',
      sampling: { items: 5, seed: 'acme 2026-04-15' },
      since: '2026-01-15T09:00:00.000Z',
      dueAt: '2026-04-29T09:00:00.000Z',
    });
  });
});
