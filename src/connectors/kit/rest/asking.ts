import type { z } from 'zod';
import { Fault } from '../../../model/index.ts';
import type { Endpoint, Where } from './endpoint.ts';

/** One item of an answer, and where in the answer it stands. */
export interface AnswerItem {
  readonly at: string;
  readonly value: unknown;
}

/** One answer of an API, from an export or from the API itself. */
export type Answer =
  | { readonly is: 'read'; readonly items: AsyncIterable<AnswerItem> }
  /** It was refused or is not there; `why` is said with every answer of this source. */
  | { readonly is: 'unread'; readonly why: string };

/** Where answers come from. */
export interface Answers {
  ask(endpoint: Endpoint<unknown>, where: Where): Promise<Answer>;
}

/** What could not be read of one endpoint, over all that it was asked about. */
export interface Unread {
  readonly what: string;
  asked: number;
  unread: number;
  why: string;
}

/** Asks, holds every item to its shape, and remembers what was not read. */
export class Asking {
  readonly #answers: Answers;
  readonly #vendor: string;
  readonly unread = new Map<string, Unread>();

  /** `vendor`: whose API it is, as refusals name it. */
  constructor(answers: Answers, vendor: string) {
    this.#answers = answers;
    this.#vendor = vendor;
  }

  /** The items, or undefined when they could not be read. Throws Fault `input_wrong_kind` for what is no such answer. */
  async list<T>(endpoint: Endpoint<T>, where: Where): Promise<AsyncIterable<T> | undefined> {
    const noted = this.unread.get(endpoint.id) ?? { what: endpoint.what, asked: 0, unread: 0, why: '' };
    this.unread.set(endpoint.id, noted);
    noted.asked++;
    const answer = await this.#answers.ask(endpoint, where);
    if (answer.is === 'read') return shaped(endpoint, answer.items, this.#vendor);
    noted.unread++;
    if (noted.why === '') noted.why = answer.why;
    return undefined;
  }

  async one<T>(endpoint: Endpoint<T>, where: Where): Promise<T | undefined> {
    const items = await this.list(endpoint, where);
    if (items === undefined) return undefined;
    for await (const item of items) return item;
    return undefined;
  }
}

/** Items of an answer, each held to its shape. Throws Fault `input_wrong_kind` for what is no such answer. */
export async function* shaped<T>(
  { id, path, item }: Pick<Endpoint<T>, 'id' | 'path' | 'item'>,
  items: AsyncIterable<AnswerItem>,
  vendor: string,
): AsyncIterable<T> {
  for await (const { at, value } of items) {
    const parsed: z.ZodSafeParseResult<T> = item.safeParse(value);
    if (!parsed.success)
      throw new Fault(
        'input_wrong_kind',
        `\`${path}\` (${id}) at \`${[at, ...(parsed.error.issues[0]?.path ?? [])].filter((part) => part !== '').join('.')}\`: ${parsed.error.issues[0]?.message ?? 'cannot be read'}.`,
        { next: `Export it again as ${vendor} answers \`GET /${path}\`; do not edit it.` },
      );
    yield parsed.data;
  }
}
