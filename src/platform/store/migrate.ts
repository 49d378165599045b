import { Fault } from '../../model/failure.ts';
import { digestOf } from '../canonical.ts';
import type { Database } from './database.ts';

/** One step of the schema: an id that never changes once released, and its SQL. A stage owns its own, in its `schema.ts`. */
export interface Migration {
  readonly id: string;
  readonly sql: string;
}

/**
 * Applies what is missing, in order, each in its own transaction, under an advisory lock; refuses if an applied step's
 * SQL has changed since. Returns the ids applied now.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  const client = await database.connect();
  try {
    await client.query('select pg_advisory_lock(7203001)');
    await client.query(
      'create table if not exists public.schema_step (id text primary key, digest text not null, applied_at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ id: string; digest: string }>(
      'select id, digest from public.schema_step',
    );
    const applied = new Map(rows.map((row) => [row.id, row.digest]));
    const now: string[] = [];
    for (const step of migrations) {
      const digest = digestOf(step.sql);
      const before = applied.get(step.id);
      if (before === digest) continue;
      if (before !== undefined)
        throw new Fault(
          'database_unsafe',
          `schema step \`${step.id}\` was applied with other SQL than this version has`,
          {
            next: 'Run the version of Countersign that made this database, or restore its schema step.',
          },
        );
      await client.query('begin');
      try {
        await client.query(step.sql);
        await client.query('insert into public.schema_step (id, digest) values ($1, $2)', [step.id, digest]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
      now.push(step.id);
    }
    return now;
  } finally {
    await client.query('select pg_advisory_unlock(7203001)').catch(() => undefined);
    client.release();
  }
}
