import type { NonPersonFacts, PersonFacts } from './judgement.ts';
import type { SubjectId } from './ids.ts';
import type { Instant } from './time.ts';

/**
 * What somebody may call in Countersign itself, as opposed to what may happen to access: `view` estate, findings, cases,
 * policies and ledger; `operate`: have sources read, file drafts, ask the enforcer to carry out a plan; `manage_sources`;
 * `sign`: have a statement prepared and hand in a signature, which alone decides what it is worth; `manage_own`: one's own
 * sessions, keys, tokens and saved views; `administer`: other people's sessions and tokens, and views that they share.
 */
export const consoleActions = [
  'view',
  'operate',
  'manage_sources',
  'sign',
  'manage_own',
  'administer',
] as const;
export type ConsoleAction = (typeof consoleActions)[number];

/** What an API token can be given. There is no scope for signing or administering, and none can be written. */
export const tokenScopes = ['view', 'operate'] as const;
export type TokenScope = (typeof tokenScopes)[number];

/** Who calls. A token's owner is judged as well: it can do no more than they can. */
export type ConsoleCaller =
  | { readonly kind: 'person'; readonly person: PersonFacts }
  | {
      readonly kind: 'token';
      readonly token: NonPersonFacts & { readonly kind: 'machine'; readonly owner: SubjectId };
      readonly scopes: readonly TokenScope[];
      readonly owner: PersonFacts;
    };

/** The answer to a call: never requestable, since a call waits for nobody. */
export type ConsoleVerdict =
  | { readonly outcome: 'permit'; readonly deciding: readonly string[] }
  | { readonly outcome: 'deny'; readonly because: string; readonly deciding: readonly string[] };

/** May this caller do this here, now? Deterministic; any error denies. */
export interface ConsoleJudge {
  may(caller: ConsoleCaller, action: ConsoleAction, now: Instant): ConsoleVerdict;
}
