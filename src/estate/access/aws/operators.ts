import { anyRun, patternMatches, type Pattern } from './pattern.ts';
import type { Wildcards } from './template.ts';
import { readBinary, readDate, readNumber, readRange } from './values.ts';

/** What a policy expects: its text, and as a pattern when it can hold wildcards or variables. */
export interface Expected {
  readonly text: string;
  readonly pattern: Pattern;
}

/** What values a key takes when an operator looks at it. Operators of one family split the values of a key alike. */
export type Family = 'string' | 'number' | 'date' | 'boolean' | 'address' | 'binary';

/** One comparison of the policy language, as it holds for one value of the request and one of the policy. */
export interface Operator {
  readonly name: string;
  readonly family: Family;
  /** True when none of the policy's values may match. */
  readonly negates: boolean;
  readonly wildcards: Wildcards;
  /** Policy variables have a meaning in its values. */
  readonly variables: boolean;
  /** Compares without case: patterns are made lower case beforehand, values by `matches`. */
  readonly folds: boolean;
  matches(expected: Expected, actual: string): boolean;
}

const byPattern = (expected: Expected, actual: string): boolean => patternMatches(expected.pattern, actual);
const byFoldedPattern = (expected: Expected, actual: string): boolean =>
  patternMatches(expected.pattern, actual.toLowerCase());

/** Each of the six parts of an ARN by itself; `*` alone is every ARN. */
const byArn = ({ pattern }: Expected, actual: string): boolean =>
  isArnPattern(pattern) && patternMatches(pattern, actual);

/** What has fewer than six parts matches no ARN. */
export const isArnPattern = (pattern: Pattern): boolean =>
  (pattern.length === 1 && pattern[0] === anyRun) || pattern.filter((unit) => unit === 58).length >= 5;

const compared =
  (read: (text: string) => number | undefined, holds: (actual: number, expected: number) => boolean) =>
  (expected: Expected, actual: string): boolean => {
    const [left, right] = [read(actual), read(expected.text)];
    return left !== undefined && right !== undefined && holds(left, right);
  };

const isWithin = (expected: Expected, actual: string): boolean => {
  const [inner, outer] = [readRange(actual), readRange(expected.text)];
  if (inner === undefined || outer === undefined) return false;
  return inner.family === outer.family && inner.first >= outer.first && inner.last <= outer.last;
};

const isSameBinary = (expected: Expected, actual: string): boolean => {
  const value = readBinary(expected.text);
  return value !== undefined && value === readBinary(actual);
};

const isSameBoolean = ({ pattern }: Expected, actual: string): boolean =>
  /^(true|false)$/i.test(actual) && patternMatches(pattern, actual.toLowerCase());

interface Traits {
  readonly family: Family;
  readonly wildcards?: Wildcards;
  readonly variables?: boolean;
  readonly folds?: boolean;
}

const operator = (name: string, traits: Traits, matches: Operator['matches'], negates = false): Operator => ({
  name,
  family: traits.family,
  negates,
  wildcards: traits.wildcards ?? 'none',
  variables: traits.variables ?? false,
  folds: traits.folds ?? false,
  matches,
});

/** A comparison and the one that holds when it does not. */
const both = (
  names: readonly [string, string],
  traits: Traits,
  matches: Operator['matches'],
): readonly Operator[] => [operator(names[0], traits, matches), operator(names[1], traits, matches, true)];

const ordered = (prefix: string, family: 'number' | 'date', read: (text: string) => number | undefined) => [
  ...both(
    [`${prefix}Equals`, `${prefix}NotEquals`],
    { family },
    compared(read, (a, b) => a === b),
  ),
  operator(
    `${prefix}LessThan`,
    { family },
    compared(read, (a, b) => a < b),
  ),
  operator(
    `${prefix}LessThanEquals`,
    { family },
    compared(read, (a, b) => a <= b),
  ),
  operator(
    `${prefix}GreaterThan`,
    { family },
    compared(read, (a, b) => a > b),
  ),
  operator(
    `${prefix}GreaterThanEquals`,
    { family },
    compared(read, (a, b) => a >= b),
  ),
];

const exactly: Traits = { family: 'string', variables: true };
const withoutCase: Traits = { family: 'string', variables: true, folds: true };
const like: Traits = { family: 'string', variables: true, wildcards: 'plain' };
const arn: Traits = { family: 'string', variables: true, wildcards: 'arn' };

/** Every condition operator but `Null`, which asks only whether a key is there (IAM user guide, Condition operators). */
export const operators: readonly Operator[] = [
  ...both(['StringEquals', 'StringNotEquals'], exactly, byPattern),
  ...both(['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'], withoutCase, byFoldedPattern),
  ...both(['StringLike', 'StringNotLike'], like, byPattern),
  ...ordered('Numeric', 'number', readNumber),
  ...ordered('Date', 'date', readDate),
  operator('Bool', { family: 'boolean', variables: true, folds: true }, isSameBoolean),
  operator('BinaryEquals', { family: 'binary' }, isSameBinary),
  ...both(['IpAddress', 'NotIpAddress'], { family: 'address' }, isWithin),
  ...both(['ArnEquals', 'ArnNotEquals'], arn, byArn),
  ...both(['ArnLike', 'ArnNotLike'], arn, byArn),
];

/** By name in lower case. */
export const operatorNamed: ReadonlyMap<string, Operator> = new Map(
  operators.map((each) => [each.name.toLowerCase(), each]),
);
