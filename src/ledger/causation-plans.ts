import { checkExpiry, keepEnding } from './causation-ends.ts';
import { badGlass } from './causation-glass.ts';
import { checkMandated, checkReturn, keepNote } from './causation-mandates.ts';
import type { ChainState, ChainStep, FiledProposal, SeenPlan, SignedDecision } from './causation-state.ts';
import { wronglyStandsFor } from './delegations.ts';
import type { LeafView } from './leaf.ts';
import { readRecusal } from './recusals.ts';
import { readDecisionItem, readRestoreItem, roleNames } from './items.ts';
import { hasOnly, isObject, isPersonText, isText, isTextList, member } from './shape.ts';
import { signedByOne, type KeyTenure } from './signers.ts';

const origins = ['rule', 'model', 'person', 'agent', 'lifecycle', 'campaign'];
const triggers = ['person', 'clock', 'source', 'signal', 'task'];
/** Roles that a person has towards a thing; the estate says so, enrolment need not. */
const relationalRoles = ['resource_owner', 'manager', 'sponsor', 'nhi_owner'];
/** How long after signing a signer may put back what they changed. */
const longestRestoreMs = 30 * 86_400_000;
const farFuture = '9999-12-31T23:59:59.999Z';

/** From proposal to plan: each entry held to the ones it rests on. */
export const planSteps: Readonly<Record<string, ChainStep>> = {
  'proposal.filed'({ state, signers }, leaf, { writerIsRight }) {
    const problems: string[] = [];
    const { body, basis, id } = leaf.entry;
    const [proposal, origin, requester] = [
      member(body, 'proposal'),
      member(body, 'origin'),
      member(body, 'requester'),
    ];
    if (!isText(proposal)) problems.push('the entry names no proposal');
    if (!isText(origin) || !origins.includes(origin)) problems.push('the proposal has no known origin');
    if (requester !== undefined && !isPersonText(requester)) problems.push('the requester is not a person');
    const asker = requester ?? member(body, 'filer');
    if (isPersonText(asker) && member(body, 'statement') !== undefined) {
      const purpose = member(body, 'act') === 'policy.edit' ? 'policy.propose' : 'request';
      const signed = signedByOne(signers, leaf, purpose);
      if (typeof signed === 'string') problems.push(`the request does not hold: ${signed}`);
      else if (signed.person !== asker) problems.push('somebody else than the requester signed the request');
      else {
        countSignature(state, signed.tenure, leaf.seq);
        if (purpose === 'policy.propose' && writerIsRight)
          state.policyRequests.set(id, signed.statement.text);
      }
    }
    problems.push(...badNarrowing(state, body));
    state.proposals.set(id, {
      proposal: isText(proposal) ? proposal : '',
      origin: isText(origin) ? origin : '',
      changes: basis['changes'],
      evidenceShown: basis['evidenceShown'],
      evidenceMaterial: basis['evidenceMaterial'],
      requester: isText(requester) ? requester : undefined,
      ...filedUnder(leaf),
      filer: textMember(body, 'filer'),
      statement: textMember(body, 'statement'),
      holds: writerIsRight && problems.length === 0,
    });
    return problems;
  },

  'proposal.withdrawn'({ state, signers }, leaf) {
    // the oldest ledgers hold withdrawals that nobody signed; they only take away
    if (member(leaf.entry.body, 'statement') === undefined) return [];
    const signed = signedByOne(signers, leaf, 'proposal.note');
    if (typeof signed === 'string') return [`the withdrawal does not hold: ${signed}`];
    const filed = noted(state, signed.item);
    if (filed === undefined) return ['it withdraws no earlier proposal'];
    const own =
      (filed.requester ?? (filed.origin === 'campaign' ? undefined : filed.filer)) === signed.person;
    const entry = isObject(signed.item) ? member(signed.item, 'proposalEntry') : undefined;
    // policies that nobody should live under are closed by those who would have to sign them
    const governs =
      isText(entry) && state.policyRequests.has(entry) && signed.tenure.roles.includes('governor');
    return own || governs ? [] : [`\`${signed.person}\` withdraws what somebody else asked for`];
  },

  'verdict.given'({ state }, leaf) {
    const about = member(leaf.entry.body, 'about');
    return isText(about) && state.entries.has(about) ? [] : ['the verdict is about no earlier entry'];
  },

  'proposal.noted'({ state, signers }, leaf) {
    keepNote(state, leaf);
    if (['question', 'answer'].includes(textMember(leaf.entry.body, 'kind') ?? '')) {
      const signed = signedByOne(signers, leaf, 'proposal.note');
      if (typeof signed === 'string') return [`the note does not hold: ${signed}`];
      return noted(state, signed.item) === undefined ? ['it is about no earlier proposal'] : [];
    }
    const recusal = readRecusal(signers, leaf);
    if (recusal === undefined) return [];
    if (typeof recusal === 'string') return [recusal];
    const { proposalEntry, person } = recusal;
    if (!state.proposals.has(proposalEntry)) return ['who recuses themselves does so of no earlier proposal'];
    state.recused.set(proposalEntry, new Set([...(state.recused.get(proposalEntry) ?? []), person]));
    return [];
  },

  'decision.signed'({ state, signers, delegations }, leaf, { writerIsRight }) {
    const signed = signedByOne(signers, leaf, 'decision');
    if (typeof signed === 'string') return [signed];
    const item = readDecisionItem(signed.item);
    if (typeof item === 'string') return [`the decision's item does not hold: ${item}`];
    const problems: string[] = [];
    const filed = state.proposals.get(item.proposalEntry);
    if (filed === undefined)
      problems.push(`it decides \`${item.proposalEntry}\`, which is no earlier proposal`);
    else {
      if (filed.proposal !== item.proposal)
        problems.push(`entry \`${item.proposalEntry}\` filed another proposal`);
      for (const name of ['changes', 'evidenceShown', 'evidenceMaterial'] as const)
        if (filed[name] !== item[name])
          problems.push(
            `what was signed has other ${name} (${item[name]}) than what was filed (${filed[name] ?? 'none'})`,
          );
      const voices = [signed.person, ...(item.standsFor === undefined ? [] : [item.standsFor.person])];
      if (item.answer === 'approve' && voices.some((voice) => voice === filed.requester))
        problems.push(
          filed.requester === signed.person
            ? `\`${signed.person}\` approves what they asked for themselves`
            : `\`${signed.person}\` approves with the authority of who asked`,
        );
      for (const voice of voices)
        if (state.recused.get(item.proposalEntry)?.has(voice) === true)
          problems.push(`\`${voice}\` has a conflict of interest, by their own signature`);
    }
    problems.push(
      ...wronglyStandsFor(delegations, {
        person: signed.person,
        role: item.role,
        standsFor: item.standsFor,
        madeAt: signed.statement.madeAt,
        sequencedAt: leaf.sequencedAt,
      }),
    );
    if (Date.parse(item.restorableUntil) > Date.parse(signed.statement.madeAt) + longestRestoreMs)
      problems.push(`it claims the right to restore until ${item.restorableUntil}, longer than 30 days`);
    const { standsFor } = item;
    const enrolledRoles =
      standsFor === undefined
        ? signed.tenure.roles
        : signers
            .inForce(leaf.sequencedAt)
            .flatMap((key) => (key.person === standsFor.person ? key.roles : []));
    if (!enrolledRoles.includes(item.role)) {
      if (relationalRoles.includes(item.role)) state.estateRoles.push(leaf.seq);
      else
        problems.push(
          `\`${signed.person}\` signs as \`${roleNames.includes(item.role) ? item.role : 'an unknown role'}\` and is not enrolled with that role`,
        );
    }
    countSignature(state, signed.tenure, leaf.seq);
    state.decisions.set(leaf.entry.id, {
      person: signed.person,
      item,
      expiresAt: signed.statement.expiresAt,
      ...(standsFor === undefined ? {} : { lentUntil: delegations.get(standsFor.delegation)?.end }),
      holds: writerIsRight && problems.length === 0,
    });
    return problems;
  },

  'restore.signed'({ state, signers }, leaf, { writerIsRight }) {
    const signed = signedByOne(signers, leaf, 'restore');
    if (typeof signed === 'string') return [signed];
    const item = readRestoreItem(signed.item);
    if (typeof item === 'string') return [`the restore's item does not hold: ${item}`];
    countSignature(state, signed.tenure, leaf.seq);
    const problems: string[] = [];
    if (state.executions.get(item.restores)?.plan !== item.plan)
      problems.push('it restores an execution that is not of the plan it names');
    if (item.as !== undefined && !signed.tenure.roles.includes(item.as)) {
      if (relationalRoles.includes(item.as)) state.estateRoles.push(leaf.seq);
      else
        problems.push(
          `\`${signed.person}\` ends an emergency as \`${roleNames.includes(item.as) ? item.as : 'an unknown role'}\` and is not enrolled with that role`,
        );
    }
    state.restores.set(leaf.entry.id, {
      person: signed.person,
      execution: item.restores,
      plan: item.plan,
      as: item.as,
      expiresAt: signed.statement.expiresAt,
      holds: writerIsRight && problems.length === 0,
    });
    return problems;
  },

  'plan.voided'({ state, signers }, leaf) {
    const name = member(leaf.entry.body, 'plan');
    const plan = isText(name) ? state.plans.get(name) : undefined;
    if (plan !== undefined) plan.voided = true;
    // the oldest ledgers hold some that nobody signed, and the server voids what lost its ground; they only take away
    if (member(leaf.entry.body, 'statement') === undefined) return [];
    const signed = signedByOne(signers, leaf, 'restore');
    if (typeof signed === 'string') return [`the calling off does not hold: ${signed}`];
    return hasOnly(signed.item, ['voids', 'reason']) && member(signed.item, 'voids') === name
      ? []
      : ['what was signed calls off another plan'];
  },

  'plan.created'(chain, leaf, { writerIsRight }) {
    const { state } = chain;
    const { body, basis, causedBy, id } = leaf.entry;
    const [kind, named, trigger, steps] = [
      member(body, 'kind'),
      member(body, 'decisions'),
      member(body, 'trigger'),
      member(body, 'steps'),
    ];
    if (kind === 'mandate' || kind === 'return') return keepMandated(chain, leaf, kind, writerIsRight);
    const problems: string[] = [];
    const decisions = isTextList(named) ? named : [];
    const rests = decisions.flatMap((decision) => state.decisions.get(decision) ?? []);
    // what a mandate gave ends under that mandate: `checkExpiry` asks for it
    if (decisions.length === 0 && !(kind === 'expiry' && member(body, 'mandates') !== undefined))
      problems.push('the plan names no decision');
    if (new Set(decisions).size !== decisions.length) problems.push('the plan names a decision twice');
    for (const decision of decisions) {
      if (state.decisions.get(decision)?.holds !== true)
        problems.push(`\`${decision}\` is no decision that holds`);
      if (!causedBy.includes(decision))
        problems.push(`the plan is not caused by its decision \`${decision}\``);
    }
    problems.push(...badGlass(state, kind, decisions), ...badTrigger(chain, trigger));
    for (const rest of rests) problems.push(...coverage(chain, rest, body, basis['changes']));
    if (kind === 'decision')
      for (const rest of rests) problems.push(...noLongerCounts(chain, rest, leaf.sequencedAt));
    const expiry =
      kind === 'expiry'
        ? checkExpiry(state, {
            body,
            sequencedAt: leaf.sequencedAt,
            changes: basis['changes'],
            causedBy,
            decisions,
            rests,
          })
        : undefined;
    if (expiry !== undefined) problems.push(...expiry.problems);
    const expiresAt =
      // a mandate outlives the statement that it stands in: what was given has to end
      expiry !== undefined
        ? farFuture
        : kind === 'restore'
          ? checkRestore(chain, leaf.sequencedAt, id, body, basis['changes'], causedBy, rests, problems)
          : kind === 'decision' || kind === 'glass'
            ? checkUnexpired(rests, leaf.sequencedAt, problems)
            : undefined;
    if (expiresAt === undefined)
      problems.push(
        `a plan of kind \`${isText(kind) ? kind.slice(0, 40) : 'none'}\` is verified by no rule of this version`,
      );
    const plan: SeenPlan = {
      kind: isText(kind) ? kind : '',
      changes: basis['changes'],
      decisions,
      steps: typeof steps === 'number' ? steps : Array.isArray(steps) ? steps.length : 0,
      expiresAt: expiresAt ?? '',
      holds: writerIsRight && problems.length === 0,
      restores: kind === 'restore' ? restored(body) : undefined,
      ends: expiry?.ends,
      usedBy: undefined,
      restoredBy: undefined,
      voided: false,
    };
    state.plans.set(id, plan);
    keepEnding(state, id, plan);
    return problems;
  },
};

