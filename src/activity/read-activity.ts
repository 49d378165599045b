import { Fault } from '../model/index.ts';
import type { ActivityEvent } from './event.ts';
import { isRecord } from './fields.ts';
import type { Reading } from './format.ts';
import { formatOf, formats } from './formats.ts';
import type { LogFiles } from './ports.ts';
import type { Times } from './profile/aspects.ts';
import { spanOf } from './profile/profile.ts';
import { parquetRows } from './read/parquet.ts';
import { valuesIn, type FileValue } from './read/values.ts';
import type { Signal } from './signal.ts';

/** One thing that reading gave: an event, or what could not be told and why. Nothing is passed over silently. */
export type Read =
  | {
      readonly is: 'event';
      readonly format: string;
      readonly event: ActivityEvent;
      /** Where it stands for many that are told alike at other times: all of their times. */
      readonly times?: readonly Times[];
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

const noFormat = `It is of no log type that is read: ${formats.map(({ title }) => title).join(', ')}.`;

/**
 * Reads logs file by file, in bounded memory: each value is recognised by its shape and told in OCSF or as a signal, or
 * refused with its reason. A file that cannot be read, or breaks off, is told as `unread` after what came before, and reading goes on.
 */
export async function* readActivity(files: LogFiles, reading: Reading): AsyncIterable<Read> {
  for (const path of files.paths) {
    yield { is: 'file', path };
    const parquet = async function* (): AsyncIterable<FileValue> {
      yield* parquetRows(path, await files.duckdb(), files.together);
    };
    try {
      for await (const found of valuesIn(files.bytes(path), parquet))
        yield found.is === 'broken'
          ? {
              is: 'refused',
              format: undefined,
              why: found.why,
              ...(found.count === undefined ? {} : { count: found.count }),
            }
          : found.times === undefined
            ? mapped(found.value, reading)
            : mappedTogether(found.value, found.times, reading);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.code === 'interrupted') throw error;
      yield { is: 'unread', path, fault: error };
    }
  }
}

/** Values that differ in their time alone: mapped once, at the first of the times. */
function mappedTogether(value: unknown, times: readonly Times[], reading: Reading): Read {
  const { count, firstMs } = spanOf(times);
  const read = mapped(isRecord(value) ? { ...value, time: firstMs } : value, reading);
  return read.is === 'event' ? { ...read, times } : read.is === 'refused' ? { ...read, count } : read;
}

/** One value of a log as an event in OCSF, as a signal, or why it is neither. */
export function mapped(value: unknown, reading: Reading): Exclude<Read, { is: 'file' | 'unread' }> {
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
