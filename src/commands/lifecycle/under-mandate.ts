import {
  fitsShape,
  isProposalId,
  type Change,
  type EntryId,
  type Instant,
  type ProposalId,
} from '../../model/index.ts';
import { listMandates, type StoredMandate } from '../../review/index.ts';
import { carryUnder, whyNotStanding } from '../mandates/carry-under.ts';
import type { System } from '../system.ts';

/** Mandates of kind lifecycle that stand now, oldest first. */
export async function lifecycleMandates(system: System): Promise<readonly StoredMandate[]> {
  const standing: StoredMandate[] = [];
  for (const mandate of await listMandates(system.database, { standing: system.clock.now(), limit: 1000 }))
    if (mandate.terms.kind === 'lifecycle' && (await whyNotStanding(system, mandate)) === undefined)
      standing.push(mandate);
  return standing;
}

export type Carried =
  | { readonly is: 'announced'; readonly proposal: ProposalId }
  | { readonly is: 'not covered'; readonly because: string | null };

/**
 * Has the first mandate that covers a change announce it; from there it goes by itself, and the enforcer works everything
 * out again. What none covers is for people, with the reason of the last that might have.
 */
export async function carryByMandate(
  system: System,
  mandates: readonly StoredMandate[],
  of: {
    readonly change: Change;
    readonly read: EntryId | undefined;
    /** Whose life it is: the feed, and the person's key there. */
    readonly feed: string;
    readonly person: string;
  },
): Promise<Carried> {
  let because: string | null = null;
  for (const { id, terms } of mandates) {
    if (!fitsShape(terms.does, of.change)) continue;
    if (terms.scope.about !== null && terms.scope.about !== of.feed) continue;
    const carried = await carryUnder(system, {
      mandate: id,
      changes: [endedBy(of.change, terms.until)],
      origin: 'lifecycle',
      ...(terms.scope.about === null ? {} : { about: { of: of.feed, item: of.person } }),
      ...(of.read !== undefined && terms.triggers.includes('source')
        ? { trigger: { kind: 'source', entry: of.read } }
        : {}),
    });
    if (carried.ok) return { is: 'announced', proposal: carried.value.proposal };
    const open = carried.details?.['proposal'];
    if (carried.code === 'already_done' && typeof open === 'string' && isProposalId(open))
      return { is: 'announced', proposal: open };
    because = carried.message;
  }
  return { is: 'not covered', because };
}

/** What a mandate gives ends with it at the latest: its signers did not sign for longer. */
function endedBy(change: Change, until: Instant): Change {
  if (change.type === 'account.create')
    return change.validUntil > until ? { ...change, validUntil: until } : change;
  if (change.type !== 'grant.add' && change.type !== 'membership.add') return change;
  return change.until === null || change.until > until ? { ...change, until } : change;
}
