import { describe, expect, it } from 'vitest';
import { fileTime, generalizedTime, shadowDays } from './moments.ts';

describe('a moment as directories write it', () => {
  it.each([
    ['20260131094500Z', '2026-01-31T09:45:00.000Z'],
    ['20260131094500.123Z', '2026-01-31T09:45:00.123Z'],
    ['202601310945+0130', '2026-01-31T08:15:00.000Z'],
    ['2026013109Z', '2026-01-31T09:00:00.000Z'],
    ['000001010000Z', undefined],
    ['20260230000000Z', undefined],
    ['20260131094500', undefined],
    ['yesterday', undefined],
  ])('generalized time %s is %s', (text, moment) => {
    expect(generalizedTime(text)).toBe(moment);
  });

  it.each([
    ['133500000000000000', '2024-01-17T21:20:00.000Z'],
    ['0', 'never'],
    ['9223372036854775807', 'never'],
    ['3000000000000000000', 'never'],
    ['1', '1601-01-01T00:00:00.000Z'],
    ['-1', undefined],
    ['99999999999999999999', undefined],
  ])('file time %s is %s', (text, moment) => {
    expect(fileTime(text)).toBe(moment);
  });

  it.each([
    ['20454', '2026-01-01T00:00:00.000Z'],
    ['-1', 'never'],
    ['0', '1970-01-01T00:00:00.000Z'],
    ['x', undefined],
  ])('%s days are %s', (text, moment) => {
    expect(shadowDays(text)).toBe(moment);
  });
});
