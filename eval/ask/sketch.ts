import { z } from 'zod';
import {
  questionSchema,
  type Condition,
  type NameKnown,
  type Noun,
  type Question,
} from '../../src/query/index.ts';

/**
 * How somebody else wrote down what a question means, and the same in our schema. The table is fixed here, before any
 * question is read, so that a score does not depend on how the answer looks.
 */
const value = z.unknown();
export const sketchSchema = z.looseObject({
  answerable: z.literal(false).exactOptional(),
  reason: z.string().exactOptional(),
  select: z.string().exactOptional(),
  where: z.array(z.record(z.string(), value)).exactOptional(),
  from: z.record(z.string(), value).exactOptional(),
  to: z.record(z.string(), value).exactOptional(),
  of: z.array(z.record(z.string(), value)).exactOptional(),
  mode: z.string().exactOptional(),
  include: z.array(z.string()).exactOptional(),
  measure: z.string().exactOptional(),
  groupBy: z.string().exactOptional(),
  order: z.string().exactOptional(),
  limit: z.number().exactOptional(),
  return: z.string().exactOptional(),
});
export type Sketch = z.infer<typeof sketchSchema>;

export const rowSchema = z.looseObject({
  id: z.string(),
  category: z.string(),
  question: z.string(),
  filters: sketchSchema,
});

/** A question of our own file, with its meaning in our schema. */
export const ownRowSchema = z.strictObject({
  id: z.string(),
  question: z.string(),
  names: z.array(
    z.strictObject({
      text: z.string(),
      is: z
        .enum(['person', 'account', 'resource', 'group', 'role', 'department', 'team', 'source', 'campaign'])
        .exactOptional(),
    }),
  ),
  question_meant: questionSchema.exactOptional(),
  refused: z.string().exactOptional(),
});

/** Names that stand in a sketch, as names of the estate: what they are of is said of departments and teams alone. */
export function namesOfSketch(sketch: unknown, under = ''): readonly NameKnown[] {
  if (Array.isArray(sketch)) return sketch.flatMap((each) => namesOfSketch(each, under));
  if (typeof sketch === 'object' && sketch !== null)
    return Object.entries(sketch).flatMap(([key, each]) => namesOfSketch(each, key));
  if (typeof sketch !== 'string') return [];
  if (under === 'name') return [{ text: sketch }];
  if (under === 'department') return [{ text: sketch, is: 'department' }];
  if (under === 'ownerTeam') return [{ text: sketch, is: 'team' }];
  return [];
}

const kinds: Readonly<Record<string, readonly string[]>> = {
  human: ['kind is person'],
  employee: ['kind is person', 'employment is employee'],
  contractor: ['kind is person', 'employment is contractor'],
  bot: ['kind is integration'],
  api_client: ['kind is integration'],
  pipeline: ['kind is workload', 'provenance is ci'],
  ai_agent: ['kind is agent'],
  nhi: ['not kind is person'],
};
const classes: Readonly<Record<string, string>> = { pii: 'personal' };
const fieldNames: Readonly<Record<string, string>> = {
  lastActive: 'last_active',
  lastUsed: 'last_used',
  hrStatus: 'hr_status',
  hrRecord: 'hr_record',
  endDate: 'end_date',
  retainsPriorAccess: 'retains_prior_access',
  sharedBy: 'shared_by',
  ownerTeam: 'owner.team',
  reachableBy: 'reachable_by',
  grantedBy: 'granted_by',
  approvalRate: 'approval_rate',
  env: 'environment',
  data: 'data_class',
};
const daysOf = (said: string): number => {
  const [, count, unit] = /^(\d+)([dmhwy])$/.exec(said) ?? [];
  return Number(count) * ({ d: 1, w: 7, y: 365, h: 1 / 24, m: 1 / 1440 }[unit ?? 'd'] ?? 1);
};
const plain = (said: unknown): string => (typeof said === 'string' ? said : JSON.stringify(said));
const member = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined;

/** The triples of one condition of a sketch. */
function triplesOf(condition: Readonly<Record<string, unknown>>, about = ''): readonly string[] {
  return Object.entries(condition).flatMap(([key, said]): readonly string[] => {
    // a decision is about a resource; there is nothing between them
    const field = `${about}${fieldNames[key] ?? key}`.replace('grant.resource.', 'resource.');
    if (key === 'kind' && typeof said === 'string')
      return (kinds[said] ?? [`kind is ${said}`]).map((each) => `${about}${each}`);
    if (key === 'not' && typeof said === 'object' && said !== null)
      return triplesOf({ ...said }, '').map((each) => `not ${each}`);
    if (key === 'can' && typeof said === 'object' && said !== null) return reachTriples({ ...said });
    if (key === 'data' && typeof said === 'string') return [`${field} is ${classes[said] ?? said}`];
    if (said === null) return [`${field} is null`];
    if (key === 'outlier') return [`outlier is peer_group`];
    if (key === 'approvalRate') return ['approval_rate is 100%'];
    if (
      (key === 'reachableBy' || key === 'grantedBy' || key === 'holds') &&
      member(said, 'name') !== undefined
    )
      return [`${field} is ${String(member(said, 'name'))}`];
    if (key === 'campaign')
      return Object.entries(Object(said)).map(([name, one]) => `campaign.${name} is ${String(one)}`);
    if (said === 'never') return [`${field} never`];
    if (Array.isArray(said)) return [`${field} is ${said.join(',')}`];
    if (typeof said === 'object') {
      const entries = Object.entries(said);
      const [first] = entries;
      const time = timeTriple(field, first?.[0] ?? '', first?.[1]);
      return time === undefined ? triplesOf({ ...said }, `${field}.`) : [time];
    }
    return [`${field} is ${plain(said)}`];
  });
}

