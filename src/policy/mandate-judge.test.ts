import { describe, expect, it } from 'vitest';
import { compileFiles } from '../../test/support/policy-files.ts';
import { addSeconds, instantOf, isSubjectId, must, type EndingFacts } from '../model/index.ts';
import { lint } from './lint.ts';
import { mandateJudge } from './mandate-judge.ts';
import { parsePolicies } from './parse-policies.ts';

const end = instantOf(Date.parse('2026-03-02T12:00:00.250Z'));
const facts: EndingFacts = {
  enforcer: must(isSubjectId, 'prc_000000000001'),
  signers: [must(isSubjectId, 'psn_000000000001')],
  trigger: 'clock',
  endsAt: end,
  asSigned: true,
  reduces: true,
};
const judge = mandateJudge();
const denied = (bent: Partial<EndingFacts>, now = addSeconds(end, 60)) =>
  judge.judgeEnding({ ...facts, ...bent }, now);

describe('an end that was signed', () => {
  it('is brought about once it has come, and never before', () => {
    expect(judge.judgeEnding(facts, addSeconds(end, 1))).toMatchObject({
      outcome: 'permit',
      deciding: ['hard.expiry'],
    });
    for (const early of [-3600, -1, -0.001, 0])
      expect(denied({}, addSeconds(end, early))).toMatchObject({
        outcome: 'deny',
        deciding: ['hard.expiry-at-its-end'],
        because: 'The end that was signed has not come.',
      });
  });

  it('is not brought about without a signature over it, nor where that would give access', () => {
    expect(denied({ signers: [] })).toMatchObject({ outcome: 'deny', deciding: ['hard.expiry-signed'] });
    expect(denied({ asSigned: false })).toMatchObject({ outcome: 'deny', deciding: ['hard.expiry-signed'] });
    expect(denied({ reduces: false })).toMatchObject({ outcome: 'deny', deciding: ['hard.expiry-narrows'] });
  });

  it('is judged by the fixed policies alone, and no other may speak of it', () => {
    const emergency = '@id("stop.everything") forbid (principal, action, resource);';
    const set = compileFiles({ 'emergency.cedar': emergency });
    expect(set.policies.map(({ id }) => id)).toContain('stop.everything');
    expect(denied({})).toMatchObject({ outcome: 'permit' });
    set.close();
    const named = parsePolicies(
      'own.cedar',
      '@id("no.ends") forbid (principal, action == Action::"expire", resource);',
    );
    expect(lint(named.policies, 'editable')).toMatchObject([
      { reason: expect.stringContaining('by the product’s own policies alone') },
    ]);
  });
});
