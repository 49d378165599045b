import {
  addSeconds,
  done,
  leaseTakenWithinSeconds,
  refuse,
  type CaseFacts,
  type EntryId,
  type Instant,
  type Proposal,
  type ProposalId,
  type Refusal,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import { loadProposal } from '../../review/index.ts';
import { casesOf } from '../case/cases-of.ts';
import type { System } from '../system.ts';

/** A right that a secret store leases, as the server may know of it: never what opens it. */
export interface LeaseShown {
  readonly lease: EntryId;
  readonly execution: EntryId;
  readonly proposal: ProposalId;
  readonly title: string;
  readonly source: string;
  readonly right: string;
  readonly madeAt: Instant;
  readonly until: Instant;
  readonly takenAt: Instant | null;
  readonly endedAt: Instant | null;
  /** `ready`: made and not taken; `taken`; `over`: ended, or its time has come. */
  readonly is: 'ready' | 'taken' | 'over';
}

type Row = Omit<LeaseShown, 'is' | 'title'>;
const columns = `select l.intent as lease, l.execution, p.proposal, l.source, l.right_key as right, l.made_at as "madeAt", l.until,
    l.taken_at as "takenAt", l.ended_at as "endedAt"
  from enforcement.lease l join enforcement.execution e on e.entry = l.execution join review.plan p on p.entry = e.plan`;

/** Leases that stand, those that end first on top; with `all` also those that are over. */
export async function listLeases(
  system: System,
  asked: { readonly all?: boolean; readonly limit: number },
): Promise<Result<{ readonly items: readonly LeaseShown[]; readonly truncated: boolean }>> {
  const now = system.clock.now();
  const rows = await system.database.query<Row>(
    `${columns} where $1 or (l.ended_at is null and l.until > $2)
      order by l.ended_at is not null or l.until <= $2, case when l.until > $2 then l.until end, l.made_at desc limit $3`,
    [asked.all === true, now, asked.limit + 1],
  );
  const items: LeaseShown[] = [];
  for (const row of rows.slice(0, asked.limit)) {
    const filed = await loadProposal(system.database, row.proposal);
    const over = row.endedAt !== null || row.until <= now;
    items.push({
      ...row,
      title: filed.ok ? filed.value.proposal.title : '',
      is: over ? 'over' : row.takenAt === null ? 'ready' : 'taken',
    });
  }
  return done({ items, truncated: rows.length > asked.limit });
}

/**
 * Whether this person is whom it was approved for: whose account gets it, or who answers for the machine that does. Asking
 * for somebody else is no way to what that other person was given.
 */
export const isFor = ({ changes }: Pick<CaseFacts, 'changes'>, by: SubjectId): boolean =>
  changes.length > 0 &&
  changes.every(
    ({ interest }) =>
      interest !== undefined && [...interest.beneficiary, ...interest.steward].some((one) => one === by),
  );

/**
 * Hands over what unwraps a lease, once, to the person whom it is for and to nobody else. It is not kept after that, here or
 * anywhere; who took it and when is.
 */
export async function takeLease(
  system: System,
  asked: { readonly lease: EntryId; readonly by: SubjectId },
): Promise<
  Result<{ readonly wrap: string; readonly source: string; readonly right: string; readonly until: Instant }>
> {
  const [row] = await system.database.query<Row>(`${columns} where l.intent = $1`, [asked.lease]);
  const filed = row === undefined ? undefined : await loadProposal(system.database, row.proposal);
  // that there is one is told to whom it is for alone
  if (row === undefined || filed?.ok !== true || !(await isTheirs(system, filed.value.proposal, asked.by)))
    return refuse('not_found', 'No such lease is for you.', 'See `countersign leases`.');
  if (row.endedAt !== null || row.until <= system.clock.now())
    return refuse('already_done', `That lease ended at ${row.endedAt ?? row.until}.`, 'Ask for it anew.');
  const lapsed = row.takenAt === null ? lapsedSince(row, system.clock.now()) : undefined;
  if (lapsed !== undefined) return lapsed;
  const [taken] = await system.database.query<{ wrap: string | null }>(
    'select enforcement.take_lease($1, $2) as wrap',
    [asked.lease, asked.by],
  );
  if (taken?.wrap === undefined || taken.wrap === null)
    return refuse(
      'already_done',
      `It was taken at ${row.takenAt ?? 'some time'}.`,
      'If that was not you, have the grant reversed at once, tell security, and ask anew.',
    );
  return done({ wrap: taken.wrap, source: row.source, right: row.right, until: row.until });
}

/** Nobody took it in time: what unwraps it opens nothing any more, which must not look as if somebody else had been there. */
export function lapsedSince({ madeAt }: Pick<LeaseShown, 'madeAt'>, now: Instant): Refusal | undefined {
  const until = addSeconds(madeAt, leaseTakenWithinSeconds);
  return until > now
    ? undefined
    : refuse(
        'already_done',
        `It could be taken until ${until}, and nobody took it: what is in it opens for nobody.`,
        'Ask for it anew, or have this one put back.',
      );
}

async function isTheirs(system: System, { changes, requester }: Proposal, by: SubjectId): Promise<boolean> {
  const cases = casesOf(system);
  const facts = await cases.lookUp(
    system.database,
    {
      changes: changes.map(({ change }) => change),
      findings: [],
      ...(requester === undefined ? {} : { requester }),
    },
    system.clock.now(),
  );
  return facts.ok && isFor(facts.value, by);
}
