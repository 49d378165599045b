import { z } from 'zod';
import { Fault, type Change, type EntryId, type Instant, type TargetState } from '../model/index.ts';
import type { Database, Queryable } from '../platform/store/index.ts';
import { instantSchema } from '../platform/wire/proposal.ts';
import { bundleNow, restoreBundle, setBundle } from './internal-bundles.ts';
import type { TargetWriter } from './ports.ts';

/**
 * The writer of source `countersign`: owners and sponsors that people assert (`estate.assertion`), and risks that they
 * accept until a date (`detection.acceptance`), and bundles of access (`estate.bundle`). Each change is one statement or transaction, idempotent, and gives back
 * exactly what it replaced.
 */
export function internalWriter(database: Database, execution: EntryId): TargetWriter {
  return {
    observe: async (change) => actsOn(database, execution, change).observe(),
    apply: async (change) => actsOn(database, execution, change).apply(),
    restore: async (change, image) => actsOn(database, execution, change).restore(image),
    close: () => Promise.resolve(),
  };
}

interface Acts {
  observe(): Promise<TargetState>;
  apply(): Promise<void>;
  restore(image: TargetState): Promise<void>;
}

function actsOn(database: Database, execution: EntryId, change: Change): Acts {
  switch (change.type) {
    case 'owner.assign':
    case 'owner.clear': {
      const key = [change.accountSource, change.accountKey, change.role];
      const set = (person: string | null): Promise<void> => setOwner(database, key, person);
      return {
        observe: () => owner(database, key),
        apply: () =>
          set(change.type === 'owner.assign' ? `${change.personSource}/${change.personKey}` : null),
        restore: (image) => set(ownerImage.parse(image).person),
      };
    }
    case 'risk.accept':
    case 'risk.reopen': {
      const { findingId } = change;
      return {
        observe: () => acceptance(database, findingId),
        apply: () =>
          setAcceptance(
            database,
            findingId,
            change.type === 'risk.accept' ? { until: change.until, reason: change.reason, execution } : null,
          ),
        restore: (image) => restoreAcceptance(database, findingId, riskImage.parse(image).acceptedUntil),
      };
    }
    case 'bundle.define':
    case 'bundle.retire':
      return {
        observe: () => bundleNow(database, change.bundle),
        apply: () =>
          setBundle(
            database,
            { id: change.bundle, execution },
            change.type === 'bundle.retire'
              ? undefined
              : {
                  title: change.title,
                  why: change.why,
                  owner: `${change.ownerSource}/${change.ownerKey}`,
                  content: change.content,
                },
          ),
        restore: (image) => restoreBundle(database, { id: change.bundle, execution }, image),
      };
    case 'grant.add':
    case 'grant.remove':
    case 'membership.add':
    case 'membership.remove':
    case 'account.disable':
    case 'account.enable':
    case 'account.create':
    case 'account.drop':
      throw new Fault('input_invalid', `\`${change.type}\` is not a change to Countersign's own estate.`);
  }
}

const ownerImage = z.strictObject({
  person: z
    .string()
    .regex(/^[^/]+\/./s)
    .nullable(),
});
const riskImage = z.strictObject({ acceptedUntil: instantSchema.nullable() });

async function owner(on: Queryable, key: readonly string[]): Promise<TargetState> {
  const [row] = await on.query<{ person: string }>(
    `select person_source || '/' || person_key as person from estate.assertion
     where account_source = $1 and account_key = $2 and role = $3`,
    key,
  );
  return { person: row?.person ?? null };
}

async function setOwner(on: Queryable, key: readonly string[], person: string | null): Promise<void> {
  if (person === null) {
    await on.query(
      'delete from estate.assertion where account_source = $1 and account_key = $2 and role = $3',
      key,
    );
    return;
  }
  const slash = person.indexOf('/');
  await on.query(
    `insert into estate.assertion (account_source, account_key, role, person_source, person_key) values ($1, $2, $3, $4, $5)
     on conflict (account_source, account_key, role)
     do update set person_source = excluded.person_source, person_key = excluded.person_key`,
    [...key, person.slice(0, slash), person.slice(slash + 1)],
  );
}

interface Acceptance {
  readonly until: Instant;
  readonly reason: string;
  readonly execution: string;
}

async function acceptance(on: Queryable, finding: string): Promise<TargetState> {
  const [row] = await on.query<{ until: Instant }>(
    'select until from detection.acceptance where finding_id = $1',
    [finding],
  );
  return { acceptedUntil: row?.until ?? null };
}

/** Accepts or reopens, and keeps aside the acceptance that this replaces, so that it can come back with its reason. */
const setAcceptance = (database: Database, finding: string, to: Acceptance | null): Promise<void> =>
  database.transaction(async (tx) => {
    await tx.query(
      `insert into enforcement.replaced_acceptance (finding_id, until, reason, execution)
       select finding_id, until, reason, execution from detection.acceptance where finding_id = $1 and until is distinct from $2
       on conflict (finding_id, until) do update set reason = excluded.reason, execution = excluded.execution`,
      [finding, to?.until ?? null],
    );
    if (to === null) await tx.query('delete from detection.acceptance where finding_id = $1', [finding]);
    else
      await tx.query(
        `insert into detection.acceptance (finding_id, until, reason, execution) values ($1, $2, $3, $4)
         on conflict (finding_id) do update set until = excluded.until, reason = excluded.reason, execution = excluded.execution
         where detection.acceptance.until is distinct from excluded.until`,
        [finding, to.until, to.reason, to.execution],
      );
  });

async function restoreAcceptance(database: Database, finding: string, until: Instant | null): Promise<void> {
  if (until === null) return setAcceptance(database, finding, null);
  const [kept] = await database.query<Acceptance>(
    `select until, reason, execution from enforcement.replaced_acceptance where finding_id = $1 and until = $2
     union all select until, reason, execution from detection.acceptance where finding_id = $1 and until = $2 limit 1`,
    [finding, until],
  );
  if (kept === undefined)
    throw new Fault('not_reversible', 'The acceptance that was replaced is not known here any more.');
  return setAcceptance(database, finding, kept);
}
