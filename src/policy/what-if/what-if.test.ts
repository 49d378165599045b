import { describe, expect, it } from 'vitest';
import { closuresAgree, probeMissesNoFlip } from '../../../test/support/what-if-worlds.ts';
import { compileFiles, files } from '../../../test/support/policy-files.ts';
import { ask, defaultSet, ida, revoke } from '../../../test/support/policy-world.ts';
import { replayPast, type KeptInput } from './past.ts';

const seed = 20_261_127;

describe('what another set would have answered', () => {
  it('is computed by closures that answer as Cedar does', () => {
    const seen = closuresAgree(200, seed);
    expect(Math.min(seen.allow, seen.deny, seen.failed)).toBeGreaterThan(0);
  });

  it('misses no flip that two full judgements find', () => {
    const seen = probeMissesNoFlip(40, seed);
    expect(seen.flips).toBeGreaterThan(8);
    expect(seen.touched).toBeLessThan(seen.judged);
  });

  it('says who would have been denied, and by which policy', () => {
    const stricter = compileFiles({
      'x.cedar':
        '@id("no-drops") @says("Nothing is dropped.") forbid (principal, action == Action::"execute", resource is Change) when { resource.act == ActClass::"account.drop" };',
    });
    const past = replayPast(defaultSet, stricter);
    const drop = ask('execute', { change: revoke({ act: 'account.drop', tier: 'high' }) });
    past.take([kept(drop), kept(ask('execute')), kept(ask('see'))]);
    expect(past.result()).toMatchObject({
      judged: 3,
      touched: 1,
      flipped: 1,
      groups: [
        {
          kind: 'denied',
          act: 'account.drop',
          tier: 'high',
          from: 'requestable',
          to: 'deny',
          count: 1,
          people: [{ id: ida.id, count: 1 }],
        },
      ],
    });
    expect(past.result().groups[0]?.by).toContain('no-drops');
    stricter.close();
  });

  it('refuses an input that was altered', () => {
    const past = replayPast(defaultSet, defaultSet);
    const { digest, input } = kept(ask('execute'));
    expect(() => past.take([{ digest, input: input.replace('low', 'high') }])).toThrow(/was altered/);
  });

  it('finds nothing touched where only comments and spacing differ', () => {
    const same = compileFiles({ 'default.cedar': `// new words\n\n${files['default.cedar'] ?? ''}` });
    const past = replayPast(defaultSet, same);
    past.take([kept(ask('execute')), kept(ask('see'))]);
    expect(past.result()).toMatchObject({ judged: 2, touched: 0, flipped: 0, groups: [] });
    same.close();
  });
});

function kept(request: ReturnType<typeof ask>): KeptInput {
  const input = defaultSet.inputOf(request) ?? '';
  return { digest: defaultSet.judge.judge(request).digests.input, input };
}
