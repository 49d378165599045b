import { Openings } from '../../../src/estate/escalation/aws/openings.ts';
import type { Answered } from '../../../src/estate/escalation/aws/reaching.ts';
import { isIdle } from '../../../src/estate/escalation/aws/targets.ts';
import type { AwsTechnique } from '../../../src/estate/escalation/aws/technique.ts';
import { estateOf, when, type MadeAccount } from './made-account.ts';

/** One way that stands open to a principal of a made account: what it comes to have, over what, and on what that depends. */
export interface Opened {
  readonly record: string;
  readonly gains: string;
  readonly over: string;
  readonly dependsOn: readonly string[];
  readonly judged: readonly Answered[];
}

/** Everything that these techniques open to whoever has this ARN. */
export function openedTo(
  made: MadeAccount,
  arn: string,
  techniques: readonly AwsTechnique[],
): readonly Opened[] {
  const estate = estateOf(made);
  const self = estate.principals.find(({ key }) => key === arn);
  if (self === undefined) throw new TypeError(`the account has no ${arn}`);
  return [...new Openings(estate, when).of(self, techniques)].flatMap(
    ({ technique, things, dependsOn, reached }) =>
      reached
        .filter(({ target }) => !isIdle(technique.over, self, target))
        .map(({ target, gains, judged, ...each }): Opened => ({
          record: technique.record,
          gains:
            gains.is === 'principal'
              ? gains.principal.key
              : gains.is === 'group'
                ? gains.key
                : 'administrator',
          over: target.key,
          dependsOn: [...new Set([...dependsOn, ...each.dependsOn, ...each.ofTarget])],
          judged: [...judged, ...things],
        })),
  );
}
