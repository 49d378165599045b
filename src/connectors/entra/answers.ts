import { shaped, type Answer } from '../kit/rest/asking.ts';
import { isObjectId, mostExpanded, type Endpoint } from './endpoints.ts';

/** Where answers come from. `id`: the one object that it is asked about. */
export interface Answers {
  ask(endpoint: Endpoint<unknown>, id?: string): Promise<Answer>;
}

/** What could not be read of one endpoint, over all that it was asked about. */
export interface Unread {
  readonly what: string;
  readonly permission: string;
  asked: number;
  unread: number;
  why: string;
}

/** Asks, holds every item to its shape, and remembers what was not read. */
export class Asking {
  readonly #answers: Answers;
  readonly unread = new Map<string, Unread>();

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  /** The items, or undefined when they could not be read. Throws Fault `input_wrong_kind` for what is no such answer. */
  async list<T>(endpoint: Endpoint<T>, id?: string): Promise<AsyncIterable<T> | undefined> {
    const noted = this.#note(endpoint);
    const answer: Answer =
      id !== undefined && !isObjectId(id)
        ? { is: 'unread', why: 'its id cannot stand in a path' }
        : await this.#answers.ask(endpoint, id);
    if (answer.is === 'read') return shaped(endpoint, answer.items, 'Graph');
    noted.unread++;
    if (noted.why === '') noted.why = answer.why;
    return undefined;
  }

  /** As `list`, and nothing where it could not be read. */
  async *each<T>(endpoint: Endpoint<T>): AsyncIterable<T> {
    yield* (await this.list(endpoint)) ?? [];
  }

  /**
   * A list within an object: as it was given, or asked for by itself where it may go on. What was given stays when that
   * is refused, and the rest is said to be unread.
   */
  async *whole<T>(
    endpoint: Endpoint<T>,
    id: string,
    given: { readonly list: readonly T[] | undefined; readonly next: string | undefined },
  ): AsyncIterable<T> {
    const list = given.list ?? [];
    const asked =
      list.length >= mostExpanded || given.next !== undefined ? await this.list(endpoint, id) : undefined;
    yield* asked ?? list;
  }

  #note({ id, what, permission }: Endpoint<unknown>): Unread {
    const noted = this.unread.get(id) ?? { what, permission, asked: 0, unread: 0, why: '' };
    this.unread.set(id, noted);
    noted.asked++;
    return noted;
  }
}
