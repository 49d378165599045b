import type { Fault } from '../model/index.ts';
import type { BulkCounted } from './bulk/take-rows.ts';
import type { ActivityEvent } from './event.ts';
import { isRecord } from './fields.ts';
import type { Reading } from './format.ts';
import { formatOf, formats } from './formats.ts';
import type { Signal } from './signal.ts';

/** One thing that reading gave: an event, or what could not be told and why. Nothing is passed over silently. */
export type Read =
  | { readonly is: 'event'; readonly format: string; readonly event: ActivityEvent }
  | ({ readonly is: 'counted'; readonly format: string } & BulkCounted)
  /** So many calls that only began, of those that were counted together. */
  | { readonly is: 'begun'; readonly format: string; readonly count: number }
  /** The same of events of a time that is out of bounds. */
  | {
      readonly is: 'untimely';
      readonly format: string;
      readonly when: 'future' | 'past';
      readonly count: number;
    }
  | { readonly is: 'signal'; readonly format: string; readonly signal: Signal }
  | {
      readonly is: 'refused';
      readonly format: string | undefined;
      readonly why: string;
      /** How many were; one where it is left out. */
      readonly count?: number;
    }
  | { readonly is: 'file'; readonly path: string }
  | { readonly is: 'unread'; readonly path: string; readonly fault: Fault };

/** What a single value can be read as. */
export type ReadOne = Extract<Read, { is: 'event' | 'signal' | 'refused' }>;

const noFormat = `It is of no log type that is read: ${formats.map(({ title }) => title).join(', ')}.`;

/** One value of a log as an event in OCSF, as a signal, or why it is neither. */
export function mapped(value: unknown, reading: Reading): ReadOne {
  if (!isRecord(value)) return { is: 'refused', format: undefined, why: 'A value that is no object.' };
  const format = formatOf(value);
  if (format === undefined) return { is: 'refused', format: undefined, why: noFormat };
  const signal = format.signal?.(value);
  if (signal !== undefined)
    return signal.ok
      ? { is: 'signal', format: format.id, signal: signal.value }
      : { is: 'refused', format: format.id, why: signal.message };
  const result = format.map(value, reading);
  return result.ok
    ? { is: 'event', format: format.id, event: result.value }
    : { is: 'refused', format: format.id, why: result.message };
}
