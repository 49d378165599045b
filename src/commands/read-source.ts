import { importRead, noteFailure, noteSuccess, sourceOf, type ReadSummary } from '../estate/index.ts';
import type { SourceRead } from '../connectors/kit/read-source.ts';
import { done, Fault, refuse, type EntryId, type ItemMemory, type Result } from '../model/index.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { countsAsFailure, nextTryAfter, restingUntil } from './source-breaker.ts';
import type { System } from './system.ts';

export type ReportCount = (what: string, count: number) => void;

/** One read, and the entry that tells of it. */
export interface RecordedRead {
  readonly summary: ReadSummary;
  readonly entry: EntryId;
}

/** Reads one source to its end and takes it into the estate, whole or not at all; the ledger entry commits with it. */
export async function readSource(
  system: System,
  id: string,
  report: ReportCount,
  signal: AbortSignal,
): Promise<Result<RecordedRead>> {
  const found = await sourceOf(system.database, id);
  if (!found.ok) return found;
  const source = found.value;
  if (source.state.is === 'removed')
    return refuse('not_found', `Source \`${id}\` was removed.`, 'Add it again to read it.');
  if (source.state.is === 'paused')
    return refuse(
      'source_paused',
      `Source \`${id}\` is paused: ${source.state.because}`,
      `Look at it, then \`countersign source resume ${id}\`.`,
    );
  const resting = restingUntil(source.failures, system.clock.now());
  if (resting !== undefined)
    return refuse(
      'source_paused',
      `Source \`${id}\` failed ${resting.count} times in a row and is not asked again until ${resting.nextTry}. The last time: ${resting.last.message}`,
      `Mend what it says; to have it read at once then, \`countersign source resume ${id}\`.`,
    );
  const connector = system.connectors.find((candidate) => candidate.id === source.connector);
  if (connector === undefined)
    throw new Fault(
      'internal',
      `source \`${id}\` is of kind \`${source.connector}\`, which this version does not know`,
    );

  const startedAt = system.clock.now();
  const begin = (memory: ItemMemory): SourceRead =>
    connector.read(
      source.config,
      {
        now: startedAt,
        signal,
        fingerprint: (secret) => system.fingerprint(secret),
        secret: (reference) => system.secret(reference),
      },
      {
        items: { key: system.items.key, program: system.items.program(), memory },
        onProgress: (count) => report(`reading ${id}`, count),
      },
    );
  const draft: { read?: SourceRead; entry?: EntryId } = {};
  const noted = async (failure: Pick<Fault, 'code' | 'message'>): Promise<void> => {
    if (!countsAsFailure(failure.code)) return;
    const at = system.clock.now();
    const told = { at, code: failure.code, message: failure.message.slice(0, 2000) };
    await noteFailure(system.database, source.id, told, (failures) => nextTryAfter(failures, at));
  };
  const imported = await importRead({
    database: system.database,
    source: source.id,
    itemKey: system.items.key,
    pages: (memory) => (draft.read = begin(memory)).pages,
    startedAt,
    now: () => system.clock.now(),
    onCommit: async (tx, summary) => {
      if (draft.read === undefined) throw new Fault('internal', 'a read was taken without being read');
      await noteSuccess(tx, source.id);
      const { contentDigest, gaps, duplicatesIgnored } = draft.read.summary();
      draft.entry = await system.recorder.record(
        tx,
        entryDraft({
          type: 'source.read',
          at: summary.finishedAt,
          actor: system.self,
          correlation: `read-${summary.number}`,
          basis: { content: contentDigest },
          body: {
            source: id,
            connector: source.connector,
            read: summary.number,
            complete: summary.complete,
            counts: summary.counts,
            gaps: gaps.length,
            duplicatesIgnored: duplicatesIgnored + summary.repeated,
          },
        }),
      );
    },
  }).catch(async (error: unknown) => {
    if (error instanceof Fault) await noted(error);
    throw error;
  });
  if (!imported.ok) {
    await noted(imported);
    return imported;
  }
  if (draft.entry === undefined) throw new Fault('internal', 'a read was taken without its entry');
  return done({ summary: imported.value, entry: draft.entry });
}
