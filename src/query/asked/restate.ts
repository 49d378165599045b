import type { Condition, Field, Noun, Question, Reach } from './question.ts';

const plural: Readonly<Record<Noun, string>> = {
  identity: 'identities',
  credential: 'credentials',
  entitlement: 'entitlements',
  grant: 'grants',
  resource: 'resources',
  path: 'paths',
  finding: 'findings',
  activity: 'events',
  decision: 'decisions',
  review_item: 'items of campaigns',
  reviewer: 'reviewers',
  request: 'requests',
  campaign: 'campaigns',
};

/** Fields whose name does not read as it stands. */
const called: Readonly<Partial<Record<Field, string>>> = {
  'owner.hr_status': 'state of the owner at HR',
  'owner.team': 'team of the owner',
  'owner.name': 'owner',
  hr_status: 'state at HR',
  last_active: 'last activity',
  last_used: 'last use',
  end_date: 'end of the contract',
  data_class: 'class of data',
  'identity.name': 'identity',
  'identity.kind': 'kind of identity',
  'identity.employment': 'employment',
  'identity.department': 'department',
  'resource.name': 'resource',
  'resource.type': 'type of resource',
  'resource.environment': 'environment of the resource',
  'resource.system': 'system of the resource',
  'resource.data_class': 'class of data of the resource',
  'grant.action': 'act granted',
  'account.status': 'state of an account of theirs',
  'account.system': 'account in',
  'campaign.name': 'campaign',
};

const yes: Readonly<Partial<Record<Field, readonly [string, string]>>> = {
  holds: ['they hold some right', 'they hold no right'],
  mfa: ['a second factor is set up', 'no second factor is set up'],
  hr_record: ['HR has a record of them', 'HR has no record of them'],
  exposed: ['it was found exposed', 'it was not found exposed'],
  privileged: ['privileged', 'not privileged'],
  standing: ['without an end', 'with an end'],
  enforced: ['carried out', 'not carried out'],
  overdue: ['overdue', 'not overdue'],
  moved: ['they changed department or team', 'they did not move'],
  retains_prior_access: ['they kept access from before they moved', 'they kept none of it'],
  'campaign.latest': ['of the latest campaign', 'not of the latest campaign'],
};

const said = (value: Extract<Condition, { op: 'is' }>['value']): string =>
  typeof value === 'string'
    ? value.replaceAll('_', ' ')
    : Array.isArray(value)
      ? value.map((each) => said(each)).join(' or ')
      : String(value);
const stretchOf = (days: number): string =>
  days === 1 ? 'one day' : days < 1 ? `${Math.round(days * 24)} hours` : `${days} days`;
const nameOf = (field: Field): string => called[field] ?? field.replaceAll('.', ' ').replaceAll('_', ' ');
/** What is silent for ever is silent for longer than any time; that is said, since it is easily forgotten. */
const orNever: ReadonlySet<Field> = new Set(['last_active', 'last_used', 'rotated', 'reviewed']);

function momentSaid(moment: string): string {
  const month = /^month:(\d{2})$/.exec(moment)?.[1];
  if (month !== undefined)
    return new Date(Date.UTC(2000, Number(month) - 1, 1)).toLocaleString('en', {
      month: 'long',
      timeZone: 'UTC',
    });
  return moment.replace(/^year:/, '').replace('_', ' ');
}

/** One condition as a person would check it. */
export function sayCondition(condition: Condition): string {
  if (condition.field === 'not') return `not (${sayCondition(condition.of)})`;
  if (condition.field === 'can') return sayReach(condition);
  const name = nameOf(condition.field);
  switch (condition.op) {
    case 'is': {
      const pair = yes[condition.field];
      if (typeof condition.value === 'boolean' && pair !== undefined) return pair[condition.value ? 0 : 1];
      if (condition.value === null) return `no ${name}`;
      return `${name}: ${said(condition.value)}`;
    }
    case 'within':
      return `${name}: within the last ${stretchOf(condition.days)}`;
    case 'older_than':
      return `${name}: more than ${stretchOf(condition.days)} ago${orNever.has(condition.field) ? ', or never' : ''}`;
    case 'in_next':
      return `${name}: within the next ${stretchOf(condition.days)}`;
    case 'before':
      return `${name}: before ${momentSaid(condition.moment)}${orNever.has(condition.field) ? ', or never' : ''}`;
    case 'after':
      return `${name}: since ${momentSaid(condition.moment)}`;
    case 'during':
      return `${name}: in ${momentSaid(condition.moment)}`;
    case 'never':
      return `${name}: never`;
    case 'more_than':
      return `${name}: more than ${condition.amount}`;
    case 'less_than':
      return `${name}: less than ${condition.amount}${condition.unit === undefined ? '' : ` ${condition.unit}`}`;
  }
}

function sayReach({ action, privileged, resource }: Reach): string {
  const act = [
    privileged === true ? 'privileged' : undefined,
    action === undefined ? 'access' : `the act “${action}”`,
  ]
    .filter((word) => word !== undefined)
    .join(' ');
  if (resource === undefined) return `${act} to anything`;
  const { name, type, environment, system, data_class: data } = resource;
  const on = [
    type === undefined ? 'resources' : `resources of type ${said(type)}`,
    name === undefined ? undefined : `named ${name}`,
    system === undefined ? undefined : `in ${said(system)}`,
    environment === undefined ? undefined : `in ${environment}`,
    data === undefined ? undefined : `with ${said(data)} data`,
  ].filter((word) => word !== undefined);
  return `${act} to ${on.join(' ')}, directly or by any path`;
}

/** The whole question in words: what would be run, so that a person can see whether it is what they asked. */
export function restate(question: Question): string {
  const { select, where, from, to, mode, measure, groupBy, order, limit, of, returns, include } = question;
  const noun = select === 'path' && mode === 'shortest' ? 'the shortest paths' : plural[select];
  const head =
    measure === undefined ? noun : measure === 'percent' ? `which share of ${noun}` : `how many ${noun}`;
  const parts = [
    head,
    where.length === 0 ? undefined : `where ${where.map(sayCondition).join('; and ')}`,
    from === undefined ? undefined : `from ${from.map(sayCondition).join(', ')}`,
    to === undefined ? undefined : `to ${to.map(sayCondition).join(', ')}`,
    of === undefined ? undefined : `fulfil: ${of.map(sayCondition).join('; and ')}`,
    include === undefined ? undefined : `(${include.join(' and ')})`,
    mode === 'blast_radius' ? '(what whoever holds its credential reaches)' : undefined,
    measure === 'count:privileged_entitlements' ? 'by the number of privileged entitlements' : undefined,
    groupBy === undefined || measure === 'count:privileged_entitlements'
      ? undefined
      : `for each ${groupBy.replaceAll('.', ' ')}`,
    order === undefined ? undefined : `, ${orders[order]}`,
    limit === undefined ? undefined : `, the first ${limit}`,
    returns === undefined ? undefined : returns === 'approver' ? '— who approved them' : '— when last',
  ];
  const text = parts
    .filter((part) => part !== undefined)
    .join(' ')
    .replaceAll(' ,', ',');
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
const orders: Readonly<Record<NonNullable<Question['order']>, string>> = {
  'risk desc': 'the highest risk first',
  'count desc': 'most first',
  'count asc': 'fewest first',
  'last_used asc': 'the longest unused first',
  'created desc': 'the newest first',
  'age desc': 'the oldest first',
};
