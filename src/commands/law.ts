import { Fault, isDigest, must, refuse, type Leaf, type Result } from '../model/index.ts';
import type { LedgerSigners, VerifiedReader } from '../ledger/index.ts';
import type { Database } from '../platform/store/index.ts';
import { loadActivatedSet } from '../policy/index.ts';
import type { Law } from './system.ts';

/**
 * The law in force: the set that the ledger's last activation that holds names, loaded from the texts kept with it and
 * checked against that digest, whatever lies on disk. Kept until another entry activates another set.
 */
export function lawOf(
  database: Database,
  ledger: VerifiedReader,
  signers: LedgerSigners,
): () => Promise<Result<Law>> {
  let held: Law | undefined;
  return async () => {
    const digest = (await signers.ledger()).policy;
    if (digest === undefined)
      return refuse(
        'signer_unknown',
        'No policy is in force: this ledger has no bootstrap entry yet, so everything is denied.',
        'Enrol the first signer: `countersign signers bootstrap --key ~/.ssh/id_ed25519`.',
      );
    const activations = await ledger.ofTypes(['ledger.bootstrap', 'policy.activated'], 0);
    const activation = activations.findLast((leaf) => activatedBy(leaf) === digest);
    if (activation === undefined)
      throw new Fault('ledger_invalid', 'the policy in force was activated by no entry that can be found', {
        next: 'Run `countersign ledger verify`.',
      });
    if (held?.entry === activation.entry.id) return { ok: true, value: held };
    const set = await loadActivatedSet(database, activation.entry.id, must(isDigest, digest));
    if (!set.ok) return set;
    held?.set.close();
    held = { entry: activation.entry.id, set: set.value };
    return { ok: true, value: held };
  };
}

const activatedBy = (leaf: Leaf): string | undefined => leaf.entry.policy ?? leaf.entry.basis['policy'];