/** A plan that no decision authorises but a mandate. */
function keepMandated(
  chain: Chain,
  leaf: LeafView,
  kind: 'mandate' | 'return',
  writerIsRight: boolean,
): readonly string[] {
  const { body, basis, id } = leaf.entry;
  const checked = kind === 'mandate' ? checkMandated(chain, leaf) : checkReturn(chain, leaf);
  const steps = member(body, 'steps');
  chain.state.plans.set(id, {
    kind,
    changes: basis['changes'],
    decisions: [],
    steps: typeof steps === 'number' ? steps : 0,
    expiresAt: checked.expiresAt,
    holds: writerIsRight && checked.problems.length === 0,
    restores: checked.returns,
    mandated: checked.mandated,
    usedBy: undefined,
    restoredBy: undefined,
    voided: false,
  });
  return checked.problems;
}

/** What a plan under a mandate is held to of its proposal; nothing is kept of the others. */
function filedUnder({ entry, sequencedAt }: LeafView): Partial<FiledProposal> {
  const mandate = member(entry.body, 'mandate');
  return isText(mandate)
    ? {
        mandate,
        at: sequencedAt,
        content: entry.basis['proposal'],
        blob: entry.blobs.find(({ name }) => name === 'proposal')?.id,
      }
    : {};
}

