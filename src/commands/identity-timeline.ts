import { historyOf, type PastState } from '../estate/index.ts';
import type { EstateRef, Finding, FindingId, Instant } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';

/** What a read of a source saw differently than the one before, or what rules found. */
export type IdentityEvent =
  | { readonly is: 'appeared' | 'gone'; readonly at: Instant; readonly thing: EstateRef }
  | {
      readonly is: 'changed';
      readonly at: Instant;
      readonly thing: EstateRef;
      readonly changes: readonly FieldChange[];
    }
  | {
      readonly is: 'finding_opened' | 'finding_closed';
      readonly at: Instant;
      readonly finding: FindingId;
      readonly title: string;
    };

/** Null: the source did not say. */
export interface FieldChange {
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** All of it, newest first. */
export async function timelineOf(
  database: Queryable,
  of: {
    readonly things: readonly EstateRef[];
    readonly findings: readonly Pick<Finding, 'id' | 'title' | 'state'>[];
  },
): Promise<readonly IdentityEvent[]> {
  const events: IdentityEvent[] = [];
  for (const thing of of.things) events.push(...eventsOf(thing, await historyOf(database, thing)));
  for (const { id, title, state } of of.findings) {
    events.push({ is: 'finding_opened', at: state.since, finding: id, title });
    if (state.is === 'closed') events.push({ is: 'finding_closed', at: state.at, finding: id, title });
  }
  return events.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

/** Two intervals that meet are a change; a gap between them is that it went and came back. */
export function eventsOf(thing: EstateRef, history: readonly PastState[]): readonly IdentityEvent[] {
  const events: IdentityEvent[] = [];
  for (const [at, state] of history.entries()) {
    const before = history[at - 1];
    if (before === undefined || before.toRead !== state.fromRead)
      events.push({ is: 'appeared', at: state.from, thing });
    else {
      const changes = changesOf(before.said, state.said);
      if (changes.length > 0) events.push({ is: 'changed', at: state.from, thing, changes });
    }
    if (state.to !== undefined && history[at + 1]?.fromRead !== state.toRead)
      events.push({ is: 'gone', at: state.to, thing });
  }
  return events;
}

type Said = PastState['said'];

function changesOf(before: Said, after: Said): readonly FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names
    .map((what) => ({ what, before: textOf(before[what]), after: textOf(after[what]) }))
    .filter((change) => change.before !== change.after);
}

const textOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value);
