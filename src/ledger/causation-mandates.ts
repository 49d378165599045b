import type {
  Chain,
  ChainState,
  ChainStep,
  SeenExecution,
  SeenPlan,
  SignedMandateView,
} from './causation-state.ts';
import type { LeafView } from './leaf.ts';
import { readMandateItem } from './mandate-item.ts';
import { hasOnly, isInstantText, isObject, isText, isTextList, member, type JsonObject } from './shape.ts';
import { signedByOne } from './signers.ts';

const answering = ['governor', 'security'];
const farFuture = '9999-12-31T23:59:59.999Z';

/** Standing decisions: who signed one, that it was ended, and what people noted about its items. */
export const mandateSteps: Readonly<Record<string, ChainStep>> = {
  'mandate.signed'({ state, signers }, leaf, { writerIsRight }) {
    const signed = signedByOne(signers, leaf, 'mandate');
    if (typeof signed === 'string') return [signed];
    const item = readMandateItem(signed.item);
    if (typeof item === 'string') return [`the mandate does not hold: ${item}`];
    if (signed.tenure.kind === 'software_key') state.softwareSignatures.push(leaf.seq);
    if (signed.tenure.kind === 'passkey') state.passkeySignatures.push(leaf.seq);
    state.mandates.set(leaf.entry.id, {
      person: signed.person,
      fingerprint: signed.tenure.fingerprint,
      item,
      ended: false,
      holds: writerIsRight,
    });
    return [];
  },

  'source.read'({ state }, leaf) {
    const source = member(leaf.entry.body, 'source');
    if (isText(source)) state.reads.set(leaf.entry.id, source);
    return [];
  },

  'mandate.ended'({ state, signers }, leaf) {
    const { body, causedBy, actor } = leaf.entry;
    const ended = causedBy.flatMap((cause) => state.mandates.get(cause) ?? []);
    // whatever is wrong with an end, nothing more is done under what it names
    for (const mandate of ended) mandate.ended = true;
    if (member(body, 'statement') === undefined)
      return actor.kind === 'person' ? ['somebody ends a mandate and did not sign that'] : [];
    const signed = signedByOne(signers, leaf, 'mandate.end');
    if (typeof signed === 'string') return [signed];
    if (
      !hasOnly(signed.item, ['mandate', 'reason']) ||
      member(signed.item, 'mandate') !== member(body, 'mandate')
    )
      return ['the end that was signed is of another mandate'];
    return ended.some((mandate) => mandate.person === signed.person) ||
      signed.tenure.roles.includes('governor')
      ? []
      : [`\`${signed.person}\` ends a mandate that they neither signed nor govern`];
  },
};

/** What a note about a proposal means for a mandate: an objection, or use that broke. */
export function keepNote(state: ChainState, leaf: LeafView): void {
  const note = member(leaf.entry.body, 'kind');
  if (note !== 'objection' && note !== 'use broke') return;
  for (const cause of leaf.entry.causedBy) {
    const filed = state.proposals.get(cause);
    if (filed === undefined) continue;
    state.notes.set(leaf.entry.id, { proposalEntry: cause, at: leaf.sequencedAt });
    if (note === 'objection') state.objected.add(cause);
  }
}

export interface MandatedCheck {
  /** The execution that a return puts back. */
  readonly returns?: string | undefined;
  readonly problems: readonly string[];
  readonly mandated?: SeenPlan['mandated'];
  readonly expiresAt: string;
}

/**
 * Holds a plan of kind `mandate` to the entries that it says signed it: one set of terms, signed by enough people who are
 * independent of each other and in force, in its time and not ended, for a proposal filed under it, set off as it says.
 */
