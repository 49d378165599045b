import { useState } from 'react';
import { asProblem, type Problem } from './problem.ts';

/** Work of a dialog that can fail and be tried again: whether it is under way, and what went wrong the last time. */
export function useAttempt(): {
  readonly isBusy: boolean;
  readonly problem: Problem | undefined;
  readonly attempt: (work: () => Promise<void>) => Promise<void>;
} {
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, problem, attempt };
}
