import { Fault } from '../../model/index.ts';

const most = 1_000_000;

/** What has to be remembered until the end of a read: a map that refuses to grow without end. */
export class Kept<V> extends Map<string, V> {
  readonly #what: string;

  constructor(what: string) {
    super();
    this.#what = what;
  }

  override set(key: string, value: V): this {
    if (this.size >= most && !this.has(key))
      throw new Fault('input_too_large', `There are more than ${most} ${this.#what}.`, {
        next: 'Check where this export comes from; no tenant that is known has so many.',
      });
    return super.set(key, value);
  }
}

/** Within the bound of a field; the end says what was left out. */
export const cut = (text: string, bound = 4000): string =>
  text.length <= bound ? text : `${text.slice(0, bound - 60)}… (${text.length - bound + 60} characters more)`;

const mostListed = 20;
/** Some words for an attribute, and how many more there are. */
export function listed(words: readonly string[]): string {
  const told = words.slice(0, mostListed).map((word) => word.slice(0, 150));
  return `${told.join(', ')}${words.length > told.length ? ` and ${words.length - told.length} more` : ''}`;
}

export async function gathered<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
