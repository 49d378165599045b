import {
  done,
  type EntryType,
  type Instant,
  type Leaf,
  type Result,
  type SubjectId,
} from '../model/index.ts';
import { noteVisit } from '../signin/index.ts';
import { textIn } from './executions.ts';
import type { System } from './system.ts';

/** What happened while somebody was away, counted from the ledger. */
export interface SinceLastVisit {
  /** When the visit before this one ended; null: there was none. */
  readonly since: Instant | null;
  readonly opened: number;
  readonly closed: number;
  readonly filed: number;
  readonly approved: number;
  readonly rejected: number;
  readonly carriedOut: number;
  /** Executions that ended otherwise: undone, diverged, failed. */
  readonly notCarriedOut: number;
  readonly putBack: number;
  readonly reads: number;
  readonly signers: number;
  readonly policies: number;
  /** There was more than was looked at: each number is a lower bound. */
  readonly isLeast: boolean;
}

const mostEntries = 5000;
const page = 500;

/** Notes that this person is here, and tells what happened since they last were. */
export async function beginVisit(system: System, person: SubjectId): Promise<Result<SinceLastVisit>> {
  const entries = await system.ledger.size();
  const last = await noteVisit(system.database, person, { at: system.clock.now(), entries });
  if (last === undefined) return done({ since: null, ...count([]), isLeast: false });
  const leaves: Leaf[] = [];
  let after = last.entries - 1;
  while (leaves.length < mostEntries) {
    const { items, next } = await system.ledger.page({ sort: 'oldest', after, limit: page });
    leaves.push(...items);
    if (next === null) break;
    after = next;
  }
  return done({ since: last.at, ...count(leaves), isLeast: leaves.length >= mostEntries });
}

function count(leaves: readonly Leaf[]): Omit<SinceLastVisit, 'since' | 'isLeast'> {
  const of = (type: EntryType): readonly Leaf[] => leaves.filter(({ entry }) => entry.type === type);
  const sum = (member: string): number =>
    of('findings.evaluated').reduce((all, { entry }) => all + (Number(entry.body[member]) || 0), 0);
  const begins = (prefix: string): number =>
    leaves.filter(({ entry }) => entry.type.startsWith(prefix)).length;
  const answers = of('decision.signed').map((leaf) => textIn(leaf, 'answer'));
  const ended = of('execution.finished').map((leaf) => textIn(leaf, 'outcome'));
  const done_ = ended.filter((outcome) => outcome === 'done').length;
  const restores = of('restore.signed').length;
  return {
    opened: sum('opened'),
    closed: sum('closed'),
    filed: of('proposal.filed').length,
    approved: answers.filter((answer) => answer === 'approve').length,
    rejected: answers.filter((answer) => answer === 'reject').length,
    carriedOut: done_,
    notCarriedOut: ended.length - done_,
    putBack: restores,
    reads: of('source.read').length,
    signers: begins('signer.'),
    policies: of('policy.activated').length,
  };
}
