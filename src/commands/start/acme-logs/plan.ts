import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const words = z.string().max(400);
const timeOfDay = z.string().regex(/^\d\d:\d\d$/);
const habit = z.strictObject({
  /** How the log names whoever does it. */
  who: words,
  with: words.optional(),
  from: words.optional(),
  by: words.optional(),
  for: words.optional(),
  /** Where a role’s session comes from: `PROVIDER SUBJECT` of a token. */
  token: words.optional(),
  /** First and last day, counted from the reference day. */
  days: z.tuple([z.int(), z.int()]),
  on: z.enum(['all', 'working', 'some']).default('all'),
  /** Times of the day; or how many, somewhere between two; or one every so many minutes. */
  at: z.union([
    z.array(timeOfDay),
    z.strictObject({ between: z.tuple([timeOfDay, timeOfDay]), count: z.tuple([z.int(), z.int()]) }),
    z.strictObject({ every: z.int().min(1) }),
  ]),
  /** What is done each time, one after the other; `!` before it: it is refused. `pick`: only so many of them. */
  do: z.array(words).min(1).max(40),
  pick: z.int().optional(),
});
const planSchema = z.strictObject({
  cloudtrail: z.array(habit),
  kubernetes: z.array(habit),
  postgres: z.array(habit),
  okta: z.array(habit),
  github: z.array(habit),
  mcp: z.array(habit),
});

export type Habit = z.infer<typeof habit>;
export type Plan = z.infer<typeof planSchema>;
export type LogKind = keyof Plan;

export const readPlan = (file: string): Plan => planSchema.parse(parse(readFileSync(file, 'utf8')));

/** One thing that was done at one moment. */
export interface Deed {
  readonly habit: Habit;
  readonly ms: number;
  /** What was done, without the `!`. */
  readonly what: string;
  readonly isRefused: boolean;
  /** Of the first deed of each time: a session begins. */
  readonly isFirst: boolean;
  /** Tells sessions apart. */
  readonly session: string;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** All that these habits come to before the reference day, in order of time; the same for the same day, always. */
export function deedsOf(habits: readonly Habit[], referenceDay: string): readonly Deed[] {
  const reference = Date.parse(`${referenceDay}T00:00:00Z`);
  return habits
    .flatMap((habit, n) => {
      const deeds: Deed[] = [];
      for (let day = habit.days[0]; day <= habit.days[1]; day++) {
        const began = reference + day * dayMs;
        const weekday = new Date(began).getUTCDay();
        if (habit.on === 'working' && (weekday === 0 || weekday === 6)) continue;
        if (habit.on === 'some' && chance(n, day, 'day') > 0.45) continue;
        for (const [at, minute] of minutesOf(habit, n, day).entries()) {
          const chosen = habit.pick === undefined ? habit.do : pickOf(habit, n, day, at);
          let ms = began + minute * minuteMs + Math.floor(chance(n, day, `${at} second`) * 30_000);
          for (const [step, text] of chosen.entries()) {
            deeds.push({
              habit,
              ms,
              what: text
                .replace(/^!/, '')
                .replaceAll('{n}', String(1000 + Math.floor(chance(n, day, `${at} n`) * 9000))),
              isRefused: text.startsWith('!'),
              isFirst: step === 0,
              session: hex(`${n} ${day} ${at}`).slice(0, 12),
            });
            ms += 700 + Math.floor(chance(n, day, `${at} ${step}`) * 6000);
          }
        }
      }
      return deeds;
    })
    .toSorted((a, b) => a.ms - b.ms);
}

function minutesOf({ at }: Habit, n: number, day: number): readonly number[] {
  if (Array.isArray(at)) return at.map(minuteOf);
  if ('every' in at) return Array.from({ length: Math.floor(1440 / at.every) }, (_, each) => each * at.every);
  const [from, to] = [minuteOf(at.between[0]), minuteOf(at.between[1])];
  const count = at.count[0] + Math.floor(chance(n, day, 'count') * (at.count[1] - at.count[0] + 1));
  return Array.from(
    { length: count },
    (_, each) => from + Math.floor(chance(n, day, `at ${each}`) * (to - from)),
  ).toSorted((a, b) => a - b);
}

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

const pickOf = (habit: Habit, n: number, day: number, at: number): readonly string[] =>
  habit.do
    .map((text, each) => ({ text, order: chance(n, day, `${at} pick ${each}`) }))
    .toSorted((a, b) => a.order - b.order)
    .slice(0, habit.pick)
    .map(({ text }) => text);

/** From 0 up to 1, the same for the same question. */
const chance = (n: number, day: number, of: string): number =>
  Number.parseInt(hex(`${n} ${day} ${of}`).slice(0, 8), 16) / 2 ** 32;
export const hex = (text: string): string => createHash('sha256').update(text).digest('hex');
