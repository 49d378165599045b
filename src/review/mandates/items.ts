import {
  addSeconds,
  done,
  refuse,
  type Change,
  type EntryId,
  type Instant,
  type MandateAbout,
  type MandateId,
  type MandateTrigger,
  type Origin,
  type ProposalId,
  type Result,
} from '../../model/index.ts';
import { canonicalJson, digestOfValue } from '../../platform/canonical.ts';
import { errorCode } from '../../platform/error-code.ts';
import type { ReviewBench } from '../bench.ts';
import { says } from '../change-types/index.ts';
import { fileProposal, prepareCase } from '../file-proposal.ts';
import type { StoredMandate } from './stored-mandate.ts';

/** Changes that a mandate selects, what set it off, and why it selects them. Usually one. */
export interface Selected {
  readonly changes: readonly Change[];
  readonly trigger: { readonly kind: MandateTrigger; readonly entry: EntryId };
  readonly about?: MandateAbout;
  /** Who named it: the mandate's own conditions (`rule`), a model, a lifecycle or a campaign. It changes nothing else. */
  readonly origin: Origin;
  readonly because: string;
}

export interface FiledItem {
  readonly proposal: ProposalId;
  readonly entry: EntryId;
  /** When its notice is over. */
  readonly dueAt: Instant;
}

/**
 * Announces an item of a mandate: files it as a proposal, with evidence, preconditions and inverses, and keeps it to be
 * carried out when its notice is over. Refuses what policy denies, and what is announced already.
 */
export async function fileItem(
  bench: ReviewBench,
  mandate: StoredMandate,
  { changes, trigger, about, origin, because }: Selected,
): Promise<Result<FiledItem>> {
  const now = bench.clock.now();
  const [first] = changes;
  if (first === undefined) return refuse('input_invalid', 'An item of a mandate makes a change.');
  const signed = mandate.signatures.map((each) => each.entry);
  const by = { as: 'mandate', mandate: mandate.id, signed } as const;
  const draft = {
    origin,
    draftedBy: `mandate/${mandate.id}`,
    title: changes
      .map((change) => says(change))
      .join('; ')
      .slice(0, 500),
    reason: mandate.terms.reason,
    changes,
    findings: [],
    endsAt: null,
    causedBy: signed.includes(trigger.entry) ? [] : [trigger.entry],
  };
  const prepared = await prepareCase(bench, draft, by);
  if (!prepared.ok) return prepared;
  if (prepared.value.verdict.outcome === 'deny')
    return refuse('policy_denied', `Policy denies this whoever signs: ${prepared.value.verdict.because}`);
  const dueAt = addSeconds(now, mandate.terms.noticeHours * 3600);
  try {
    const filed = await fileProposal(bench, draft, by, async (tx, { proposal }) => {
      await tx.query(
        `insert into review.mandate_item
           (mandate, thing, proposal, subject, nominated, trigger_kind, trigger_entry, about, selected_because, filed_at, due_at, look_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          mandate.id,
          digestOfValue('countersign/mandate-item/v1', changes),
          proposal,
          subjectOf(first),
          origin === 'model',
          trigger.kind,
          trigger.entry,
          about === undefined ? null : canonicalJson(about),
          because.slice(0, 2000),
          now,
          dueAt,
          // the sequencer numbers the announcement a moment later, and its notice runs from there
          addSeconds(dueAt, mandate.terms.noticeHours === 0 ? 0 : 5),
        ],
      );
    });
    return filed.ok ? done({ proposal: filed.value.proposal, entry: filed.value.entry, dueAt }) : filed;
  } catch (error) {
    if (errorCode(error) === '23505')
      return refuse('already_done', 'This mandate has announced the same already.');
    throw error;
  }
}

/** The account that a change is about: `SOURCE/KEY`. */
export function subjectOf(change: Change): string {
  switch (change.type) {
    case 'grant.add':
    case 'grant.remove':
      return `${change.source}/${change.subjectKey}`;
    case 'membership.add':
    case 'membership.remove':
      return `${change.source}/${change.memberKey}`;
    case 'account.disable':
    case 'account.enable':
    case 'account.create':
    case 'account.drop':
      return `${change.source}/${change.accountKey}`;
    case 'owner.assign':
    case 'owner.clear':
      return `${change.accountSource}/${change.accountKey}`;
    case 'risk.accept':
    case 'risk.reopen':
      return change.findingId;
    case 'bundle.define':
    case 'bundle.retire':
      return `countersign/${change.bundle}`;
  }
}

export const itemStates = [
  'announced',
  'held',
  'planned',
  'done',
  'failed',
  'returning',
  'returned',
  'dropped',
] as const;
export type ItemState = (typeof itemStates)[number];

/** An item as the server keeps it. */
export interface MandateItemRow {
  readonly no: number;
  readonly mandate: MandateId;
  readonly proposal: ProposalId;
  readonly proposalEntry: EntryId;
  readonly title: string;
  readonly subject: string;
  readonly nominated: boolean;
  readonly triggerKind: MandateTrigger;
  readonly triggerEntry: EntryId;
  readonly about: string | null;
  readonly selectedBecause: string;
  readonly filedAt: Instant;
  readonly dueAt: Instant;
  readonly state: ItemState;
  readonly because: string | null;
  readonly plan: EntryId | null;
  readonly execution: EntryId | null;
  readonly doneAt: Instant | null;
  readonly watchedUntil: Instant | null;
  readonly noteEntry: EntryId | null;
  readonly notedBy: string | null;
  readonly returnPlan: EntryId | null;
  readonly tries: number;
  readonly lookAt: Instant;
}

export const itemColumns = `
  select i.no, i.mandate, i.proposal, p.entry as "proposalEntry", p.title, i.subject, i.nominated,
         i.trigger_kind as "triggerKind", i.trigger_entry as "triggerEntry", i.about,
         i.selected_because as "selectedBecause", i.filed_at as "filedAt", i.due_at as "dueAt", i.state, i.because,
         i.plan, i.execution, i.done_at as "doneAt", i.watched_until as "watchedUntil", i.note_entry as "noteEntry",
         i.noted_by as "notedBy", i.return_plan as "returnPlan", i.tries, i.look_at as "lookAt"
    from review.mandate_item i join review.proposal p on p.id = i.proposal`;