/** What a note or a withdrawal is about. */
function noted(state: ChainState, item: unknown) {
  const entry = isObject(item) ? member(item, 'proposalEntry') : undefined;
  return isText(entry) ? state.proposals.get(entry) : undefined;
}

/** Less than was asked for names the whole: filed earlier for the same person under the same signed request. */
function badNarrowing(state: ChainState, body: Parameters<typeof member>[0]): readonly string[] {
  const narrows = member(body, 'narrows');
  if (narrows === undefined) return [];
  const whole = isText(narrows) ? state.proposals.get(narrows) : undefined;
  if (whole === undefined || !whole.holds) return ['it narrows no earlier proposal that holds'];
  if (whole.requester === undefined || whole.requester !== member(body, 'requester'))
    return ['it narrows what somebody else asked for'];
  return whole.statement !== undefined && whole.statement === member(body, 'statement')
    ? []
    : ['it narrows what was asked for in another request'];
}

function countSignature(state: ChainState, { kind }: KeyTenure, seq: number): void {
  if (kind === 'software_key') state.softwareSignatures.push(seq);
  if (kind === 'passkey') state.passkeySignatures.push(seq);
}

type Chain = Parameters<ChainStep>[0];

function textMember(body: Parameters<typeof member>[0], name: string): string | undefined {
  const value = member(body, name);
  return isText(value) ? value : undefined;
}

