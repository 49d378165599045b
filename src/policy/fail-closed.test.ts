import { afterAll, describe, expect, it } from 'vitest';
import { compileFiles, problemsOf } from '../../test/support/policy-files.ts';
import { shardsAgree } from '../../test/support/policy-minimality.ts';
import { everything } from '../../test/support/policy-properties.ts';
import { ask, at, ida, now, revoke, subject } from '../../test/support/policy-world.ts';
import type { JudgeRequest } from '../model/index.ts';
import { cedarSchema } from './cedar-schema.ts';
import { openEngine } from './engine.ts';
import { parsePolicies } from './parse-policies.ts';
import { sliceOf } from './slice.ts';

const open = compileFiles({ 'everything.cedar': everything });
afterAll(() => open.close());
const outcome = (request: unknown) => open.judge.judge(request as JudgeRequest);

describe('policy fails closed, though everything is permitted', { timeout: 60_000 }, () => {
  it.each<[string, unknown]>([
    ['an unknown action', { ...ask('see'), action: 'administer' }],
    ['an unknown act', ask('see', { change: { ...revoke(), act: 'access.revoek' as 'access.revoke' } })],
    ['an unknown tier', ask('see', { change: { ...revoke(), tier: 'extreme' as 'high' } })],
    ['a fraction', ask('see', { factsAgeSeconds: 1.5 })],
    ['an unsafe integer', ask('see', { factsAgeSeconds: 2 ** 53 })],
    ['NaN', ask('see', { factsAgeSeconds: Number.NaN })],
    ['a negative age', ask('see', { factsAgeSeconds: -1 })],
    ['a missing context', { ...ask('see'), via: undefined }],
    ['an undeclared fact', { ...ask('see'), trusted: true }],
    ['a string for a flag', { ...ask('see'), change: { ...revoke(), reduces: 'yes' } }],
    ['an approval without the role it is for', ask('approve')],
    [
      'a role on something else than an approval',
      ask('see', { approval: { role: 'reviewer', authority: ida.id } }),
    ],
    [
      'an agent among the people',
      ask('see', { via: { persons: [subject('agt_aaaaaaaaaa')], agents: [], machines: [] } }),
    ],
    [
      'more people than a slice may hold',
      ask('see', {
        change: revoke({
          holders: { reviewer: Array.from({ length: 201 }, (_, n) => subject(`psn_p${n}00000000`)) },
        }),
      }),
    ],
    ['no request at all', undefined],
  ])('on %s', (_, request) => {
    expect(outcome(request)).toMatchObject({ outcome: 'deny', deciding: [] });
  });

  it('on a policy that errs while it is evaluated', () => {
    const { policies } = parsePolicies(
      't',
      `@id("all") permit (principal, action, resource);
       @id("errs") forbid (principal, action, resource) when { context.nothing };`,
    );
    const engine = openEngine(cedarSchema([]), policies);
    expect(engine.evaluate(sliceOf(ask('see')), 'see', [])).toMatchObject({
      decision: 'failed',
      why: expect.stringContaining('errs'),
    });
    engine.close();
  });

  it('on a policy that reads an attribute of a person who is not loaded', () => {
    const set = compileFiles({
      'mine.cedar': `@id("mine") forbid (principal, action == Action::"approve", resource)
                     unless { context.authority.state == State::"active" };`,
    });
    const request = ask('approve', {
      change: revoke({ holders: { reviewer: [subject('psn_other00000')] } }),
      approval: {
        role: 'reviewer',
        authority: subject('psn_other00000'),
        delegation: {
          from: subject('psn_other00000'),
          to: ida.id,
          start: at('2026-11-01T00:00:00.000Z'),
          end: at('2027-01-01T00:00:00.000Z'),
        },
      },
    });
    expect(set.judge.judge(request)).toMatchObject({
      outcome: 'deny',
      because: expect.stringContaining('could not be evaluated'),
    });
    set.close();
  });

  it('on a policy that could overflow: arithmetic that errs denies', () => {
    const text = `@id("mine") forbid (principal, action, resource) when { context.now * 9000000000000000 == 1 };`;
    expect(problemsOf({ 'mine.cedar': text })).toEqual([]);
    const set = compileFiles({ 'mine.cedar': text });
    expect(set.judge.judge(ask('see'))).toMatchObject({
      outcome: 'deny',
      because: expect.stringContaining('overflow'),
    });
    set.close();
  });

  it('and answers by shards exactly as by the whole set', () => {
    expect(() => shardsAgree(150, 31)).not.toThrow();
  });

  it('and uses a delegation only between its start and its end', () => {
    const other = subject('psn_other00000');
    const approve = (moment: typeof now) =>
      open.judge.judge(
        ask('approve', {
          now: moment,
          approval: {
            role: 'reviewer',
            authority: other,
            delegation: {
              from: other,
              to: ida.id,
              start: at('2026-11-20T00:00:00.000Z'),
              end: at('2026-11-23T00:00:00.000Z'),
            },
          },
        }),
      ).outcome;
    expect(approve(at('2026-11-19T23:59:59.000Z'))).toBe('deny');
    expect(approve(at('2026-11-20T00:00:00.000Z'))).toBe('permit');
    expect(approve(at('2026-11-22T23:59:59.000Z'))).toBe('permit');
    expect(approve(at('2026-11-23T00:00:00.000Z'))).toBe('deny');
  });
});
