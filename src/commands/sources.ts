import {
  addSource,
  gapsOf,
  listSources,
  removeSource,
  resumeSource,
  type Gap,
  type ReadSummary,
  type Source,
} from '../estate/index.ts';
import { done, isSourceId, refuse, type Result } from '../model/index.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { evaluateFindings } from './findings.ts';
import { refreshLists } from './identities.ts';
import { pageOfAll } from './page-of-all.ts';
import { readSource, type ReportCount } from './read-source.ts';
import type { System } from './system.ts';
import type { Total } from './total.ts';

/** What changes of Countersign's own record go by, and the source of its own tokens: nobody else's. */
const reserved: readonly string[] = ['countersign', 'countersign-tokens'];
const builtIn = refuse(
  'usage',
  'This source is built in: it tells of Countersign’s own API tokens.',
  'Revoke the tokens instead.',
);

/** Adds a source; nothing is read yet. */
export async function addSourceAt(
  system: System,
  asked: { readonly id: string; readonly connector: string; readonly location: string },
): Promise<Result<Source>> {
  if (!isSourceId(asked.id))
    return refuse(
      'usage',
      `\`${asked.id}\` is no source name: lower-case letters, digits and dashes, up to 40.`,
    );
  if (reserved.includes(asked.id))
    return refuse('usage', `\`${asked.id}\` is a name of Countersign’s own.`, 'Choose another name.');
  const connector = system.connectors.find((candidate) => candidate.id === asked.connector);
  if (connector === undefined)
    return refuse(
      'usage',
      `There is no connector \`${asked.connector}\`.`,
      `There are: ${system.connectors
        .map((c) => c.id)
        .filter((each) => !reserved.includes(each))
        .join(', ')}.`,
    );
  const at = system.clock.now();
  const id = asked.id;
  const config = connector.locate(asked.location);
  return system.database.transaction(async (tx) => {
    const added = await addSource(tx, { id, connector: connector.id, config, at });
    if (!added.ok) return added;
    await system.recorder.record(
      tx,
      entryDraft({
        type: 'source.added',
        at,
        actor: system.self,
        correlation: `source-${id}`,
        body: { source: id, connector: connector.id },
      }),
    );
    return added;
  });
}

export interface SourceShown {
  readonly source: Source;
  readonly gaps: readonly Gap[];
  readonly writable: boolean;
}

export interface SourcesAsked {
  readonly limit: number;
  readonly after?: string;
  /** In any state when absent. */
  readonly state?: readonly Source['state']['is'][];
}

/** A page of the sources, in order of their names. */
export async function listOfSources(
  system: System,
  { state, ...asked }: SourcesAsked,
): Promise<
  Result<{ readonly items: readonly SourceShown[]; readonly next: string | null; readonly total: Total }>
> {
  const gaps = await gapsOf(system.database);
  const writable = await writableSources(system);
  const sources = (await listSources(system.database)).filter(
    (source) => state === undefined || state.includes(source.state.is),
  );
  const { items, next, total } = pageOfAll(sources, (source) => source.id, asked);
  return done({
    items: items.map((source) => ({
      source,
      gaps: gaps.filter((gap) => gap.source === source.id),
      writable: writable.has(source.id),
    })),
    next,
    total,
  });
}

/** Sources whose write credential the enforcer said it was given; for all others Countersign only observes. */
export async function writableSources(system: System): Promise<ReadonlySet<string>> {
  const given = await system.ledger.ofTypes(['target.credential.given'], 0);
  return new Set(given.map((leaf) => String(leaf.entry.body['source'])));
}

export interface SourceRead {
  readonly read: ReadSummary;
  readonly findings: { readonly opened: number; readonly closed: number; readonly changed: number };
}

/** Reads one source, then runs the rules over what changed and brings the lists in line. */
export async function readAndEvaluate(
  system: System,
  id: string,
  report: ReportCount,
  signal: AbortSignal,
): Promise<Result<SourceRead>> {
  const read = await readSource(system, id, report, signal);
  if (!read.ok) return read;
  report('rules', 0);
  const { opened, closed, changed } = await evaluateFindings(system, [read.value.entry]);
  report('lists', 0);
  await refreshLists(system);
  return done({ read: read.value.summary, findings: { opened, closed, changed } });
}

export async function resume(system: System, id: string): Promise<Result<Source>> {
  if (!isSourceId(id)) return refuse('usage', `\`${id}\` is no source name.`);
  return system.database.transaction(async (tx) => {
    const resumed = await resumeSource(tx, id);
    if (!resumed.ok) return resumed;
    await system.recorder.record(
      tx,
      entryDraft({
        type: 'source.resumed',
        at: system.clock.now(),
        actor: system.self,
        correlation: `source-${id}`,
        body: { source: id },
      }),
    );
    return resumed;
  });
}

export async function remove(system: System, id: string): Promise<Result<Source>> {
  if (!isSourceId(id)) return refuse('usage', `\`${id}\` is no source name.`);
  if (reserved.includes(id)) return builtIn;
  const at = system.clock.now();
  const removed = await removeSource(system.database, {
    id,
    at,
    onCommit: async (tx) => {
      await system.recorder.record(
        tx,
        entryDraft({
          type: 'source.removed',
          at,
          actor: system.self,
          correlation: `source-${id}`,
          body: { source: id },
        }),
      );
    },
  });
  if (removed.ok) {
    await evaluateFindings(system, []);
    await refreshLists(system);
  }
  return removed;
}
