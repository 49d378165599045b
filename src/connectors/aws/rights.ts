import { Fault } from '../../model/index.ts';
import { conditionTexts, naming } from './conditions.ts';
import { listOf, type PolicyStatement } from './policy-document.ts';

/** One right that a statement gives or denies. What was not evaluated is in `conditions`; none means unconditional. */
export interface Right {
  readonly effect: 'allow' | 'deny';
  readonly action: string;
  readonly resourcePattern: string;
  readonly conditions: readonly string[];
}

const mostPairs = 100_000;

/**
 * Takes an identity policy's statement apart into action pattern × resource pattern. NotAction and NotResource become `*`
 * with a condition naming what they leave out; a policy variable in a resource becomes `*` with a condition naming the
 * original: a right can look wider than it is, never narrower, and then says on what it depends.
 */
export function rightsOf(statement: PolicyStatement, policy: string): readonly Right[] {
  const conditions: string[] = [...conditionTexts(statement.Condition)];
  const excluding = (name: 'NotAction' | 'NotResource'): void => {
    const left = statement[name];
    if (left !== undefined) conditions.push(naming(name, listOf(left).toSorted()));
  };
  excluding('NotAction');
  excluding('NotResource');
  const actions = everyOf(statement.Action, 'Action', conditions, statement.NotAction !== undefined);
  const resources = everyOf(statement.Resource, 'Resource', conditions, statement.NotResource !== undefined);
  if (actions.length * resources.length > mostPairs)
    throw new Fault(
      'input_too_large',
      `A statement of the policy \`${policy.slice(0, 200)}\` has ${actions.length} actions on ${resources.length} resources; at most ${mostPairs} pairs are read.`,
      { next: 'IAM allows no policy so large: check where this export comes from.' },
    );
  const effect = statement.Effect === 'Allow' ? 'allow' : 'deny';
  return resources.flatMap((resource) => {
    const { pattern, note } = withoutVariables(resource);
    const all = note === undefined ? conditions : [...conditions, note];
    return actions.map((action) => ({ effect, action, resourcePattern: pattern, conditions: all }));
  });
}

function everyOf(
  given: string | readonly string[] | undefined,
  name: string,
  conditions: string[],
  excluded: boolean,
): readonly string[] {
  // an empty text names nothing
  const values = [...new Set(listOf(given))].filter((each) => each !== '');
  if (values.length > 0 && !excluded) return values;
  if (!excluded && given === undefined) conditions.push(`the statement has no ${name}`);
  return given === undefined || excluded ? ['*'] : [];
}

/** `${aws:username}` and the like (IAM policy variables) differ by who asks; `${*}`, `${?}`, `${$}` are literal characters. */
function withoutVariables(resource: string): { readonly pattern: string; readonly note?: string } {
  const pattern = resource.replace(/\$\{[^}]*\}/g, '*');
  return pattern === resource
    ? { pattern }
    : { pattern, note: naming('Resource with a policy variable', [resource]) };
}
