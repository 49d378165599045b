import type { Command } from '../io.ts';
import { scanCommand as scan } from '../scan.ts';

/** `countersign scan` in the list of commands; it needs no data folder and no server. */
export const scanCommand: Command = {
  name: scan.name,
  summary: scan.summary,
  usage: scan.usage,
  examples: scan.examples,
  run: (argv, io) =>
    scan.run(io.json ? [...argv, '--json'] : argv, {
      stdout: { write: (text) => io.out(text) },
      stderr: { write: (text) => io.err(text) },
      env: io.env,
      cwd: io.cwd,
    }),
};
