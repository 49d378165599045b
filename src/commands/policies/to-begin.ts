import { done, refuse, type Digest, type Result } from '../../model/index.ts';
import { loadPolicySet, type PolicyMeaning } from '../../policy/index.ts';
import type { System } from '../system.ts';

/** The set that a bootstrap would put in force, with what its digest is of: for whoever is to sign it. */
export async function policiesToBegin(
  system: System,
): Promise<Result<{ readonly digest: Digest; readonly meaning: PolicyMeaning }>> {
  if ((await system.signers.ledger()).ledger !== undefined)
    return refuse('already_done', 'This ledger has its bootstrap entry.', 'See the policies in force.');
  const set = await loadPolicySet(system.policiesFolder);
  if (!set.ok) return set;
  const { digest, meaning } = set.value;
  set.value.close();
  return done({ digest, meaning });
}
