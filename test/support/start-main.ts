// `countersign start` as its own program, which ends itself with SIGKILL at a boundary: `node start-main.ts JSON`.
import { appendFileSync } from 'node:fs';
import { startCommand } from '../../src/cli/commands/start.ts';
import type { StartBoundary } from '../../src/commands/start/boundaries.ts';
import { killAllOf } from './processes.ts';

export interface StartMainConfig {
  readonly data: string;
  readonly words: readonly string[];
  /** Each boundary is appended to this file as it is reached. */
  readonly seen: string;
  readonly dieAt?: StartBoundary;
  /** At which time that it comes there; 1 when absent. */
  readonly time?: number;
  /** What goes with it: its process group alone, or every process of the data folder, its databases included. */
  readonly kills: 'group' | 'everything';
}

const config = JSON.parse(process.argv[2] ?? '') as StartMainConfig;
let times = 0;
const status = await startCommand.run(config.words, {
  out: () => undefined,
  err: (text) => process.stderr.write(text),
  json: true,
  isTerminal: false,
  env: process.env,
  cwd: process.cwd(),
  signal: new AbortController().signal,
  data: config.data,
  reached(boundary) {
    appendFileSync(config.seen, `${boundary}\n`);
    if (boundary === config.dieAt && ++times === (config.time ?? 1)) die();
  },
});
process.exit(status);

/** Synchronous to its end: nothing of this process runs after the boundary. */
function die(): void {
  if (config.kills === 'everything') killAllOf(config.data);
  process.kill(-process.pid, 'SIGKILL'); // it leads its group
}
