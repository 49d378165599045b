import { describe, expect, it } from 'vitest';
import { compileFiles } from '../../test/support/policy-files.ts';
import {
  authorityForbids,
  everything,
  judgeWorlds,
  mutant,
  worldsToKill,
} from '../../test/support/policy-properties.ts';
import { ask, defaultSet, helper } from '../../test/support/policy-world.ts';

describe('authority', { timeout: 60_000 }, () => {
  it('goes to no machine, inactive person or interested person under the shipped policies', () => {
    const seen = judgeWorlds(defaultSet, 400, 11);
    expect(seen.approvals).toBeGreaterThan(5);
    expect(seen.permits).toBeGreaterThan(30);
  });

  it('does not go to them either when a policy permits everything to everybody', () => {
    const set = compileFiles({ 'everything.cedar': everything });
    const seen = judgeWorlds(set, 400, 12);
    set.close();
    expect(seen.approvals).toBeGreaterThan(5);
    expect(seen.byDelegates).toBeGreaterThan(0);
  });

  it.each(authorityForbids)('would leak without `%s`, and random worlds notice', (id) => {
    const set = mutant(id);
    const killedAfter = worldsToKill(set, 3000, 13);
    set.close();
    expect(killedAfter).toBeGreaterThan(0);
  });

  it('goes to no AI when every need of every row is met and everything is permitted', () => {
    const set = compileFiles({ 'everything.cedar': everything });
    for (const kind of ['agent', 'machine', 'assistant'] as const)
      for (const action of ['execute', 'reverse'] as const)
        expect(set.judge.judge(ask(action, { principal: { ...helper, kind } }))).toMatchObject({
          outcome: 'deny',
          deciding: expect.arrayContaining(['hard.human-authority']),
        });
    set.close();
  });
});
