import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileFiles } from '../../test/support/policy-files.ts';
import { ask, revoke } from '../../test/support/policy-world.ts';

const page = readFileSync(new URL('../../docs/how-to/change-the-policy.md', import.meta.url), 'utf8');
const [, chain = ''] = /```cedar\n([\s\S]*?)```/.exec(page) ?? [];
const token = 'approval.nhi_owner.1.then.governor.1';

it('the approval chain that the page shows asks for its steps, of machines that gain and of nobody else', () => {
  const set = compileFiles({ 'house.cedar': chain });
  const missing = (over: Parameters<typeof revoke>[0]): readonly string[] => {
    const gain = revoke({ act: 'access.grant', reduces: false, tier: 'medium', ...over });
    const verdict = set.judge.judge(ask('execute', { change: gain }));
    return verdict.outcome === 'requestable' ? verdict.missing : [];
  };
  expect(missing({ subject: 'service_account' })).toContain(token);
  expect(missing({ subject: 'person' })).not.toContain(token);
  expect(missing({ subject: 'service_account', tier: 'low' })).not.toContain(token);
  expect(set.judge.explain(token)).toBe('One nhi owner signs, then one governor signs, in this order.');
  set.close();
});
