import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { qualityRulesUnsaid } from '../model/index.ts';
import { readQualityRules } from './review-quality.ts';

const shipped = readFileSync(new URL('../../policies/review-quality.yaml', import.meta.url), 'utf8');

describe('what policy says of review quality', () => {
  it('is read from the shipped file', () => {
    const { rules, problems } = readQualityRules(shipped);
    expect(problems).toEqual([]);
    expect(rules).toEqual({ ...qualityRulesUnsaid, bulk: { sound: 100, unknown: 25, low: 1 } });
  });

  it('without a file is that nobody answers in bulk', () => {
    expect(readQualityRules(undefined)).toEqual({ rules: qualityRulesUnsaid, problems: [] });
  });

  it.each([
    ['a word that it does not know', 'reopen: kept', 'reopen: never', 'reopen'],
    ['more planted than real', 'bad: 6', 'bad: 40', 'planted'],
    ['more in bulk for whom is found low', 'low: 1 }', 'low: 50 }', 'bulk'],
    ['a figure that not looking reaches', 'low_below: 0.65', 'low_below: 0.2', 'low_below'],
    ['a key that it does not know', 'version: 1', 'version: 1\nleaderboard: true', 'the file'],
  ])('refuses %s and says where', (_, from, to, place) => {
    const { rules, problems } = readQualityRules(shipped.replace(from, to));
    expect(rules).toEqual(qualityRulesUnsaid);
    expect(problems[0]?.place).toContain(place);
  });
});
