import { operatorNamed, type Expected, type Operator } from './operators.ts';
import { templateOf, type Template } from './template.ts';

/** How a test looks at a key that can have several values. */
export type Quantifier = 'one' | 'all' | 'any';

/** One key of a Condition block against the values that the policy gives for it. */
export type Test =
  | {
      readonly by: Operator;
      readonly quantifier: Quantifier;
      readonly ifExists: boolean;
      readonly key: string;
      readonly values: readonly Template[];
      /** As the policy wrote it: `StringEquals aws:PrincipalOrgID: o-1`. */
      readonly text: string;
    }
  | {
      readonly by: 'Null';
      readonly key: string;
      readonly values: readonly Template[];
      readonly text: string;
    };

export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, Value | readonly Value[]>>>>;
type Value = string | number | boolean;

/** A Condition block as tests that all have to hold, and the names of operators that AWS does not document. */
export function testsOf(
  block: ConditionBlock,
  hasVariables: boolean,
): { readonly tests: readonly Test[]; readonly unknown: readonly string[] } {
  const tests: Test[] = [];
  const unknown: string[] = [];
  for (const [written, keys] of Object.entries(block)) {
    const found = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/i.exec(written);
    const [, set, name = '', exists] = found ?? [];
    const isNull = name.toLowerCase() === 'null' && set === undefined && exists === undefined;
    const by = isNull ? 'Null' : operatorNamed.get(name.toLowerCase());
    if (by === undefined) {
      unknown.push(written);
      continue;
    }
    for (const [key, given] of Object.entries(keys)) {
      const texts = (Array.isArray(given) ? given : [given]).map(String);
      const text = `${written} ${key}: ${texts.join(', ')}`;
      const named = key.toLowerCase();
      if (by === 'Null') {
        const values = texts.map((each) => templateOf(each, { wildcards: 'none', variables: false }));
        tests.push({ by, key: named, values, text });
      } else
        tests.push({
          by,
          quantifier: set === undefined ? 'one' : /all/i.test(set) ? 'all' : 'any',
          ifExists: exists !== undefined,
          key: named,
          values: texts.map((each) => expectedOf(by, each, hasVariables)),
          text,
        });
    }
  }
  return { tests, unknown };
}

function expectedOf(by: Operator, text: string, hasVariables: boolean): Template {
  const wildcards = by.wildcards === 'arn' && text === '*' ? 'plain' : by.wildcards;
  return templateOf(by.folds ? foldedText(text) : text, {
    wildcards,
    variables: by.variables && hasVariables,
  });
}

/** Lower case but for variables, whose default may tell cases apart and is folded when it is filled in. */
const foldedText = (text: string): string => text.toLowerCase();

/** What a key has in a request: its values, or null when it is absent (or a list without any). */
export type Actual = readonly string[] | null;

/**
 * Does the test hold for these values? Undefined when the key has several and the test takes one: AWS documents no answer.
 * A missing key makes a negated test and `…IfExists` true and every other false, but `ForAllValues`, which nothing
 * contradicts, is true. A list of nothing but empty texts is to `ForAllValues` and `ForAnyValue` as no list at all.
 */
export function holds(
  test: Extract<Test, { readonly quantifier: Quantifier }>,
  expected: readonly Expected[],
  actual: Actual,
): boolean | undefined {
  const { by } = test;
  const fits = (value: string): boolean => expected.some((each) => by.matches(each, value)) !== by.negates;
  if (test.quantifier === 'one') {
    if (actual === null) return test.ifExists || by.negates;
    return actual.length === 1 ? fits(actual[0] ?? '') : undefined;
  }
  if (actual === null && test.ifExists) return true;
  const values = (actual ?? []).filter((value) => value !== '');
  return test.quantifier === 'all' ? values.every(fits) : values.some(fits);
}

export const nullHolds = (values: readonly Template[], isThere: boolean): boolean =>
  values.some(({ text }) => text.toLowerCase() === (isThere ? 'false' : 'true'));
