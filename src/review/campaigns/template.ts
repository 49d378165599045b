import { z } from 'zod';
import { addSeconds, instantOf, type Instant } from '../../model/index.ts';
import { designAskedSchema, type DesignAsked } from './design.ts';

/** How often a campaign is to be launched again. */
export const rhythms = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Rhythm = (typeof rhythms)[number];

/** What a template keeps: a design without the dates that each launch has of its own. */
export const templateDesignSchema = designAskedSchema.omit({ dueAt: true, since: true });
export type TemplateDesign = z.output<typeof templateDesignSchema>;

/** A campaign that is launched again and again, each time by a person's signature. */
export interface CampaignTemplate {
  readonly name: string;
  readonly design: TemplateDesign;
  /** How long each campaign has until it is due. */
  readonly dueDays: number;
  /** Null: whenever somebody wants. */
  readonly every: Rhythm | null;
  readonly nextAt: Instant | null;
}

const monthsOf: Partial<Record<Rhythm, number>> = { month: 1, quarter: 3, year: 12 };
const daysOf: Partial<Record<Rhythm, number>> = { day: 1, week: 7 };

/**
 * The first moment after `now` in this rhythm, counted from `first`: a quarter is three months of the calendar (UTC), and the
 * 31st is the last day of a month that has none.
 */
export function nextIn(every: Rhythm, first: Instant, now: Instant): Instant {
  const start = new Date(first);
  for (let times = 0; ; times++) {
    const at = new Date(start);
    at.setUTCDate(at.getUTCDate() + times * (daysOf[every] ?? 0));
    const months = start.getUTCMonth() + times * (monthsOf[every] ?? 0);
    if (monthsOf[every] !== undefined) {
      at.setUTCDate(1);
      at.setUTCFullYear(start.getUTCFullYear() + Math.floor(months / 12), months % 12);
      at.setUTCDate(Math.min(start.getUTCDate(), lastDayOf(at)));
    }
    const next = instantOf(at.getTime());
    if (next > now) return next;
  }
}

const lastDayOf = (at: Date): number =>
  new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();

/**
 * The design of the next launch: due so long after it, over what changed since the last one, and where it draws a sample by
 * a seed of its own that anybody can say again.
 */
export function designFrom(
  { design, dueDays }: Pick<CampaignTemplate, 'design' | 'dueDays'>,
  last: Instant | null,
  now: Instant,
): DesignAsked {
  const day = now.slice(0, 10);
  return {
    ...design,
    title: `${design.title}, ${day}`.slice(0, 200),
    ...(design.sampling === undefined
      ? {}
      : { sampling: { ...design.sampling, seed: `${design.sampling.seed} ${day}`.slice(0, 100) } }),
    ...(design.kind === 'changed' && last !== null ? { since: last } : {}),
    dueAt: addSeconds(now, dueDays * 86_400),
  };
}
