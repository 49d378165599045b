// Techniques told by what single acts do: with every word, and with the words taken away that only the family left out could have taught.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { actionOf } from '../../../src/activity/event-view.ts';
import { families, type Family } from '../../../src/behaviour/signals/families.ts';
import { familyOf } from '../../../src/behaviour/signals/family-of.ts';
import { signalsOf } from '../../../src/behaviour/signals/signals-of.ts';
import { wordsOf } from '../../../src/behaviour/signals/words.ts';
import { levelsFor } from '../../../src/commands/action-levels.ts';
import { eventsOf, type Recorded } from './recorded.ts';

export async function recognisedFigures(
  techniques: readonly Recorded[],
  corpora: string,
): Promise<readonly { readonly what: string; readonly unit: string; readonly value: number }[]> {
  const labelled = pantherEvents(corpora);
  const levelOf = await levelsFor(
    new Set([
      ...techniques.flatMap(({ acts }) => acts.map(({ action }) => action)),
      ...labelled.flatMap(({ actions }) => actions),
    ]),
  );
  const isTold = ({ profiles }: Recorded, by: readonly Family[]): boolean =>
    profiles.some((profile) => signalsOf(profile, levelOf, by).length > 0);
  const whole = techniques.filter((each) => isTold(each, families)).length;
  let leftOut = 0;
  for (const family of new Set(techniques.map((each) => each.family))) {
    const taught = taughtOnlyBy(
      family,
      techniques,
      labelled.flatMap(({ actions }) => actions),
    );
    const without = families.map((each) => withoutWords(each, taught));
    leftOut += techniques.filter((each) => each.family === family && isTold(each, without)).length;
  }
  const setUp = techniques.flatMap((each) => [...each.setUp]);
  const rules = Map.groupBy(
    labelled.filter(({ expected }) => expected),
    ({ rule }) => rule,
  );
  const hit = [...rules.values()].filter((events) =>
    events.some(({ actions }) => actions.some((action) => familyOf(action, levelOf) !== undefined)),
  );
  const others = labelled.filter(({ expected }) => !expected);
  return [
    { what: `techniques recognised, of ${techniques.length}`, unit: '', value: whole },
    {
      what: `techniques recognised with their family left out, of ${techniques.length}`,
      unit: '',
      value: leftOut,
    },
    {
      what: `actions of set-up and clean-up taken for one, of ${setUp.length}`,
      unit: '',
      value: setUp.filter((action) => {
        const family = familyOf(action, levelOf);
        return family !== undefined && family.from === undefined;
      }).length,
    },
    {
      what: `rules of Panther for CloudTrail of whose hits one is recognised, of ${rules.size}`,
      unit: '',
      value: hit.length,
    },
    {
      what: `events that those rules expect to be none of theirs and that are of a family, of ${others.length}`,
      unit: '',
      value: others.filter(({ actions }) => actions.some((action) => familyOf(action, levelOf) !== undefined))
        .length,
    },
  ];
}

/** Words of this family’s actions that no other family of techniques uses, and no labelled event of another corpus. */
function taughtOnlyBy(
  family: string,
  techniques: readonly Recorded[],
  elsewhere: readonly string[],
): ReadonlySet<string> {
  const wordsIn = (actions: readonly string[]): ReadonlySet<string> =>
    new Set(
      actions
        .map(wordsOf)
        .flatMap(({ words, service }) => [...words, ...(service === undefined ? [] : [service])]),
    );
  const own = wordsIn(
    techniques
      .filter((each) => each.family === family)
      .flatMap(({ acts }) => acts.map(({ action }) => action)),
  );
  const known = wordsIn([
    ...techniques
      .filter((each) => each.family !== family)
      .flatMap(({ acts }) => acts.map(({ action }) => action)),
    ...elsewhere,
  ]);
  return new Set([...own].filter((word) => !known.has(word)));
}

const withoutWords = (family: Family, words: ReadonlySet<string>): Family => ({
  ...family,
  wordings: family.wordings.map((wording) => ({
    ...wording,
    verbs: wording.verbs.filter((verb) => !words.has(verb)),
    ...(wording.nouns === undefined
      ? {}
      : { nouns: wording.nouns.filter((group) => !group.some((noun) => words.has(noun))) }),
    ...(wording.services === undefined
      ? {}
      : { services: wording.services.filter((service) => !words.has(service)) }),
  })),
});

const row = z.object({
  kind: z.string(),
  log_types: z.array(z.string()).nullable(),
  rule: z.string(),
  expected: z.boolean().optional(),
  event: z.unknown(),
});

interface Labelled {
  readonly rule: string;
  readonly expected: boolean;
  readonly actions: readonly string[];
}

function pantherEvents(corpora: string): readonly Labelled[] {
  const path = join(corpora, 'panther', 'dev.jsonl');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const found = row.parse(JSON.parse(line));
      if (found.kind !== 'rule' || found.log_types?.includes('AWS.CloudTrail') !== true) return [];
      return [
        { rule: found.rule, expected: found.expected === true, actions: eventsOf(found.event).map(actionOf) },
      ];
    });
}
