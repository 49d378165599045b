import type { StandingReader, ViewReader } from '../../detection/index.ts';
import type { DutyBook } from '../../duties/index.ts';
import { openAccess, openEscalation, type AccessEngine } from '../../estate/index.ts';
import type { Digest, Result } from '../../model/index.ts';
import { must, isDigest } from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import type { Database } from '../../platform/store/index.ts';
import type { Clock } from '../../platform/clock.ts';
import { alsoCalled } from '../access.ts';
import { openDuties, type Duties } from '../duties/open-duties.ts';
import { standingReader, viewReader } from '../estate-views.ts';
import type { System } from '../system.ts';

/** What a what-if compares: one state of the estate and one text of the rules about duties, seen by all that looks at them. */
export interface World {
  readonly database: Database;
  readonly clock: Clock;
  readonly access: AccessEngine;
  readonly views: ViewReader;
  readonly standings: StandingReader;
  readonly duties: Duties;
}

/** The estate and the rules as they are. */
export const worldNow = (system: System): World => system;

/** The same with the estate of this database, which may be only supposed, or with other rules about duties, or both. */
export function worldWith(
  system: System,
  { database = system.database, book }: { readonly database?: Database; readonly book?: DutyBook },
): World {
  const isOther = database !== system.database;
  const access = isOther ? openAccess(database) : system.access;
  const views = isOther ? viewReader(database, access) : system.views;
  const duties = openDuties({
    database,
    clock: system.clock,
    access,
    views,
    spellings: (asked) => alsoCalled(system, asked),
    file: async () =>
      book === undefined ? await fileOf(system) : { digest: supposedDigest, book: { ok: true, value: book } },
  });
  const escalation = isOther ? openEscalation(database, access) : system.escalation;
  return {
    database,
    clock: system.clock,
    access,
    views,
    duties,
    standings: standingReader(database, access, escalation, system.behaviour, duties),
  };
}

async function fileOf({
  duties,
}: System): Promise<{ readonly digest: Digest; readonly book: Result<DutyBook> }> {
  return { digest: digestOf(await duties.digest()), book: await duties.book() };
}

const supposedDigest = must(isDigest, 'f'.repeat(64));
