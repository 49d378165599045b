import { describe, expect, it } from 'vitest';
import {
  services,
  techniqueCases,
  type TechniqueCase,
} from '../../../../test/support/aws/escalation-cases.ts';
import { actorArn, worldOf, type Actor } from '../../../../test/support/aws/escalation-world.ts';
import { allow, deny, doc, policy } from '../../../../test/support/aws/made-account.ts';
import { openedTo, type Opened } from '../../../../test/support/aws/opened.ts';
import type { Doc } from '../../../../test/support/aws/slow-evaluator.ts';
import { awsTechniqueList } from './techniques/index.ts';

/** Every technique by itself: open with its rights, closed without any one of them, and in doubt where they are. */

function openTo({ record }: TechniqueCase, actor: Actor): readonly Opened[] {
  const technique = awsTechniqueList.filter((each) => each.record === record);
  if (technique.length === 0) throw new TypeError(`nothing to try ${record} with`);
  return openedTo(worldOf(actor, services), actorArn[actor.kind], technique);
}

const having = ({ actor: kind, actions }: TechniqueCase, more: Partial<Actor> = {}): Actor => ({
  kind,
  has: [policy('rights', allow(actions))],
  ...more,
});

const everything = doc(allow(['*']));
const without = (action: string): Doc => doc(allow(['*']), deny([action]));

describe.each(techniqueCases)('$record', (each) => {
  it('stands open to whoever has its rights, and gives what it says', () => {
    const open = openTo(each, having(each));
    const found = open.find((one) => one.gains.includes(each.gains));
    expect(new Set(found?.judged.map(({ action }) => action))).toEqual(
      new Set([
        ...each.actions,
        ...(found?.judged.some(({ action }) => action === 'sts:AssumeRole') === true
          ? ['sts:AssumeRole']
          : []),
      ]),
    );
    expect(found?.dependsOn.length === 0).toBe(each.presumes === undefined);
    expect(found?.dependsOn.join('\n')).toContain(each.presumes ?? '');
    // nothing is ever gained twice, nor by becoming oneself or a role that is a service's own
    expect(new Set(open.map((one) => `${one.gains} ${one.over}`)).size).toBe(open.length);
    expect(open.filter((one) => /aws-service-role/.test(one.gains))).toEqual([]);
  });

  it.each(each.actions.map((action) => [action]))(
    'is closed without %s, however that is taken away',
    (action) => {
      const rest = each.actions.filter((one) => one !== action);
      const ways: Readonly<Record<string, Actor>> = {
        'not given': having({ ...each, actions: [...rest, 'sqs:ListQueues'] }),
        denied: having(each, {
          has: [policy('rights', allow(each.actions)), policy('denial', deny([action]))],
        }),
        'outside the boundary': having(each, { boundary: without(action) }),
        'taken by the organisation': having(each, { scps: [[everything], [everything, without(action)]] }),
        'not allowed by the organisation': having(each, { scps: [[doc(allow(['s3:*', ...rest]))]] }),
        'under a condition that cannot hold': having(each, {
          has: [
            policy('rights', allow(rest.length === 0 ? ['sqs:ListQueues'] : rest)),
            policy(
              'never',
              allow([action], {
                Condition: { DateLessThan: { 'aws:CurrentTime': ['2001-01-01T00:00:00Z'] } },
              }),
            ),
          ],
        }),
      };
      const open = Object.entries(ways).flatMap(([how, actor]) =>
        openTo(each, actor).map((one) => `${how}: ${one.gains}`),
      );
      expect(open).toEqual([]);
    },
  );

  it('depends, and says on what, when a right has a condition on what is not known', () => {
    const [first = '', ...rest] = each.actions;
    const open = openTo(
      each,
      having(each, {
        has: [
          policy('rights', allow(rest.length === 0 ? ['sqs:ListQueues'] : rest)),
          policy(
            'second-factor',
            allow([first], { Condition: { Bool: { 'aws:MultiFactorAuthPresent': ['true'] } } }),
          ),
        ],
      }),
    );
    const found = open.find((one) => one.gains.includes(each.gains));
    expect(found?.dependsOn.join('\n')).toContain('aws:multifactorauthpresent');
  });
});

it('has a case for every technique', () => {
  expect(techniqueCases.map(({ record }) => record)).toEqual(awsTechniqueList.map(({ record }) => record));
});
