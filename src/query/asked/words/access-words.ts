import type { Condition, Field, Reach } from '../question.ts';
import { is, nameAt, type Reading } from '../reading.ts';
import {
  actions,
  dataClasses,
  environments,
  meaningOf,
  resourceTypes,
  systems,
  type Sense,
} from './lexicon.ts';

const either = (senses: readonly Sense[]): string => senses.map(({ said }) => said).join('|');
const small =
  'both|anything|everything|any of|all of|the|our|all|any|every|each|a|an|its|their|in|on|of|to|for|from|within|inside|across|at|company|system|systems|app|apps|application|applications|environments?|instances?|accounts?|data|resources?|things?|§n\\d+§';
const smallWord = new RegExp(`^(?:${small.replace('|§n\\d+§', '')})$`);
const thing = `(?:${either(resourceTypes)}|${either(dataClasses)}|${either(environments)}|${either(systems)}|${small})`;
/** A run of words that say on what. */
export const things = `${thing}(?: (?:(?:and|or) )?${thing})*`;

export const act = `(?:${either(actions)})`;
export const actOf = (said: string): string | undefined => meaningOf(actions, said.trim());

type Resource = NonNullable<Reach['resource']>;

const fieldsOf: Readonly<Record<string, Readonly<Record<'itself' | 'beside', Field>>>> = {
  name: { itself: 'name', beside: 'resource.name' },
  type: { itself: 'type', beside: 'resource.type' },
  environment: { itself: 'environment', beside: 'resource.environment' },
  system: { itself: 'system', beside: 'resource.system' },
  data_class: { itself: 'data_class', beside: 'resource.data_class' },
};

/** What was said of a thing as conditions, on what is asked for `itself` or on the thing that stands `beside` it. */
export const conditionsOn = (thing: Resource, where: 'itself' | 'beside'): readonly Condition[] =>
  Object.entries(thing).flatMap(([member, value]) => {
    const field = fieldsOf[member]?.[where];
    return field === undefined ? [] : [is(field, value)];
  });

/** A run of words that names several things, one by one. `production and staging databases` are databases twice. */
export function resourcesIn(reading: Reading, said: string): readonly Resource[] {
  const parts = said.split(/ (?:and|or) /).map((part) => resourceIn(reading, part.replace(/^both /, '')));
  const known = parts.filter((part) => part !== undefined);
  const { type } = known.findLast((part) => part.type !== undefined) ?? {};
  return known.map((part) =>
    part.type === undefined && part.name === undefined && part.system === undefined && type !== undefined
      ? { ...part, type }
      : part,
  );
}

/** What a run of words says of a thing: type, environment, system, class of data, name. */
export function resourceIn(reading: Reading, said: string): Resource | undefined {
  let left = ` ${said} `;
  const took: { -readonly [K in keyof Resource]: Resource[K] } = {};
  const look = (senses: readonly Sense[], member: Exclude<keyof Resource, 'name'>): void => {
    if (took[member] !== undefined) return;
    for (const { means, within } of senses) {
      const found = within.exec(left);
      if (found === null) continue;
      took[member] = means;
      left = left.replace(found[0], ' ');
      return;
    }
  };
  look(dataClasses, 'data_class');
  look(environments, 'environment');
  look(systems, 'system');
  const isAccount = / accounts?(?= )/.test(left);
  look(resourceTypes, 'type');
  if (isAccount && took.type === undefined && took.system !== undefined) took.type = 'cloud_account';
  const name = /§n(\d+)§/.exec(left);
  if (name !== null) {
    const known = reading.names[Number(name[1])];
    if (known?.is === 'source' && took.system === undefined) took.system = known.text;
    else took.name = nameAt(reading, name[1]);
    left = left.replace(name[0], ' ');
  }
  // of two types or two names one would be dropped
  reading.left.push(...left.split(' ').filter((word) => word !== '' && !smallWord.test(word)));
  return Object.keys(took).length === 0 ? undefined : took;
}
