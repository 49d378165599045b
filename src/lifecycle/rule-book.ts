import { z } from 'zod';
import { done, isSourceId, refuse, type Result, type SourceId } from '../model/index.ts';
import { plainYaml, yamlPlace } from '../platform/plain-yaml.ts';
import type { Bounds } from './breaker.ts';
import { isTimeZone } from './day-in-zone.ts';
import type { Feed } from './standing.ts';
import type { Who } from './who.ts';

export interface FeedRule extends Feed {
  readonly hold: Bounds;
}

/** One thing that a birthright gives. `{login}` in a key is what stands before the `@` of the person's e-mail (`{login_}`: with `_` for `.`; `{login%}`: with `%2E`, as keys of PostgreSQL have it), `{number}` their employee number. */
export type Gift =
  | { readonly is: 'account'; readonly source: SourceId; readonly key: string }
  | { readonly is: 'group'; readonly source: SourceId; readonly key: string }
  | { readonly is: 'entitlement'; readonly source: SourceId; readonly key: string }
  | { readonly is: 'bundle'; readonly bundle: string };

export interface Birthright {
  readonly id: string;
  readonly why: string;
  readonly who: Who;
  readonly gets: readonly Gift[];
  /** How long each of it is given for; then it is given anew, if the rule still says so. */
  readonly days: number;
}

/** Who takes over, in order: the first who is here. `manager` goes up until somebody is. */
export type Successor = { readonly is: 'manager' } | { readonly is: 'person'; readonly key: string };

export interface RuleBook {
  readonly feeds: readonly FeedRule[];
  readonly birthrights: readonly Birthright[];
  /** How long before the first day accounts are made. */
  readonly preStartDays: number;
  /** How long a mover keeps what the new place does not give. */
  readonly graceDays: number;
  /** What a mover holds beside birthrights: asked about, or left. */
  readonly beyond: 'decide' | 'keep';
  readonly onLeave: 'disable' | 'keep';
  readonly succession: readonly Successor[];
}

const most = { characters: 4 << 20, feeds: 100, birthrights: 5000, gifts: 200, values: 500 } as const;
const id = z.string().regex(/^[a-z][a-z0-9-]{0,79}$/, 'expected lower-case words joined by `-`');
const text = z.string().trim().min(1).max(1000);
const key = z.string().min(1).max(2048);
const source = z.string().refine(isSourceId, 'expected the name of a source, as `acme-hr`');
const days = (least: number, longest: number) => z.number().int().min(least).max(longest);
const values = z.union([key.transform((one) => [one]), z.array(key).min(1).max(most.values)]);
const who = z.union([
  z.literal('everybody').transform((): Who => ({})),
  z
    .strictObject({ department: values.optional(), title: values.optional(), manager: values.optional() })
    .refine(
      (each) => Object.values(each).some((one) => one !== undefined),
      'expected `everybody` or at least one attribute',
    )
    .transform(({ department, title, manager }): Who => ({
      ...(department === undefined ? {} : { department }),
      ...(title === undefined ? {} : { title }),
      ...(manager === undefined ? {} : { managerKey: manager }),
    })),
]);
const gift = z.union([
  z
    .strictObject({ source, account: key })
    .transform((g): Gift => ({ is: 'account', source: g.source, key: g.account })),
  z
    .strictObject({ source, group: key })
    .transform((g): Gift => ({ is: 'group', source: g.source, key: g.group })),
  z
    .strictObject({ source, entitlement: key })
    .transform((g): Gift => ({ is: 'entitlement', source: g.source, key: g.entitlement })),
  z.strictObject({ bundle: id }).transform((g): Gift => ({ is: 'bundle', bundle: g.bundle })),
]);

const written = z.strictObject({
  version: z.literal(1, { error: 'expected version 1' }),
  feeds: z
    .array(
      z.strictObject({
        source,
        absent: z.enum(['left', 'unknown']).default('left'),
        time_zone: z
          .string()
          .refine(isTimeZone, 'expected a name of the time zone database, as `Europe/Berlin`')
          .default('UTC'),
        hold: z
          .strictObject({
            share: z.number().gt(0).max(1).default(0.05),
            count: z.number().int().min(1).max(1_000_000).default(50),
            fewest: z.number().int().min(0).max(1000).default(5),
          })
          .prefault({}),
      }),
    )
    .max(most.feeds),
  joiner: z.strictObject({ pre_start_days: days(0, 90).default(0) }).prefault({}),
  mover: z
    .strictObject({
      grace_days: days(0, 365).default(14),
      beyond: z.enum(['decide', 'keep']).default('decide'),
    })
    .prefault({}),
  leave: z.strictObject({ accounts: z.enum(['disable', 'keep']).default('keep') }).prefault({}),
  leaver: z
    .strictObject({
      succession: z
        .array(
          z.union([
            z.literal('manager').transform((): Successor => ({ is: 'manager' })),
            z.strictObject({ person: key }).transform((s): Successor => ({ is: 'person', key: s.person })),
          ]),
        )
        .max(20)
        .default([{ is: 'manager' }]),
    })
    .prefault({}),
  birthrights: z
    .array(
      z.strictObject({
        id,
        why: text,
        who,
        gets: z.array(gift).min(1).max(most.gifts),
        days: days(1, 365).default(180),
      }),
    )
    .max(most.birthrights)
    .default([]),
});

/** The rules that a file of lives holds, or what is wrong with it and where. */
export function readRuleBook(file: string, content: string): Result<RuleBook> {
  const cannot = (
    place: string,
    reason: string,
    remedy = 'docs/how-to/joiners-movers-leavers.md shows the file.',
  ) => refuse('input_invalid', `\`${place}\`: ${reason}.`, remedy);
  if (content.length > most.characters)
    return refuse(
      'input_too_large',
      `\`${file}\` is longer than ${most.characters} characters.`,
      'Take out what is no rule.',
    );
  const yaml = plainYaml(content);
  if (!yaml.ok) {
    const { line, reason, remedy } = yaml.problem;
    return cannot(line === undefined ? file : `${file}:${line}`, reason, remedy);
  }
  const read = written.safeParse(yaml.value);
  if (!read.success) {
    const [issue] = read.error.issues;
    const reason =
      issue?.code === 'unrecognized_keys'
        ? `unknown key \`${issue.keys.join('`, `')}\``
        : (issue?.message ?? 'not the shape of a file of lives');
    return cannot(`${file}: ${yamlPlace(issue?.path ?? [], 'the file')}`, reason);
  }
  const { data } = read;
  const doubled =
    firstDouble(data.feeds.map((feed) => feed.source)) ??
    firstDouble(data.birthrights.map((rule) => rule.id));
  if (doubled !== undefined)
    return cannot(file, `\`${doubled}\` is there twice`, 'Join the two, or rename one of them.');
  return done({
    feeds: data.feeds.map(({ time_zone, ...feed }) => ({ ...feed, timeZone: time_zone })),
    birthrights: data.birthrights,
    preStartDays: data.joiner.pre_start_days,
    graceDays: data.mover.grace_days,
    beyond: data.mover.beyond,
    onLeave: data.leave.accounts,
    succession: data.leaver.succession,
  });
}

const firstDouble = (names: readonly string[]): string | undefined =>
  names.find((name, place) => names.indexOf(name) !== place);
