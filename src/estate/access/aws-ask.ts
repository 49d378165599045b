import type { Instant } from '../../model/index.ts';
import { evaluate, type Answer, type Ask, type Context, type Question, type Reason } from './aws/index.ts';
import type { AwsEstate, Principal } from './aws-estate.ts';
import type { Kinds } from './aws-kinds.ts';

/** What is known however the question goes. */
export interface AwsWhen {
  /** Services in whose actions resource control policies have a say. */
  readonly rcpServices: ReadonlySet<string>;
  /** The moment that it is asked about, for conditions on the time. */
  readonly now: Instant | undefined;
}

/** A question to one AWS source: particular actions on particular resources, any of which is meant. */
export interface AwsQuestion extends AwsWhen {
  readonly actions: readonly Question[];
  readonly resources: readonly string[];
  /** Where a resource with wildcards does not mean the same to everybody: what it means to one. */
  readonly kinds?: Kinds;
  /** What an answer calls them, where they only stand for what is meant; absent: as they are, or as `kinds` has it. */
  readonly called?: string;
}

/** What is sure before what depends, and that before what is denied. */
const order = { allow: 0, depends: 1, deny: 2 } as const;

/** The best answer that any of it has for this principal. */
export function askOf(estate: AwsEstate, principal: Principal, question: AwsQuestion): Answer {
  let best: Answer | undefined;
  const resources = question.kinds === undefined ? question.resources : question.kinds.of(principal);
  if (resources === undefined) return tooMany;
  for (const resource of resources) {
    const ask = wholeAsk(estate, principal, { question, resource });
    for (const action of question.actions) {
      const answer = evaluate(action, ask);
      if (answer.verdict === 'allow') return answer;
      if (best === undefined || order[answer.verdict] < order[best.verdict]) best = answer;
    }
  }
  return best ?? { verdict: 'deny', because: [{ layer: 'identity', statement: undefined }] };
}

/** There are too many kinds to go through: nothing is known of it. */
const tooMany: Answer = {
  verdict: 'depends',
  on: [
    { is: 'unclear', what: 'which of the resources is meant: policies tell apart too many kinds of them' },
  ],
  allowedBy: [],
  allowedWhen: {},
  deniedBy: [],
  deniedWhen: {},
  isExact: false,
};

function wholeAsk(
  estate: AwsEstate,
  { ask }: Principal,
  of: { readonly question: AwsQuestion; readonly resource: string },
): Ask {
  const { question, resource } = of;
  const isUnderRcps = question.actions.some(({ folded }) =>
    question.rcpServices.has(folded.split(':')[0] ?? ''),
  );
  const called = question.kinds?.text ?? question.called;
  const resourcePolicy = estate.onResources.policyOn(resource);
  const owner = ownerOf(estate, ask, resource);
  const standing = owner === undefined ? undefined : estate.organization.standing(owner);
  const rcps = standing?.rcps ?? estate.organization.anyRcps;
  let context: Context | undefined;
  return {
    ...ask,
    resource,
    ...(called === undefined ? {} : { called }),
    resourceAccount: resource === '*' ? null : (owner ?? null),
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    ...(isUnderRcps ? { rcps } : {}),
    // of most who are asked it is never looked at: no policy of theirs is about the action
    get context() {
      return (context ??= contextOfAll(ask.context, standing?.asResource, question.now));
    },
  };
}

/** What is known of a request: the caller's own keys before those of whose the resource is, and these before the clock. */
export function contextOfAll(own: Context, ofResource: Context | undefined, now: AwsWhen['now']): Context {
  if (now === undefined && (ofResource?.size ?? 0) === 0) return own;
  const clock: Context = now === undefined ? new Map() : new Map([['aws:currenttime', [now]]]);
  return new Map([...clock, ...(ofResource ?? []), ...own]);
}

/** What takes no resource is of the caller's own account. */
function ownerOf(estate: AwsEstate, { caller }: Principal['ask'], resource: string): string | undefined {
  if (resource !== '*') return estate.onResources.ownerOf(resource);
  return 'account' in caller ? caller.account : undefined;
}

/** Everything that an answer depends on, each as one line. */
export const dependsOn = (answer: Answer): readonly string[] =>
  answer.verdict !== 'depends'
    ? []
    : answer.on.map((each) =>
        each.is === 'key'
          ? `\`${each.key}\` of the request: ${each.tests.join('; ')}`
          : each.is === 'policy'
            ? `not read: ${each.policy}`
            : each.what,
      );

/** What allows it, or would. */
export const allowing = (answer: Answer): readonly Reason[] =>
  answer.verdict === 'depends' ? answer.allowedBy : answer.because;

/** Whether something that was read gives it; what was not read stands as statement 0. */
export const isGiven = (answer: Answer): boolean =>
  allowing(answer).some(({ layer, statement }) => layer === 'root' || isRead(statement));

const isRead = (statement: Reason['statement']): boolean =>
  statement !== undefined && statement.statement !== 0;

/** What decided, each statement as one line: `identity policy \`ARN\` statement 2 (Sid) allows`. */
export function decidedBy(answer: Answer): readonly string[] {
  const reasons =
    answer.verdict === 'depends'
      ? [...answer.allowedBy, ...answer.deniedBy.filter(({ statement }) => statement !== undefined)]
      : answer.because;
  // what was not read is told by name among what the answer depends on
  const read = reasons.filter(({ statement }) => statement === undefined || isRead(statement));
  return [...new Set(read.map(lineOf))];
}

function lineOf({ layer, statement }: Reason): string {
  if (layer === 'root') return 'the root user needs no policy';
  if (statement === undefined) return `no ${names[layer]} allows it`;
  const sid = statement.sid === undefined ? '' : ` (${statement.sid})`;
  const where = ` statement ${statement.statement}${sid}`;
  return `${names[layer]} \`${statement.policy}\`${where} ${statement.effect === 'allow' ? 'allows' : 'denies'}`;
}

const names = {
  identity: 'identity policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  scp: 'service control policy',
  rcp: 'resource control policy',
  resource: 'policy on the resource',
} as const;
