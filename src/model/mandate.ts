import type { Change, ChangeType } from './change.ts';
import { refuse, type Refusal } from './failure.ts';
import type { MandateId, SourceId } from './ids.ts';
import { isMandateFact, type Condition } from './mandate-condition.ts';
import { addSeconds, type Instant } from './time.ts';

/**
 * Kinds of standing decision. `standing_order`: low-tier, reversible reductions that conditions select. `lifecycle`: what
 * joining, moving and leaving bring about; the only one that may give. `no_answer`: what happens to items of a campaign
 * that nobody answered. A task and a kill will be kinds of their own.
 */
export const mandateKinds = ['standing_order', 'lifecycle', 'no_answer'] as const;
export type MandateKind = (typeof mandateKinds)[number];

/** What may set a mandate off: the clock, something that a source was read to say, or a person. Never a model. */
export const mandateTriggers = ['clock', 'source', 'person'] as const;
export type MandateTrigger = (typeof mandateTriggers)[number];

/** Which changes a mandate may make: those of this type whose members are as given here; what is not given may be anything. */
export interface ChangeShape {
  readonly type: ChangeType;
  readonly source?: SourceId;
  readonly entitlementKey?: string;
  readonly groupKey?: string;
}

/** What a mandate says, whole: this is what people sign. */
export interface MandateTerms {
  readonly kind: MandateKind;
  readonly title: string;
  readonly reason: string;
  /** Every change made under it has one of these shapes. */
  readonly does: readonly ChangeShape[];
  /** All of these hold of what is changed, recomputed by the enforcer at that moment. */
  readonly when: readonly Condition[];
  readonly scope: {
    readonly sources: readonly SourceId[];
    /** What it is about, where it is about one thing alone: a campaign, a feed of people. Null: nothing of the kind. */
    readonly about: string | null;
  };
  readonly triggers: readonly MandateTrigger[];
  /** Most executions that may begin under it in any 24 hours, and in all. */
  readonly perDay: number;
  readonly inAll: number;
  readonly from: Instant;
  readonly until: Instant;
  /** How long each item is announced before it is carried out, so that its owner can object; 0: told with it. */
  readonly noticeHours: number;
  /** How long after it each item is watched: its owner's objection, or use that breaks, puts back what was before. */
  readonly watchDays: number;
}

/** The item of a mandate statement: its id, and its terms whole. Everybody signs the same. */
export interface MandateItem {
  readonly mandate: MandateId;
  readonly terms: MandateTerms;
}

/** The item of a statement that ends a mandate. */
export interface MandateEndItem {
  readonly mandate: MandateId;
  readonly reason: string;
}

/** What each kind is bounded by, whatever people sign. `lastsDays`: the longest from `from` to `until`. */
export const mandateBounds: Readonly<
  Record<
    MandateKind,
    { readonly lastsDays: number; readonly watchAtLeastDays: number; readonly may: readonly ChangeType[] }
  >
> = {
  standing_order: {
    lastsDays: 90,
    watchAtLeastDays: 1,
    may: ['grant.remove', 'membership.remove', 'account.disable'],
  },
  lifecycle: {
    lastsDays: 366,
    watchAtLeastDays: 0,
    may: [
      'grant.add',
      'grant.remove',
      'membership.add',
      'membership.remove',
      'account.create',
      // never `account.enable`: nothing would end it, and what a mandate gives ends
      'account.disable',
    ],
  },
  no_answer: {
    lastsDays: 120,
    watchAtLeastDays: 0,
    may: ['grant.remove', 'membership.remove', 'account.disable'],
  },
};

/** How many different, independent people sign a mandate at the least, and which roles one of them holds by enrolment. */
export const mandateSigners = { atLeast: 2, oneOf: ['governor', 'security'] } as const;

/** Changes under a mandate that give something: only a lifecycle may, and only what its shape names. */
const gives: readonly ChangeType[] = ['grant.add', 'membership.add', 'account.create', 'account.enable'];
export const mayGive = (type: ChangeType): boolean => gives.includes(type);

/** Whether a change is one that these shapes allow. Nothing that its holder could pass on is ever among them. */
export const fitsShape = (shapes: readonly ChangeShape[], change: Change): boolean =>
  !(change.type === 'grant.add' && change.grantable) && shapes.some((shape) => hasShape(shape, change));

function hasShape(shape: ChangeShape, change: Change): boolean {
  const { entitlementKey, groupKey, ...more } = shape;
  return (
    more.type === change.type &&
    (more.source === undefined || more.source === change.source) &&
    (entitlementKey === undefined ||
      ('entitlementKey' in change && change.entitlementKey === entitlementKey)) &&
    (groupKey === undefined || ('groupKey' in change && change.groupKey === groupKey))
  );
}

const most = { shapes: 40, conditions: 20, values: 200, sources: 20, perDay: 500, inAll: 5000 } as const;

