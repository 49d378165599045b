import {
  approverRoles,
  isEntryId,
  isSubjectId,
  must,
  type Instant,
  type ProposalId,
  type SubjectId,
} from '../../../model/index.ts';
import { caseOf, loadProposal } from '../../../review/index.ts';
import { casesOf } from '../../case/cases-of.ts';
import type { System } from '../../system.ts';
import { mostOfALook, type NoticeDraft, type NoticeSource } from '../notice-source.ts';

/** What a standing order selected and will carry out unless somebody objects: who answers for it, and who signed the order. */
export const mandatesAnnounced: NoticeSource = {
  name: 'mandates',
  async look(system, { now }) {
    const rows = await system.database.query<{
      readonly mandate: string;
      readonly proposal: ProposalId;
      readonly title: string;
      readonly because: string;
      readonly filedAt: Instant;
      readonly dueAt: Instant;
      readonly cause: string;
      readonly signers: readonly string[];
    }>(
      `select i.mandate, i.proposal, p.title, i.selected_because as because, i.filed_at as "filedAt", i.due_at as "dueAt",
              p.entry as cause, array(select s.signer from review.mandate_signature s where s.mandate = i.mandate) as signers
         from review.mandate_item i join review.proposal p on p.id = i.proposal
        where i.state = 'announced' and i.due_at > $1
          and not exists (select from notify.notice n where n.kind = 'mandate.announced' and n.about = i.proposal)
        order by i.no limit $2`,
      [now, mostOfALook],
    );
    const drafts: NoticeDraft[] = [];
    for (const { mandate, proposal, title, because, filedAt, dueAt, cause, signers } of rows)
      drafts.push({
        notice: {
          kind: 'mandate.announced',
          about: proposal,
          title,
          why: `Selected because ${because}. Whoever answers for it may object until then.`,
          since: filedAt,
          due: dueAt,
          otherwise: 'it is carried out under the standing order',
          path: `/mandates/${mandate}`,
        },
        people: [
          ...signers.map((signer) => must(isSubjectId, signer)),
          ...(await answerFor(system, proposal, now)),
        ],
        cause: must(isEntryId, cause),
      });
    return drafts;
  },
};

/** Who owns, sponsors or manages what a proposal would change. */
async function answerFor(system: System, proposal: ProposalId, now: Instant): Promise<readonly SubjectId[]> {
  const loaded = await loadProposal(system.database, proposal);
  if (!loaded.ok) return [];
  const looked = await casesOf({ ...system, duties: undefined }).lookUp(
    system.database,
    caseOf(loaded.value.proposal),
    now,
  );
  if (!looked.ok) return [];
  const holders = looked.value.changes.flatMap(({ holders: of = {} }) =>
    approverRoles
      .filter((role) => role !== 'security' && role !== 'governor')
      .flatMap((role) => of[role] ?? []),
  );
  return [...new Set(holders)];
}
