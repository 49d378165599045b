import type { Reached } from '../commands/start/boundaries.ts';

/** What a command may touch of the outside: handed in, so that a test can hand in its own. */
export interface Io {
  /** Results. With `--json` exactly one document, otherwise text for people. */
  out(text: string): void;
  /** Progress and messages; never results. */
  err(text: string): void;
  readonly json: boolean;
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** The data folder that `--data` or the environment names; undefined: the default. */
  readonly data: string | undefined;
  /** Tests end a start at its boundaries by this. */
  readonly reached?: Reached;
}

/** One command of the CLI. `run` returns the exit status: 0 done, 1 refused or a check did not hold, 2 usage, 3 fault. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly examples: readonly string[];
  run(argv: readonly string[], io: Io): Promise<number>;
}
