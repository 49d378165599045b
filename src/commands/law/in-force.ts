import { isDigest, isEntryId, must, refuse, type EntryId, type Result } from '../../model/index.ts';
import type { LedgerSigners } from '../../ledger/index.ts';
import type { Database } from '../../platform/store/index.ts';
import { loadActivatedSet } from '../../policy/index.ts';
import type { Law } from '../system.ts';

/**
 * The law in force: the set that the ledger's last activation that holds names, loaded from the texts kept with it and
 * checked against that digest, whatever lies on disk. Kept until another entry activates another set.
 */
export function lawOf(database: Database, signers: LedgerSigners): () => Promise<Result<Law>> {
  let held: Law | undefined;
  let loading: { readonly entry: EntryId; readonly set: ReturnType<typeof loadActivatedSet> } | undefined;
  return async () => {
    const { policy: digest, policyEntry } = await signers.ledger();
    if (digest === undefined || policyEntry === undefined)
      return refuse(
        'signer_unknown',
        'No policy is in force: this ledger has no bootstrap entry yet, so everything is denied.',
        'Enrol the first signer: `countersign signers bootstrap --key ~/.ssh/id_ed25519`.',
      );
    const entry = must(isEntryId, policyEntry);
    if (held?.entry === entry) return { ok: true, value: held };
    // whoever asks meanwhile waits for the same set: a second one would close the first under whoever has it
    if (loading?.entry !== entry)
      loading = { entry, set: loadActivatedSet(database, entry, must(isDigest, digest)) };
    const { set: coming } = loading;
    try {
      const set = await coming;
      if (!set.ok) return set;
      if (held?.set !== set.value) {
        held?.set.close();
        held = { entry, set: set.value };
      }
      return { ok: true, value: held };
    } finally {
      if (loading?.set === coming) loading = undefined;
    }
  };
}
