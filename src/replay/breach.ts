import type { Control } from './controls.ts';
import type { Entity, FieldOf } from './fields.ts';
import type { Operator, Predicate, Value } from './predicate.ts';

/** One step of what happened, as a question to the inventory. Optional ones make it worse and are not needed for a hit. */
export interface Step {
  readonly select: Entity;
  readonly says: string;
  readonly all: readonly Predicate[];
  readonly optional: boolean;
}

/** What would have stopped it: by the steps (counted from 0) that it makes impossible; none: nothing an estate shows. */
export interface Breaker {
  readonly control: Control;
  readonly breaks: readonly number[];
}

/** A breach of somebody else, in our own words, with what it would take to happen here. */
export interface Breach {
  readonly id: string;
  readonly name: string;
  readonly is: 'incident' | 'pattern' | 'demonstration';
  readonly when: string;
  readonly who: string;
  readonly facts: readonly string[];
  readonly steps: readonly Step[];
  readonly breakers: readonly Breaker[];
  readonly weaknesses: readonly string[];
  /** `FRAMEWORK CONTROL`, as rules cite them. */
  readonly reference: readonly string[];
  /** What of the compiled predicate was changed to ask what an estate holds, and why. */
  readonly mended: readonly string[];
  /** Pages in which the facts were read. Empty: told from memory, and to be read again before anybody relies on them. */
  readonly sources: readonly string[];
}

type Asked<E extends Entity> =
  | readonly [FieldOf<E>, 'isNull' | 'notNull']
  | readonly [FieldOf<E>, Exclude<Operator, 'isNull' | 'notNull'>, Exclude<Value, null>];

/** A step that has to be met. */
export const step = <E extends Entity>(select: E, says: string, ...all: readonly Asked<E>[]): Step => ({
  select,
  says,
  optional: false,
  all: all.map(([field, op, value]): Predicate => ({ field, op, value: value ?? null })),
});

/** A step that makes it worse. */
export const worse = <E extends Entity>(select: E, says: string, ...all: readonly Asked<E>[]): Step => ({
  ...step(select, says, ...all),
  optional: true,
});

export const breaks = (control: Control, ...steps: readonly number[]): Breaker => ({
  control,
  breaks: steps,
});
