import { families as all, type ActionLevel, type Family, type Wording } from './families.ts';
import { wordsOf } from './words.ts';

/** The level that AWS gives an action as logs write it; undefined where its list does not have it. */
export type LevelOf = (action: string) => ActionLevel | undefined;

/** Which family an action is of, the first that fits; undefined where it is of none. */
export function familyOf(
  action: string,
  levelOf: LevelOf,
  families: readonly Family[] = all,
): Family | undefined {
  const { words, service } = wordsOf(action);
  // `BatchGet…` and `AdminCreate…` say how it is done before what is done
  const said = words[0] === 'admin' && words.length > 1 ? words.slice(1) : words;
  const level = levelOf(action);
  return families.find(
    ({ wordings, wholeLevel }) =>
      (wholeLevel !== undefined && level === wholeLevel) ||
      wordings.some((wording) => fits(wording, said, service, level)),
  );
}

const fits = (
  { verbs, nouns, services, level }: Wording,
  words: readonly string[],
  service: string | undefined,
  actual: ActionLevel | undefined,
): boolean =>
  (level === undefined || level === actual) &&
  (services === undefined || (service !== undefined && services.includes(service))) &&
  [words[0], words.at(-1)].some((word) => word !== undefined && verbs.includes(word)) &&
  (nouns === undefined || nouns.some((each) => each.every((word) => words.includes(word))));
