/** What a field holds; absent is unknown, null is known to be none. */
export type Value = string | number | boolean | readonly string[] | null;

export type Operator = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'in' | 'contains' | 'isNull' | 'notNull';

export interface Predicate {
  readonly field: string;
  readonly op: Operator;
  readonly value: Value;
}

/**
 * Whether a known value is as asked. None is no number and no text: it is only ever `isNull` or `ne`. Of several texts `eq`,
 * `in` and `contains` ask whether one of them is.
 */
export function holds(value: Value, op: Operator, asked: Value): boolean {
  const many: readonly Value[] = isTexts(value) ? value : [value];
  const isNone = value === null || (isTexts(value) && value.length === 0);
  switch (op) {
    case 'isNull':
      return isNone;
    case 'notNull':
      return !isNone;
    case 'eq':
      return many.includes(asked);
    case 'ne':
      return !many.includes(asked);
    case 'in':
      return isTexts(asked) && many.some((each) => typeof each === 'string' && asked.includes(each));
    case 'contains':
      return isTexts(value)
        ? many.includes(asked)
        : typeof value === 'string' && typeof asked === 'string' && value.includes(asked);
    case 'gt':
      return typeof value === 'number' && typeof asked === 'number' && value > asked;
    case 'gte':
      return typeof value === 'number' && typeof asked === 'number' && value >= asked;
    case 'lt':
      return typeof value === 'number' && typeof asked === 'number' && value < asked;
  }
}

const isTexts = (value: Value): value is readonly string[] => Array.isArray(value);
