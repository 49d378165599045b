import { globMatches, globsOverlap, hasWildcard, isUniversal } from '../../../platform/glob.ts';
import type { Act } from '../acts.ts';
import type { Dialect, GrantHeld, Need, Translated } from '../dialect.ts';
import type { AwsAction, AwsActions } from './load-actions.ts';
import { actionNames } from './names.ts';
import { unloggedIn } from './unlogged.ts';

/** AWS: CloudTrail’s events as IAM’s actions. `actions`: what AWS lists of those that the acts needed. */
export const awsDialect = (actions: AwsActions): Dialect => ({
  platform: 'aws',
  formats: ['cloudtrail'],
  translate(act): Translated {
    const names = actionNames(act.action);
    if (names === undefined) return { is: 'unknown', because: `${act.action} names no service of AWS` };
    if (names.length === 0) return { is: 'free', because: 'no policy has to allow signing in' };
    const listed = names.flatMap((name) => actions.get(name.toLowerCase()) ?? []);
    return listed.length === 0
      ? { is: 'unknown', because: `AWS lists no action that ${act.action} would need` }
      : { is: 'needs', needs: listed.map((action) => needOf(action, act)) };
  },
  fits(grant, need) {
    if (!globMatches(grant.action.toLowerCase(), need.action.toLowerCase())) return 'no';
    if (isUniversal(grant.on)) return 'yes';
    if (need.on !== null) return globMatches(grant.on, need.on) ? 'yes' : 'no';
    if (need.named === null || hasWildcard(need.named)) return 'maybe';
    return globsOverlap(grant.on, `*${need.named}*`) ? 'maybe' : 'no';
  },
  hidden: (grant: GrantHeld) => unloggedIn(grant.action),
});

/** Longer than AWS lets anything be called: whoever fills a log with such names does not make it slow to read. */
const mostArn = 2048;
const mostName = 128;

/** On what: the ARN in the log where the action can be about such a one and about nothing else besides. */
function needOf(action: AwsAction, { target }: Act): Need {
  const { name, reads, arns, asksSeveral } = action;
  if (arns.length === 0) return { action: name, on: '*', named: null, reads };
  const isArn = target?.startsWith('arn:') === true && target.length <= mostArn;
  if (target !== null && isArn && !asksSeveral && arns.some((glob) => isOfKind(glob, target)))
    return { action: name, on: target, named: null, reads };
  const isName = !isArn && !asksSeveral && target !== null && target.length <= mostName;
  return { action: name, on: null, named: isName ? target : null, reads };
}

/** Whether an ARN looks as a kind does: no part of it is told by more than one segment, and a bucket is no object. */
function isOfKind(glob: string, arn: string): boolean {
  const parts = (text: string): readonly string[] => {
    const segments = text.split(':');
    return [...segments.slice(0, 5), segments.slice(5).join(':')];
  };
  const [kind, given] = [parts(glob), parts(arn)];
  const last = [kind[5] ?? '', given[5] ?? ''];
  const isDeeper = last[0] === '*' && last[1]?.includes('/') === true;
  return given.length === 6 && !isDeeper && given.every((part, at) => globMatches(kind[at] ?? '', part));
}
