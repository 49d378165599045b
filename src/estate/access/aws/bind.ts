import { holds, nullHolds, type Actual, type Quantifier, type Test } from './condition.ts';
import { lookedUp, type Context } from './context.ts';
import { partMachine, patternMachine, type Machine } from './machine.ts';
import { isArnPattern, type Expected } from './operators.ts';
import { patternMatches } from './pattern.ts';
import { around, fill, type Filled, type Looked, type Template } from './template.ts';
import { not, type Literal, type Missing, type Unknowns } from './unknowns.ts';

type Compared = Extract<Test, { readonly quantifier: Quantifier }>;

/** How a test comes out for a request: known, or as a literal over what is not known. */
export type Bound = boolean | { readonly literal: Literal };

/** Lays one test of a Condition block against what is known of the request. */
export function bindTest(test: Test, context: Context, unknowns: Unknowns): Bound {
  const actual = context.get(test.key);
  if (test.by === 'Null') {
    if (actual !== undefined) return nullHolds(test.values, actual !== null);
    const whenThere = nullHolds(test.values, true);
    const presence = { whenThere, whenAbsent: nullHolds(test.values, false) };
    if (presence.whenThere === presence.whenAbsent) return whenThere;
    return {
      literal: unknowns.ofKey(test.key, { name: test.text, text: test.text, test: () => presence }),
    };
  }
  if (actual === null) return holds(test, [], null) ?? false;
  const lookUp = foldedLookUp(context, test);
  const filled = test.values.map((value) => fill(value, lookUp));
  const open = new Set(filled.flatMap((each) => (each.is === 'unknown' ? each.keys : [])));
  const [variable] = open;
  if (variable === undefined) {
    const expected = expectedOf(test, filled);
    if (actual === undefined) return { literal: keyLiteral(test, expected, unknowns) };
    const known = holds(test, expected, actual);
    return known ?? { literal: unknowns.free(severalValues(test)) };
  }
  const byPart =
    actual !== undefined && open.size === 1 && test.by.family === 'string' && !test.by.folds
      ? partLiteral(test, { variable, actual, context, unknowns })
      : undefined;
  return {
    literal: byPart ?? freeLiteral(test, actual === undefined ? [test.key, ...open] : [...open], unknowns),
  };
}

const severalValues = ({ key, text }: Compared): string =>
  `how AWS takes \`${key}\` with several values in a test for one (${text})`;

const foldedLookUp =
  (context: Context, test: Compared) =>
  (key: string): Looked => {
    const found = lookedUp(context, key);
    return found.is === 'value' && test.by.folds ? { is: 'value', value: found.value.toLowerCase() } : found;
  };

function expectedOf(test: Compared, filled: readonly Filled[]): readonly Expected[] {
  return filled.flatMap((each, at) =>
    each.is === 'pattern' ? [{ text: test.values[at]?.text ?? '', pattern: each.pattern }] : [],
  );
}

/** A test of a key that is not known against values that are. */
function keyLiteral(test: Compared, expected: readonly Expected[], unknowns: Unknowns): Literal {
  const { by } = test;
  const name = `${test.quantifier} ${String(test.ifExists)} ${by.name} ${expected.map(({ pattern }) => pattern.join()).join(' ')} ${expected.map(({ text }) => JSON.stringify(text)).join()}`;
  return unknowns.ofKey(test.key, {
    name,
    text: test.text,
    test: () => ({
      family: by.family,
      quantifier: test.quantifier,
      fits: (value) => expected.some((each) => by.matches(each, value)) !== by.negates,
      whenAbsent: holds(test, expected, null) ?? false,
      machines: expected.flatMap(({ pattern }) =>
        by.wildcards === 'arn' && !isArnPattern(pattern) ? [] : [patternMachine(pattern, by.folds)],
      ),
      texts: expected.map(({ text }) => text),
    }),
  });
}

