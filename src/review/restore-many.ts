import {
  done,
  mostItemsSigned,
  refuse,
  type EntryId,
  type Instant,
  type Refusal,
  type Result,
  type SubjectId,
} from '../model/index.ts';
import { canonicalJson, digestOf } from '../platform/canonical.ts';
import { newId } from '../platform/clock.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { merkleTree, type MerklePlace, type MerkleTree } from '../platform/merkle.ts';
import type { ReviewBench } from './bench.ts';
import { originOf } from './restore-origin.ts';
import { restoreItemOf, takeWish } from './restore.ts';
import { signedBy, standingNow, type SignedText } from './signed-by.ts';
import {
  readRestoreBatchStatement,
  stateMany,
  statementText,
  type CallOffItem,
  type UndoItem,
} from './statement.ts';
import { unknownSigner } from './weigh.ts';

/** What one signature would put back: every execution in the order in which they are put back. */
export interface RestoresAsked {
  /** At most 1,000, newest first, so that a later change of a thing is put back before an earlier one. */
  readonly executions: readonly EntryId[];
  /** Plans that were not begun, and are not to be. */
  readonly callOff: readonly EntryId[];
  readonly keyFingerprint: string;
  readonly reason: string;
}

/** What became of one execution of a batch. */
export type NotRestored = { readonly execution: EntryId; readonly why: Refusal };
export type RestoreTaken =
  | { readonly execution: EntryId; readonly plan: EntryId }
  | NotRestored
  /** `entry`: what voids it. */
  | { readonly calledOff: EntryId; readonly entry: EntryId }
  | { readonly calledOff: EntryId; readonly why: Refusal };

export interface OpenRestores {
  /** Covers the root of the tree of the items' canonical texts, in this order. Absent when there is no item to sign. */
  readonly statement?: string;
  readonly items: readonly UndoItem[];
  readonly left: readonly NotRestored[];
}

/** Prepares one statement that puts many executions back; what this signer may not put back is not covered, and said. */
export async function openRestores(bench: ReviewBench, asked: RestoresAsked): Promise<Result<OpenRestores>> {
  const unfit = unfitRestores([...asked.executions, ...asked.callOff]);
  if (unfit !== undefined) return unfit;
  const now = bench.clock.now();
  const standing = await bench.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined) return unknownSigner(asked.keyFingerprint);
  const items: UndoItem[] = [];
  const left: NotRestored[] = [];
  for (const execution of asked.executions) {
    const origin = await originOf(bench, execution, standing, now);
    if (origin.ok) items.push(restoreItemOf(execution, origin.value, asked.reason));
    else left.push({ execution, why: origin });
  }
  for (const voids of asked.callOff) items.push({ voids, reason: asked.reason });
  if (items.length === 0) return done({ items, left });
  const statement = stateMany(
    { ledger: bench.ledgerName, signer: standing.person, now, nonce: newId('non') },
    'restore',
    restoreTreeOf(items),
  );
  return done({ statement: statementText(statement), items, left });
}

/** The tree that one signature covers: RFC 6962 over the items' canonical texts, in their order. */
export const restoreTreeOf = (items: readonly UndoItem[]): MerkleTree => merkleTree(items.map(canonicalJson));

export interface SignedRestores {
  readonly statement: string;
  readonly signature: string;
  /** Every item under the signed root, in the order of its tree. */
  readonly items: readonly UndoItem[];
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
  const unfit = unfitRestores(items.map((item) => ('restores' in item ? item.restores : item.voids)));
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
    if ('voids' in item) {
      const off = standing.ok ? await callOffPlan(bench, { ...signed.value, item, place }, now) : standing;
      taken.push({ calledOff: item.voids, ...(off.ok ? { entry: off.value } : { why: off }) });
    } else {
      const wish = standing.ok
        ? await takeWish(bench, { ...signed.value, standing: standing.value, item, place }, now)
        : standing;
      taken.push(
        wish.ok
          ? { execution: item.restores, plan: wish.value.plan }
          : { execution: item.restores, why: wish },
      );
    }
    report(taken.length);
  }
  return done(taken);
}

/** Voids a plan that was not begun, under the signature that says so; one that was voided already stays so. */
async function callOffPlan(
  bench: ReviewBench,
  signed: SignedText & {
    readonly signer: SubjectId;
    readonly item: CallOffItem;
    readonly place: MerklePlace;
  },
  now: Instant,
): Promise<Result<EntryId>> {
  const { item, place, signer, statement, signature } = signed;
  const leaf = await bench.ledger.entry(item.voids);
  const kind = leaf?.entry.body['kind'];
  if (leaf?.entry.type !== 'plan.created' || (kind !== 'decision' && kind !== 'glass'))
    return refuse('not_found', `\`${item.voids}\` is no plan of a decision.`);
  if ((await bench.ledger.causedBy(item.voids, 'execution.started')).length > 0)
    return refuse('already_done', `\`${item.voids}\` was begun meanwhile.`, 'Look again, and put it back.');
  const [voided] = await bench.ledger.causedBy(item.voids, 'plan.voided');
  if (voided !== undefined) return done(voided.entry.id);
  const entry = await bench.database.transaction((tx) =>
    bench.recorder.record(
      tx,
      entryDraft({
        type: 'plan.voided',
        at: now,
        actor: { kind: 'person', id: signer, via: [] },
        subjects: [signer],
        causedBy: [item.voids],
        correlation: leaf.entry.correlation,
        basis: { statement: digestOf(statement) },
        body: {
          plan: item.voids,
          because: 'rollback',
          statement,
          signature,
          item,
          index: place.index,
          proof: place.proof,
        },
      }),
    ),
  );
  return done(entry);
}

function unfitRestores(executions: readonly string[]): Refusal | undefined {
  if (executions.length === 0)
    return refuse('input_invalid', 'This undoes nothing.', 'Name at least one execution or plan.');
  if (executions.length > mostItemsSigned)
    return refuse(
      'input_too_large',
      `One signature undoes at most ${mostItemsSigned}; these are ${executions.length}.`,
      `Sign the first ${mostItemsSigned}, then the rest: each batch is a statement of its own.`,
    );
  const twice = executions.find((execution, at) => executions.indexOf(execution) !== at);
  return twice === undefined
    ? undefined
    : refuse('input_invalid', `\`${twice}\` is there twice.`, 'Name it once.');
}
