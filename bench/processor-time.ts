// What work costs in processor time, ours and the database's, from which most of what else the machine does falls out.
import { readdirSync, readFileSync } from 'node:fs';

export interface Cost {
  readonly seconds: number;
  /** Of this process and of PostgreSQL's; of this process alone where there is no /proc. */
  readonly processorSeconds: number;
}

/** `postmaster`: the id of the database's first process. */
export async function costOf(postmaster: number, work: () => unknown): Promise<Cost> {
  const before = process.cpuUsage();
  const databaseBefore = ofPostgres(postmaster);
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { seconds, processorSeconds: (user + system) / 1e6 + ofPostgres(postmaster) - databaseBefore };
}

const ticksASecond = 100;

/** Its own time, that of its children that are there, and of those that have ended. */
function ofPostgres(postmaster: number): number {
  let ticks = 0;
  for (const pid of pids()) {
    const stat = statOf(pid);
    if (pid === `${postmaster}`) ticks += stat.own + stat.ended;
    else if (stat.parent === postmaster) ticks += stat.own;
  }
  return ticks / ticksASecond;
}

function pids(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Of proc_pid_stat(5), after the name, which may hold anything. */
function statOf(pid: string): { readonly parent: number; readonly own: number; readonly ended: number } {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const field = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0, utime = 0, stime = 0, cutime = 0, cstime = 0] = [1, 11, 12, 13, 14].map(
      (n) => field[n],
    );
    return { parent, own: utime + stime, ended: cutime + cstime };
  } catch {
    return { parent: 0, own: 0, ended: 0 }; // it ended meanwhile
  }
}
