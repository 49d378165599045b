import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { instantOf, millisecondsOf } from '../../model/index.ts';
import { evaluateAccount } from '../evaluate-account.ts';
import type { Conclusion } from '../rule.ts';
import { caseNow, defaults } from './case.ts';
import { allCases } from './cases.ts';
import { rules } from './index.ts';

const casesOf = (id: string) => allCases.filter((each) => each.ruleId === id).flatMap((each) => each.cases);

const lastDay = instantOf(Date.UTC(2090, 0, 1));

/** A hit on anything is a hit; else what cannot be told about anything is unknown. */
const overall = (conclusions: readonly Conclusion[]): Conclusion['is'] => {
  const said = new Set(conclusions.map((each) => each.is));
  if (said.has('hit')) return 'hit';
  return said.has('unknown') ? 'unknown' : 'clear';
};

describe.each(rules)('rule $id', (rule) => {
  it.each(casesOf(rule.id))('says $expect for $name', ({ expect: expected, view, config, recheckAt }) => {
    const context = { ...(config ?? defaults), now: caseNow };
    expect(overall(rule.evaluate(view, context))).toBe(expected);
    const told = evaluateAccount(view, [rule], context).recheckAt;
    expect(told).toBe(recheckAt === undefined ? told : recheckAt);
  });

  it('has cases that hit, are clear and are unknown', () => {
    expect(new Set(casesOf(rule.id).map((each) => each.expect))).toEqual(
      new Set(['hit', 'clear', 'unknown']),
    );
  });

  it('says why, what asks for it, when it is wrong and what to do', () => {
    const { id, title, why, reference, falsePositives, runbook, needs } = rule;
    for (const text of [id, title, why, ...reference, ...falsePositives, ...runbook])
      expect(text).not.toBe('');
    for (const list of [reference, falsePositives, runbook, needs]) expect(list).not.toHaveLength(0);
  });

  it('answers again exactly when it says the clock will change the answer, and not before', () => {
    for (const { view, config } of casesOf(rule.id)) {
      const at = (now: typeof caseNow) => evaluateAccount(view, [rule], { ...(config ?? defaults), now });
      const contents = (now: typeof caseNow) => at(now).hits.map((hit) => hit.content);
      const { recheckAt } = at(caseNow);
      const due = recheckAt ?? lastDay;
      expect(contents(instantOf(millisecondsOf(due) - 1))).toEqual(contents(caseNow));
      expect(JSON.stringify(contents(due)) === JSON.stringify(contents(caseNow))).toBe(recheckAt === null);
    }
  });

  it('cites only what the view says: material facts are among the facts and no fact is an age', () => {
    for (const { view, config } of casesOf(rule.id))
      for (const hit of evaluateAccount(view, [rule], { ...(config ?? defaults), now: caseNow }).hits) {
        const ids = hit.evidence.facts.map((fact) => fact.id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toEqual(expect.arrayContaining([...hit.evidence.material]));
        expect(hit.evidence.material).not.toHaveLength(0);
      }
  });
});

it('keeps every rule in a file of its own of at most 120 lines, listed once', () => {
  const files = globSync('*.ts', { cwd: import.meta.dirname }).filter(
    (name) => !/\.(cases|test)\.ts$|^(case|cases|index)\.ts$/.test(name),
  );
  expect(files.map((name) => name.replace(/\.ts$/, '')).sort()).toEqual(rules.map((rule) => rule.id).sort());
  for (const name of files)
    expect(readFileSync(`${import.meta.dirname}/${name}`, 'utf8').split('\n').length).toBeLessThanOrEqual(
      121,
    );
});
