import type { AwsWhen } from './aws-ask.ts';
import { isNamedIn, withoutVariables } from './aws-by-resource.ts';
import type { AwsEstate, Principal } from './aws-estate.ts';
import { Becoming, nodeOf, type AwsOpen, type AwsPlace } from './aws-who-can.ts';
import type { CompiledStatement } from './aws/index.ts';
import { globsOverlap } from '../../platform/glob.ts';

/** What a question names that is not evaluated: any of it may be meant. */
export interface WideQuestion {
  readonly action: string;
  /** ARNs, perhaps with wildcards. */
  readonly resources: readonly string[];
}

/**
 * Who may be able to do what a question names that is too wide to be evaluated, beyond what rights say: by a policy of its own
 * or on a resource, and by becoming a role of which that holds. Rights alone would make each of these a no.
 */
export function openWhenWide(place: AwsPlace, question: WideQuestion, when: AwsWhen): readonly AwsOpen[] {
  const { estate } = place;
  const found = new Map<Principal, readonly string[]>();
  for (const principal of estate.principals) {
    const reasons = mayGive(estate, principal, question);
    if (reasons.length > 0) found.set(principal, reasons);
  }
  const becoming = new Becoming(place, when);
  // a Map gives what is added while it is walked
  for (const [role, reasons] of found) {
    if (found.size === estate.principals.length) break;
    for (const { principal } of becoming.waysInto(role))
      if (!found.has(principal))
        found.set(
          principal,
          reasons.map((each) => `as ${role.key}: ${each.replace(/^as [^ ]+: /, '')}`),
        );
  }
  return [...found].flatMap(([principal, reasons]): readonly AwsOpen[] => {
    const node = nodeOf(place, principal);
    return node === -1 ? [] : [{ node, dependsOn: reasons }];
  });
}

/** What a group passes on is told by rights; what was not read of it, or is attached to it and was not read, is not. */
export const unreadOfGroup = (estate: AwsEstate, key: string): readonly string[] =>
  [key, ...(estate.holds.get(key) ?? [])]
    .filter((each) => estate.unseen.has(each))
    .map((each) => `not read: ${each}`);

function mayGive(estate: AwsEstate, { ask }: Principal, question: WideQuestion): readonly string[] {
  const { caller } = ask;
  const unread = caller.kind === 'root' ? [] : ask.identity.unread;
  const isOfIam = question.action.toLowerCase().startsWith('iam:');
  const ofResources = isOfIam ? undefined : estate.onResources.unreadOfAll;
  const naming: string[] = [];
  for (const [on, statement] of isOfIam ? [] : estate.onResources.allowing(caller))
    if (isNamedIn(statement, caller) && isAbout(statement, on, question))
      naming.push(
        `policy on the resource \`${statement.ref.policy}\` statement ${statement.ref.statement}: the question is too wide for it to be evaluated`,
      );
  return [
    ...unread.map((policy) => `not read: ${policy}`),
    ...naming.slice(0, mostTold),
    ...(naming.length > mostTold ? [`${naming.length - mostTold} more statements on resources`] : []),
    ...(ofResources === undefined ? [] : [`not read: ${ofResources}`]),
  ];
}

const mostTold = 3;

function isAbout(
  { actions, resources }: CompiledStatement,
  on: string,
  { action, resources: asked }: WideQuestion,
): boolean {
  const isAsked = actions.not || actions.texts.some((text) => globsOverlap(text.toLowerCase(), action));
  if (!isAsked) return false;
  const named =
    resources === undefined || resources.not
      ? [on, `${on}/*`]
      : resources.templates.flatMap(({ text }) =>
          text === '*' ? [on, `${on}/*`] : [withoutVariables(text)],
        );
  return asked.some((each) => each === '*' || named.some((pattern) => globsOverlap(pattern, each)));
}
