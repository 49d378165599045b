import { createHash } from 'node:crypto';
import { Fault, isDigest, must, type Digest, type JudgeRequest, type SubjectId } from '../../model/index.ts';
import type { Answer } from '../decide.ts';
import { inputDigest, normalise } from '../normalise.ts';
import type { Policy } from '../parse-policies.ts';
import { policyDifferences } from './differences.ts';
import { flipKinds, flipOf, groupKey, type FlipGroup } from './flip.ts';
import { probeOf } from './probe.ts';

/** What a what-if asks of a set of policies. */
export interface Answering {
  readonly policies: readonly Policy[];
  /** What the judge would say, without digests or words, and much faster. */
  readonly answer: (request: JudgeRequest) => Answer;
}

/** What another set would have answered to what was really asked. */
export interface PastResult {
  readonly judged: number;
  /** Those to which a policy that differs could apply; all others have the same answer. */
  readonly touched: number;
  /** Kept inputs that this version cannot read. */
  readonly unreadable: number;
  /** Requests on which the proposed set errs, and some of them. While there is one it may not be activated. */
  readonly erring: number;
  readonly errors: readonly { readonly input: Digest; readonly because: string }[];
  /** What would be answered otherwise: denied first, then what needs more; the most frequent first. */
  readonly groups: readonly FlipGroup[];
  /** Groups that are counted and not listed. */
  readonly groupsLeftOut: number;
  readonly flipped: number;
  /** Over the digests of all inputs, in the order in which they were looked at. */
  readonly corpus: Digest;
}

/** A verdict's input as it was kept. */
export interface KeptInput {
  readonly digest: string;
  readonly input: string;
}

const mostGroups = 500;
const mostErrors = 20;
const mostExamples = 5;
const mostPeople = 5;

interface Counting {
  readonly group: Omit<FlipGroup, 'count' | 'people' | 'others' | 'examples'>;
  count: number;
  readonly people: Map<SubjectId, number>;
  readonly examples: Digest[];
}

/**
 * Replays what was asked under both sets. Only requests that a policy that differs could apply to are judged: the answer
 * to every other one is made by policies that both sets have. Takes inputs in as many portions as wanted. Throws Fault
 * `ledger_invalid` when a kept input is not what its digest says.
 */
export function replayPast(inForce: Answering, proposed: Answering) {
  const { added, removed, changed } = policyDifferences(inForce.policies, proposed.policies);
  const differing = [...added, ...removed, ...changed.flatMap(({ before, after }) => [before, after])];
  const changedIds = new Set(differing.map(({ id }) => id));
  const couldDiffer = probeOf(differing);
  const groups = new Map<string, Counting>();
  const errors: { input: Digest; because: string }[] = [];
  const corpus = createHash('sha256').update('countersign/what-if/corpus/v1\n');
  let [judged, touched, unreadable, erring, flipped] = [0, 0, 0, 0, 0];

  function look(kept: KeptInput): void {
    const input = must(isDigest, kept.digest);
    if (inputDigest(kept.input) !== input)
      throw new Fault('ledger_invalid', `The input kept under \`${input}\` was altered.`, {
        next: 'Run `countersign ledger verify`; somebody changed the database.',
      });
    judged++;
    corpus.update(input);
    const value: unknown = JSON.parse(kept.input);
    if (!couldDiffer(value)) return;
    touched++;
    const normalised = normalise(value);
    if (!normalised.ok) {
      unreadable++;
      return;
    }
    const { request } = normalised;
    const after = proposed.answer(request);
    if (after.outcome === 'deny' && after.because === 'error') {
      erring++;
      if (errors.length < mostErrors) errors.push({ input, because: after.why ?? 'an error' });
      return;
    }
    const flip = flipOf(inForce.answer(request), after, (id) => changedIds.has(id));
    if (flip === undefined) return;
    flipped++;
    const { act, subject, tier } = request.change;
    const group = { ...flip, action: request.action, act, subject, tier: tier ?? null };
    count(group, request.principal.id, input);
  }

  function count(group: Counting['group'], person: SubjectId, input: Digest): void {
    const key = groupKey(group);
    let counting = groups.get(key);
    if (counting === undefined) {
      counting = { group, count: 0, people: new Map(), examples: [] };
      groups.set(key, counting);
    }
    counting.count++;
    counting.people.set(person, (counting.people.get(person) ?? 0) + 1);
    if (counting.examples.length < mostExamples) counting.examples.push(input);
  }

  return {
    take(inputs: readonly KeptInput[]): void {
      for (const kept of inputs) look(kept);
    },
    result(): PastResult {
      const all = [...groups.entries()]
        .toSorted(
          ([a, one], [b, other]) => rank(one) - rank(other) || other.count - one.count || (a < b ? -1 : 1),
        )
        .map(([, counting]) => shown(counting));
      return {
        judged,
        touched,
        unreadable,
        erring,
        errors,
        groups: all.slice(0, mostGroups),
        groupsLeftOut: Math.max(0, all.length - mostGroups),
        flipped,
        corpus: must(isDigest, corpus.copy().digest('hex')),
      };
    },
  };
}

const rank = ({ group }: Counting): number => flipKinds.indexOf(group.kind);

function shown({ group, count, people, examples }: Counting): FlipGroup {
  const most = [...people.entries()].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return {
    ...group,
    count,
    people: most.slice(0, mostPeople).map(([id, times]) => ({ id, count: times })),
    others: Math.max(0, most.length - mostPeople),
    examples: [...examples],
  };
}
