import { listSources } from '../estate/index.ts';
import { done, type Instant, type Result, type SourceId } from '../model/index.ts';
import { lateEnds, type EndingShown } from './endings/ending-shown.ts';
import { writableSources } from './sources.ts';
import type { System } from './system.ts';

export interface Status {
  readonly ledger: string;
  /** Where the console and the API are, on the machine that Countersign runs on. */
  readonly url: string | null;
  readonly demo: boolean;
  /** False until the first signer is enrolled: then nothing can be decided. */
  readonly bootstrapped: boolean;
  readonly observeOnly: boolean;
  readonly now: Instant;
  readonly sources: readonly {
    readonly id: SourceId;
    readonly connector: string;
    readonly state: 'active' | 'paused';
    readonly lastRead: Instant | null;
    readonly writable: boolean;
  }[];
  /** A person whom several sources know, by employee number or e-mail, counts once. */
  readonly estate: { readonly accounts: number; readonly people: number };
  readonly openFindings: number;
  readonly ledgerSize: number;
  /** What identities could become is being worked out at this moment: how far it is; null: it is not. */
  readonly findingPaths: {
    readonly source: SourceId;
    /** Sources that were gone through, of so many. */
    readonly done: number;
    readonly sources: number;
    readonly steps: number;
  } | null;
  /** What was to be taken back by now and could not be yet. */
  readonly lateEnds: { readonly count: number; readonly first: readonly EndingShown[] };
}

/** How things stand, in one answer. */
export async function statusOf(system: System): Promise<Result<Status>> {
  const state = await system.signers.ledger();
  const writable = await writableSources(system);
  const sources = (await listSources(system.database)).flatMap((source) =>
    source.state.is === 'removed' ? [] : [{ ...source, is: source.state.is }],
  );
  const [counts] = await system.database.query<{ accounts: number; people: number; findings: number }>(
    `select (select count(*) from estate.accounts where valid_to_read is null) as accounts,
            (select count(distinct coalesce(p.employee_number, n.number, p.email_fold, p.source_no || '/' || p.key))
               from estate.persons p
               left join (select email_fold, min(employee_number) as number from estate.persons
                           where valid_to_read is null and employee_number is not null group by 1) n using (email_fold)
              where p.valid_to_read is null) as people,
            (select count(*) from detection.finding where state = 'open') as findings`,
  );
  return done({
    ledger: system.ledgerName,
    url: system.url() ?? null,
    demo: state.demo,
    bootstrapped: state.ledger !== undefined,
    observeOnly: !sources.some((source) => writable.has(source.id)),
    now: system.clock.now(),
    sources: sources.map((source) => ({
      id: source.id,
      connector: source.connector,
      state: source.is,
      lastRead: source.lastCompleteRead?.startedAt ?? null,
      writable: writable.has(source.id),
    })),
    estate: { accounts: counts?.accounts ?? 0, people: counts?.people ?? 0 },
    openFindings: counts?.findings ?? 0,
    findingPaths: system.escalation.progress() ?? null,
    ledgerSize: await system.ledger.size(),
    lateEnds: await lateEnds(system),
  });
}
