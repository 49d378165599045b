import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { severities } from '../model/index.ts';
import { findingIdOf } from './finding-id.ts';
import { evaluateAccount } from './evaluate-account.ts';
import { defaultDetectionConfig } from './config.ts';
import { byRank, contributionsOf, scoreOf, severityOf, whyFirst } from './ranking.ts';
import { accountView, caseNow, daysAgo, person, privilege, ref } from './rules/case.ts';
import { rules } from './rules/index.ts';

const context = { ...defaultDetectionConfig, now: caseNow };
const points = fc.integer({ min: 0, max: 50 });
const contribution = fc.record({ what: fc.string({ minLength: 1, maxLength: 20 }), points });
const risk = fc.record({
  likelihood: fc.array(contribution, { maxLength: 3 }),
  blast: fc.array(contribution, { maxLength: 3 }),
  ease: fc.array(contribution, { maxLength: 3 }),
});

describe('ranking', () => {
  it('scores exactly what the contributions add up to', () => {
    fc.assert(
      fc.property(risk, (each) => {
        const all = [...each.likelihood, ...each.blast, ...each.ease];
        expect(scoreOf(contributionsOf(each))).toBe(all.reduce((sum, { points }) => sum + points, 0));
      }),
    );
  });

  it('never calls something worse because it is easy to fix', () => {
    fc.assert(
      fc.property(risk, (each) => {
        expect(severityOf(each)).toBe(severityOf({ ...each, ease: [] }));
      }),
    );
  });

  it('never calls something less bad because more can be reached', () => {
    fc.assert(
      fc.property(risk, contribution, (each, more) => {
        const worse = severityOf({ ...each, blast: [...each.blast, more] });
        expect(severities.indexOf(worse)).toBeLessThanOrEqual(severities.indexOf(severityOf(each)));
      }),
    );
  });

  it('orders the same findings the same way, however they come', () => {
    const ids = ['a', 'b', 'c', 'd'].map((key) => findingIdOf('r', ref('account', key), ''));
    const findings = ids.map((id, n) => ({ id, score: n % 2 }));
    fc.assert(
      fc.property(fc.shuffledSubarray(findings, { minLength: 4 }), (shuffled) => {
        expect([...shuffled].sort(byRank)).toEqual([...findings].sort(byRank));
      }),
    );
  });

  it('says why in one sentence whose numbers add up to the score', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ what: fc.constantFrom('one', 'two', 'three'), points }), { maxLength: 6 }),
        (contributions) => {
          const score = scoreOf(contributions);
          const said = whyFirst({ score, contributions });
          const added = [...said.matchAll(/\+(\d+)/g)].reduce((sum, [, number]) => sum + Number(number), 0);
          expect(added).toBe(score);
          expect(said.endsWith('.') && !said.slice(0, -1).includes('.')).toBe(true);
        },
      ),
    );
  });

  it('puts the leaver who can sign in before the shut account that holds administrator rights', () => {
    const leaver = accountView({ kind: 'person', person: person('left', daysAgo(3)) });
    const shut = accountView({ state: 'expired', privileges: [privilege({ what: 'OWNER' })] });
    const [first, second] = [leaver, shut].map((view) => evaluateAccount(view, rules, context).hits[0]);
    expect([first?.ruleId, second?.ruleId]).toEqual([
      'orphan-account-of-leaver',
      'disabled-account-still-holds-rights',
    ]);
    expect((first?.score ?? 0) > (second?.score ?? 0)).toBe(true);
  });
});

describe('finding ids', () => {
  it('differ for any two different things, and are the same for the same', () => {
    const parts = fc.tuple(
      fc.string(),
      fc.constantFrom('account', 'credential'),
      fc.string(),
      fc.string(),
      fc.string(),
    );
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const idOf = ([rule, entity, source, key, aspect]: typeof a) =>
          findingIdOf(
            rule,
            { entity: entity === 'account' ? 'account' : 'credential', source, key, name: 'any' },
            aspect,
          );
        expect(idOf(a) === idOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it('survive a change of name, of score and of everything seen', () => {
    const before = accountView({ owners: [] });
    const after = {
      ...before,
      ref: { ...before.ref, name: 'renamed' },
      directGrants: 0,
      observedAt: daysAgo(-5),
    };
    const idsOf = (view: typeof before) => evaluateAccount(view, rules, context).hits.map((hit) => hit.id);
    expect(idsOf(after)).toEqual(idsOf(before));
    expect(idsOf(before)).toHaveLength(1);
  });
});

describe('material evidence', () => {
  it('is the same after a re-read in which only times of observation moved', () => {
    const view = accountView({ kind: 'person', person: person('left', daysAgo(3)) });
    const digestsOf = (at: typeof view) =>
      evaluateAccount(at, rules, { ...context, now: daysAgo(-1) }).hits.map(({ material, content }) => ({
        material,
        content,
      }));
    expect(digestsOf({ ...view, observedAt: daysAgo(-1) })).toEqual(digestsOf(view));
  });
});