/** A test of a key that is known against values with one variable that is not: a test of that variable's key. */
function partLiteral(
  test: Compared,
  of: {
    readonly variable: string;
    readonly actual: readonly string[];
    readonly context: Context;
    readonly unknowns: Unknowns;
  },
): Literal | undefined {
  const { variable, actual, context } = of;
  const lookUp = (key: string): Looked => lookedUp(context, key);
  const machines: Machine[] = [];
  const parts: string[] = [];
  for (const template of test.values) {
    if (!template.keys.includes(variable)) continue;
    const sides = around(template, variable, lookUp);
    if (sides === undefined) return undefined;
    parts.push(`${sides.before.join()} ${sides.after.join()}`);
    for (const value of actual) machines.push(partMachine(sides, value));
  }
  const outcome = (value: Actual): boolean | undefined => {
    const withIt = new Map([...context, [variable, value]]);
    const filled = test.values.map((each) => fill(each, (key) => lookedUp(withIt, key)));
    return holds(test, expectedOf(test, filled), actual);
  };
  const whenAbsent = outcome(null);
  if (whenAbsent === undefined) return undefined;
  return of.unknowns.ofKey(variable, {
    name: JSON.stringify(['in', test.text, filledTexts(test, lookUp), parts, actual]),
    text: test.text,
    test: () => ({
      family: 'string',
      quantifier: 'one',
      fits: (value) => outcome([value]) ?? false,
      whenAbsent,
      machines,
      texts: [],
    }),
  });
}

/** What is expected besides the variable that is not known, which other variables may have filled in. */
const filledTexts = (test: Compared, lookUp: (key: string) => Looked): readonly string[] =>
  test.values.map((each) => {
    const filled = fill(each, lookUp);
    return filled.is === 'pattern' ? filled.pattern.join() : filled.is;
  });

/** A test that compares two things that are not known. The same comparison turned round is the same question. */
function freeLiteral(test: Compared, keys: readonly string[], unknowns: Unknowns): Literal {
  const { by, key } = test;
  const compares = test.values.map(({ text }) => text).toSorted();
  const missing = keys.map((each): Missing => ({ is: 'key', key: each, tests: [test.text] }));
  if (test.quantifier !== 'one' || test.ifExists) return unknowns.free(test.text, missing);
  const literal = unknowns.free(`${by.name.replace('Not', '')} ${key}: ${compares.join(', ')}`, missing);
  return by.negates ? not(literal) : literal;
}

/** Does one pattern of Resource or NotResource match the resource? */
export function bindResource(
  template: Template,
  resource: string,
  of: { readonly context: Context; readonly unknowns: Unknowns },
): Bound {
  const lookUp = (key: string): Looked => lookedUp(of.context, key);
  const filled = fill(template, lookUp);
  if (filled.is === 'pattern') return patternMatches(filled.pattern, resource);
  if (filled.is === 'nothing') return false;
  const [variable] = filled.keys;
  const sides =
    variable === undefined || filled.keys.length > 1 ? undefined : around(template, variable, lookUp);
  const text = `Resource: ${template.text}`;
  if (variable === undefined || sides === undefined) {
    const missing = filled.keys.map((key): Missing => ({ is: 'key', key, tests: [text] }));
    return { literal: of.unknowns.free(text, missing) };
  }
  const matches = (value: Actual): boolean => {
    const withIt = new Map([...of.context, [variable, value]]);
    const again = fill(template, (key) => lookedUp(withIt, key));
    return again.is === 'pattern' && patternMatches(again.pattern, resource);
  };
  return {
    literal: of.unknowns.ofKey(variable, {
      name: JSON.stringify([text, resource, sides]),
      text,
      test: () => ({
        family: 'string',
        quantifier: 'one',
        fits: (value) => matches([value]),
        whenAbsent: matches(null),
        machines: [partMachine(sides, resource)],
        texts: [],
      }),
    }),
  };
}