/** Why nobody can sign these terms: out of the bounds of their kind, or not saying what they have to. */
export function refuseTerms(terms: MandateTerms): Refusal | undefined {
  const bounds = mandateBounds[terms.kind];
  const no = (message: string, next: string): Refusal => refuse('input_invalid', message, next);
  if (terms.does.length === 0 || terms.does.length > most.shapes)
    return no(
      `A mandate makes 1 to ${most.shapes} kinds of change; this names ${terms.does.length}.`,
      'Name what it is to do.',
    );
  for (const shape of terms.does) {
    if (!bounds.may.includes(shape.type))
      return no(
        `A mandate of kind \`${terms.kind}\` may not \`${shape.type}\`.`,
        `It may ${bounds.may.map((type) => `\`${type}\``).join(', ')}; anything else is a proposal that people decide.`,
      );
    if (shape.type === 'grant.add' && shape.entitlementKey === undefined)
      return no('A `grant.add` under a mandate names its `entitlementKey`.', 'Say which right it gives.');
    if (shape.type === 'membership.add' && shape.groupKey === undefined)
      return no('A `membership.add` under a mandate names its `groupKey`.', 'Say which group it adds to.');
    if (mayGive(shape.type) && shape.source === undefined)
      return no(`A \`${shape.type}\` under a mandate names its \`source\`.`, 'Say where it gives access.');
  }
  if (terms.when.length === 0 || terms.when.length > most.conditions)
    return no(
      `A mandate has 1 to ${most.conditions} conditions; this has ${terms.when.length}.`,
      'Say what it selects.',
    );
  for (const condition of terms.when) {
    if (!isMandateFact(condition.fact))
      return no(
        `There is no fact \`${condition.fact.slice(0, 60)}\`.`,
        'See docs/how-to/standing-orders.md for the facts that conditions may speak of.',
      );
    if ('values' in condition && (condition.values.length === 0 || condition.values.length > most.values))
      return no(
        `The condition on \`${condition.fact}\` has no values, or more than ${most.values}.`,
        'Name what it may be.',
      );
    if ('number' in condition && !Number.isSafeInteger(condition.number))
      return no(`The condition on \`${condition.fact}\` has no whole number.`, 'Say a whole number.');
  }
  if (terms.kind === 'no_answer') {
    const unfit = unfitSilence(terms);
    if (unfit !== undefined) return no(unfit, 'Have it written: `countersign campaign silence CAMPAIGN`.');
  }
  const { sources } = terms.scope;
  if (sources.length === 0 || sources.length > most.sources || new Set(sources).size !== sources.length)
    return no(`A mandate names 1 to ${most.sources} sources, each once.`, 'Say where it applies.');
  if (terms.triggers.length === 0 || new Set(terms.triggers).size !== terms.triggers.length)
    return no('A mandate names what sets it off, each once.', 'Say `clock`, `source` or `person`.');
  if (
    !within(terms.perDay, 1, most.perDay) ||
    !within(terms.inAll, 1, most.inAll) ||
    terms.perDay > terms.inAll
  )
    return no(
      `The caps are ${terms.perDay} a day and ${terms.inAll} in all.`,
      `Say 1 to ${most.perDay} a day, and in all as many or more, up to ${most.inAll}.`,
    );
  if (!within(terms.noticeHours, 0, 30 * 24) || !within(terms.watchDays, bounds.watchAtLeastDays, 30))
    return no(
      `Notice is ${terms.noticeHours} hours, the watch ${terms.watchDays} days.`,
      `Say up to 720 hours of notice, and ${bounds.watchAtLeastDays} to 30 days of watch.`,
    );
  if (terms.until <= terms.from || terms.until > addSeconds(terms.from, bounds.lastsDays * 86_400))
    return no(
      `It would be in force from ${terms.from} until ${terms.until}.`,
      `A mandate of kind \`${terms.kind}\` is in force for ${bounds.lastsDays} days at most; sign it again then.`,
    );
  return undefined;
}

/** A rule for what nobody answers is about one campaign that is due, and about items that nobody answered there. */
function unfitSilence({ scope, when, triggers }: MandateTerms): string | undefined {
  if (scope.about === null) return 'A rule for what nobody answers names its campaign in `scope.about`.';
  if (triggers.length !== 1 || triggers[0] !== 'person')
    return 'A rule for what nobody answers is set off by `person`: by whoever launched the campaign.';
  const overdue = when.some(
    (each) => each.fact === 'item.overdue_days' && each.is === 'at least' && each.number >= 1,
  );
  const unanswered = when.some(
    (each) =>
      each.fact === 'item.answered' &&
      each.is === 'one of' &&
      each.values.every((value) => value === 'no' || value === 'unclear'),
  );
  return overdue && unanswered
    ? undefined
    : 'A rule for what nobody answers asks that `item.overdue_days` is at least 1, and that `item.answered` is one of no, unclear.';
}

const within = (value: number, least: number, largest: number): boolean =>
  Number.isSafeInteger(value) && value >= least && value <= largest;
