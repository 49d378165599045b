import type { DutyBook } from '../../duties/index.ts';
import { momentsNamed, passedBy, readsNow } from '../../estate/index.ts';
import type { Instant, Result } from '../../model/index.ts';
import type { Clock } from '../../platform/clock.ts';
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
  let kept: { readonly of: string; readonly found: Promise<DutiesFound> } | undefined;
  // a policy may hold until a moment, or from one on: then the clock alone has everybody looked at again
  let moments: { readonly of: string; readonly all: Promise<readonly Instant[]> } | undefined;
  const passed = async (): Promise<number> => {
    const reads = await readsNow(of.database);
    if (moments?.of !== reads) moments = { of: reads, all: momentsNamed(of.database) };
    return passedBy(await moments.all, of.clock.now());
  };
  const found = async (): Promise<Result<DutiesFound>> => {
    const { digest, book } = await of.file();
    if (!book.ok) return book;
    const version = `${digest} ${await readsNow(of.database)} ${await passed()}`;
    if (kept?.of !== version) {
      const begun = { of: version, found: findConflicts(of, { book: book.value, now: of.clock.now() }) };
      kept = begun;
      // what failed is tried again
      begun.found.catch(() => {
        if (kept === begun) kept = undefined;
      });
    }
    return { ok: true, value: await kept.found };
  };
  return {
    digest: async () => `${(await of.file()).digest} ${await passed()}`,
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
