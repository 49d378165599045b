import { spelled } from './words/lexicon.ts';

/** A stretch or a moment of time as somebody said it. */
export type TimeSaid =
  /** `in the last 90 days` */
  | { readonly is: 'past'; readonly days: number }
  /** `more than a year`, `over six months ago` */
  | { readonly is: 'over'; readonly days: number }
  /** `in the next two weeks` */
  | { readonly is: 'next'; readonly days: number }
  /** `90 days`: what it means follows from the verb */
  | { readonly is: 'bare'; readonly days: number }
  | { readonly is: 'since' | 'before' | 'during'; readonly moment: string };

const numbers: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  ...spelled,
  eleven: 11,
  twelve: 12,
  thirty: 30,
  sixty: 60,
  ninety: 90,
  'a couple of': 2,
  'a few': 3,
  half: 0.5,
  'half a': 0.5,
};
const units: Readonly<Record<string, number>> = {
  minute: 1 / 1440,
  min: 1 / 1440,
  hour: 1 / 24,
  day: 1,
  night: 1,
  week: 7,
  fortnight: 14,
  month: 30,
  quarter: 90,
  year: 365,
  d: 1,
  w: 7,
  h: 1 / 24,
  mo: 30,
  y: 365,
};
const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const;
const monthWord = `(?:${months.join('|')}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)`;
const words = `(?:${Object.keys(numbers)
  .toSorted((a, b) => b.length - a.length)
  .join('|')})`;
const unit = '(?:minutes?|mins?|hours?|days?|nights?|weeks?|fortnights?|months?|quarters?|years?|d|w|h|mo|y)';
const stretch = `(\\d{1,4}(?=[ -]?[a-z])|${words}(?=[ -]))[ -]?(${unit})`;
const day = `(\\d{4}-\\d{2}-\\d{2}|(?:the )?(?:(?:1st|\\d{1,2}(?:st|nd|rd|th)?) (?:of )?)?${monthWord}(?: \\d{4})?|yesterday|today|(?:the )?(?:start|beginning) of (?:the|this) (?:week|month|quarter|year)|(?:last|this) (?:week|month|quarter|year))`;

const daysOf = (amount: string | undefined, of: string | undefined): number => {
  const number = amount === undefined ? 1 : (numbers[amount] ?? Number(amount));
  const name = (of ?? 'day').replace(/(?<=..)s$/, '');
  return number * (units[name] ?? 1);
};

/** A day, a month of a year, or a stretch that has a name. */
function momentOf(said: string): string {
  const words = said.replace(/^the /, '');
  if (/^\d{4}-\d{2}-\d{2}$/.test(words) || words === 'today' || words === 'yesterday') return words;
  const named = /(last|this) (week|month|quarter|year)$/.exec(words);
  if (named !== null) return `${/^(start|beginning)/.test(words) ? 'this' : named[1]}_${named[2]}`;
  const start = /of the (week|month|quarter|year)$/.exec(words);
  if (start !== null) return `this_${start[1]}`;
  const month = months.findIndex((name) => words.includes(name.slice(0, 3))) + 1;
  const padded = String(month).padStart(2, '0');
  const year = /\d{4}/.exec(words)?.[0];
  const date = /\b(\d{1,2})(?:st|nd|rd|th)?\b/.exec(words.replace(/\d{4}/, ''))?.[1];
  if (year === undefined) return `month:${padded}`;
  return `${year}-${padded}-${(date ?? '1').padStart(2, '0')}`;
}

interface TimeRule {
  readonly pattern: RegExp;
  readonly reads: (found: RegExpExecArray) => TimeSaid;
}
const rule = (pattern: string, reads: TimeRule['reads']): TimeRule => ({
  pattern: new RegExp(` ${pattern}(?= |$)`),
  reads,
});

/** Longer ways of saying come first: `in the next two weeks` is no `two weeks`. */
const rules: readonly TimeRule[] = [
  rule(
    `(?:in |within |over |during )?(?:the |these )?(?:next|coming|following) (?:${stretch}|(${unit}))`,
    (m) => ({ is: 'next', days: daysOf(m[1], m[2] ?? m[3]) }),
  ),
  rule(`(?:within|in) ${stretch} from now`, (m) => ({ is: 'next', days: daysOf(m[1], m[2]) })),
  rule(
    `(?:in|within|over|during|for|since)? ?(?:the |these )?(?:past|last|previous|recent) ${stretch}`,
    (m) => ({ is: 'past', days: daysOf(m[1], m[2]) }),
  ),
  rule(
    `(?:for |in |since )?(?:more than|over|at least|longer than|greater than|upwards of|>=?) ?${stretch}(?: ago)?`,
    (m) => ({ is: 'over', days: daysOf(m[1], m[2]) }),
  ),
  rule(`${stretch}(?: ago)? or (?:more|longer|older)(?: ago)?`, (m) => ({
    is: 'over',
    days: daysOf(m[1], m[2]),
  })),
  rule(
    `(?:in |within |for )?(?:under|less than|fewer than|at most|no more than|<=?) ?${stretch}(?: ago)?`,
    (m) => ({ is: 'past', days: daysOf(m[1], m[2]) }),
  ),
  rule(`${stretch} ago`, (m) => ({ is: 'over', days: daysOf(m[1], m[2]) })),
  rule(`(?:in|for|within|since|during|after)(?: the)? ${stretch}`, (m) => ({
    is: 'bare',
    days: daysOf(m[1], m[2]),
  })),
  rule('(?:during |in )?(?:this|the current) (week|month|quarter|year)', (m) => ({
    is: 'past',
    days: daysOf(undefined, m[1]),
  })),
  rule('(?:in|within|over|during) the (?:past|last|previous) (day|week|month|quarter|year)', (m) => ({
    is: 'past',
    days: daysOf(undefined, m[1]),
  })),
  rule('today', () => ({ is: 'past', days: 1 })),
  rule(`(?:since|after|from)(?: the)? ${day}(?: on)?`, (m) => ({
    is: 'since',
    moment: momentOf(m[1] ?? ''),
  })),
  rule(`(?:before|until|till|prior to|earlier than|by)(?: the)? ${day}`, (m) => ({
    is: 'before',
    moment: momentOf(m[1] ?? ''),
  })),
  rule(`(?:in|during|over|on)(?: the)? ${day}`, (m) => ({ is: 'during', moment: momentOf(m[1] ?? '') })),
  rule(`(\\d{4}-\\d{2}-\\d{2}|yesterday|(?:last|this) (?:week|month|quarter|year))`, (m) => ({
    is: 'during',
    moment: momentOf(m[1] ?? ''),
  })),
  rule(stretch, (m) => ({ is: 'bare', days: daysOf(m[1], m[2]) })),
];

/** The text with each time replaced by `§t0§`, and what they say. Months need a preposition: `may` is a verb more often than a month. */
export function timesIn(text: string): { readonly text: string; readonly times: readonly TimeSaid[] } {
  const times: TimeSaid[] = [];
  let left = ` ${text} `;
  for (const { pattern, reads } of rules)
    for (let found = pattern.exec(left); found !== null; found = pattern.exec(left)) {
      times.push(reads(found));
      left = `${left.slice(0, found.index)} §t${times.length - 1}§${left.slice(found.index + found[0].length)}`;
    }
  return { text: left.replaceAll(/\s+/g, ' ').trim(), times };
}
