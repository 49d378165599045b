import { Fault, isInstant, type Observation, type ObservationType } from '../../model/index.ts';
import { fieldsOf, isObservationType, type FieldKind } from './observation-shape.ts';

/** Bounds on what one observation may hold, in UTF-16 code units and items. */
export const bounds = { text: 4096, texts: 256, attributes: 256, attributeName: 256 } as const;

export interface Checked {
  readonly observation: Observation;
  /** Type and every field in fixed order, as one line of JSON: equal lines are equal observations. */
  readonly content: string;
  /** Texts in which NUL (PostgreSQL refuses it) or a lone surrogate (UTF-8 cannot hold it) was replaced by ␀ or U+FFFD. */
  readonly replaced: number;
}

/**
 * Checks what a connector gave as if a stranger had: known type, known fields, each of its kind and within its bounds.
 * Hostile names (control and bidi characters, markup, `__proto__`) are data and stay. Throws Fault `source_untrusted`
 * naming type, key and field.
 */
export function checkObservation(given: Observation): Checked {
  const type: unknown = given.type;
  if (!isObservationType(type)) throw untrusted('unknown', '', 'type', 'is not a type of observation');
  const key: unknown = given.key;
  const where = typeof key === 'string' ? key : '';
  const values: unknown[] = [type];
  const check = new FieldCheck();
  let present = 1;
  for (const [name, shape] of fieldsOf(type)) {
    const value: unknown = Reflect.get(given, name);
    if (value === undefined) {
      if (shape.required) throw untrusted(type, where, name, 'is missing');
      values.push(0);
      continue;
    }
    present++;
    const fault = check.faultIn(value, shape.kind);
    if (fault !== undefined) throw untrusted(type, where, name, fault);
    values.push(shape.kind === 'attributes' ? sortedEntries(value) : value);
  }
  const names = Object.keys(given);
  if (names.length !== present && names.filter((n) => Reflect.get(given, n) !== undefined).length !== present)
    throw untrusted(type, where, names.join(', ').slice(0, 200), 'hold one that this type does not have');
  if (!check.needsCleaning) return { observation: given, content: JSON.stringify(values), replaced: 0 };
  return checkCleaned(given, type, where);
}

function checkCleaned(given: Observation, type: ObservationType, key: string): Checked {
  let replaced = 0;
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const cleaned = value.replaceAll('\0', '\u2400').toWellFormed();
      if (cleaned !== value) replaced++;
      return cleaned;
    }
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [clean(k), clean(v)]));
    return value;
  };
  const cleaned: unknown = clean(given);
  if (!isObservationShaped(cleaned))
    throw untrusted(type, key, 'text', 'cannot be written as PostgreSQL text');
  return { ...checkObservation(cleaned), replaced };
}

/** What `clean` gives back has the type it was given; `checkObservation` then checks every field of it again. */
const isObservationShaped = (value: unknown): value is Observation =>
  typeof value === 'object' && value !== null && 'type' in value && isObservationType(value.type);

class FieldCheck {
  needsCleaning = false;

  /** What is wrong with the value, or undefined. */
  faultIn(value: unknown, kind: FieldKind): string | undefined {
    if (typeof kind !== 'string')
      return typeof value === 'string' && kind.includes(value)
        ? undefined
        : `is not one of ${kind.join(', ')}`;
    if (kind === 'boolean') return typeof value === 'boolean' ? undefined : 'is not true or false';
    if (kind === 'texts') return this.faultInTexts(value);
    if (kind === 'attributes') return this.faultInAttributes(value);
    if (kind === 'instant or null' && value === null) return undefined;
    if (kind === 'instant' || kind === 'instant or null')
      return typeof value === 'string' && isInstant(value) ? undefined : 'is not a moment in UTC';
    if (kind === 'key' && value === '') return 'is empty';
    return this.faultInText(value, bounds.text);
  }

  private faultInText(value: unknown, most: number): string | undefined {
    if (typeof value !== 'string') return 'is not text';
    if (value.length > most) return `is longer than ${most} characters`;
    if (value.includes('\0') || !value.isWellFormed()) this.needsCleaning = true;
    return undefined;
  }

  private faultInTexts(value: unknown): string | undefined {
    if (!Array.isArray(value)) return 'is not a list';
    if (value.length > bounds.texts) return `has more than ${bounds.texts} items`;
    return value.map((item) => this.faultInText(item, bounds.text)).find((fault) => fault !== undefined);
  }

  private faultInAttributes(value: unknown): string | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is not an object';
    const entries = Object.entries(value);
    if (entries.length > bounds.attributes) return `has more than ${bounds.attributes} attributes`;
    return entries
      .flatMap(([name, item]) => [
        this.faultInText(name, bounds.attributeName),
        this.faultInText(item, bounds.text),
      ])
      .find((fault) => fault !== undefined);
  }
}

const sortedEntries = (value: unknown): readonly unknown[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
    : [];

function untrusted(type: string, key: string, field: string, wrong: string): Fault {
  return new Fault(
    'source_untrusted',
    `The source gave a ${type} \`${key.slice(0, 200)}\` whose \`${field}\` ${wrong}; nothing of this read is used.`,
    { next: 'Correct it at the source and read again; if the source is right, its connector is wrong.' },
  );
}
