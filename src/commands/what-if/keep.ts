import { readsNow } from '../../estate/index.ts';
import {
  done,
  isEntryId,
  refuse,
  type Change,
  type Digest,
  type EntryId,
  type Instant,
  type Result,
} from '../../model/index.ts';
import { digestOfValue } from '../../platform/canonical.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import { estateWhatIfSchema, type EstateWhatIf } from '../../platform/wire/estate-what-if.ts';
import { keepWhatIf, says, supposedDigest, whatIfNamed } from '../../review/index.ts';
import type { System } from '../system.ts';
import { usualDays, whatIfOf } from './estate-what-if.ts';
import { linesOf } from './lines.ts';
import { holdersChanged, type BundleThen } from './of-bundle.ts';

/** A what-if that is in the ledger, for cases with exactly these changes. */
export interface WhatIfMade {
  readonly entry: EntryId;
  readonly result: Digest;
  readonly lines: readonly string[];
  readonly madeAt: Instant;
  readonly found: EstateWhatIf;
}

/** What these changes would come to; of bundles, for everybody to whom a rule gives them. */
export async function supposeChanges(
  system: System,
  changes: readonly Change[],
  days = usualDays,
): Promise<Result<EstateWhatIf>> {
  const bundles = changes.flatMap((change): readonly BundleThen[] =>
    change.type === 'bundle.define'
      ? [{ bundle: change.bundle, content: change.content }]
      : change.type === 'bundle.retire'
        ? [{ bundle: change.bundle, content: undefined }]
        : [],
  );
  const holders = bundles.length === 0 ? [] : await holdersChanged(system, bundles);
  return whatIfOf(system, {
    about: bundles.length === 0 ? 'access' : 'bundle',
    says: changes.map(says),
    changes: [
      ...changes.filter((change) => !change.type.startsWith('bundle.')),
      ...holders.flatMap((each) => each.changes),
    ],
    days,
  });
}

/**
 * Works out what these changes would come to and records it, in the ledger and for cases with exactly these changes: it is among
 * what their signatures cover. It permits nothing.
 */
export async function makeWhatIf(
  system: System,
  changes: readonly Change[],
  days = usualDays,
): Promise<Result<WhatIfMade>> {
  const rests = await readsNow(system.database);
  const supposed = await supposeChanges(system, changes, days);
  if (!supposed.ok) return supposed;
  const found = supposed.value;
  const result = digestOfValue('countersign/estate-what-if/v1', found);
  const lines = linesOf(found);
  const madeAt = system.clock.now();
  return system.database.transaction(async (tx) => {
    const entry = await system.recorder.record(
      tx,
      entryDraft({
        type: 'simulation.recorded',
        at: madeAt,
        actor: system.self,
        correlation: 'what-if',
        basis: { changes: supposedDigest(changes), result },
        body: {
          about: found.about,
          from: found.from,
          until: found.until,
          accounts: found.accounts.affected,
          breaks: found.breaks.total,
          conflictsAppear: found.duties.appear.total,
          conflictsGo: found.duties.go.total,
          findingsOpen: found.findings.open.total,
          findingsClose: found.findings.close.total,
          blocked: found.blocked.total,
        },
      }),
    );
    await keepWhatIf(tx, changes, {
      entry,
      result,
      lines,
      days,
      rests,
      madeAt,
      found: JSON.stringify(found),
    });
    return done({ entry, result, lines, madeAt, found });
  });
}

/** One that was kept, whole, and whether its inputs are still what they were. */
export async function showWhatIf(
  system: System,
  entry: string,
): Promise<Result<WhatIfMade & { readonly stale: readonly string[] }>> {
  const kept = isEntryId(entry) ? await whatIfNamed(system.database, entry) : undefined;
  if (kept === undefined)
    return refuse(
      'not_found',
      `There is no what-if \`${entry.slice(0, 60)}\`.`,
      'Make one with `countersign what-if`.',
    );
  const found = estateWhatIfSchema.parse(JSON.parse(kept.found));
  if (digestOfValue('countersign/estate-what-if/v1', found) !== kept.result)
    return refuse(
      'ledger_invalid',
      'What is kept of this what-if is not what was recorded.',
      'Run `countersign ledger verify`; somebody changed the database.',
    );
  const { result, lines, madeAt } = kept;
  return done({ entry: kept.entry, result, lines, madeAt, found, stale: await staleInputs(system, found) });
}

/** The sources that were read since and showed something else than the reads it rests on, by name. */
export async function staleInputs(
  system: Pick<System, 'database'>,
  { rests }: Pick<EstateWhatIf, 'rests'>,
): Promise<readonly string[]> {
  const rows = await system.database.query<{ source: string; read: number }>(
    `select s.id as source, r.number as read from sources.source s join sources.read r on r.source_no = s.no
      where s.state <> 'removed' and exists (select from jsonb_each(r.counts) c
        where (c.value ->> 'added')::bigint + (c.value ->> 'changed')::bigint + (c.value ->> 'closed')::bigint > 0)
        and r.number > coalesce((select x.read from unnest($1::text[], $2::bigint[]) x (source, read) where x.source = s.id), 0)
      order by r.number`,
    [rests.map(({ source }) => source), rests.map(({ read }) => read)],
  );
  return [...new Set(rows.map(({ source, read }) => `\`${source}\` changed with read ${read}`))].slice(0, 20);
}
