import type { DutyBook } from '../../duties/index.ts';
import { momentsNamed, passedBy, readsNow } from '../../estate/index.ts';
import { done, type Instant, type Result } from '../../model/index.ts';
import type { Clock } from '../../platform/clock.ts';
import { oncePer } from '../../platform/once-per.ts';
import type { Database } from '../../platform/store/index.ts';
import { dutyCheck, type DutyCheck } from '../case/would-be-duties.ts';
import type { DutyFile } from './duty-file.ts';
import { findConflicts, type ConflictFound, type DutiesFound, type DutySources } from './find-conflicts.ts';

/**
 * The rules about duties and who goes against them, worked out once for each version of the estate and text of the rules, and
 * again when a moment passes that a policy names.
 */
export interface Duties extends DutyCheck {
  /** What answers rest on besides the estate. */
  digest(): Promise<string>;
  book(): Promise<Result<DutyBook>>;
  found(): Promise<Result<DutiesFound>>;
  /** By `SOURCE, line break, KEY` of the account at which each is told; undefined: the rules could not be read. */
  byAccount(): Promise<ReadonlyMap<string, readonly ConflictFound[]> | undefined>;
}

export function openDuties(
  of: DutySources & {
    readonly database: Database;
    readonly clock: Clock;
    readonly file: () => Promise<DutyFile>;
  },
): Duties {
  const kept = oncePer<DutiesFound>();
  // a policy may hold until a moment, or from one on: then the clock alone has everybody looked at again
  const moments = oncePer<readonly Instant[]>();
  const passed = async (reads: string): Promise<number> =>
    passedBy(await moments(reads, () => momentsNamed(of.database)), of.clock.now());
  const found = async (): Promise<Result<DutiesFound>> => {
    const { digest, book } = await of.file();
    if (!book.ok) return book;
    const reads = await readsNow(of.database);
    const version = `${digest} ${reads} ${await passed(reads)}`;
    return done(await kept(version, () => findConflicts(of, { book: book.value, now: of.clock.now() })));
  };
  return {
    digest: async () => `${(await of.file()).digest} ${await passed(await readsNow(of.database))}`,
    book: async () => (await of.file()).book,
    found,
    ...dutyCheck(of),
    async byAccount() {
      const all = await found();
      if (!all.ok) return undefined;
      return Map.groupBy(all.value.conflicts, ({ account: { source, key } }) => `${source}\n${key}`);
    },
  };
}
