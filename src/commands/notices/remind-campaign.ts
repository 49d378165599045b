import {
  done,
  refuse,
  type CampaignId,
  type Instant,
  type Result,
  type Role,
  type SubjectId,
} from '../../model/index.ts';
import type { System } from '../system.ts';
import { remind, type Reminded } from './remind.ts';
import { ifNobodyAnswers, reviewersOf } from './sources/campaigns.ts';

/** Besides whoever launched it. */
const mayRemind: readonly Role[] = ['administrator', 'governor', 'security'];

/**
 * Reminds every reviewer by name who still has items of a campaign open. Whoever launched it may, and who governs; on the
 * machine itself (`by` absent) its owner. It is told to nobody twice within an hour, and decides nothing.
 */
export async function remindCampaign(
  system: System,
  asked: { readonly campaign: CampaignId; readonly by: SubjectId | undefined },
): Promise<Result<Reminded>> {
  const { campaign: id, by } = asked;
  const now = system.clock.now();
  const [row] = await system.database.query<{
    readonly no: number;
    readonly title: string;
    readonly state: string;
    readonly since: Instant;
    readonly due: Instant;
    readonly launchedBy: string | null;
    readonly launch: string;
  }>(
    `select no, title, state, launched_at as since, due_at as due, launched_by as "launchedBy", launch_entry as launch
       from review.campaign where id = $1 and state <> 'draft'`,
    [id],
  );
  if (row === undefined)
    return refuse('not_found', `There is no campaign \`${id}\`.`, 'See `countersign campaign list`.');
  if (row.state !== 'open') return refuse('already_done', 'It is closed: nothing of it waits for anybody.');
  if (by !== undefined && by !== row.launchedBy) {
    const standing = (await system.signers.inForce(now)).find(({ person }) => person === by);
    if (standing === undefined || !mayRemind.some((role) => standing.roles.includes(role)))
      return refuse(
        'not_permitted',
        'A campaign’s reviewers are reminded by whoever launched it, and by administrators, governors and security.',
        'Ask one of them.',
      );
  }
  const isLate = row.due <= now;
  return done(
    await remind(system, await reviewersOf(system.database, row.no, 'open'), {
      kind: 'campaign.reminder',
      id,
      title: row.title,
      why: isLate
        ? 'Items of it wait for your answer, and it is over its date.'
        : 'Items of it wait for your answer.',
      since: row.since,
      due: isLate ? null : row.due,
      otherwise: isLate ? null : await ifNobodyAnswers(system, id),
      path: `/campaigns/${id}/review`,
      cause: row.launch,
    }),
  );
}
