import { isAbsolute, join, resolve } from 'node:path';

/** The three processes of the product that run apart. */
export type ProcessName = 'server' | 'enforcer' | 'sequencer';
export const processNames: readonly ProcessName[] = ['server', 'enforcer', 'sequencer'];

/** Numeric OS users need no entry in the system. The group is shared: it lets the three reach the sockets and find copied exports. */
export const processGroup = 64_100;
export const processUsers: Readonly<Record<ProcessName, { readonly uid: number; readonly gid: number }>> = {
  server: { uid: 64_101, gid: processGroup },
  enforcer: { uid: 64_102, gid: processGroup },
  sequencer: { uid: 64_103, gid: processGroup },
};

/** Every place in the data folder (docs/architecture.md). */
export interface DataPaths {
  readonly root: string;
  readonly config: string;
  /** The embedded cluster, and its socket. */
  readonly postgres: string;
  readonly postgresSocket: string;
  /** Demo only: Acme's own cluster. */
  readonly target: string;
  readonly targetSocket: string;
  readonly run: string;
  readonly lock: string;
  readonly server: string;
  /** Where the running server says which port it got. */
  readonly consolePort: string;
  readonly enforcer: string;
  readonly sequencer: string;
  readonly checkpoints: string;
  readonly personas: string;
  readonly acme: string;
  /** With three OS users: copies of the exports that the server reads. Only root writes here. */
  readonly imports: string;
}

export function pathsIn(root: string): DataPaths {
  const at = (...names: string[]): string => join(root, ...names);
  return {
    root,
    config: at('config.json'),
    postgres: at('postgres'),
    postgresSocket: at('run', 'pg'),
    target: at('target'),
    targetSocket: at('run', 'target'),
    run: at('run'),
    lock: at('run', 'start.lock'),
    server: at('server'),
    consolePort: at('server', 'console-port'),
    enforcer: at('enforcer'),
    sequencer: at('sequencer'),
    checkpoints: at('checkpoints'),
    personas: at('personas'),
    acme: at('acme'),
    imports: at('imports'),
  };
}

/** Where the data folder is: `--data`, else COUNTERSIGN_DATA, else `.countersign` in the current folder. Absolute. */
export function locateDataFolder(from: {
  readonly flag?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}): string {
  const variable = from.env['COUNTERSIGN_DATA'];
  const named = from.flag ?? (variable === undefined || variable === '' ? '.countersign' : variable);
  return isAbsolute(named) ? resolve(named) : resolve(from.cwd, named);
}
