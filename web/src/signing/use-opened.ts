import { useEffect, useState } from 'react';
import { asProblem, type Problem } from '../api/problem.ts';

/** What a dialog opens with, prepared once for each time it is opened: another statement is another dialog. */
export function useOpened<T>(open: () => Promise<T>): {
  readonly opened: T | undefined;
  readonly problem: Problem | undefined;
} {
  const [opened, setOpened] = useState<T>();
  const [problem, setProblem] = useState<Problem>();
  const [begin] = useState(() => open);
  useEffect(() => {
    let isGone = false;
    begin().then(
      (value) => {
        if (!isGone) setOpened(value);
      },
      (error: unknown) => {
        if (!isGone) setProblem(asProblem(error));
      },
    );
    return () => {
      isGone = true;
    };
  }, [begin]);
  return { opened, problem };
}
