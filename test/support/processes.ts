import { spawnSync } from 'node:child_process';

export interface ProcessSeen {
  readonly pid: number;
  readonly words: string;
}

/** Every process there is, with the words it was started with. */
export function processes(): readonly ProcessSeen[] {
  const { stdout } = spawnSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [, pid = '', words = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
      return { pid: Number(pid), words };
    });
}

/** Ends every process of a data folder but this one, its databases included. */
export function killAllOf(data: string): void {
  for (const { pid, words } of processes()) {
    if (pid === process.pid || !words.includes(data)) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it was faster
    }
  }
}
