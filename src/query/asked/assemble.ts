import type { Condition, Field, Noun, Question } from './question.ts';
import { is, type Reading } from './reading.ts';
import { conditionsOn } from './words/access-words.ts';

const ofUse: ReadonlySet<Noun> = new Set(['credential', 'grant', 'entitlement']);
const aboutSomebody: ReadonlySet<Noun> = new Set([
  'grant',
  'finding',
  'review_item',
  'decision',
  'request',
  'activity',
]);
/** Whatever else was said, these are what is asked for. */
const saysItself: ReadonlySet<Noun> = new Set([
  'review_item',
  'reviewer',
  'finding',
  'request',
  'decision',
  'activity',
]);
/** Of these what one can do is what was granted, asked for or looked at. */
const ofGrants: ReadonlySet<Noun> = new Set(['grant', 'request', 'decision', 'review_item']);
const nowOf: Readonly<Partial<Record<Field, Field>>> = {
  kind: 'identity.kind',
  employment: 'identity.employment',
  department: 'identity.department',
  name: 'identity.name',
};
const thereOf: Readonly<Partial<Record<Field, Field>>> = {
  environment: 'resource.environment',
  system: 'resource.system',
  data_class: 'resource.data_class',
};

/** What was read, as one question: what is asked for, and each condition as it reads for that. */
export function assembled(reading: Reading): Question {
  const heads = reading.heads.toSorted((a, b) => a.at - b.at);
  const select =
    reading.select ??
    (reading.rest.groupBy !== undefined && heads[0] === undefined ? 'identity' : selectOf(reading, heads));
  const where = reading.where
    .toSorted((a, b) => a.at - b.at)
    .flatMap(({ condition }) => fitted(select, condition));
  const unique = [...new Map(where.map((condition) => [JSON.stringify(condition), condition])).values()];
  if (reading.rest.measure === 'percent') {
    const at = unique.findLastIndex(
      (condition) => condition.field === 'last_used' || condition.field === 'last_active',
    );
    const split = at < 0 ? unique.length - 1 : at;
    return {
      select,
      where: unique.toSpliced(split, 1),
      ...reading.rest,
      of: unique.slice(split, split + 1),
    };
  }
  return { select, where: unique, ...reading.rest };
}

function selectOf(reading: Reading, heads: readonly { readonly noun: Noun }[]): Noun {
  const nouns = heads.map(({ noun }) => noun);
  const strong = nouns.find((noun) => saysItself.has(noun));
  if (strong !== undefined) return strong;
  if (reading.asksWhatTheyMay === true) return 'grant';
  return nouns[0] ?? 'identity';
}

/** The condition as it reads for that noun. */
function fitted(select: Noun, condition: Condition): readonly Condition[] {
  if (condition.field === 'can') {
    if (!ofGrants.has(select)) return [condition];
    const { privileged, action, resource = {} } = condition;
    return [
      ...(privileged === true || action === 'admin'
        ? [is('privileged', true)]
        : action === undefined
          ? []
          : [is('grant.action', action)]),
      ...conditionsOn(resource, 'beside'),
    ];
  }
  if (condition.field === 'not') return [condition];
  if (condition.field === 'last_active' && ofUse.has(select)) return [{ ...condition, field: 'last_used' }];
  const there = aboutSomebody.has(select) ? thereOf[condition.field] : undefined;
  const of =
    there ?? (aboutSomebody.has(select) || select === 'credential' ? nowOf[condition.field] : undefined);
  return [of === undefined ? condition : { ...condition, field: of }];
}
