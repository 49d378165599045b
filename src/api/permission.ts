import type { ConsoleAction } from '../model/index.ts';

/**
 * What a route asks of its caller. Deciding is in none of them: a `sign` route prepares or takes a statement, and what
 * counts is the signature under it. All but the first three are actions of policy, which says who may.
 */
export const permissions = {
  public: 'Anybody who reaches the listener. Tells nothing about this installation.',
  local: 'Whoever reaches the Unix socket: the owner of the data folder. Never over the network.',
  setup: 'Whoever holds the first link of a ledger without signers, or reaches the socket.',
  view: 'See the estate, findings, proposals, policies and the ledger.',
  operate: 'Have sources read, file a rule’s draft, ask the enforcer to carry out what was signed.',
  manage_sources: 'Add, preview, pause, resume and remove sources.',
  sign: 'Have a statement prepared, or hand in a signed one. The signature decides, not the caller.',
  manage_own: 'One’s own sessions, keys, tokens, saved views and how one is told of things.',
  administer: 'Other people’s sessions and tokens, views that they share, and channels of notifications.',
} as const satisfies Readonly<Record<ConsoleAction | 'public' | 'local' | 'setup', string>>;

export type Permission = keyof typeof permissions;
