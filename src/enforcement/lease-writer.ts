import { createHash } from 'node:crypto';
import {
  Fault,
  millisecondsOf,
  type Change,
  type EntryId,
  type GrantAdd,
  type GrantRemove,
  type Instant,
  type TargetState,
} from '../model/index.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { thingOf } from './digests.ts';
import { contextChecks, type LeaseTerms } from './lease-checks.ts';
import { firstCause, loadPlan } from './load-plan.ts';
import type { EnforcementBench, TargetWriter } from './ports.ts';

/** What makes and ends leases (the same contract as connectors/vault/lease.ts). */
export interface LeaseBroker {
  make(asked: {
    readonly policy: string;
    readonly seconds: number;
    readonly about: string;
  }): Promise<{ readonly accessor: string; readonly wrap: string }>;
  look(accessor: string): Promise<{ readonly until: Instant | null } | undefined>;
  end(accessor: string): Promise<void>;
}

type LeaseBench = Pick<
  EnforcementBench,
  'database' | 'recorder' | 'ledger' | 'clock' | 'self' | 'sequencedWithinSeconds'
>;

export interface LeaseWriterParts {
  readonly bench: LeaseBench;
  readonly broker: LeaseBroker;
  readonly terms: LeaseTerms;
}

interface LeaseRow {
  readonly intent: EntryId;
  readonly entry: EntryId;
  readonly accessor: string;
  readonly until: Instant;
}

/**
 * A right of a secret store as a lease: a token for this one right, made with the end that was signed and wrapped before it
 * leaves the store. What it opens is never seen here. Checks of the context are recorded before anything is asked of it.
 */
export function leaseWriter(parts: LeaseWriterParts, execution: EntryId): TargetWriter {
  const { bench, broker } = parts;
  const standing = async (change: Change): Promise<readonly LeaseRow[]> => {
    const rows: LeaseRow[] = [];
    for (const row of await notEnded(bench, change))
      if ((await broker.look(row.accessor)) !== undefined) rows.push(row);
    return rows;
  };
  const observe = async (change: Change): Promise<TargetState> => ({
    held: (await standing(aRight(change))).length > 0,
    grantable: false,
  });
  const endAll = async (change: Change): Promise<void> => {
    for (const row of await notEnded(bench, aRight(change))) {
      await asRecorded(bench, row);
      await broker.end(row.accessor);
      await recordEnded(bench, row);
    }
  };
  return {
    observe,
    async apply(change) {
      const right = aRight(change);
      if (right.type === 'grant.remove') return endAll(change);
      const { until } = right;
      if ((await standing(change)).some((row) => until !== null && row.until >= until)) return;
      await lease(parts, execution, right);
    },
    async restore(change, image) {
      if (image['held'] === true)
        throw new Fault('not_reversible', 'A lease that ended is not made again: what was in it is gone.', {
          next: 'Ask for it anew.',
        });
      await endAll(change);
    },
    close: () => Promise.resolve(),
  };
}

function aRight(change: Change): GrantAdd | GrantRemove {
  if (change.type === 'grant.add' || change.type === 'grant.remove') return change;
  throw new Fault('input_invalid', `\`${change.type}\` is nothing that a secret store leases.`, {
    next: 'Ask for a right on one of its paths, like `database/creds/readonly#read`, until a moment.',
  });
}

/** The policy that holds this one right and nothing else: `database/creds/ro#read` → `lease.database.creds.ro`. */
export function policyOfLease(entitlementKey: string): string {
  const match = /^([a-z0-9_-]+(?:\/[a-z0-9_-]+)+)#(?:read|update|create)$/.exec(entitlementKey);
  if (match?.[1] === undefined)
    throw new Fault(
      'input_invalid',
      `\`${entitlementKey.slice(0, 100)}\` is no path of an engine that leases.`,
      {
        next: 'Such a path has lower-case letters, digits, `-` and `_`: `database/creds/readonly#read`, `ssh/sign/ops#update`.',
      },
    );
  return `lease.${match[1].replaceAll('/', '.')}`;
}

