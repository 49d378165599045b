import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Fault } from '../../model/index.ts';
import { systemClock } from '../../platform/clock.ts';
import { databaseChoice, readConfig, writeConfig, type Config } from '../../platform/config.ts';
import {
  locateDataFolder,
  lockDataFolder,
  openDataFolder,
  pathsIn,
} from '../../platform/data-folder/index.ts';
import type { Log } from '../../platform/log.ts';
import type { RunningCluster } from '../../platform/postgres-server/index.ts';
import { supervise, tryFence, type SupervisedProcess } from '../../platform/processes/index.ts';
import { parseReference, readSecret } from '../../platform/secrets/index.ts';
import type { SourceToAdd } from './credentials.ts';
import { unwatched, type Reached } from './boundaries.ts';
import { compiledCode } from './compiled-code.ts';
import { demoLogs, prepareDemo, startTargetCluster, type LogToAdd } from './demo.ts';
import { externalDatabase } from './external-database.ts';
import { prepareInstallation, processConfigFile, type Installation } from './installation.ts';
import { prepareSource } from './prepare-source.ts';
import { consoleUrl } from './console-url.ts';
import { socketNote } from './socket-note.ts';

export { compileForNextStart } from './compiled-code.ts';

export interface StartAsked {
  readonly data: string | undefined;
  /** `connector=LOCATION` or `name:connector=LOCATION`, each a source of the user's own; any of them means no demo. */
  readonly sources: readonly string[];
  /** The port to serve on; kept for later starts. Absent: as before, or the usual one. */
  readonly port: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly log: Log;
  readonly step: (text: string) => void;
  readonly reached?: Reached;
}

export interface RunningInstallation {
  readonly installation: Installation;
  readonly apiSocket: string;
  /** Where the console and the API are served on this machine. */
  readonly url: string;
  readonly demo: boolean;
  readonly isNew: boolean;
  /** Sources that the server is to know; those it has are left as they are. */
  readonly sources: readonly SourceToAdd[];
  /** Logs of the demo company, in the same way. */
  readonly logs: readonly LogToAdd[];
  readonly processes: readonly SupervisedProcess[];
  /** Resolves when the enforcer is up too, which no answer waits for. Rejects as a process's `ready` does. */
  readonly complete: Promise<void>;
  /** Resolves when a process has given up. */
  readonly failed: Promise<string>;
  stop(): Promise<void>;
}

const programs = { server: 'app', enforcer: 'enforcer', sequencer: 'sequencer' } as const;

