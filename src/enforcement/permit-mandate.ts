import {
  addSeconds,
  done,
  fitsShape,
  mandatedEnd,
  mayGive,
  ownEnd,
  refuse,
  selects,
  type CaseFacts,
  type ChangeFacts,
  type Instant,
  type Leaf,
  type MandatedFacts,
  type MandateTerms,
  type Refusal,
  type Result,
  type SubjectId,
} from '../model/index.ts';
import { unkeptEnd } from './ends.ts';
import { staleFacts } from './freshness.ts';
import type { LoadedPlan } from './load-plan.ts';
import { personOf, subjectOf } from './permit-decision.ts';
import type { EnforcementBench } from './ports.ts';
import { begunUnder } from './rows.ts';
import { silenceHolds } from './silence.ts';
import {
  areBounded,
  areEnough,
  begunByLedger,
  isEnded,
  signedMandate,
  standingNow,
  type MandateSignature,
  type SignedMandate,
} from './signed-mandate.ts';
import { launchStatement, verifiedStatement } from './statements.ts';
import { rejected } from './verify-decisions.ts';

export interface MandatedPlan extends LoadedPlan {
  readonly body: Extract<LoadedPlan['body'], { readonly kind: 'mandate' }>;
}
export const isMandated = (plan: LoadedPlan): plan is MandatedPlan => plan.body.kind === 'mandate';

/**
 * May this item of a mandate be carried out now? Everything is read from the ledger and worked out here: who signed these
 * terms and still stands behind them, whether somebody ended it, what is left of its caps, what set it off, and its
 * conditions on facts of this moment. The fixed policies answer for each change; then the set in force is asked, which has
 * to permit what a standing order does and whatever gives, as if the signers had signed this very item.
 */
export async function permitMandate(
  bench: EnforcementBench,
  plan: MandatedPlan,
): Promise<Result<{ readonly actor: SubjectId }>> {
  const mandate = await signedMandate(bench, plan.body);
  if (!mandate.ok) return mandate;
  const { terms } = mandate.value;
  const now = bench.clock.now();
  const unlike = notOfThisMandate(plan, terms);
  if (unlike !== undefined) return unlike;
  const unkept = unkeptEnd(plan.proposal, [], now, addSeconds(now, bench.sequencedWithinSeconds));
  if (unkept !== undefined) return unkept;
  const no = (await rejected(bench, plan)) ?? (await silenceHolds(bench, plan, terms));
  if (no !== undefined) return no;

  const looked = await bench.cases.lookUp(bench.database, subjectOf(plan), now);
  if (!looked.ok) return looked;
  const facts = looked.value;
  const stale = staleFacts(plan.proposal, facts.evidence);
  if (stale !== undefined) return stale;
  const standing = await standingNow(bench, mandate.value.signatures, now);
  const signers = disinterested(facts, standing);
  if (signers === undefined)
    return refuse('policy_denied', 'Who benefits from this change is not known, so no mandate makes it.');

  const fixed = await byFixedPolicies(bench, plan, mandate.value, facts, signers, now);
  if (fixed !== undefined) return fixed;
  return byPolicyInForce(bench, mandate.value, facts, signers, now);
}

/** The proposal was filed under this mandate, for its reason, and what it gives ends within the time that was signed. */
function notOfThisMandate({ body, proposal }: MandatedPlan, terms: MandateTerms): Refusal | undefined {
  if (proposal.mandate !== body.mandate || proposal.requester !== undefined)
    return refuse('ledger_invalid', 'The proposal was not filed under this mandate.');
  if (proposal.reason !== terms.reason)
    return refuse('signature_stale', 'The proposal says another reason than the mandate that was signed.');
  const late = proposal.changes.some(({ change }) => {
    const end = ownEnd(change);
    return end !== undefined && (end.until === null || end.until > terms.until);
  });
  if (late || proposal.endsAt !== null)
    return refuse(
      'end_invalid',
      `What a mandate gives ends when the mandate does, at ${terms.until}, or earlier.`,
    );
  return (body.endsAt ?? null) === mandatedEnd(proposal)
    ? undefined
    : refuse('ledger_invalid', 'The plan says another end than its proposal.');
}

/** Without those who asked or would gain; undefined where that is not known. */
function disinterested(
  facts: CaseFacts,
  signatures: readonly MandateSignature[],
): readonly MandateSignature[] | undefined {
  const own = new Set<SubjectId>();
  for (const { interest } of facts.changes) {
    if (interest === undefined) return undefined;
    for (const person of [...interest.requester, ...interest.beneficiary]) own.add(person);
  }
  return signatures.filter((each) => !own.has(each.standing.person));
}

