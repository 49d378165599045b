import type { Aspect, BehaviourSeen } from '../../model/index.ts';

/** How fast an identity changes what it does, and whether those who look at it periodically can follow. */
export type Cadence =
  | {
      readonly is: 'told';
      readonly verdict: 'suffices' | 'too slow' | 'event-driven';
      /** The longest cycle in days that follows it; null: none of a day or more does. */
      readonly neededDays: number | null;
      readonly cycleDays: number;
      /** How many it is expected to show for the first time within one cycle, of what a reviewer approves. */
      readonly perCycle: number;
      readonly aDay: Readonly<Record<Changing, number>>;
      readonly overDays: number;
      readonly why: string;
    }
  | { readonly is: 'cannot tell'; readonly why: string };

/** What it does, on what, and from where with what. */
type Changing = 'actions' | 'targets' | 'provenance';

/** A reviewer who sees more new things than this at once approves them without having seen them. */
export const followed = 10;
/** Cycles that houses have, in days, the longest first. */
const cycles = [365, 180, 90, 30, 14, 7] as const;
/** Things acted on come new with the work itself: so many are worth one new sort of act. */
const targetsWorth = 20;
/** A shorter history says nothing about a rate. */
export const leastDays = 21;

/**
 * Whether an identity can change what it does faster than its review cycle can observe it. Rates are of what came new after
 * the first third of what was seen, in which everything is new.
 */
export function cadenceOf(seen: BehaviourSeen, cycleDays: number): Cadence {
  const { whole } = seen;
  if (whole.first === null || whole.last === null)
    return {
      is: 'cannot tell',
      why: whole.events === 0 ? 'It did nothing in the time that the logs cover.' : 'The log tells no times.',
    };
  const first = Date.parse(whole.first);
  const until = Date.parse(seen.until);
  const days = (until - first) / 86_400_000;
  if (days < leastDays)
    return {
      is: 'cannot tell',
      why: `It has been seen for ${Math.max(0, Math.floor(days))} days; a rate of change takes ${leastDays}.`,
    };
  const lateFrom = first + (until - first) / 3;
  const overDays = (days * 2) / 3;
  const rateOf = (aspect: Aspect): number => lateNames(seen, aspect, lateFrom) / overDays;
  const aDay = {
    actions: rateOf('actions'),
    targets: rateOf('targets'),
    provenance: rateOf('networks') + rateOf('clients') + rateOf('onBehalfOf'),
  };
  const rate = aDay.actions + aDay.provenance + aDay.targets / targetsWorth;
  const neededDays = cycles.find((each) => rate * each <= followed) ?? null;
  const perCycle = rate * cycleDays;
  const verdict = neededDays === null ? 'event-driven' : perCycle > followed ? 'too slow' : 'suffices';
  return {
    is: 'told',
    verdict,
    neededDays,
    cycleDays,
    perCycle,
    aDay,
    overDays,
    why: `${said(aDay.actions * cycleDays)} new actions, ${said(aDay.provenance * cycleDays)} new places or programs and ${said(aDay.targets * cycleDays)} new things acted on are to be expected in ${cycleDays} days; ${
      verdict === 'suffices'
        ? 'who reviews it then can follow.'
        : neededDays === null
          ? 'not even a weekly review follows that: what it may do has to be decided when it does it.'
          : `to follow takes a review every ${neededDays} days.`
    }`,
  };
}

/** Names that came new late; where not all are kept, as many more as there were names. */
function lateNames(seen: BehaviourSeen, aspect: Aspect, lateFrom: number): number {
  const { names, distinct } = seen.whole.aspects[aspect];
  const late = names.filter(({ first }) => first !== null && Date.parse(first) >= lateFrom).length;
  return names.length === 0 ? 0 : late * Math.max(1, distinct.count / names.length);
}

const said = (n: number): string => (n < 0.5 ? 'hardly any' : n < 10 ? n.toFixed(1) : String(Math.round(n)));
