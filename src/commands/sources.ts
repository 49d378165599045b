import {
  addSource,
  gapsOf,
  listSources,
  pauseSource,
  removeSource,
  resumeSource,
  sourceOf,
  type Gap,
  type ReadSummary,
  type Source,
} from '../estate/index.ts';
import {
  done,
  isSourceId,
  refuse,
  type Instant,
  type Result,
  type SourceId,
  type SubjectId,
} from '../model/index.ts';
import type { Transaction } from '../platform/store/index.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { evaluateFindings } from './findings.ts';
import { refreshLists } from './identities.ts';
import { pageOfAll } from './page-of-all.ts';
import { configOf, reserved, type SourceAsked } from './preview-source.ts';
import { runLives } from './lifecycle/run-lives.ts';
import { readSource, type ReportCount } from './read-source.ts';
import type { AskedFrom } from './source-location.ts';
import type { AnyConnector, System } from './system.ts';
import type { Total } from './total.ts';

const builtIn = refuse(
  'usage',
  'This source is built in: it tells of Countersign’s own API tokens.',
  'Revoke the tokens instead.',
);

/** Who does something about a source, where that is a person in a session; whoever reaches the socket is the server's owner. */
export interface ByWhom {
  readonly by?: SubjectId | undefined;
  /** In their own words. */
  readonly because?: string | undefined;
}

/** Writes down what was done about a source: by whom, and why in words that can be erased. */
async function recordSource(
  system: System,
  tx: Transaction,
  type: 'source.added' | 'source.paused' | 'source.resumed' | 'source.removed',
  what: ByWhom & { readonly source: Pick<Source, 'id' | 'connector'>; readonly at: Instant },
): Promise<void> {
  const { source, at, by, because } = what;
  await system.recorder.record(
    tx,
    entryDraft({
      type,
      at,
      actor: by === undefined ? system.self : { kind: 'person', id: by, via: [] },
      ...(by === undefined ? {} : { subjects: [by] }),
      correlation: `source-${source.id}`,
      ...(because === undefined ? {} : { blobs: [await system.recorder.keep(tx, 'because', because)] }),
      body: {
        source: source.id,
        ...(type === 'source.added' ? { connector: source.connector } : {}),
      },
    }),
  );
}

/** Adds a source; nothing is read yet. */
export async function addSourceAt(
  system: System,
  asked: SourceAsked & ByWhom & { readonly id: string; readonly from: AskedFrom },
): Promise<Result<Source>> {
  if (!isSourceId(asked.id))
    return refuse(
      'usage',
      `\`${asked.id}\` is no source name: lower-case letters, digits and dashes, up to 40.`,
    );
  if (reserved.includes(asked.id))
    return refuse('usage', `\`${asked.id}\` is a name of Countersign’s own.`, 'Choose another name.');
  const found = configOf(system, asked, asked.from);
  if (!found.ok) return found;
  const { connector, config } = found.value;
  const at = system.clock.now();
  const { id, by } = asked;
  return system.database.transaction(async (tx) => {
    const added = await addSource(tx, { id, connector: connector.id, config, at });
    if (added.ok) await recordSource(system, tx, 'source.added', { source: added.value, at, by });
    return added;
  });
}

/** Every kind of source there is, with what it reads and exactly which permissions that takes. */
export const listConnectors = (
  system: System,
): Promise<
  Result<{
    readonly items: readonly Pick<AnyConnector, 'id' | 'title' | 'capabilities'>[];
    readonly imports: string;
  }>
> =>
  Promise.resolve(
    done({
      items: system.connectors
        .filter(({ id }) => !reserved.includes(id))
        .map(({ id, title, capabilities }) => ({ id, title, capabilities })),
      imports: system.importsFolder,
    }),
  );

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
  report('lives', 0);
  await runLives(system);
  return done({ read: read.value.summary, findings: { opened, closed, changed } });
}

/** Reads nothing of it until somebody resumes it. */
export const pause = (
  system: System,
  id: string,
  why: ByWhom & { readonly because: string },
): Promise<Result<Source>> =>
  change(system, id, 'source.paused', why, (tx, of) => pauseSource(tx, of, why.because));

/** Reads it again: after a pause by hand or for shrinking, or before the rest after failures is over. */
export const resume = (system: System, id: string, why: ByWhom = {}): Promise<Result<Source>> =>
  change(system, id, 'source.resumed', why, resumeSource);

async function change(
  system: System,
  id: string,
  type: 'source.paused' | 'source.resumed',
  why: ByWhom,
  make: (tx: Transaction, id: SourceId) => Promise<Result<Source>>,
): Promise<Result<Source>> {
  if (!isSourceId(id)) return refuse('usage', `\`${id}\` is no source name.`);
  if (type === 'source.paused' && reserved.includes(id)) return builtIn;
  return system.database.transaction(async (tx) => {
    const before = await sourceOf(tx, id);
    if (!before.ok) return before;
    if (before.value.state.is === 'removed')
      return refuse('not_found', `Source \`${id}\` was removed.`, 'Add it again to read it.');
    const changed = await make(tx, id);
    // what was so already is not told a second time
    if (changed.ok && JSON.stringify(changed.value) !== JSON.stringify(before.value))
      await recordSource(system, tx, type, { source: changed.value, at: system.clock.now(), ...why });
    return changed;
  });
}

export async function remove(system: System, id: string, why: ByWhom = {}): Promise<Result<Source>> {
  if (!isSourceId(id)) return refuse('usage', `\`${id}\` is no source name.`);
  if (reserved.includes(id)) return builtIn;
  const at = system.clock.now();
  const known = await sourceOf(system.database, id);
  if (!known.ok) return known;
  const removed = await removeSource(system.database, {
    id,
    at,
    onCommit: (tx) => recordSource(system, tx, 'source.removed', { source: known.value, at, ...why }),
  });
  if (removed.ok) {
    await evaluateFindings(system, []);
    await refreshLists(system);
  }
  return removed;
}
