import {
  Fault,
  isDigest,
  isEntryId,
  must,
  refuse,
  type Digest,
  type EntryId,
  type Instant,
  type Result,
} from '../model/index.ts';
import type { Queryable, Transaction } from '../platform/store/index.ts';
import { compareFiles, type FileDifference, type PolicyFiles } from './policy-files.ts';
import { compilePolicySet, type PolicySet } from './policy-set.ts';

/** Keeps the texts of a set beside its activation entry, in the transaction that records the entry. */
export async function keepActivatedSet(
  tx: Transaction,
  set: PolicySet,
  entry: EntryId,
  at: Instant,
): Promise<void> {
  const [row] = await tx.query<{ id: number }>(
    `insert into policy.activated_set (policy_digest, sources_digest, entry_id, activated_at)
     values ($1, $2, $3, $4) returning id`,
    [set.digest, set.sourcesDigest, entry, at],
  );
  if (row === undefined) throw new Fault('internal', 'the activated set was not stored');
  for (const [name, content] of Object.entries(set.files))
    await tx.query('insert into policy.activated_file (set_id, name, content) values ($1, $2, $3)', [
      row.id,
      name,
      content,
    ]);
}

/** What the database says was activated last. The law is what the *ledger's* last activation entry names: compare `entry`. */
export async function lastActivated(
  db: Queryable,
): Promise<{ readonly digest: Digest; readonly entry: EntryId } | undefined> {
  const [row] = await db.query<{ policy_digest: string; entry_id: string }>(
    'select policy_digest, entry_id from policy.activated_set order by id desc limit 1',
  );
  return row && { digest: must(isDigest, row.policy_digest), entry: must(isEntryId, row.entry_id) };
}

/** The exact texts kept for an activation entry; undefined when none were. */
export async function activatedFiles(db: Queryable, entry: EntryId): Promise<PolicyFiles | undefined> {
  const rows = await db.query<{ name: string | null; content: string | null }>(
    `select f.name, f.content from policy.activated_set s left join policy.activated_file f on f.set_id = s.id
     where s.entry_id = $1 order by f.name`,
    [entry],
  );
  if (rows.length === 0) return undefined;
  return Object.fromEntries(
    rows.flatMap(({ name, content }) => (name === null || content === null ? [] : [[name, content]])),
  );
}

/**
 * The law: the set that the ledger's activation `entry` names by `digest`, from the kept texts, whatever is on disk.
 * Refuses (`ledger_invalid`) when the texts are not there or make another set; then nothing may be judged.
 */
export async function loadActivatedSet(
  db: Queryable,
  entry: EntryId,
  digest: Digest,
): Promise<Result<PolicySet>> {
  const files = await activatedFiles(db, entry);
  if (files === undefined)
    return refuse(
      'ledger_invalid',
      `No policy files are kept for the activation entry \`${entry}\`.`,
      'Restore the database, or sign a new activation of the policy folder.',
    );
  const set = compilePolicySet(files);
  if (!set.ok || set.value.digest === digest) return set;
  set.value.close();
  return refuse(
    'ledger_invalid',
    `The policy files kept for \`${entry}\` make the set \`${set.value.digest}\`; the entry activated \`${digest}\`.`,
    'They were altered, or this version judges them differently than the one that signed: `countersign policy propose --folder DIR` and two governors put them in force again; a demo starts anew with another `--data`.',
  );
}

/** How the files of a folder differ from the law. A difference is a proposal to change it, and a finding until it is activated or undone. */
export async function drift(
  found: PolicyFiles,
  db: Queryable,
  entry: EntryId,
): Promise<Result<readonly FileDifference[]>> {
  const active = await activatedFiles(db, entry);
  if (active === undefined)
    return refuse('not_found', `No policy files are kept for the activation entry \`${entry}\`.`);
  return { ok: true, value: compareFiles(active, found) };
}