export function checkMandated(chain: Chain, leaf: LeafView): MandatedCheck {
  const { state } = chain;
  const { body, causedBy, basis } = leaf.entry;
  const named = namedMandates(state, body, causedBy);
  const [first] = named.mandates;
  if (first === undefined) return { problems: ['the plan names no mandate that holds'], expiresAt: '' };
  const { item } = first;
  const problems = [...named.problems, ...notEnough(chain, named.mandates, leaf.sequencedAt)];
  if (named.mandates.some((each) => each.ended))
    problems.push(`mandate \`${item.mandate}\` was ended before`);
  if (leaf.sequencedAt < item.from || leaf.sequencedAt >= item.until)
    problems.push(`mandate \`${item.mandate}\` is in force from ${item.from} until ${item.until}`);
  const proposalEntry = member(body, 'proposalEntry');
  const filed = isText(proposalEntry) ? state.proposals.get(proposalEntry) : undefined;
  if (!isText(proposalEntry) || filed === undefined || !filed.holds)
    problems.push('it carries out no earlier proposal');
  else {
    if (filed.mandate !== item.mandate) problems.push('its proposal was not filed under this mandate');
    if (filed.proposal !== member(body, 'proposal'))
      problems.push('it names another proposal than was filed');
    if (filed.changes !== basis['changes']) problems.push('it makes other changes than its proposal');
    if (!causedBy.includes(proposalEntry)) problems.push('it is not caused by its proposal');
  }
  problems.push(...badTrigger(state, body, named.entries, item));
  const about = member(body, 'about');
  if ((isObject(about) ? member(about, 'of') : (about ?? null)) !== item.about)
    problems.push('it is about another thing than its mandate');
  const silent = item.kind === 'no_answer' ? silentItem(about) : undefined;
  if (item.kind === 'no_answer' && silent === undefined)
    problems.push('it names no item that nobody answered');
  const endsAt = member(body, 'endsAt');
  if (endsAt !== undefined && (!isInstantText(endsAt) || endsAt > item.until))
    problems.push(`what it gives ends later than its mandate, at ${item.until}`);
  return {
    problems,
    mandated: {
      mandates: named.entries,
      mandate: item.mandate,
      proposalEntry: isText(proposalEntry) ? proposalEntry : '',
      ...(silent === undefined ? {} : { silent }),
      ...(isText(endsAt) ? { endsAt } : {}),
    },
    expiresAt: item.until,
  };
}

function silentItem(about: unknown): { readonly campaign: string; readonly item: number } | undefined {
  if (!isObject(about)) return undefined;
  const [of, item] = [member(about, 'of'), member(about, 'item')];
  return isText(of) && isText(item) && /^\d{1,9}$/.test(item)
    ? { campaign: of, item: Number(item) }
    : undefined;
}

/** What is wrong with an execution from its beginning, and what had come by then so that it may change nothing. */
export interface BegunCheck {
  readonly problems: readonly string[];
  readonly stopped: readonly string[];
}

/**
 * What of a mandate can only be told when a plan under it begins: its notice, an objection, its end, and its caps. What people
 * may say at any moment can be numbered while an execution begins: that one is no wrong, and makes no step.
 */
export function checkBegun(chain: Chain, plan: SeenPlan, steps: number, at: string): BegunCheck {
  const { state } = chain;
  const none = { problems: [], stopped: [] };
  if (plan.mandated === undefined || plan.kind !== 'mandate') return none;
  const { mandates, mandate, proposalEntry } = plan.mandated;
  const signed = mandates.flatMap((entry) => state.mandates.get(entry) ?? []);
  const [first] = signed;
  if (first === undefined) return none;
  const { item } = first;
  const problems: string[] = [];
  const stopped = [...notEnough(chain, signed, at)];
  if (signed.some((each) => each.ended)) stopped.push(`mandate \`${mandate}\` was ended before`);
  const filedAt = state.proposals.get(proposalEntry)?.at;
  if (filedAt === undefined || Date.parse(at) < Date.parse(filedAt) + item.noticeHours * 3_600_000)
    problems.push(`it was not announced for the ${item.noticeHours} hours that were signed`);
  if (item.kind === 'no_answer') {
    const campaign = state.campaigns.campaigns.get(item.about ?? '');
    if (campaign === undefined || at < campaign.dueAt)
      problems.push(`its campaign is not due before ${campaign?.dueAt ?? 'it is launched'}`);
    if (campaign?.closedBy !== undefined) stopped.push('its campaign was closed before');
  }
  if (state.objected.has(proposalEntry)) stopped.push('somebody had objected to it');
  const begun = state.begunUnder.get(mandate) ?? [];
  const sum = (all: typeof begun): number => all.reduce((total, each) => total + each.steps, 0);
  const dayBefore = Date.parse(at) - 86_400_000;
  const today = begun.filter((each) => Date.parse(each.at) > dayBefore);
  if (sum(today) + steps > item.perDay)
    problems.push(
      `mandate \`${mandate}\` allows ${item.perDay} changes in a day; this is number ${sum(today) + steps}`,
    );
  if (sum(begun) + steps > item.inAll)
    problems.push(
      `mandate \`${mandate}\` allows ${item.inAll} changes in all; this is number ${sum(begun) + steps}`,
    );
  state.begunUnder.set(mandate, [...begun, { at, steps }]);
  return { problems, stopped };
}

