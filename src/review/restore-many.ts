import { done, mostItemsSigned, refuse, type EntryId, type Refusal, type Result } from '../model/index.ts';
import { canonicalJson } from '../platform/canonical.ts';
import { newId } from '../platform/clock.ts';
import { merkleTree, type MerkleTree } from '../platform/merkle.ts';
import type { ReviewBench } from './bench.ts';
import { originOf } from './restore-origin.ts';
import { restoreItemOf, takeWish } from './restore.ts';
import { signedBy, standingNow } from './signed-by.ts';
import { readRestoreBatchStatement, stateMany, statementText, type RestoreItem } from './statement.ts';
import { unknownSigner } from './weigh.ts';

/** What one signature would put back: every execution in the order in which they are put back. */
export interface RestoresAsked {
  /** At most 1,000, newest first, so that a later change of a thing is put back before an earlier one. */
  readonly executions: readonly EntryId[];
  readonly keyFingerprint: string;
  readonly reason: string;
}

/** What became of one execution of a batch. */
export type NotRestored = { readonly execution: EntryId; readonly why: Refusal };
export type RestoreTaken = { readonly execution: EntryId; readonly plan: EntryId } | NotRestored;

export interface OpenRestores {
  /** Covers the root of the tree of the items' canonical texts, in this order. Absent when there is no item to sign. */
  readonly statement?: string;
  readonly items: readonly RestoreItem[];
  readonly left: readonly NotRestored[];
}

/** Prepares one statement that puts many executions back; what this signer may not put back is not covered, and said. */
export async function openRestores(bench: ReviewBench, asked: RestoresAsked): Promise<Result<OpenRestores>> {
  const unfit = unfitRestores(asked.executions);
  if (unfit !== undefined) return unfit;
  const now = bench.clock.now();
  const standing = await bench.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined) return unknownSigner(asked.keyFingerprint);
  const items: RestoreItem[] = [];
  const left: NotRestored[] = [];
  for (const execution of asked.executions) {
    const origin = await originOf(bench, execution, standing, now);
    if (origin.ok) items.push(restoreItemOf(execution, origin.value, asked.reason));
    else left.push({ execution, why: origin });
  }
  if (items.length === 0) return done({ items, left });
  const statement = stateMany(
    { ledger: bench.ledgerName, signer: standing.person, now, nonce: newId('non') },
    'restore',
    restoreTreeOf(items),
  );
  return done({ statement: statementText(statement), items, left });
}

/** The tree that one signature covers: RFC 6962 over the items' canonical texts, in their order. */
export const restoreTreeOf = (items: readonly RestoreItem[]): MerkleTree =>
  merkleTree(items.map(canonicalJson));

export interface SignedRestores {
  readonly statement: string;
  readonly signature: string;
  /** Every item under the signed root, in the order of its tree. */
  readonly items: readonly RestoreItem[];
}

/**
 * Takes one signature over many wishes to put back. When signature or root does not hold nothing is taken; then each gets a
 * plan of its own or the reason why not. Sent again after a fault, what has its plan already names that plan.
 */
export async function takeRestores(
  bench: ReviewBench,
  batch: SignedRestores,
  report: (taken: number) => void = () => {},
): Promise<Result<readonly RestoreTaken[]>> {
  const { statement, signature, items } = batch;
  const signed = await signedBy(
    bench,
    { statement, signature },
    readRestoreBatchStatement,
    bench.clock.now(),
  );
  if (!signed.ok) return signed;
  const unfit = unfitRestores(items.map((item) => item.restores));
  if (unfit !== undefined) return unfit;
  const tree = restoreTreeOf(items);
  if (tree.size !== signed.value.size || tree.root !== signed.value.root)
    return refuse(
      'signature_invalid',
      'The items that were sent are not the ones under the root that was signed.',
      'Send every item that was signed, in its order, exactly as it was.',
    );
  const taken: RestoreTaken[] = [];
  for (const [at, item] of items.entries()) {
    const now = bench.clock.now();
    const place = tree.places[at];
    if (place === undefined) throw new TypeError('an item without a place in its own tree');
    const standing = await standingNow(bench, signed.value, now);
    const wish = standing.ok
      ? await takeWish(bench, { ...signed.value, standing: standing.value, item, place }, now)
      : standing;
    taken.push(
      wish.ok ? { execution: item.restores, plan: wish.value.plan } : { execution: item.restores, why: wish },
    );
    report(taken.length);
  }
  return done(taken);
}

function unfitRestores(executions: readonly string[]): Refusal | undefined {
  if (executions.length === 0)
    return refuse('input_invalid', 'This puts nothing back.', 'Name at least one execution.');
  if (executions.length > mostItemsSigned)
    return refuse(
      'input_too_large',
      `One signature puts back at most ${mostItemsSigned} executions; these are ${executions.length}.`,
      `Sign the first ${mostItemsSigned}, then the rest: each batch is a statement of its own.`,
    );
  const twice = executions.find((execution, at) => executions.indexOf(execution) !== at);
  return twice === undefined
    ? undefined
    : refuse('input_invalid', `\`${twice}\` is there twice.`, 'Name it once.');
}
