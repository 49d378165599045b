import { fileURLToPath } from 'node:url';

/**
 * The policies that a ledger is offered when it begins: those of this version, or the house's own where the environment
 * names a folder. They are a proposal either way: the law is what was signed.
 */
export const policiesFolder =
  process.env['COUNTERSIGN_POLICIES'] ?? fileURLToPath(new URL('../../policies', import.meta.url));
