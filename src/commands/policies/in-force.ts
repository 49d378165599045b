import {
  done,
  Fault,
  isSubjectId,
  type Digest,
  type EntryDraft,
  type EntryId,
  type Instant,
  type Leaf,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import {
  drift,
  readPolicyFiles,
  rightsFile,
  type FileDifference,
  type Policy,
  type PolicySet,
} from '../../policy/index.ts';
import { pageOfAll } from '../page-of-all.ts';
import type { System } from '../system.ts';
import type { Total } from '../total.ts';

/** The law as people read it: which entry put it in force, who signed that, what it is made of, and whether the folder differs. */
export interface PoliciesInForce {
  readonly digest: Digest;
  /** Of the exact texts of the editable files. */
  readonly sources: Digest;
  readonly entry: EntryId;
  readonly type: EntryDraft['type'];
  readonly seq: number;
  readonly at: Instant;
  readonly signedBy: readonly SubjectId[];
  readonly demo: boolean;
  readonly files: readonly { readonly file: string; readonly layer: Layer; readonly policies: number }[];
  /** The rules about duties and lives that count now; not `signed`: taken from the disk, by nobody's signature. */
  readonly rules: readonly { readonly file: string; readonly signed: boolean }[];
  /** How the folder differs from what is in force; why not, where it cannot be read. */
  readonly folder:
    | { readonly read: true; readonly differences: readonly FileDifference[] }
    | { readonly read: false; readonly why: string };
}

/** `fixed`: inside the product; `file`: an editable Cedar file; `rights`: compiled from the decision-rights table. */
export type Layer = 'fixed' | 'file' | 'rights';

/** One policy, readable. */
export interface PolicyShown {
  readonly id: string;
  readonly file: string;
  readonly layer: Layer;
  readonly effect: 'permit' | 'forbid';
  readonly need: string | null;
  /** In one sentence, what it means. */
  readonly says: string;
  readonly text: string;
}

export const layerOf = ({ file }: Pick<Policy, 'file'>): Layer =>
  file === 'fixed' ? 'fixed' : file === rightsFile ? 'rights' : 'file';

/** What a policy means, in one sentence; of one in shadow also that it never decides. */
export const saysOf = (set: PolicySet, policy: Policy): string =>
  policy.mode === 'shadow'
    ? `In shadow, tried and never deciding: ${policy.says ?? policy.id}`
    : set.judge.explain(policy.id);

export const policyShown = (set: PolicySet, policy: Policy): PolicyShown => ({
  id: policy.id,
  file: policy.file,
  layer: layerOf(policy),
  effect: policy.json.effect === 'permit' ? 'permit' : 'forbid',
  need: policy.need ?? null,
  says: saysOf(set, policy),
  text: policy.text,
});

export async function policiesInForce(system: System): Promise<Result<PoliciesInForce>> {
  const law = await system.law();
  if (!law.ok) return law;
  const { entry, set } = law.value;
  const leaf = await system.ledger.sequenced(entry, 10);
  const { demo } = await system.signers.ledger();
  const files = [...new Set(set.policies.map(({ file }) => file))].map((file) => ({
    file,
    layer: layerOf({ file }),
    policies: set.policies.filter((policy) => policy.file === file).length,
  }));
  const rules = await system.rules.inEffect();
  return done({
    digest: set.digest,
    sources: set.sourcesDigest,
    entry,
    type: leaf.entry.type,
    seq: leaf.seq,
    at: leaf.entry.at,
    signedBy: signersOf(leaf),
    demo,
    files,
    rules: rules.ok
      ? Object.keys(rules.value.files).map((file) => ({ file, signed: rules.value.by !== null }))
      : [],
    folder: await folderOf(system, entry),
  });
}

async function folderOf(system: System, entry: EntryId): Promise<PoliciesInForce['folder']> {
  try {
    const found = await drift(
      { ...(await readPolicyFiles(system.policiesFolder)), ...(await system.rules.onDisk()) },
      system.database,
      entry,
    );
    return found.ok ? { read: true, differences: found.value } : { read: false, why: found.message };
  } catch (error) {
    if (error instanceof Fault && error.code === 'input_invalid') return { read: false, why: error.message };
    throw error;
  }
}

/** Those whose signatures an entry holds. */
export function signersOf(leaf: Leaf): readonly SubjectId[] {
  const { signatures } = leaf.entry.body;
  if (!Array.isArray(signatures)) return [];
  return signatures.flatMap((each: unknown) =>
    typeof each === 'object' && each !== null && 'signer' in each && typeof each.signer === 'string'
      ? isSubjectId(each.signer)
        ? [each.signer]
        : []
      : [],
  );
}

export interface PoliciesAsked {
  readonly limit: number;
  readonly after?: string;
  readonly layer?: readonly Layer[];
  /** Words of the id, the sentence or the text. */
  readonly search?: string;
}

/** The policies in force, by id. */
export async function listOfPolicies(
  system: System,
  asked: PoliciesAsked,
): Promise<
  Result<{
    readonly items: readonly PolicyShown[];
    readonly next: string | null;
    readonly total: Total;
    readonly digest: Digest;
  }>
> {
  const law = await system.law();
  if (!law.ok) return law;
  const { set } = law.value;
  const words = (asked.search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const shown = [...set.policies, ...set.shadow]
    .filter((policy) => asked.layer === undefined || asked.layer.includes(layerOf(policy)))
    .map((policy) => policyShown(set, policy))
    .filter(({ id, says, text }) => {
      const all = `${id}\n${says}\n${text}`.toLowerCase();
      return words.every((word) => all.includes(word));
    });
  return done({ ...pageOfAll(shown, ({ id }) => id, asked), digest: set.digest });
}

/** The decision-rights table in force, each row with what it asks for in words. */
export async function decisionRights(system: System) {
  const law = await system.law();
  if (!law.ok) return law;
  const { set } = law.value;
  return done({
    digest: set.digest,
    rows: set.rights().map(({ needs, ...row }) => ({
      id: row.id,
      act: row.act,
      subjects: row.subjects,
      tiers: row.tiers,
      ai: row.ai,
      approvals: row.approvals,
      order: row.order,
      evidence: row.evidence,
      assurance: row.assurance,
      held: row.held ?? null,
      narrows: row.narrows ?? null,
      maxDuration: row.maxDuration ?? null,
      coolingOff: row.coolingOff ?? null,
      watch: row.watch ?? null,
      needs: needs.map((need) => ({ need, says: set.judge.explain(need) })),
    })),
  });
}
