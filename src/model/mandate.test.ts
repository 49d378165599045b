import { describe, expect, it } from 'vitest';
import { fitsShape, refuseTerms, type MandateTerms } from './mandate.ts';
import { selects, type Condition, type MandateFacts } from './mandate-condition.ts';
import { isSourceId, must } from './ids.ts';
import { addSeconds, instantOf } from './time.ts';

const from = instantOf(Date.parse('2026-03-02T12:00:00.000Z'));
const target = must(isSourceId, 'target');
const terms: MandateTerms = {
  kind: 'standing_order',
  title: 'x',
  reason: 'x',
  does: [{ type: 'account.disable' }],
  when: [{ fact: 'unused_days', is: 'at least', number: 180 }],
  scope: { sources: [target], about: null },
  triggers: ['clock'],
  perDay: 1,
  inAll: 2,
  from,
  until: addSeconds(from, 86_400),
  noticeHours: 0,
  watchDays: 1,
};

const owners: Partial<MandateTerms> = { kind: 'lifecycle', does: [{ type: 'owner.assign' }] };

describe('conditions', () => {
  const unused: Condition = { fact: 'unused_days', is: 'at least', number: 180 };
  const people: Condition = { fact: 'kind', is: 'one of', values: ['person'] };
  const not: Condition = { fact: 'rule', is: 'none of', values: ['in-use'] };
  it.each<[string, readonly Condition[], MandateFacts, string]>([
    ['hold', [unused, people, not], { unused_days: 180, kind: 'person', rule: [] }, 'selected'],
    ['do not hold', [unused], { unused_days: 179 }, 'not selected'],
    ['cannot be told', [unused, people], { kind: 'person' }, 'unknown'],
    ['cannot be told and do not hold', [unused, people], { kind: 'agent' }, 'not selected'],
    ['forbid what is there', [not], { rule: ['other', 'in-use'] }, 'not selected'],
    ['forbid what nobody knows', [not], {}, 'unknown'],
    ['ask a number of text', [unused], { unused_days: '999' }, 'not selected'],
    ['ask text of a number', [people], { kind: 1 }, 'not selected'],
    ['are none', [], {}, 'not selected'],
  ])('that %s', (_name, conditions, facts, is) => {
    expect(selects(conditions, facts).is).toBe(is);
  });
});

describe('terms', () => {
  it('within their bounds may be signed', () => {
    expect(refuseTerms(terms)).toBeUndefined();
  });
  it.each<[string, Partial<MandateTerms>]>([
    ['drop an account', { does: [{ type: 'account.drop' }] }],
    ['give as a standing order', { does: [{ type: 'grant.add', source: target, entitlementKey: 'x' }] }],
    ['give without saying what', { kind: 'lifecycle', does: [{ type: 'grant.add', source: target }] }],
    ['give without saying where', { kind: 'lifecycle', does: [{ type: 'membership.add', groupKey: 'x' }] }],
    ['say who owns something, which the fixed policies never permit', owners],
    ['do nothing', { does: [] }],
    ['have no conditions', { when: [] }],
    ['speak of no fact there is', { when: [{ fact: 'confidence', is: 'at least', number: 90 }] }],
    ['have no scope', { scope: { sources: [], about: null } }],
    ['have no trigger', { triggers: [] }],
    ['have no cap', { perDay: 0 }],
    ['allow more in a day than in all', { perDay: 3 }],
    ['are not watched', { watchDays: 0 }],
    ['last for more than 90 days', { until: addSeconds(from, 90 * 86_400 + 1) }],
    ['end before they begin', { until: from }],
    [
      'enable an account, which nothing would end,',
      { kind: 'lifecycle', does: [{ type: 'account.enable', source: target }] },
    ],
  ])('that %s may not', (_name, bent) => {
    expect(refuseTerms({ ...terms, ...bent })).toMatchObject({ code: 'input_invalid' });
  });
});

describe('a shape', () => {
  const add = {
    type: 'grant.add',
    source: target,
    subjectKey: 'a',
    entitlementKey: 'x',
    until: null,
  } as const;
  it('fits exactly the changes that it names, and none that could be passed on', () => {
    const shapes = [{ type: 'grant.add', source: target, entitlementKey: 'x' }] as const;
    expect(fitsShape(shapes, { ...add, grantable: false })).toBe(true);
    expect(fitsShape(shapes, { ...add, grantable: true })).toBe(false);
    expect(fitsShape(shapes, { ...add, grantable: false, entitlementKey: 'y' })).toBe(false);
    expect(fitsShape(shapes, { ...add, grantable: false, source: must(isSourceId, 'other') })).toBe(false);
  });
});
