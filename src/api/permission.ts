/**
 * What a route asks of its caller. Deciding is in none of them: a `sign` route prepares or takes a statement, and what
 * counts is the signature under it.
 */
export const permissions = {
  public: 'Anybody who reaches the listener. Tells nothing about this installation.',
  read: 'See the estate, findings, proposals and the ledger.',
  operate: 'Add and read sources, file a rule’s draft, ask the enforcer to carry out what was signed.',
  sign: 'Have a statement prepared, or hand in a signed one. The signature decides, not the caller.',
} as const;

export type Permission = keyof typeof permissions;
