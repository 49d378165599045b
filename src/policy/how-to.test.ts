import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileFiles, problemsOf } from '../../test/support/policy-files.ts';
import { ask, revoke } from '../../test/support/policy-world.ts';
import { compilePolicySet } from './index.ts';

const page = readFileSync(new URL('../../docs/how-to/change-the-policy.md', import.meta.url), 'utf8');
const [, chain = ''] = /```cedar\n([\s\S]*?)```/.exec(page) ?? [];
const [, shadowed = ''] = [...page.matchAll(/```cedar\n([\s\S]*?)```/g)].map(([, text]) => text);
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

it('a policy in shadow has no part in any answer, whatever it says, and counts once it is tried', () => {
  const change = revoke({ act: 'access.grant', reduces: false });
  const every = `${shadowed}\n@id("house.all") @mode("shadow") permit (principal, action, resource);`;
  const [set, plain] = [compileFiles({ 'house.cedar': every }), compileFiles({})];
  const execute = ask('execute', { change });
  expect(set.digest).toBe(plain.digest);
  expect(set.shadow.map(({ id }) => id)).toEqual(['house.no-friday-grants', 'house.all']);
  expect(set.judge.judge(execute)).toEqual(plain.judge.judge(execute));
  const tried = compilePolicySet(set.files, 'try');
  if (!tried.ok) throw new Error(tried.message);
  expect(tried.value.judge.judge(execute)).toMatchObject({
    outcome: 'deny',
    deciding: ['house.no-friday-grants'],
  });
  for (const one of [set, plain, tried.value]) one.close();
});

it.each(['@mode("Shadow")', '@mode("live")', '@mode'])('a policy with %s is refused', (mode) => {
  const text = `@id("house.x") ${mode} forbid (principal, action == Action::"execute", resource is Change) unless { resource.reduces };`;
  expect(problemsOf({ 'house.cedar': text })).toMatchObject([{ place: 'house.cedar: house.x' }]);
});