function timeTriple(field: string, op: string, said: unknown): string | undefined {
  const text = String(said);
  switch (op) {
    case 'within':
      return `${field} within ${daysOf(text)}`;
    case 'olderThan':
      return `${field} older_than ${daysOf(text)}`;
    case 'inNext':
      return `${field} in_next ${daysOf(text)}`;
    case 'before':
      return `${field} before ${text}`;
    case 'period':
      return `${field} during ${text}`;
    case 'gt':
      return `${field} more_than ${text}`;
    case 'lt':
      return `${field} less_than ${Math.round(daysOf(text) * 1440)}`;
    default:
      return undefined;
  }
}

function reachTriples(reach: Readonly<Record<string, unknown>>): readonly string[] {
  const { action, privileged, resource } = reach;
  const on = triplesOf({ ...Object(resource) }, 'can.resource.');
  return [
    ...(action === undefined || action === 'any' ? [] : [`can.action is ${plain(action)}`]),
    ...(privileged === true ? ['can.privileged is true'] : []),
    ...on,
    ...(on.length === 0 && privileged !== true && action === 'any' ? ['can is any'] : []),
  ];
}

const nouns: Readonly<Record<string, Noun>> = { approval: 'decision' };
const groups: Readonly<Record<string, string>> = { ownerTeam: 'owner.team', env: 'environment' };

export interface Flat {
  readonly triples: ReadonlySet<string>;
  /** What is not a filter: noun, order, limit, grouping and the rest, as one text. */
  readonly frame: string;
}

const frame = (parts: Readonly<Record<string, unknown>>): string =>
  Object.entries(parts)
    .filter(([, part]) => part !== undefined)
    .map(([name, part]) => `${name}=${Array.isArray(part) ? part.join(',') : String(part)}`)
    .toSorted()
    .join(' ');

export function flatOfSketch(sketch: Sketch): Flat {
  const { select = '', where = [], from, to, of, mode, include, measure, groupBy, order, limit } = sketch;
  return {
    triples: new Set([
      ...where.flatMap((each) => triplesOf(each)),
      ...(from === undefined ? [] : triplesOf(from).map((each) => `from ${each}`)),
      ...(to === undefined ? [] : triplesOf(to).map((each) => `to ${each}`)),
      ...(of ?? []).flatMap((each) => triplesOf(each).map((one) => `of ${one}`)),
    ]),
    frame: frame({
      select: nouns[select] ?? select,
      mode,
      include,
      measure,
      groupBy: groupBy === undefined ? undefined : (groups[groupBy] ?? groupBy),
      order,
      limit,
      returns: sketch.return,
    }),
  };
}

function triplesOfCondition(condition: Condition): readonly string[] {
  if (condition.field === 'not') return triplesOfCondition(condition.of).map((each) => `not ${each}`);
  if (condition.field === 'can') {
    const { action, privileged, resource = {} } = condition;
    return [
      ...(action === undefined ? [] : [`can.action is ${action}`]),
      ...(privileged === true ? ['can.privileged is true'] : []),
      ...Object.entries(resource).map(([name, one]) => `can.resource.${name} is ${one}`),
    ];
  }
  const { field } = condition;
  switch (condition.op) {
    case 'is':
      return [
        `${field} is ${Array.isArray(condition.value) ? condition.value.join(',') : String(condition.value)}`,
      ];
    case 'within':
    case 'older_than':
    case 'in_next':
      return [`${field} ${condition.op} ${condition.days}`];
    case 'before':
    case 'after':
    case 'during':
      return [`${field} ${condition.op} ${condition.moment}`];
    case 'never':
      return [`${field} never`];
    case 'more_than':
    case 'less_than':
      return [`${field} ${condition.op} ${condition.amount}`];
  }
}

export function flatOfQuestion(question: Question): Flat {
  const { select, where, from = [], to = [], of = [], ...rest } = question;
  return {
    triples: new Set([
      ...where.flatMap(triplesOfCondition),
      ...from.flatMap(triplesOfCondition).map((each) => `from ${each}`),
      ...to.flatMap(triplesOfCondition).map((each) => `to ${each}`),
      ...of.flatMap(triplesOfCondition).map((each) => `of ${each}`),
    ]),
    frame: frame({ select, ...rest }),
  };
}