async function byFixedPolicies(
  bench: EnforcementBench,
  plan: MandatedPlan,
  { terms }: SignedMandate,
  facts: CaseFacts,
  signers: readonly MandateSignature[],
  now: Instant,
): Promise<Refusal | undefined> {
  const { body, proposal, proposalLeaf } = plan;
  if (facts.changes.length !== proposal.changes.length)
    return refuse('policy_denied', 'The facts of this case are incomplete.');
  const left = await leftOf(bench, plan, terms, now);
  const about = {
    ofMandate: {
      enforcer: bench.self.id,
      kind: terms.kind,
      signers: signers.map((each) => each.standing.person),
      enough: areEnough(signers),
      bounded: areBounded(terms),
      standing: !(await isEnded(bench, body.mandates)),
      from: terms.from,
      until: terms.until,
      ...left,
      trigger: body.trigger.kind,
      triggers: terms.triggers,
      triggerIsReal: await isReal(bench, body, terms),
      announced: addSeconds(proposalLeaf.sequencedAt, terms.noticeHours * 3600) <= now,
      objected: await hasObjection(bench, plan),
    },
    inScope: (source: string): boolean =>
      terms.scope.sources.some((own) => own === source) && (body.about?.of ?? null) === terms.scope.about,
  };
  for (const [index, { change, inverse }] of proposal.changes.entries()) {
    const told = facts.changes[index];
    if (told === undefined) return refuse('policy_denied', 'The facts of this case are incomplete.');
    const known = await bench.facts.factsOf(bench.database, change, body.about, now);
    const selection = selects(terms.when, known);
    const verdict = bench.mandates.judgeMandated(
      {
        ...about.ofMandate,
        ...standsTo(told),
        selected: selection.is === 'selected',
        inScope: about.inScope(change.type === 'owner.assign' ? change.accountSource : change.source),
        fits: fitsShape(terms.does, change),
        reversible: told.reversible && inverse !== null,
        mayGive: mayGive(change.type),
        owned: known['owner'] === 'somebody',
        ownOnly: known['shared'] === 'no',
      },
      now,
    );
    if (verdict.outcome === 'permit') continue;
    const because = verdict.outcome === 'deny' ? verdict.because : 'Something is missing.';
    return refuse(
      'policy_denied',
      selection.is === 'selected' ? because : `${because} Now ${selection.because}.`,
      'See `countersign mandate show`; a person can decide the proposal itself.',
      { deciding: verdict.deciding },
    );
  }
  return undefined;
}

const standsTo = ({
  reduces,
  tier,
  subject,
}: ChangeFacts): Pick<MandatedFacts, 'reduces' | 'tier' | 'subject'> => ({
  reduces,
  // unknown counts as the highest
  tier: tier ?? 'high',
  subject,
});

/** What the caps leave for one more change of this plan: by the ledger, and by the enforcer's own record, whichever is less. */
async function leftOf(
  bench: EnforcementBench,
  { entry, body }: MandatedPlan,
  terms: MandateTerms,
  now: Instant,
): Promise<Pick<MandatedFacts, 'leftToday' | 'leftInAll'>> {
  const ledger = await begunByLedger(bench, body.mandates, now, entry);
  const own = await begunUnder(bench.database, body.mandate, addSeconds(now, -86_400), entry);
  const left = (cap: number, begun: number): number => Math.max(0, cap - begun - body.steps + 1);
  return {
    leftToday: left(terms.perDay, Math.max(ledger.today, own.sinceThen)),
    leftInAll: left(terms.inAll, Math.max(ledger.inAll, own.inAll)),
  };
}

/**
 * The clock names the mandate itself, a source a complete read of one in scope. A person's entry is the launch of the very
 * campaign that it is about, by their own signature: that the server says a person did something sets nothing off.
 */
async function isReal(
  bench: EnforcementBench,
  { mandates, trigger, about }: MandatedPlan['body'],
  terms: MandateTerms,
): Promise<boolean> {
  const leaf = await bench.ledger.entry(trigger.entry);
  if (leaf === undefined || leaf.writer !== 'server') return false;
  if (trigger.kind === 'clock') return mandates.includes(trigger.entry);
  if (trigger.kind === 'person') return isLaunchOf(bench, leaf, about?.of);
  const { type, body } = leaf.entry;
  const read = body['source'];
  return (
    type === 'source.read' &&
    typeof read === 'string' &&
    (terms.scope.about === read || terms.scope.sources.some((source) => source === read))
  );
}

async function isLaunchOf(
  bench: EnforcementBench,
  leaf: Leaf,
  campaign: string | undefined,
): Promise<boolean> {
  if (leaf.entry.type !== 'campaign.launched' || campaign === undefined) return false;
  const launch = await verifiedStatement(bench, leaf, launchStatement, 'not needed');
  return launch.ok && launch.value.item.campaign === campaign;
}

/** Whether anybody objected to the item, before or after it was planned. */
export async function hasObjection(bench: EnforcementBench, { body }: LoadedPlan): Promise<boolean> {
  const notes = await bench.ledger.causedBy(body.proposalEntry, 'proposal.noted');
  return notes.some((leaf) => leaf.entry.body['kind'] === 'objection');
}

async function byPolicyInForce(
  bench: EnforcementBench,
  { terms, signedAt }: SignedMandate,
  facts: CaseFacts,
  signers: readonly MandateSignature[],
  now: Instant,
): Promise<Result<{ readonly actor: SubjectId }>> {
  const last = signers.toSorted((a, b) => (a.madeAt < b.madeAt ? -1 : 1)).at(-1);
  if (last === undefined)
    return refuse('signature_invalid', 'Nobody who signed the mandate stands behind it now.');
  const gives = facts.changes.some((change) => !change.reduces);
  const { judge } = await bench.policy();
  const verdict = judge.judgeCase(facts, personOf(last.standing), {
    now,
    filedAt: signedAt,
    endsAt: gives ? terms.until : null,
    signatures: signers.map((each) => ({
      signer: personOf(each.standing),
      dependsOn: each.standing.dependsOn,
      assurance: each.assurance,
      signedAt: each.madeAt,
    })),
  });
  if (verdict.outcome === 'permit') return done({ actor: last.standing.person });
  if (verdict.outcome === 'deny')
    return refuse('policy_denied', `Policy denies this now: ${verdict.because}.`, undefined, {
      deciding: verdict.deciding,
    });
  // what only takes access away under a lifecycle or because nobody answered needs the mandate's own signers alone
  if (terms.kind !== 'standing_order' && !gives) return done({ actor: last.standing.person });
  return refuse(
    'policy_denied',
    `Its row of decision rights asks for ${verdict.missing.join(', ')}, which those who signed the mandate do not give.`,
    'Have somebody whom the row names sign the mandate too, or have a person decide this item.',
    { missing: verdict.missing, deciding: verdict.deciding },
  );
}
