/** What the name of an action says: which service it is of, and its words in small letters, plural taken off. */
export interface ActionWords {
  readonly service: string | undefined;
  readonly words: readonly string[];
}

/**
 * `lambda.amazonaws.com UpdateFunctionCode20150331v2` → `lambda`: update, function, code. Names with dots, slashes and
 * underscores (`protected_branch.destroy`, `v1.compute.firewalls.insert`) come apart in the same way, so one list of words
 * serves every log.
 */
export function wordsOf(action: string): ActionWords {
  const at = action.indexOf(' ');
  const host = at < 0 ? undefined : action.slice(0, at);
  const service = host === undefined ? undefined : (host.split('.')[0] ?? host).toLowerCase();
  const name = action.slice(at + 1, at + 1 + mostCharacters).replace(/\d{8}(v\d+)?$/, ''); // the day of an API’s version
  // `google.iam.admin.v1.CreateServiceAccountKey` says all in its last part, `v1.compute.firewalls.insert` does not
  const last = wordsIn(name.slice(name.lastIndexOf('.') + 1));
  return { service, words: last.length > 1 ? last : wordsIn(name) };
}

const wordsIn = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '' && !/^v?\d/.test(word))
    .map(singular);

/** No API names an action with more; a log may. */
const mostCharacters = 200;

const singular = (word: string): string =>
  word.endsWith('ies') && word.length > 4
    ? `${word.slice(0, -3)}y`
    : word.endsWith('s') && !/(ss|us|is)$/.test(word)
      ? word.slice(0, -1)
      : word;
