import type { Tier } from '../../model/index.ts';

/**
 * What an answer comes to, whatever the lane calls it: the access stays, is taken away or made smaller now, stays until a
 * date, or the reviewer left it open (don't know, handed on).
 */
export type Lean = 'keep' | 'reduce' | 'limit' | 'open';

/** One item that a reviewer answered, as the meter sees it. Times and clicks are what the console told: shown, never counted. */
export interface AnswerSeen {
  readonly item: string;
  readonly lean: Lean;
  /** What they answered before any advice was shown, on an item of the blind-first sample. Absent: advice was there. */
  readonly before?: Lean;
  /** What the advice said; null: there was none. */
  readonly advice: 'keep' | 'reduce' | null;
  /** What would have been right, where that is known because the item was planted; null: a real item. */
  readonly right: 'keep' | 'reduce' | null;
  readonly tier: Tier | 'unknown';
  /** How long it was on the screen before it was answered; null: not known (answered by CLI or API). */
  readonly dwellMs: number | null;
  /** Somebody opened the evidence of it; null: not known. */
  readonly opened: boolean | null;
  readonly inBulk: boolean;
  /** The answer was reversed after it was signed. */
  readonly reversed: boolean;
}

/** Answers of both lanes → what they come to. An answer that is not one of these is left open. */
export function leanOf(answer: string): Lean {
  if (answer === 'certify') return 'keep';
  if (answer === 'limit') return 'limit';
  return reducing.includes(answer) ? 'reduce' : 'open';
}

const reducing: readonly string[] = [
  'revoke',
  'narrow',
  'suspend',
  'retire',
  'rescope',
  're-scope',
  'make_ephemeral',
  'make-ephemeral',
  'rotate',
];
