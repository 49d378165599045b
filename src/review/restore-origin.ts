import {
  done,
  isEntryId,
  isProposalId,
  isSubjectId,
  refuse,
  type ApproverRole,
  type EntryId,
  type Instant,
  type ProposalId,
  type Refusal,
  type Result,
  type SignerStanding,
} from '../model/index.ts';
import type { ReviewBench } from './bench.ts';
import { lentAs } from './delegated.ts';
import { glassesOf } from './glass-review.ts';
import { recusalsOf } from './recusals.ts';
import { caseOf, decisionsOn, loadProposal } from './stored-proposal.ts';
import { contextOf, personOf } from './weigh.ts';

/** What an execution that is to be put back rests on. */
export interface Origin {
  readonly plan: EntryId;
  readonly proposal: ProposalId;
  readonly decisions: readonly EntryId[];
  /** The role by which this person ends an emergency that another took; absent: the decision is their own. */
  readonly as?: ApproverRole;
}

/** From an execution back to its plan and decisions; refuses when this person may not put it back, or its time has passed. */
export async function originOf(
  bench: ReviewBench,
  execution: EntryId,
  standing: SignerStanding,
  now: Instant,
): Promise<Result<Origin>> {
  const leaf = await bench.ledger.entry(execution);
  const [plan] = leaf?.entry.causedBy ?? [];
  if (leaf?.entry.type !== 'execution.started' || plan === undefined || !isEntryId(plan))
    return refuse(
      'not_found',
      `\`${execution}\` is not an execution in the ledger.`,
      'Take the id that `countersign execute` printed, or see `countersign show PROPOSAL`.',
    );
  const { kind, proposal } = (await bench.ledger.entry(plan))?.entry.body ?? {};
  if (typeof proposal === 'string' && isProposalId(proposal)) {
    if (kind === 'decision') return decided(bench, { plan, proposal }, standing, now);
    if (kind === 'glass') return taken(bench, { plan, proposal }, standing, now);
  }
  return refuse(
    'not_reversible',
    'Only the execution of a decision can be restored; a restore itself is undone by a new proposal.',
  );
}

type Planned = Pick<Origin, 'plan' | 'proposal'>;

async function decided(
  bench: ReviewBench,
  planned: Planned,
  { person: signer }: SignerStanding,
  now: Instant,
): Promise<Result<Origin>> {
  const { proposal } = planned;
  const decisions = (await decisionsOn(bench.database, proposal)).filter(
    (decision) => decision.answer === 'approve',
  );
  const own = decisions.find((decision) => decision.signer === signer);
  if (own === undefined)
    return notYours('Only somebody who signed this decision may restore it under that signature.');
  if (own.restorableUntil <= now)
    return refuse('signature_stale', `The window to restore closed at ${own.restorableUntil}.`, inverse);
  const { standsFor } = own;
  if (
    standsFor !== undefined &&
    (!isSubjectId(signer) || (await lentAs(bench, bench.database, signer, standsFor, now)) === undefined)
  )
    return refuse(
      'policy_denied',
      'The authority that was lent for this decision is over.',
      'Have whoever lent it propose the inverse with `countersign propose`.',
    );
  const out = (await recusalsOf(bench.database, proposal)).find(
    ({ person }) => person === signer || person === standsFor?.person,
  );
  if (out !== undefined)
    return notYours(
      `\`${out.person}\` has a conflict of interest here, by their own signature: ${out.reason}`,
    );
  return done({ ...planned, decisions: decisions.map(({ entry }) => entry) });
}

/** An emergency is put back at once by who took it, and by whoever could have said yes to it and was passed over. */
async function taken(
  bench: ReviewBench,
  planned: Planned,
  standing: SignerStanding,
  now: Instant,
): Promise<Result<Origin>> {
  const glass = (await glassesOf(bench.database, { proposal: planned.proposal, limit: 1 }))[0];
  if (glass?.plan !== planned.plan)
    return refuse('not_found', `No emergency is known of \`${planned.proposal}\`.`);
  if (glass.endsAt <= now)
    return refuse(
      'signature_stale',
      `The emergency ended by itself at ${glass.endsAt}.`,
      'See what became of it with `countersign show`.',
    );
  const origin = { ...planned, decisions: [glass.glass] };
  if (glass.person === standing.person) return done(origin);
  const loaded = await loadProposal(bench.database, planned.proposal);
  if (!loaded.ok) return loaded;
  const looked = await bench.cases.lookUp(bench.database, caseOf(loaded.value.proposal), now);
  if (!looked.ok) return looked;
  const context = await contextOf(bench, bench.database, loaded.value, now);
  const [as] = bench.judge.rolesOfSigner(looked.value, personOf(standing), context);
  return as === undefined
    ? notYours('Only who took this emergency, or somebody who could have said yes to it, ends it.')
    : done({ ...origin, as });
}

const inverse = 'Propose the inverse with `countersign propose` instead.';
const notYours = (message: string): Refusal => refuse('policy_denied', message, inverse);
