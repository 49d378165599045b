import type { MandateId } from '../../model/index.ts';
import type { System } from '../system.ts';

/**
 * Runs `work` unless another sweep is selecting under this mandate at the moment: two that count what is left at once would
 * announce more than its signers allowed in a day.
 */
export async function alone(
  { database }: Pick<System, 'database'>,
  mandate: MandateId,
  work: () => Promise<void>,
): Promise<void> {
  await database.transaction(async (tx) => {
    const [row] = await tx.query<{ mine: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('countersign/mandate/' || $1, 0)) as mine`,
      [mandate],
    );
    if (row?.mine === true) await work();
  });
}