async function lease(
  { bench, broker, terms }: LeaseWriterParts,
  execution: EntryId,
  change: GrantAdd,
): Promise<void> {
  const { database, recorder, ledger, clock } = bench;
  const policy = policyOfLease(change.entitlementKey);
  if (change.grantable || change.until === null)
    throw new Fault('input_invalid', 'A lease has an end and is not passed on.', {
      next: 'Ask for it until a moment.',
    });
  const intent = await intentOf(bench, execution, change);
  const now = clock.now();
  const seconds = Math.floor((millisecondsOf(change.until) - millisecondsOf(now)) / 1000);
  const started = await ledger.entry(execution);
  const cause = started && firstCause(started);
  const plan = cause === undefined ? undefined : await loadPlan(bench, cause);
  if (started === undefined || plan?.ok !== true)
    throw new Fault('ledger_invalid', 'The ledger does not tell what this lease is for.');
  const checks = await contextChecks(bench, plan.value, { terms, seconds, now });
  const about = { actor: bench.self, correlation: started.entry.correlation };
  const checked = entryDraft({
    type: 'lease.checked',
    at: now,
    ...about,
    causedBy: [intent],
    body: { seconds, checks: checks.map(({ check, is }) => ({ check, is })), marked: 'effect' },
  });
  await database.transaction((tx) => recorder.record(tx, checked));
  // recorded and numbered before anything leaves
  await ledger.sequenced(checked.id, bench.sequencedWithinSeconds);
  const failed = checks.find(({ is }) => is === 'not met');
  if (failed !== undefined)
    throw new Fault('policy_denied', `The lease is not asked for: ${failed.says}.`, {
      next: 'Ask anew when that is so.',
    });
  const made = await broker.make({ policy, seconds, about: intent });
  await database.transaction(async (tx) => {
    const entry = await recorder.record(
      tx,
      entryDraft({
        type: 'lease.made',
        at: clock.now(),
        ...about,
        causedBy: [checked.id],
        body: { accessor: digestOfAccessor(made.accessor), until: change.until, wrapped: true },
      }),
    );
    await tx.query(
      `insert into enforcement.lease (intent, execution, thing, source, right_key, entry, accessor, wrap, made_at, until)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        intent,
        execution,
        thingOf(change),
        change.source,
        change.entitlementKey,
        entry,
        made.accessor,
        made.wrap,
        clock.now(),
        change.until,
      ],
    );
  });
}

/** All that were made of this right for this account and not ended; one that is asked for longer is one more. */
const notEnded = ({ database }: LeaseBench, change: Change): Promise<readonly LeaseRow[]> =>
  database.query<LeaseRow>(
    `select intent, entry, accessor, until from enforcement.lease
      where thing = $1 and ended_at is null order by made_at`,
    [thingOf(change)],
  );

/** Nobody but the ledger says which lease was made: a row that names another ends nothing. */
async function asRecorded({ ledger, sequencedWithinSeconds }: LeaseBench, row: LeaseRow): Promise<void> {
  const made = await ledger.sequenced(row.entry, sequencedWithinSeconds);
  if (made.entry.type !== 'lease.made' || made.entry.body['accessor'] !== digestOfAccessor(row.accessor))
    throw new Fault('ledger_invalid', 'The lease that is kept is not the one that was made.', {
      next: 'Run `countersign ledger verify`; nothing was ended. The lease ends by itself at its time.',
    });
}

const digestOfAccessor = (accessor: string): string => createHash('sha256').update(accessor).digest('hex');

async function recordEnded({ database, recorder, clock, self }: LeaseBench, row: LeaseRow): Promise<void> {
  await database.transaction(async (tx) => {
    const [ended] = await tx.query(
      'update enforcement.lease set ended_at = $2, wrap = null where intent = $1 and ended_at is null returning 1',
      [row.intent, clock.now()],
    );
    if (ended === undefined) return;
    await recorder.record(
      tx,
      entryDraft({
        type: 'lease.ended',
        at: clock.now(),
        actor: self,
        causedBy: [row.entry],
        correlation: row.intent,
        body: { how: 'revoked' },
      }),
    );
  });
}

/** The step that is being made: its intention was recorded, and has its number. */
async function intentOf({ database }: LeaseBench, execution: EntryId, change: Change): Promise<EntryId> {
  const [row] = await database.query<{ intent: EntryId }>(
    `select intended_entry as intent from enforcement.step
      where execution = $1 and thing = $2 and resolution is null order by step limit 1`,
    [execution, thingOf(change)],
  );
  if (row === undefined) throw new Fault('ledger_invalid', 'No intention was recorded for this lease.');
  return row.intent;
}
