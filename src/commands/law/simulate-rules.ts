import { readRuleBook } from '../../lifecycle/index.ts';
import type { EstateRef } from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import type { WhatIf } from '../../platform/wire/what-if.ts';
import { dutiesFile, livesFile, type PolicyFiles } from '../../policy/index.ts';
import { giftSaid } from '../bundles/gift.ts';
import type { System } from '../system.ts';
import { holdersBetween, type HolderChange } from '../what-if/of-bundle.ts';
import { whatIfOfDuties } from '../what-if/of-duties.ts';

type Rules = NonNullable<WhatIf['rules']>;

const mostTold = 200;

/** What other rules about duties would find and other rules about lives would give; undefined: the set has none that differ. */
export async function simulateRules(
  system: System,
  files: PolicyFiles,
  days: number,
): Promise<Rules | undefined> {
  const duties = await dutiesDiffer(system, files);
  const lives = await livesDiffer(system, files);
  if (duties === undefined && lives === undefined) return undefined;
  const found = duties === undefined ? undefined : await whatIfOfDuties(system, { text: duties, days });
  return {
    duties: found?.ok === true ? found.value : null,
    lives: lives === undefined ? null : livesTold(lives),
  };
}

/** Why what such a what-if shows of rules is not what they would do now; undefined: it is. */
export async function staleRules(
  system: System,
  files: PolicyFiles,
  { rules, from, until }: WhatIf,
): Promise<string | undefined> {
  if (rules === undefined) return undefined;
  const days = Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000);
  const now = await simulateRules(system, files, days);
  const name = ({
    rule,
    identity,
  }: {
    readonly rule: string;
    readonly identity: { source: string; key: string };
  }) => `${rule} of ${identity.source}/${identity.key}`;
  const shown = new Set(rules.duties?.duties.appear.told.map(name));
  const unseen = now?.duties?.duties.appear.told.find((each) => !shown.has(name(each)));
  if (unseen !== undefined)
    return `the estate was read since, and the rules find somebody whom it does not show (${name(unseen)})`;
  const told = new Set(rules.lives?.told.map(({ person }) => person));
  const other = now?.lives?.told.find(({ person }) => !told.has(person));
  return other === undefined
    ? undefined
    : `the rules about lives would change what ${other.person} is given, which it does not show`;
}

async function dutiesDiffer(system: System, files: PolicyFiles): Promise<string | undefined> {
  const text = files[dutiesFile];
  if (text === undefined) return undefined;
  const now = await system.duties.digest();
  return now.startsWith(digestOf(text)) ? undefined : text;
}

async function livesDiffer(system: System, files: PolicyFiles): Promise<readonly HolderChange[] | undefined> {
  const text = files[livesFile];
  const { digest, book } = await system.lives();
  if (text === undefined || digest === digestOf(text) || !book.ok) return undefined;
  const then = readRuleBook(livesFile, text);
  return then.ok ? holdersBetween(system, [book.value, then.value]) : undefined;
}

const refOf = ({ source, key }: EstateRef): string => `${source}/${key}`;

function livesTold(holders: readonly HolderChange[]): NonNullable<Rules['lives']> {
  return {
    people: holders.length,
    gets: holders.reduce((sum, { gets }) => sum + gets.length, 0),
    loses: holders.reduce((sum, { loses }) => sum + loses.length, 0),
    told: holders.slice(0, mostTold).map(({ person, gets, loses }) => ({
      person: refOf(person),
      name: person.name,
      gets: gets.slice(0, 50).map(giftSaid),
      loses: loses.slice(0, 50).map(giftSaid),
    })),
  };
}