/** Brings everything up: folder, database, keys, demo company on first start, then the three processes. */
export async function startInstallation(asked: StartAsked): Promise<RunningInstallation> {
  const folder = locateDataFolder({ flag: asked.data, env: asked.env, cwd: asked.cwd });
  const extension = fileURLToPath(import.meta.url).endsWith('.ts') ? 'ts' : 'js';
  const programOf = (name: keyof typeof programs): string =>
    fileURLToPath(new URL(`../../${programs[name]}.${extension}`, import.meta.url));
  const fence = tryFence({ program: programOf('server'), dataFolder: folder });
  const paths = pathsIn(folder);
  const before = existsSync(paths.config) ? readConfig(paths.config) : undefined;
  const choice = databaseChoice(before, asked.env);
  if (choice.differsFromBefore)
    throw new Fault(
      'usage',
      `This data folder was started with ${before?.database.kind === 'embedded' ? 'the embedded database' : 'a database of its own URL'}, and DATABASE_URL says otherwise.`,
      {
        next: 'Name another folder with `--data`, or set DATABASE_URL as it was.',
      },
    );
  const external =
    choice.database.kind === 'external'
      ? externalDatabase(
          readSecret(parseReference(choice.database.url), { env: asked.env, folder: asked.cwd }),
          asked.cwd,
        )
      : undefined;

  if (asked.port !== undefined) await refuseTakenPort(asked.port);

  const demo = before?.demo ?? asked.sources.length === 0;
  if (demo && asked.sources.length > 0)
    throw new Fault(
      'demo_only',
      'This data folder holds the demo ledger, and a demo ledger never becomes a real one.',
      {
        next: 'Start your own with another folder: `npm start -- --data my-company --source …`.',
      },
    );
  const reached = asked.reached ?? unwatched;
  asked.step('database');
  const opened: RunningCluster[] = [];
  // two first starts at once would each make an identity and a key: the folder is held before anything is made in it
  const openFolder = openDataFolder(folder, fence.fence);
  const lock = lockDataFolder(openFolder.lock, systemClock);
  reached('folder.held');
  const target = demo ? startTargetCluster(openFolder, fence) : undefined;
  target?.catch(() => undefined); // told where it is waited for
  const serving = {
    consolePort: asked.port ?? before?.port ?? usualPort,
    checkAnswers: asked.env['COUNTERSIGN_CHECK_ANSWERS'] === '1',
  };
  const installation = await prepareInstallation(folder, fence, external, serving, reached).catch(
    async (error: unknown) => {
      await target?.then((cluster) => cluster.stop()).catch(() => undefined);
      lock.release();
      throw error;
    },
  );
  if (installation.cluster !== undefined) opened.push(installation.cluster);
  const processes: SupervisedProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const name of ['server', 'enforcer', 'sequencer'])
      await processes.find((process) => process.name === name)?.stop();
    await target?.then((cluster) => cluster.stop()).catch(() => undefined);
    for (const cluster of opened.toReversed()) await cluster.stop();
    rmSync(socketNote(installation.folder.root), { force: true });
    lock.release();
  };
  try {
    // They load their code while the rest is made ready, and begin when it is.
    const prepared = Promise.withResolvers<void>();
    const failed = Promise.withResolvers<string>();
    const run = (name: keyof typeof programs, begin?: Promise<void>): SupervisedProcess => {
      const owner = installation.ownerOf(name);
      const child = supervise({
        name,
        program: programOf(name),
        args: ['--config', processConfigFile(installation.folder, name)],
        log: asked.log,
        env: compiledCode(),
        ...(begin === undefined ? {} : { begin }),
        ...(owner === undefined ? {} : { user: owner }),
      });
      processes.push(child);
      void child.ended.then((how) => (how === 'gave-up' ? failed.resolve(name) : undefined));
      return child;
    };
    const sequencer = run('sequencer');
    const server = run('server', prepared.promise);
    // before anything is made in it: a demo cut short stays a demo, and never meets a user's own sources
    const config = before ?? newConfig(demo, choice.database);
    if (before === undefined || (asked.port !== undefined && asked.port !== before.port))
      writeConfig(installation.folder.config, {
        ...config,
        ...(asked.port === undefined ? {} : { port: asked.port }),
      });
    reached('config.written');
    const sources: SourceToAdd[] = [];
    if (target !== undefined) {
      asked.step('demo company');
      sources.push(...(await prepareDemo(installation, target, reached)));
    }
    for (const text of asked.sources) sources.push(prepareSource(installation, text, asked.env, asked.cwd));

    asked.step('processes');
    await sequencer.ready;
    reached('sequencer.ready');
    prepared.resolve();
    await server.ready;
    // nothing can ask for it before the server answers, and until then its loading would only be in the way
    const enforcer = run('enforcer');
    reached('processes.ready');
    writeFileSync(socketNote(installation.folder.root), installation.folder.apiSocket, { mode: 0o644 });
    reached('socket.noted');
    return {
      installation,
      apiSocket: installation.folder.apiSocket,
      url: consoleUrl(installation.folder.consolePort) ?? '',
      demo,
      isNew: before === undefined,
      sources,
      logs: demo ? demoLogs(installation.folder.acme) : [],
      processes,
      complete: enforcer.ready,
      failed: failed.promise,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const usualPort = 4310;

/** A port asked for by name and not to be had is said now: whoever asked would not find another. */
async function refuseTakenPort(port: number): Promise<void> {
  const trial = createServer();
  await new Promise<void>((resolve, reject) => {
    trial.once('error', (cause) =>
      reject(
        new Fault('usage', `Port ${port} of this machine is taken or not allowed.`, {
          next: 'Give another with `--port`.',
          cause,
        }),
      ),
    );
    trial.listen({ host: '127.0.0.1', port }, () => trial.close(() => resolve()));
  });
}

const newConfig = (demo: boolean, database: Config['database']): Config => ({
  format: 'countersign-config-1',
  createdAt: systemClock.now(),
  demo,
  database,
  sources: [],
});