/** Holds a plan of kind `return` to the execution under a mandate that it puts back, and to the note that is its reason. */
export function checkReturn(chain: Chain, leaf: LeafView): MandatedCheck {
  const { state } = chain;
  const { body, causedBy, basis, id } = leaf.entry;
  const [returns, trigger] = [member(body, 'returns'), member(body, 'trigger')];
  const execution = isText(returns) ? state.executions.get(returns) : undefined;
  const original = execution === undefined ? undefined : state.plans.get(execution.plan);
  const named = namedMandates(state, body, causedBy);
  const [first] = named.mandates;
  if (!isText(returns) || execution === undefined || original?.mandated === undefined || first === undefined)
    return { problems: ['it returns no earlier execution under a mandate'], expiresAt: '' };
  const problems = [...named.problems];
  if (!original.holds || original.kind !== 'mandate')
    problems.push('what it returns did not rest on a mandate that holds');
  if (original.mandated.mandates.toSorted().join() !== named.entries.toSorted().join())
    problems.push('it rests on another mandate than what it returns');
  if (original.changes !== basis['changes'])
    problems.push('it returns other changes than the execution made');
  if (execution.outcome !== 'done' || execution.restored) problems.push('there is nothing left to return');
  if (original.restoredBy !== undefined)
    problems.push(`\`${original.restoredBy}\` returns this execution already`);
  original.restoredBy ??= id;
  const entry = isObject(trigger) ? member(trigger, 'entry') : undefined;
  const note = isText(entry) ? state.notes.get(entry) : undefined;
  if (!isText(entry) || note?.proposalEntry !== original.mandated.proposalEntry || !causedBy.includes(entry))
    problems.push('no objection to it, and no use that broke, triggers it');
  else if (!isWatched(execution, first.item.watchDays, note.at))
    problems.push('it was no longer watched when that was noted');
  return { problems, returns, expiresAt: farFuture };
}

const isWatched = (execution: SeenExecution, watchDays: number, at: string): boolean =>
  Date.parse(at) < Date.parse(execution.at) + watchDays * 86_400_000;

/** The mandate entries that a plan names, each of which has to hold and to sign the same item, by another person. */
function namedMandates(
  state: ChainState,
  body: JsonObject,
  causedBy: readonly string[],
): {
  readonly entries: readonly string[];
  readonly mandates: readonly SignedMandateView[];
  readonly problems: readonly string[];
} {
  const listed = member(body, 'mandates');
  const entries = isTextList(listed) ? listed : [];
  const problems: string[] = [];
  const mandates: SignedMandateView[] = [];
  for (const entry of entries) {
    const mandate = state.mandates.get(entry);
    if (mandate?.holds !== true) problems.push(`\`${entry}\` is no signature of a mandate that holds`);
    else mandates.push(mandate);
    if (!causedBy.includes(entry)) problems.push(`the plan is not caused by \`${entry}\``);
  }
  if (mandates.some((each) => each.item.mandate !== member(body, 'mandate')))
    problems.push('the plan names the signatures of another mandate');
  if (new Set(mandates.map((each) => each.item.text)).size > 1)
    problems.push('those who signed the mandate signed different terms');
  if (new Set(mandates.map((each) => each.person)).size !== mandates.length)
    problems.push('one person signed the mandate twice');
  return { entries, mandates, problems };
}

/** At that moment two of the signers are in force and independent of each other, and one answers for standing decisions. */
function notEnough(
  { signers }: Chain,
  mandates: readonly SignedMandateView[],
  at: string,
): readonly string[] {
  const standing = mandates.flatMap((each) => {
    const tenure = signers.standing(each.fingerprint, at);
    return tenure?.person === each.person ? [tenure] : [];
  });
  const apart = standing.some((a) =>
    standing.some(
      (b) => a.person !== b.person && !a.dependsOn.includes(b.person) && !b.dependsOn.includes(a.person),
    ),
  );
  const problems: string[] = [];
  if (!apart) problems.push('no two people who are independent of each other stand behind the mandate');
  if (!standing.some(({ roles }) => answering.some((role) => roles.includes(role))))
    problems.push('nobody who is enrolled as governor or security stands behind the mandate');
  return problems;
}

function badTrigger(
  state: ChainState,
  body: JsonObject,
  mandates: readonly string[],
  item: SignedMandateView['item'],
): readonly string[] {
  const trigger = member(body, 'trigger');
  if (!isObject(trigger)) return ['the plan has no trigger'];
  const [kind, entry] = [member(trigger, 'kind'), member(trigger, 'entry')];
  if (!isText(kind) || !item.triggers.includes(kind))
    return [`\`${String(kind).slice(0, 40)}\` may not set this mandate off`];
  if (!isText(entry) || !state.entries.has(entry)) return ['the trigger is no earlier entry'];
  if (state.proposals.get(entry)?.origin === 'model')
    return ['the trigger on the way is the output of a model'];
  if (kind === 'clock')
    return mandates.includes(entry) ? [] : ['the clock sets off another mandate than this'];
  if (kind === 'person')
    return item.about !== null && state.campaigns.campaigns.get(item.about)?.launch === entry
      ? []
      : ['the trigger `person` is no signed launch of the campaign that the mandate is about'];
  const source = state.reads.get(entry);
  return source !== undefined && (item.sources.includes(source) || item.about === source)
    ? []
    : ['the trigger `source` names no read of a source in scope'];
}
