import { addSeconds, type EntryId, type Instant } from '../../model/index.ts';

/** Many plans carried out in an order. It asks the enforcer and authorises nothing. */
export interface RolloutTerms {
  readonly notBefore: Instant | null;
  /** How many are carried out before the rest waits for `watchSeconds`; null: all at once. */
  readonly stageSize: number | null;
  readonly watchSeconds: number;
  /** When a person last had it go on after it stopped. */
  readonly wentOnAt: Instant | null;
}

export interface RolloutItem {
  readonly position: number;
  readonly plan: EntryId;
  readonly sources: readonly string[];
  readonly state: 'waiting' | 'asked' | 'done' | 'not_done';
  readonly tries: number;
  readonly lookAt: Instant | null;
  readonly settledAt: Instant | null;
  /** How its execution ended, by the enforcer's own records; null: it has not. */
  readonly outcome: string | null;
  /** What the enforcer answered to the last request; null: nothing yet. */
  readonly answer: { readonly ok: boolean; readonly code?: string; readonly message?: string } | null;
}

/** What to do with one item now. `again`: its target could not be reached; it is asked again at `lookAt`. */
export type ItemStep =
  | { readonly position: number; readonly is: 'ask' }
  | { readonly position: number; readonly is: 'done' }
  | { readonly position: number; readonly is: 'not_done'; readonly because: string }
  | { readonly position: number; readonly is: 'again'; readonly lookAt: Instant; readonly because: string };

export interface RolloutNext {
  readonly steps: readonly ItemStep[];
  readonly state: 'going' | 'stopped' | 'ended';
  readonly because?: string;
  /** When to look again; undefined: nothing is left to do. */
  readonly lookAt?: Instant;
}

/** What a target that is away for a while answers with: nobody is told no, so it is asked again. */
const passing = new Set([
  'source_unreachable',
  'database_unreachable',
  'timed_out',
  'rate_limited',
  'in_progress',
  'interrupted',
  'outcome_unknown',
]);
const firstPauseSeconds = 5;
const longestPauseSeconds = 3600;
const lookSeconds = 1;

/**
 * One look at a rollout: settles what was answered, and asks for what may go now. Of what shares a target only one is under
 * way at a time, in order, so that a target that is away holds up its own and no other. A stage in which something did not
 * come about stops the rest until a person has it go on. Pure.
 */
export function nextInRollout(terms: RolloutTerms, items: readonly RolloutItem[], now: Instant): RolloutNext {
  const settling = items.flatMap((item) => settled(item, now) ?? []);
  const after = items.map((item) => applied(item, settling, now));
  const open = after.filter((item) => !isSettled(item));
  const [first] = open;
  if (first === undefined) return { steps: settling, state: 'ended' };
  if (terms.notBefore !== null && terms.notBefore > now)
    return { steps: settling, state: 'going', lookAt: terms.notBefore };

  const size = terms.stageSize ?? items.length;
  const stage = Math.floor(first.position / size);
  const before = after.filter((item) => Math.floor(item.position / size) < stage);
  const bad = before.filter(
    (item) =>
      item.state === 'not_done' && (terms.wentOnAt === null || (item.settledAt ?? now) > terms.wentOnAt),
  );
  if (terms.stageSize !== null && bad.length > 0)
    return {
      steps: settling,
      state: 'stopped',
      because: `Of stage ${stage}, ${bad.length} did not come about; the ${open.length} after it wait for a person.`,
    };
  const watchedUntil = before
    .map((item) => addSeconds(item.settledAt ?? now, terms.watchSeconds))
    .toSorted()
    .at(-1);
  if (watchedUntil !== undefined && watchedUntil > now)
    return { steps: settling, state: 'going', lookAt: watchedUntil };

  const asking = open.filter(
    (item) =>
      item.state === 'waiting' &&
      Math.floor(item.position / size) === stage &&
      (item.lookAt === null || item.lookAt <= now) &&
      !open.some((other) => other.position < item.position && sharesTarget(other, item)),
  );
  const asks = asking.map(({ position }): ItemStep => ({ position, is: 'ask' }));
  const isUnderWay = asks.length > 0 || open.some((item) => item.state === 'asked');
  const pauses = open.flatMap((item) => (item.lookAt !== null && item.lookAt > now ? [item.lookAt] : []));
  const lookAt = isUnderWay
    ? addSeconds(now, lookSeconds)
    : (pauses.toSorted()[0] ?? addSeconds(now, lookSeconds));
  return { steps: [...settling, ...asks], state: 'going', lookAt };
}

const isSettled = ({ state }: RolloutItem): boolean => state === 'done' || state === 'not_done';

const sharesTarget = (a: RolloutItem, b: RolloutItem): boolean =>
  a.sources.some((source) => b.sources.includes(source));

function settled(item: RolloutItem, now: Instant): ItemStep | undefined {
  if (isSettled(item)) return undefined;
  const { position, outcome, answer, tries } = item;
  if (outcome === 'done') return { position, is: 'done' };
  if (outcome !== null) return { position, is: 'not_done', because: `it ended as ${outcome}` };
  if (item.state === 'waiting' || answer === null || answer.ok) return undefined;
  const because = answer.message ?? answer.code ?? 'it was refused';
  if (!passing.has(answer.code ?? '')) return { position, is: 'not_done', because };
  const pause = Math.min(firstPauseSeconds * 2 ** Math.min(tries, 20), longestPauseSeconds);
  return { position, is: 'again', lookAt: addSeconds(now, pause), because };
}

function applied(item: RolloutItem, steps: readonly ItemStep[], now: Instant): RolloutItem {
  const step = steps.find(({ position }) => position === item.position);
  if (step === undefined) return item;
  if (step.is === 'again') return { ...item, state: 'waiting', lookAt: step.lookAt };
  return step.is === 'ask' ? item : { ...item, state: step.is, settledAt: now };
}
