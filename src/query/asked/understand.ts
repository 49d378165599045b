import { namesIn, nearest, type NameKnown } from './names.ts';
import { longestQuestion, normalised } from './normal.ts';
import type { RefusedBecause, Understood, Unresolved } from './question.ts';
import { assembled } from './assemble.ts';
import { readDepartments, readPrivilege, readReach, readWhere } from './reach-words.ts';
import { nameAt, readWays, timeAt, type Reading } from './reading.ts';
import { refusedBecause } from './refuse.ts';
import { Sentence } from './sentence.ts';
import { timesIn } from './times.ts';
import { filler } from './words/lexicon.ts';
import { decisions } from './words/decisions.ts';
import { measures } from './words/measures.ts';
import { shapes } from './words/shapes.ts';
import { kinds, ways } from './words/ways.ts';

/**
 * Reads a question in English by rules alone. Nothing is dropped: what no rule reads is either a word that changes nothing
 * (`filler`) or asked about, with names that may have been meant. At most 500 characters are read; more is refused.
 */
export function understand(asked: string, known: readonly NameKnown[]): Understood {
  if (asked.length > longestQuestion) return refused('too_long');
  const { text, quoted } = normalised(asked);
  const because = refusedBecause(text);
  if (because !== undefined) return { is: 'refused', because };
  const withNames = namesIn(text, known, quoted);
  const withTimes = timesIn(withNames.text);
  const reading: Reading = {
    sentence: new Sentence(withTimes.text),
    names: withNames.names,
    times: withTimes.times,
    heads: [],
    where: [],
    left: [],
    rest: {},
  };
  readWays(reading, decisions);
  readWays(reading, shapes);
  readWays(reading, measures);
  readWays(reading, ways);
  readDepartments(reading);
  readReach(reading);
  readPrivilege(reading);
  readWays(reading, kinds);
  readWhere(reading);
  const question = assembled(reading);
  const words = unread(reading, known);
  if (words.length === 0) return isNothing(reading) ? refused('too_vague') : { is: 'question', question };
  return words.every(({ suggestions }) => suggestions.length === 0) && isElsewhere(reading, words)
    ? refused('out_of_scope')
    : { is: 'unclear', words, sofar: question };
}

const refused = (because: RefusedBecause): Understood => ({ is: 'refused', because });

const isNothing = ({ where, heads, select, rest }: Reading): boolean =>
  where.length === 0 && heads.length === 0 && select === undefined && Object.keys(rest).length === 0;

/** What is asked is nothing that is known here: nothing of it was understood, and it names nothing. */
const isElsewhere = (reading: Reading, words: readonly Unresolved[]): boolean =>
  (isNothing(reading) && reading.names.length === 0) || isOfSomebodyAlone(reading, words);

/** Only a kind of somebody was understood, and several words were not. */
const isOfSomebodyAlone = ({ where, heads, rest }: Reading, words: readonly Unresolved[]): boolean =>
  words.length >= 2 &&
  heads.length === 1 &&
  where.length > 0 &&
  Object.keys(rest).length === 0 &&
  where.every(
    ({ condition }) =>
      condition.field === 'employment' ||
      (condition.field === 'kind' && condition.op === 'is' && condition.value === 'person'),
  );

function unread(reading: Reading, known: readonly NameKnown[]): readonly Unresolved[] {
  const texts = known.map(({ text }) => text);
  return [...reading.left, ...reading.sentence.words].flatMap((word): readonly Unresolved[] => {
    const name = /^§n(\d+)§$/.exec(word);
    if (name !== null) return [{ word: nameAt(reading, name[1]), suggestions: [] }];
    const time = /^§t(\d+)§$/.exec(word);
    if (time !== null) return [{ word: sayTime(timeAt(reading, time[1])), suggestions: [] }];
    return filler.has(word) || /^[',.-]+$/.test(word) ? [] : [{ word, suggestions: nearest(word, texts) }];
  });
}
const sayTime = (time: ReturnType<typeof timeAt>): string =>
  time === undefined ? 'that time' : 'days' in time ? `${time.days} days` : time.moment;
