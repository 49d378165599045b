import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf } from './index.ts';
import { readInstant } from './read-instant.ts';

describe('reading a moment', () => {
  it.each([
    ['2026-03-09', '2026-03-09T00:00:00.000Z'],
    ['2026-03-09T10:41', '2026-03-09T10:41:00.000Z'],
    ['2023-03-09 10:41:45+00:00', '2023-03-09T10:41:45.000Z'],
    ['2023-03-09T10:41:45.123456Z', '2023-03-09T10:41:45.123Z'],
    ['2023-03-09T00:30:00+02:00', '2023-03-08T22:30:00.000Z'],
    ['2023-03-09 10:41:45-0530', '2023-03-09T16:11:45.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('takes %s', (text, instant) => {
    expect(readInstant(text)).toBe(instant);
  });

  it.each([
    '',
    '09/03/2026',
    '2026-02-31',
    '2023-02-29',
    '2026-13-01',
    '2026-01-01T24:00:00Z',
    '2026-01-01junk',
    '2026-1-1',
    'N/A',
  ])('does not guess at %j', (text) => {
    expect(readInstant(text)).toBeUndefined();
  });

  it('gives back every moment that can be written', () => {
    const moment = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moment, (date) => {
        expect(readInstant(date.toISOString())).toBe(instantOf(date.getTime()));
      }),
    );
  });
});
