/** Families of the API whose answers an entry may have changed: what a client asks for again. */
export const families = [
  'access',
  'executions',
  'findings',
  'identities',
  'ledger',
  'policies',
  'proposals',
  'session',
  'signers',
  'sources',
  'status',
  'tokens',
] as const;
export type Family = (typeof families)[number];
