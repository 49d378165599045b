import type { Digest, JudgeRequest, SubjectId, Verdict } from '../../model/index.ts';
import type { Answer } from '../decide.ts';

/** What becomes of an answer: no longer, newly, with more or with less to add; `otherwise`: something more and something less. */
export type FlipKind = 'denied' | 'permitted' | 'more' | 'less' | 'otherwise';
export const flipKinds: readonly FlipKind[] = ['denied', 'more', 'otherwise', 'less', 'permitted'];

/** How one answer would be another one. */
export interface Flip {
  readonly kind: FlipKind;
  readonly from: Verdict['outcome'];
  readonly to: Verdict['outcome'];
  /** Needs that people would have to meet besides, and those they would not have to any more. */
  readonly adds: readonly string[];
  readonly drops: readonly string[];
  /** The policies that make the difference. */
  readonly by: readonly string[];
}

/** Requests that would be answered otherwise, all in the same way. */
export interface FlipGroup extends Flip {
  readonly action: JudgeRequest['action'];
  readonly act: JudgeRequest['change']['act'];
  readonly subject: JudgeRequest['change']['subject'];
  readonly tier: JudgeRequest['change']['tier'] | null;
  readonly count: number;
  /** Whose requests they were, the most first; `others`: how many more people. */
  readonly people: readonly { readonly id: SubjectId; readonly count: number }[];
  readonly others: number;
  /** Some of them, by the digest under which they are kept. */
  readonly examples: readonly Digest[];
}

const missingOf = (answer: Pick<Answer, 'outcome'> & { readonly missing?: readonly string[] }) =>
  answer.missing ?? [];

/** How the second answer differs from the first; undefined: it is the same to whoever asked. */
export function flipOf(
  before: Pick<Answer, 'outcome' | 'deciding'>,
  after: Pick<Answer, 'outcome' | 'deciding'>,
  isChanged: (policy: string) => boolean,
): Flip | undefined {
  const [had, has] = [missingOf(before), missingOf(after)];
  const adds = after.outcome === 'deny' ? [] : has.filter((need) => !had.includes(need));
  const drops = before.outcome === 'deny' ? [] : had.filter((need) => !has.includes(need));
  const [from, to] = [before.outcome, after.outcome];
  if (from === to && adds.length === 0 && drops.length === 0) return undefined;
  const either = [...new Set([...before.deciding, ...after.deciding])];
  const by = either.filter(
    (id) => isChanged(id) || before.deciding.includes(id) !== after.deciding.includes(id),
  );
  const dropped = to === 'deny' ? [] : drops;
  return { kind: kindOf(from, to, adds, dropped), from, to, adds, drops: dropped, by: by.toSorted() };
}

function kindOf(
  from: Verdict['outcome'],
  to: Verdict['outcome'],
  adds: readonly string[],
  drops: readonly string[],
): FlipKind {
  if (to === 'deny') return 'denied';
  if (from === 'deny') return 'permitted';
  if (adds.length > 0) return drops.length > 0 ? 'otherwise' : 'more';
  return 'less';
}

/** What tells two groups apart: whoever signed a what-if that shows this group has been shown this. */
export const groupKey = (group: Omit<FlipGroup, 'count' | 'people' | 'others' | 'examples'>): string =>
  JSON.stringify([
    group.action,
    group.act,
    group.subject,
    group.tier,
    group.from,
    group.to,
    group.adds,
    group.drops,
  ]);
