import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '../../../model/failure.ts';
import { monotonicMs } from '../../../platform/clock.ts';
import type { Target, TargetTransaction } from './target.ts';

/** Ending another role's sessions needs superuser, pg_signal_backend or the role itself: said before NOLOGIN is set. */
export async function refuseUnlessSessionsCanEnd(tx: TargetTransaction, roleOid: string): Promise<void> {
  const [row] = await tx.query<{ own: boolean; may: boolean }>(
    `select $1::oid = (select oid from pg_roles where rolname = session_user) as own,
       me.rolsuper or (not target.rolsuper
         and (pg_has_role('pg_signal_backend', 'usage') or pg_has_role(target.oid, 'usage'))) as may
     from pg_roles me, pg_roles target where me.rolname = current_user and target.oid = $1::oid`,
    [roleOid],
  );
  if (row?.own === true)
    throw new Fault('target_failed', 'This is the role that the write credential itself uses.', {
      next: 'Use another write credential to disable it.',
    });
  if (row?.may !== true)
    throw new Fault('target_failed', 'The write credential may not end the sessions of this role.', {
      next: 'Grant it pg_signal_backend (docs/connectors/postgres-write.md); nothing was changed.',
    });
}

const waitMs = 5000;

/**
 * Ends every session of the role in the whole cluster and waits until each is gone. Asked and looked for in transactions
 * of their own: within one, PostgreSQL shows the sessions as they were at the first look.
 */
export async function endSessions(target: Target, role: string): Promise<void> {
  const deadline = monotonicMs() + waitMs;
  for (;;) {
    const left = await target.transaction(target.home, (tx) =>
      tx.query<{ pid: number }>(
        // materialized: otherwise the planner may call pg_terminate_backend before it has filtered by role
        `with own as materialized (
           select a.pid from pg_stat_activity a join pg_roles r on r.oid = a.usesysid where r.rolname = $1)
         select pid from own where pg_terminate_backend(pid) is not null`,
        [role],
      ),
    );
    if (left.length === 0) return;
    if (monotonicMs() > deadline)
      throw new Fault('target_failed', `${left.length} sessions of \`${role}\` did not end within 5 s.`, {
        next: 'Run the plan again; the role can already not log in any more.',
      });
    await pause(20);
  }
}
