import { describe, expect, it } from 'vitest';
import { lint } from './lint.ts';
import { parsePolicies } from './parse-policies.ts';

const scope = 'principal, action == Action::"execute", resource is Change';
function reasons(text: string): readonly string[] {
  const { policies, problems } = parsePolicies('mine.cedar', text);
  expect(problems).toEqual([]);
  return lint(policies, 'editable').map(({ reason }) => reason);
}

describe('the policy lint', () => {
  it.each([
    ['a permit that asks for presence', `@id("a") permit (${scope}) when { resource has tier };`],
    ['a forbid that yields to presence', `@id("a") forbid (${scope}) unless { resource has tier };`],
    [
      'absence doubly turned',
      `@id("a") forbid (${scope}) when { !(resource has tier && resource.reduces) };`,
    ],
    ['membership that lets go', `@id("a") forbid (${scope}) unless { principal in Role::"security" };`],
    [
      'a requirement with a condition of its own',
      `@id("a") @need("evidence.usage") forbid (${scope}) when { resource.reversible }
       unless { (resource has tier && resource.tier == Tier::"low") || context.met.contains(Need::"evidence.usage") };`,
    ],
  ])('accepts %s', (_, text) => {
    expect(reasons(text)).toEqual([]);
  });

  it.each([
    ['a forbid upon presence', `@id("a") forbid (${scope}) when { resource has tier };`, /`has` stands/],
    [
      'a nested attribute upon presence',
      `@id("a") forbid (${scope}) when { resource has interest.steward };`,
      /`has` stands/,
    ],
    ['a permit upon absence', `@id("a") permit (${scope}) when { !(resource has tier) };`, /`has` stands/],
    [
      'presence compared',
      `@id("a") permit (${scope}) when { (resource has tier) == false };`,
      /`has` stands/,
    ],
    [
      'presence as a condition',
      `@id("a") permit (${scope}) when { if resource has tier then false else true };`,
      /`has` stands/,
    ],
    [
      'a forbid upon membership',
      `@id("a") forbid (${scope}) when { principal in Role::"auditor" };`,
      /`in` stands/,
    ],
    [
      'a forbid upon typed membership',
      `@id("a") forbid (${scope}) when { principal is Person in Role::"auditor" };`,
      /`is … in` stands/,
    ],
    [
      'a forbid narrowed by membership',
      `@id("a") forbid (principal in Role::"auditor", action, resource);`,
      /narrowed by membership/,
    ],
    [
      'a forbid narrowed by typed membership',
      `@id("a") forbid (principal is Person in Role::"auditor", action, resource);`,
      /narrowed by membership/,
    ],
    ['the product’s own ids', `@id("hard.mine") permit (${scope});`, /product’s own/],
    ['ids of the table', `@id("rights.mine") permit (${scope});`, /product’s own/],
    [
      'met in a permit',
      `@id("a") permit (${scope}) when { context.met.contains(Need::"evidence.usage") };`,
      /without `@need`/,
    ],
    [
      'a requirement on a permit',
      `@id("a") @need("evidence.usage") permit (${scope}) unless { context.met.contains(Need::"evidence.usage") };`,
      /stands on a permit/,
    ],
    [
      'a requirement that yields to another',
      `@id("a") @need("evidence.usage") forbid (${scope}) unless { context.met.contains(Need::"evidence.purpose") };`,
      /its own requirement alone/,
    ],
    [
      'a requirement with met twice',
      `@id("a") @need("evidence.usage") forbid (${scope}) unless { context.met.isEmpty() || context.met.contains(Need::"evidence.usage") };`,
      /its own requirement alone/,
    ],
    [
      'a requirement with met in the wrong place',
      `@id("a") @need("evidence.usage") forbid (${scope}) when { context.met.contains(Need::"evidence.usage") };`,
      /its own requirement alone/,
    ],
    [
      'a requirement with met turned round',
      `@id("a") @need("evidence.usage") forbid (${scope}) unless { !(context.met.contains(Need::"evidence.usage")) };`,
      /its own requirement alone/,
    ],
    [
      'a requirement that never yields',
      `@id("a") @need("evidence.usage") forbid (${scope});`,
      /its own requirement alone/,
    ],
    [
      'a requirement nobody can meet',
      `@id("a") @need("evidence.luck") forbid (${scope}) unless { context.met.contains(Need::"evidence.luck") };`,
      /no requirement that can be met/,
    ],
  ])('refuses %s', (_, text, reason) => {
    expect(reasons(text)).toEqual([expect.stringMatching(reason)]);
  });
});
