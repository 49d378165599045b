import { callerOf } from './aws-estate.ts';
import { compilePolicy, contextOf, evaluate, Question } from './aws/index.ts';

/**
 * What identity policies by themselves say of calls that this user or role would make, each in the order of the calls:
 * nothing else has a say here, and of a request nothing is known. A document that cannot be read allows nothing.
 */
export function tryPolicies(
  account: string,
  policies: readonly { readonly name: string; readonly document: unknown }[],
  calls: readonly { readonly action: string; readonly resource: string }[],
): readonly ('allow' | 'depends' | 'deny')[] {
  const caller = callerOf(account, {});
  if (caller === undefined) return calls.map(() => 'deny');
  const compiled = policies.flatMap(({ name, document }) => {
    const found = compilePolicy(name, document);
    return found.ok ? [found.value] : [];
  });
  const identity = { policies: compiled, unread: [] };
  const questions = new Map<string, Question>();
  return calls.map(({ action, resource }) => {
    let question = questions.get(action);
    if (question === undefined) questions.set(action, (question = new Question(action)));
    const resourceAccount = 'account' in caller ? caller.account : null;
    return evaluate(question, { caller, identity, resource, resourceAccount, context: contextOf({}) })
      .verdict;
  });
}