function restored(body: Parameters<typeof member>[0]): string | undefined {
  const restores = member(body, 'restores');
  return isText(restores) ? restores : undefined;
}

function badTrigger({ state }: Chain, trigger: unknown): readonly string[] {
  if (!isObject(trigger)) return ['the plan has no trigger'];
  const [kind, entry] = [member(trigger, 'kind'), member(trigger, 'entry')];
  if (!isText(kind) || !triggers.includes(kind))
    return [`\`${String(kind).slice(0, 40)}\` may never trigger a plan`];
  if (!isText(entry) || !state.entries.has(entry)) return ['the trigger is no earlier entry'];
  if (state.proposals.get(entry)?.origin === 'model')
    return ['the trigger on the way is the output of a model'];
  const bySignature = state.decisions.get(entry)?.holds === true || state.restores.get(entry)?.holds === true;
  return kind === 'person' && !bySignature ? ['the trigger `person` names no signature of a person'] : [];
}

/** A decision covers the plan only if it approves this very proposal and these very changes. */
function coverage(
  { state }: Chain,
  decision: SignedDecision,
  body: Parameters<typeof member>[0],
  changes: string | undefined,
): readonly string[] {
  const problems: string[] = [];
  const { item, person } = decision;
  const [proposal, proposalEntry] = [member(body, 'proposal'), member(body, 'proposalEntry')];
  if (item.answer !== 'approve') problems.push(`the decision of \`${person}\` is a rejection`);
  if (item.proposal !== proposal && item.proposalEntry !== proposal)
    problems.push(`the decision of \`${person}\` is about another proposal`);
  if (proposalEntry !== undefined && proposalEntry !== item.proposalEntry)
    problems.push(`the decision of \`${person}\` is about another filing of the proposal`);
  if (item.changes !== changes)
    problems.push(`\`${person}\` signed changes ${item.changes}, the plan makes ${changes ?? 'none said'}`);
  if (decision.isGlass !== true && state.proposals.get(item.proposalEntry)?.requester === person)
    problems.push(`\`${person}\` is the requester and approves`);
  return problems;
}

