import { describe, expect, it } from 'vitest';
import { caseNow } from './case-records.ts';
import { viewOf } from './evaluate.ts';
import { workstationRules } from './rules/index.ts';

const answers = (rule: (typeof workstationRules)[number], records: Parameters<typeof viewOf>[0]) =>
  rule.judge(viewOf(records, caseNow)).map((judgement) => judgement.is);

describe.each(workstationRules.map((rule) => [rule.id, rule] as const))('%s', (_id, rule) => {
  it('hits its hit case', () => expect(answers(rule, rule.cases.hit)).toContain('hit'));
  it('clears its clear case and finds nothing in it', () => {
    const found = answers(rule, rule.cases.clear);
    expect(found).toContain('clear');
    expect(found).not.toContain('hit');
  });
  it('says unknown where a fact is missing, or why none can be', () => {
    const { unknown } = rule.cases;
    const found =
      'why' in unknown ? [unknown.why.length > 10 ? 'unknown' : 'no reason'] : answers(rule, unknown);
    expect(found).toEqual(['unknown']);
  });
  it('tells why, where that is written, when it is wrong and what to do', () => {
    for (const text of [rule.why, rule.reference, rule.falsePositives, rule.runbook])
      expect(text.length).toBeGreaterThan(15);
  });
});

it('gives every rule its own id', () => {
  expect(new Set(workstationRules.map((rule) => rule.id)).size).toBe(workstationRules.length);
});
