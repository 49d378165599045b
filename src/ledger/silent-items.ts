import type { ChainState } from './causation-state.ts';
import { isObject, isText, member, parseJson } from './shape.ts';
import type { StoredBlob } from './verify-input.ts';

interface Said {
  readonly seq: number;
  /** Who answered, at which seat: only they take that back. */
  readonly by: string;
  readonly answer: string;
}
interface Problem {
  readonly seq: number;
  readonly what: string;
}

/**
 * Holds what was done because nobody answered an item to the answers that were signed before it began: the entries alone do not
 * say what was answered. Blobs come in any order, so what is wrong is told at the end.
 */
export function silentItems(state: ChainState): {
  /** Of a submission whose answers are those that were signed. */
  blob(blob: StoredBlob): void;
  end(): readonly Problem[];
} {
  const done = new Map<string, { readonly seqs: number[]; readonly said: Said[] }>();
  for (const { mandated, usedBy } of state.plans.values()) {
    const execution = usedBy === undefined ? undefined : state.executions.get(usedBy);
    const silent = mandated?.silent;
    // what came while it began made it no step
    if (silent === undefined || execution?.begunSteps === undefined) continue;
    const name = nameOf(silent.campaign, silent.item);
    const own = done.get(name) ?? { seqs: [], said: [] };
    own.seqs.push(execution.seq);
    done.set(name, own);
  }
  return {
    blob({ id, content }) {
      const submission = state.campaigns.submissions.get(id);
      if (done.size === 0 || submission === undefined || content === null) return;
      const { seq, person, campaign } = submission;
      const value = parseJson(content);
      const leaves = isObject(value) ? member(value, 'leaves') : undefined;
      for (const leaf of Array.isArray(leaves) ? leaves : []) {
        if (!isObject(leaf) || member(leaf, 'v') !== 'countersign/campaign-answer/v1') continue;
        const [item, seat, answer] = [member(leaf, 'item'), member(leaf, 'seat'), member(leaf, 'answer')];
        const own = typeof item === 'number' ? done.get(nameOf(campaign.campaign, item)) : undefined;
        if (own !== undefined && isText(answer))
          own.said.push({ seq, by: `${person} ${String(seat)}`, answer });
      }
    },
    end() {
      return [...done.values()].flatMap(({ seqs, said }) =>
        seqs
          .filter((seq) => isAnswered(said.filter((each) => each.seq < seq)))
          .map((seq) => ({
            seq,
            what: `entry ${seq} does what was to happen without an answer, and somebody had answered`,
          })),
      );
    },
  };
}

function isAnswered(said: readonly Said[]): boolean {
  const last = new Map(said.toSorted((a, b) => a.seq - b.seq).map(({ by, answer }) => [by, answer]));
  return [...last.values()].some((answer) => answer !== 'dont_know');
}

const nameOf = (campaign: string, item: number): string => `${campaign}#${item}`;
