/**
 * The closed language in which a mandate says what it selects: conditions over named facts, all of which have to hold.
 * Data, never code; bounded; and three-valued, so that what nobody knows selects nothing.
 */
export type Condition =
  | { readonly fact: string; readonly is: 'one of' | 'none of'; readonly values: readonly string[] }
  | { readonly fact: string; readonly is: 'at least' | 'at most'; readonly number: number };

/** Facts about one change, by name: text, several texts, or a number; undefined: nobody knows. */
export type MandateFacts = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Facts that every mandate may speak of, and what each says. A kind of mandate may have more: `person.…`, `item.…`. */
export const mandateFactNames = {
  source: 'the source that the change is in',
  account: 'the key of the account, as its source names it',
  kind: 'what the account is: person, service_account, workload, integration, agent',
  state: 'the state of the account: active, disabled, locked, expired',
  tier: 'how much harm the change could do: low, medium, high',
  unused_days: 'whole days since it was last used, or since it was made when it never was',
  age_days: 'whole days since it was made',
  owner: 'whether somebody answers for it: somebody, nobody',
  shared: 'whether several people or programs use it: yes, no',
  person: 'the human it belongs to: active, left, nobody',
  rule: 'the rules that conclude something about it now, each by its id',
  entitlement: 'the right that the change is about',
  group: 'the group that the change is about',
} as const;

const furtherFact = /^(person|item)\.[a-z][a-z0-9_]{0,39}$/;
/** Whether conditions may speak of this fact. */
export const isMandateFact = (name: string): boolean =>
  Object.hasOwn(mandateFactNames, name) || furtherFact.test(name);

/** What the conditions of a mandate say about one change, with the sentence that decided it. */
export interface Selection {
  readonly is: 'selected' | 'not selected' | 'unknown';
  readonly because: string;
}

/** All conditions have to hold: one that does not decides, else one that cannot be told, else it is selected. */
export function selects(conditions: readonly Condition[], facts: MandateFacts): Selection {
  let unknown: Selection | undefined;
  for (const condition of conditions) {
    const value = facts[condition.fact];
    if (value === undefined) unknown ??= { is: 'unknown', because: `\`${condition.fact}\` is not known` };
    else if (!holds(condition, value))
      return {
        is: 'not selected',
        because: `\`${condition.fact}\` is ${said(value)}, not ${sayCondition(condition)}`,
      };
  }
  if (unknown !== undefined) return unknown;
  return conditions.length === 0
    ? { is: 'not selected', because: 'it has no conditions' }
    : {
        is: 'selected',
        because: conditions.map(({ fact }) => `\`${fact}\` is ${said(facts[fact])}`).join(', '),
      };
}

function holds(condition: Condition, value: string | number | readonly string[]): boolean {
  if ('number' in condition) {
    if (typeof value !== 'number' || !Number.isFinite(value)) return false;
    return condition.is === 'at least' ? value >= condition.number : value <= condition.number;
  }
  if (typeof value === 'number') return false;
  const texts = typeof value === 'string' ? [value] : value;
  const meets = texts.some((text) => condition.values.includes(text));
  return condition.is === 'one of' ? meets : !meets;
}

/** A condition in words: `one of active, locked`. */
export const sayCondition = (condition: Condition): string =>
  'values' in condition
    ? `${condition.is} ${condition.values.join(', ')}`
    : `${condition.is} ${condition.number}`;

const said = (value: string | number | readonly string[] | undefined): string =>
  value === undefined
    ? 'unknown'
    : typeof value === 'object'
      ? value.length === 0
        ? 'none'
        : value.join(', ')
      : String(value);
