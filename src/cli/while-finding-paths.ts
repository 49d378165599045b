import { status } from '../api/routes/index.ts';
import { inert } from '../platform/text.ts';
import { askIfRunning } from './connect.ts';
import type { Io } from './io.ts';

const everyMs = 2000;

/**
 * Waits for an answer about what identities could become, and tells a person on a terminal meanwhile how far the server is with
 * what it has to work out first. Never among the results.
 */
export async function whileFindingPaths<T>(io: Io, answer: Promise<T>): Promise<T> {
  if (io.json || !io.isTerminal) return answer;
  let told = '';
  let isAsking = false;
  const look = async (): Promise<void> => {
    const found = await askIfRunning(io, status.show, {}).catch(() => undefined);
    const at = found?.ok === true ? found.value.findingPaths : null;
    if (at === null) return;
    const line = `Looking for paths in source ${at.done + 1} of ${at.sources}, ${inert(at.source)}; ${at.steps.toLocaleString('en')} steps found`;
    if (line !== told) io.err(`${line}\n`);
    told = line;
  };
  const timer = setInterval(() => {
    if (isAsking) return;
    isAsking = true;
    void look().finally(() => {
      isAsking = false;
    });
  }, everyMs);
  try {
    return await answer;
  } finally {
    clearInterval(timer);
  }
}
