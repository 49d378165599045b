// Several proposals of a scene decided with one signature over the root of their items; every part can be bent.
import { merkleTree } from '../platform/merkle.ts';
import { exactJson } from './exact-json.ts';
import {
  addDecided,
  addProposal,
  approvalOf,
  statementBy,
  type ChainIds,
  type FiledInScene,
  type Persona,
  type Scene,
} from './scene.ts';

/** One decision of a batch before it is recorded. */
export interface BatchMember {
  readonly filed: FiledInScene;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface BatchBends {
  /** Items in place of the honest ones, before the root is made. */
  readonly items?: (
    honest: readonly Readonly<Record<string, unknown>>[],
  ) => readonly Readonly<Record<string, unknown>>[];
  /** Members of the statement, given its honest root and size. */
  readonly statement?: (covers: {
    readonly root: string;
    readonly size: number;
  }) => Readonly<Record<string, unknown>>;
  /** What is recorded in place of the honest members. */
  readonly members?: (honest: readonly BatchMember[]) => readonly BatchMember[];
}

/** `count` proposals, one signature by `signer`, and for each its decision, plan and execution. */
export function addBatch(
  scene: Scene,
  signer: Persona,
  count: number,
  bends: BatchBends = {},
): readonly ChainIds[] {
  const filed = Array.from({ length: count }, () => addProposal(scene));
  const honest = filed.map((each) => approvalOf(each));
  const items = bends.items?.(honest) ?? honest;
  const { root, size, places } = merkleTree(items.map((item) => exactJson(item) ?? ''));
  const statement = statementBy(
    signer,
    'decision',
    {},
    { covers: { root, size }, ...bends.statement?.({ root, size }) },
  );
  const signature = signer.key.sign(statement);
  const members = filed.map((each, at) => ({
    filed: each,
    body: { statement, signature, item: items[at], ...places[at] },
  }));
  return (bends.members?.(members) ?? members).map((member) => addDecided(scene, member.filed, member.body));
}
