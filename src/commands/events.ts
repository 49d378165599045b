import { setTimeout as sleep } from 'node:timers/promises';
import {
  done,
  isEntryId,
  isProposalId,
  type EntryId,
  type EntryType,
  type Leaf,
  type ProposalId,
  type Result,
} from '../model/index.ts';
import { monotonicMs } from '../platform/clock.ts';
import type { Family } from './event-families.ts';
import { textIn } from './executions.ts';
import type { System } from './system.ts';

/** One entry of the ledger as whoever follows is told of it: what changed, and which thing, by id. */
export interface ChangeTold {
  readonly is: 'changed';
  readonly seq: number;
  readonly at: Leaf['sequencedAt'];
  readonly type: EntryType;
  readonly changed: readonly Family[];
  readonly entry: EntryId;
  readonly proposal?: ProposalId;
  readonly source?: string;
  /** Of an execution's entries: the plan, and how it ended. */
  readonly plan?: EntryId;
  readonly outcome?: string;
  /** Of an evaluation of the rules: how many findings opened and closed. */
  readonly opened?: number;
  readonly closed?: number;
}

export type Told =
  | ChangeTold
  /** Everything before this size is under a signed checkpoint. */
  | { readonly is: 'checkpoint'; readonly seq: number; readonly size: number }
  /** More was missed than is told: everything is to be asked for again. */
  | { readonly is: 'reset'; readonly seq: number };

/** Whoever was away longer than this is told to ask for everything again. */
const mostMissed = 5000;
const page = 200;
const pauseMs = 500;

/**
 * What happens from now on, or after the entry numbered `after`: the ledger is the event log, so nothing that a caller
 * missed is lost, and each change is told once its entry is proven under a checkpoint. Ends when `signal` is aborted.
 */
export async function followChanges(
  system: Pick<System, 'ledger'>,
  after: number | undefined,
  signal: AbortSignal,
): Promise<Result<AsyncIterable<Told>>> {
  return done(changesAfter(system, after, signal));
}

async function* changesAfter(
  system: Pick<System, 'ledger'>,
  after: number | undefined,
  signal: AbortSignal,
): AsyncIterable<Told> {
  const size = await sizeNow(system.ledger);
  let last = after ?? size - 1;
  if (last >= size || size - 1 - last > mostMissed) {
    last = size - 1;
    yield { is: 'reset', seq: last };
  }
  while (!signal.aborted) {
    // the size first: `page` proves against the checkpoint that this found, or a later one
    const now = await sizeNow(system.ledger);
    if (now <= last + 1) {
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      continue;
    }
    const { items } = await system.ledger.page({ sort: 'oldest', after: last, limit: page });
    for (const leaf of items) {
      yield toldOf(leaf);
      last = leaf.seq;
    }
    if (last + 1 >= now) yield { is: 'checkpoint', seq: last, size: last + 1 };
  }
}

const asked = new WeakMap<object, { readonly atMs: number; readonly size: Promise<number> }>();

/** The ledger's proven size, asked at most every half second however many follow it. */
function sizeNow(ledger: System['ledger']): Promise<number> {
  const known = asked.get(ledger);
  const atMs = monotonicMs();
  if (known !== undefined && atMs - known.atMs < pauseMs) return known.size;
  const size = ledger.size();
  asked.set(ledger, { atMs, size });
  return size;
}

/** By the first word or two of an entry's type. */
const changedBy: readonly (readonly [prefix: string, changed: readonly Family[]])[] = [
  ['source.', ['sources', 'status', 'access', 'identities', 'ledger']],
  ['findings.', ['findings', 'status', 'identities', 'ledger']],
  ['proposal.', ['proposals', 'findings', 'ledger']],
  ['verdict.', ['proposals', 'ledger']],
  ['decision.', ['proposals', 'ledger']],
  ['restore.', ['proposals', 'ledger']],
  ['plan.', ['proposals', 'ledger']],
  ['execution.', ['executions', 'proposals', 'findings', 'ledger']],
  ['policy.', ['policies', 'ledger']],
  ['signer.', ['signers', 'session', 'ledger']],
  ['ledger.bootstrap', ['signers', 'session', 'status', 'policies', 'ledger']],
  ['target.', ['sources', 'status', 'ledger']],
  ['token.', ['tokens', 'ledger']],
  ['signin.', ['session', 'ledger']],
];

function toldOf(leaf: Leaf): ChangeTold {
  const { entry, seq, sequencedAt } = leaf;
  const { body, correlation, type } = entry;
  const source = textIn(leaf, 'source');
  const plan = type === 'plan.created' ? entry.id : textIn(leaf, 'plan');
  const outcome = textIn(leaf, 'outcome');
  const [opened, closed] = [body['opened'], body['closed']];
  return {
    is: 'changed',
    seq,
    at: sequencedAt,
    type,
    changed: changedBy.find(([prefix]) => type.startsWith(prefix))?.[1] ?? ['ledger'],
    entry: entry.id,
    ...(isProposalId(correlation) ? { proposal: correlation } : {}),
    ...(source === undefined ? {} : { source }),
    ...(plan !== undefined && isEntryId(plan) ? { plan } : {}),
    ...(outcome === undefined ? {} : { outcome }),
    ...(typeof opened === 'number' ? { opened } : {}),
    ...(typeof closed === 'number' ? { closed } : {}),
  };
}
