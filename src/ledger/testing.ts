// What tests of this stage share: drafts with every field, a fixed clock, an outside copy in memory.
import type { EntryDraft, EntryType } from '../model/entry.ts';
import { isEntryId, isSubjectId, must } from '../model/ids.ts';
import { instantOf, type Instant } from '../model/time.ts';
import { newId, type Clock } from '../platform/clock.ts';
import type { OutsideCopy } from './outside-copy.ts';

export const testOrigin = 'countersign.test/ledger';

/** A clock that moves one second each time it is read, from noon of 1 March 2026. */
export function steppingClock(from = '2026-03-01T12:00:00.000Z'): Clock {
  let ms = Date.parse(from);
  return {
    now(): Instant {
      ms += 1000;
      return instantOf(ms);
    },
  };
}

export const processId = must(isSubjectId, 'prc_0000000000000001');

export function draftOf(type: EntryType, at: Instant, more: Partial<EntryDraft> = {}): EntryDraft {
  const id = must(isEntryId, newId('ent'));
  return {
    id,
    type,
    at,
    actor: { kind: 'process', id: processId, via: [] },
    subjects: [],
    causedBy: [],
    correlation: id,
    policy: null,
    basis: {},
    blobs: [],
    body: {},
    ...more,
  };
}

export function outsideMemory(notes: string[] = []): OutsideCopy {
  return {
    last: () => notes.at(-1),
    all: () => [...notes],
    append: (note) => void notes.push(note),
  };
}
