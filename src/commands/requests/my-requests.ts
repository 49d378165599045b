import {
  done,
  isInstant,
  isProposalId,
  must,
  refuse,
  type Instant,
  type ProposalId,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import type { ProposalState } from '../../review/index.ts';
import type { System } from '../system.ts';

/** A request of somebody's own, and how it stands. */
export interface MyRequest {
  readonly id: ProposalId;
  readonly title: string;
  readonly state: ProposalState;
  readonly createdAt: Instant;
  readonly endsAt: Instant | null;
  readonly approvals: number;
  /** A question that nobody has answered, since when. */
  readonly askedSince: Instant | null;
  /** Why it was refused, if somebody said so. */
  readonly refusedBecause: string | null;
  /** What it gave until a date: `to come`, `taken back`…; null: it gave nothing yet, or nothing that ends. */
  readonly given: 'waiting to be carried out' | 'given' | 'over' | null;
}

const most = 200;

/** What this person asked for, newest first. */
export async function myRequests(
  system: Pick<System, 'database' | 'signers' | 'clock'>,
  asked: { readonly person?: SubjectId; readonly keyFingerprint?: string },
): Promise<Result<{ readonly items: readonly MyRequest[] }>> {
  const standing =
    asked.keyFingerprint === undefined
      ? undefined
      : await system.signers.standing(asked.keyFingerprint, system.clock.now());
  const person = asked.person ?? standing?.person;
  if (person === undefined)
    return refuse(
      'signer_unknown',
      'It is not known whose requests are meant.',
      'Say with which key you sign: `--as NAME` in the demo, or `--key FILE`.',
    );
  const rows = await system.database.query<Omit<MyRequest, 'id'> & { readonly id: string }>(
    `select p.id, p.title, p.state, p.created_at as "createdAt", p.ends_at as "endsAt",
            (select count(*) from review.decision d where d.proposal = p.id and d.answer = 'approve')::int as approvals,
            case when p.state = 'open' then (select case when n.kind = 'question' then n.at end from review.note n
              where n.proposal = p.id order by n.at desc, n.entry desc limit 1) end as "askedSince",
            (select d.reason from review.decision d where d.proposal = p.id and d.answer = 'reject' limit 1) as "refusedBecause",
            (select case when x.outcome is null then 'waiting to be carried out'
                         when x.outcome <> 'done' then null
                         when exists (select from review.ending en where en.plan = pl.entry and en.settled is not null and en.settled <> 'superseded') then 'over'
                         else 'given' end
               from review.plan pl left join enforcement.execution x on x.plan = pl.entry
              where pl.proposal = p.id and pl.kind = 'decision' limit 1) as given
       from review.proposal p where p.requester = $1 order by p.created_at desc, p.id limit $2`,
    [person, most],
  );
  return done({
    items: rows.map((row) => ({
      ...row,
      id: must(isProposalId, row.id),
      createdAt: must(isInstant, row.createdAt),
    })),
  });
}

/** Whom a key speaks for now. */
export const personOfKey = async (
  system: Pick<System, 'signers' | 'clock'>,
  keyFingerprint: string,
): Promise<SubjectId | undefined> =>
  (await system.signers.standing(keyFingerprint, system.clock.now()))?.person;