/** What has befallen a decision since it was signed: its signer took themselves out, or what they stood on ended. */
function noLongerCounts(
  { state, delegations }: Chain,
  { item, person }: SignedDecision,
  at: string,
): readonly string[] {
  const problems: string[] = [];
  const { standsFor } = item;
  for (const voice of [person, ...(standsFor === undefined ? [] : [standsFor.person])])
    if (state.recused.get(item.proposalEntry)?.has(voice) === true)
      problems.push(`\`${voice}\` approved and then had a conflict of interest, by their own signature`);
  const lent = standsFor === undefined ? undefined : delegations.get(standsFor.delegation);
  if (lent !== undefined && !delegations.isInForce(lent, at))
    problems.push(`the delegation that \`${person}\` signed under was over`);
  return problems;
}

/** The plan stands while every signature under it does, and until what it gives is to end; answers when that is. */
function checkUnexpired(rests: readonly SignedDecision[], now: string, problems: string[]): string {
  for (const rest of rests)
    if (rest.expiresAt <= now)
      problems.push(`the statement of \`${rest.person}\` expired at ${rest.expiresAt}`);
  const ends = new Set(rests.map((rest) => rest.item.endsAt));
  if (ends.size > 1) problems.push('those who approved mandate different ends');
  for (const end of ends) if (end !== null && end <= now) problems.push(`what it gives had ended at ${end}`);
  return [
    ...rests.map((rest) => rest.expiresAt),
    ...rests.flatMap((rest) => rest.lentUntil ?? []),
    ...[...ends].map((end) => end ?? farFuture),
  ].reduce((a, b) => (a < b ? a : b), farFuture);
}

/** A restore puts back one execution, once, inside the window, by one of those who signed it. */
function checkRestore(
  { state }: Chain,
  now: string,
  id: string,
  body: Parameters<typeof member>[0],
  changes: string | undefined,
  causedBy: readonly string[],
  rests: readonly SignedDecision[],
  problems: string[],
): string {
  const [restores, trigger] = [member(body, 'restores'), member(body, 'trigger')];
  const execution = isText(restores) ? state.executions.get(restores) : undefined;
  const original = execution === undefined ? undefined : state.plans.get(execution.plan);
  const entry = isObject(trigger) ? member(trigger, 'entry') : undefined;
  const signed = isText(entry) ? state.restores.get(entry) : undefined;
  if (execution === undefined || original === undefined) {
    problems.push('it restores no earlier execution');
    return '';
  }
  if ((original.kind !== 'decision' && original.kind !== 'glass') || !original.holds)
    problems.push('what it restores did not rest on decisions that hold');
  if (original.changes !== changes) problems.push('it restores other changes than the execution made');
  if (original.restoredBy !== undefined)
    problems.push(`\`${original.restoredBy}\` restores this execution already`);
  original.restoredBy ??= id;
  if (signed?.execution !== restores || !isText(entry) || !causedBy.includes(entry))
    problems.push('no signed restore of this execution triggers it');
  const own =
    rests.find((rest) => rest.person === signed?.person) ??
    // whoever could have said yes to an emergency ends it, too; which role they had then is for who knows the estate
    (original.kind === 'glass' && signed?.as !== undefined ? rests[0] : undefined);
  if (own === undefined) problems.push('who restores it did not sign the decision');
  else if (own.item.restorableUntil <= now)
    problems.push(`the window to restore closed at ${own.item.restorableUntil}`);
  const asDecided = member(body, 'decisions');
  if (!isTextList(asDecided) || !asDecided.every((decision) => original.decisions.includes(decision)))
    problems.push('it names decisions that the execution did not rest on');
  if (signed !== undefined && signed.expiresAt <= now) problems.push('the signed restore has expired');
  return signed?.expiresAt ?? '';
}
