import type { z } from 'zod';
import { Fault } from '../../model/index.ts';

/** One call of AWS that answers with a list, or one thing. */
export interface Operation<T> {
  /** As the API and the permission name it. */
  readonly name: string;
  /** As `aws organizations …` names it, and the file that keeps its answer. */
  readonly command: string;
  /** Where in the answer its items are: `Accounts.*`, `Organization`. */
  readonly items: string;
  readonly item: z.ZodType<T>;
  /** What is not known without it. */
  readonly what: string;
}

/** One answer, from an export or from AWS itself. */
export type Answer =
  | { readonly is: 'read'; readonly items: AsyncIterable<{ readonly at: string; readonly value: unknown }> }
  /** It was refused or is not there; `why` is said with every answer of this source. */
  | { readonly is: 'unread'; readonly why: string }
  /** AWS says that there is no such thing: the account is in no organisation. */
  | { readonly is: 'none' };

/** Where answers come from. `about` is what the call is about: a parent, a policy, a kind of policy. */
export interface Answers {
  ask(operation: Operation<unknown>, about: string | undefined): Promise<Answer>;
}

/** Why something is not there, for a gap. */
export const whyUnread = (
  answer: { readonly is: 'none' } | { readonly is: 'unread'; readonly why: string },
): string => (answer.is === 'unread' ? answer.why : 'AWS says that there is none');

export type Asked<T> =
  | { readonly is: 'read'; readonly items: AsyncIterable<T> }
  | Exclude<Answer, { readonly is: 'read' }>;

/** Asks, and holds every item to its shape. Throws Fault `input_wrong_kind` for what is no such answer. */
export async function asked<T>(answers: Answers, operation: Operation<T>, about?: string): Promise<Asked<T>> {
  const answer = await answers.ask(operation, about);
  return answer.is === 'read' ? { is: 'read', items: shaped(operation, answer.items) } : answer;
}

async function* shaped<T>(
  { name, command, item }: Operation<T>,
  items: AsyncIterable<{ readonly at: string; readonly value: unknown }>,
): AsyncIterable<T> {
  for await (const { at, value } of items) {
    const parsed: z.ZodSafeParseResult<T> = item.safeParse(value);
    if (!parsed.success)
      throw new Fault(
        'input_wrong_kind',
        `The answer of ${name} at \`${[at, ...(parsed.error.issues[0]?.path ?? [])].join('.')}\`: ${parsed.error.issues[0]?.message ?? 'cannot be read'}.`,
        { next: `Export it again as \`aws … ${command}\` answers; do not edit it.` },
      );
    yield parsed.data;
  }
}
