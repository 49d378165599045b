import { addSource, sourceOf } from '../../estate/index.ts';
import { Fault, isSourceId, must, type Result } from '../../model/index.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import { digestOfTokens, tokensChannel } from '../../signin/index.ts';
import { lookWhenDue } from '../look-when-due.ts';
import { readAndEvaluate, resume, type SourceRead } from '../sources.ts';
import type { System } from '../system.ts';

/** The source that is there by itself, once there is a token. */
export const ownSource = must(isSourceId, 'countersign-tokens');
/** The kind of source that it is. Neither is anybody else's. */
export const ownConnector = 'countersign';

/**
 * Keeps what the estate knows of this installation's own tokens in line with them until told to stop: read when one is issued
 * or revoked, by whichever server, when one has ended, and once a day while they are used. Without a token there is nothing.
 */
export function runOwnTokens(
  system: System,
  stop: AbortSignal,
  tell: (error: unknown) => void,
): Promise<void> {
  let last: string | undefined;
  const look = async (isTold: boolean): Promise<undefined> => {
    if (isTold) last = undefined; // a token that came and went beside a read is known by it, and the digest is as it was
    const now = await digestOfTokens(system.database, system.clock.now());
    if (now === last) return;
    const read = await readOwnTokens(system, stop);
    if (read?.ok === false) throw new Fault(read.code, read.message);
    last = now;
  };
  const waits = { longestMs: 60_000, shortestMs: 0, afterFaultMs: 5_000 };
  return lookWhenDue(system, { channel: tokensChannel, waits, look }, stop, tell);
}

/** Reads the tokens like any source. Undefined: there is none, and never was one. */
export async function readOwnTokens(
  system: System,
  signal: AbortSignal,
): Promise<Result<SourceRead> | undefined> {
  const at = system.clock.now();
  const known = await sourceOf(system.database, ownSource);
  // somebody’s own source of that name, from before it was ours, is left alone
  if (known.ok && known.value.state.is !== 'removed' && known.value.connector !== ownConnector)
    return undefined;
  if (!known.ok || known.value.state.is === 'removed') {
    if ((await digestOfTokens(system.database, at)) === undefined) return undefined;
    const added = await system.database.transaction(async (tx) => {
      const source = await addSource(tx, { id: ownSource, connector: ownConnector, config: {}, at });
      if (!source.ok) return source;
      await system.recorder.record(
        tx,
        entryDraft({
          type: 'source.added',
          at,
          actor: system.self,
          correlation: `source-${ownSource}`,
          body: { source: ownSource, connector: ownConnector },
        }),
      );
      return source;
    });
    if (!added.ok && added.code !== 'already_done') return added;
  }
  const read = await readAndEvaluate(system, ownSource, () => undefined, signal);
  if (read.ok || read.code !== 'source_paused') return read;
  // a table of our own is no export that breaks: that most tokens were revoked at once is what happened
  const resumed = await resume(system, ownSource);
  if (!resumed.ok) return resumed;
  return readAndEvaluate(system, ownSource, () => undefined, signal);
}
