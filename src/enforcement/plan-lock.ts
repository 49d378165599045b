import { refuse, type EntryId, type Result } from '../model/index.ts';
import type { Database } from '../platform/store/index.ts';

/** Runs `work` while this process alone works on the plan; refuses without waiting when another does. */
export async function withPlanLock<T>(
  database: Database,
  plan: EntryId,
  work: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const client = await database.connect();
  let broken: Error | undefined;
  const died = (error: Error): void => {
    broken = error;
  };
  client.on('error', died);
  try {
    const { rows } = await client.query<{ mine: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('countersign/plan/' || $1, 0)) as mine`,
      [plan],
    );
    if (rows[0]?.mine !== true)
      return refuse('already_done', `Another enforcer is working on plan \`${plan}\`.`, 'Ask again shortly.');
    return await work();
  } finally {
    await client
      .query(`select pg_advisory_unlock(hashtextextended('countersign/plan/' || $1, 0))`, [plan])
      .catch((error: unknown) => {
        broken ??= error instanceof Error ? error : new Error(String(error));
      });
    client.removeListener('error', died);
    client.release(broken);
  }
}
