import { Fault, isDigest, must, type Digest, type Verdict } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import { couldNotEvaluate } from './judge.ts';
import { inputDigest } from './normalise.ts';
import type { PolicySet } from './policy-set.ts';

/** What a proposed set would have answered to requests that were really made. */
export interface Rehearsal {
  readonly judged: number;
  /** Requests on which the proposed set errs. While there is one, it may not be activated. */
  readonly errors: readonly { readonly input: Digest; readonly because: string }[];
  /** Requests it answers otherwise: another outcome, or other things missing. For people to see before they sign. */
  readonly flips: readonly {
    readonly input: Digest;
    readonly from: Verdict['outcome'];
    readonly to: Verdict['outcome'];
  }[];
}

/** Judges the last `most` kept inputs under the set in force and the proposed one. Throws Fault when a kept input was altered. */
export async function rehearse(
  db: Queryable,
  inForce: PolicySet,
  proposed: PolicySet,
  most: number,
): Promise<Rehearsal> {
  const rows = await db.query<{ digest: string; input: string }>(
    'select digest, input from policy.verdict_input order by kept_at desc, digest limit $1',
    [most],
  );
  const errors: { input: Digest; because: string }[] = [];
  const flips: { input: Digest; from: Verdict['outcome']; to: Verdict['outcome'] }[] = [];
  for (const row of rows) {
    const input = must(isDigest, row.digest);
    if (inputDigest(row.input) !== input)
      throw new Fault('ledger_invalid', `The input kept under \`${input}\` was altered.`, {
        next: 'Run `countersign ledger verify`; somebody changed the database.',
      });
    const [before, after] = [inForce.replay(row.input), proposed.replay(row.input)];
    if (after.outcome === 'deny' && after.because.startsWith(couldNotEvaluate))
      errors.push({ input, because: after.because });
    else if (answerOf(before) !== answerOf(after))
      flips.push({ input, from: before.outcome, to: after.outcome });
  }
  return { judged: rows.length, errors, flips };
}

const answerOf = (verdict: Verdict): string =>
  verdict.outcome === 'requestable' ? `requestable ${verdict.missing.join(' ')}` : verdict.outcome;
