import type { System } from '../system.ts';
import { followUp } from './follow-up.ts';
import { lookAtLives, type LookedAt } from './look.ts';

/**
 * What happened in the lives that feeds tell of, and what follows from it: after every read, and each minute for what the
 * clock brings about. Made twice at once it does everything once.
 */
export async function runLives(system: System): Promise<readonly LookedAt[]> {
  const looked = await lookAtLives(system);
  await followUp(system);
  return looked;
}
