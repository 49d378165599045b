// The enforcer's stage as a process of its own, for the kill tests: it first takes what it finds to its end, says so, and
// on `go` carries out requests until the point it was told to die at.
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { runEnforcer, type EnforcerEvent } from '../../src/enforcement/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openDatabase } from '../../src/platform/store/index.ts';
import { enforcementBench } from './enforcement-world.ts';

/** What the kill test passes as this program's one argument, as JSON. */
export interface EnforcerMainConfig {
  readonly enforcer: string;
  readonly target: string;
  readonly checkpointKey: string;
  readonly dieAt?: { readonly boundary: string; readonly step?: number };
}

const config: EnforcerMainConfig = JSON.parse(process.argv[2] ?? '{}');
const bench = {
  ...enforcementBench({
    database: openDatabase({ url: config.enforcer, applicationName: 'test-enforcer' }),
    target: config.target,
    clock: systemClock,
    checkpointKey: config.checkpointKey,
  }),
  // what its mandates' conditions ask for
  facts: {
    factsOf: () => Promise.resolve({ unused_days: 200, owner: 'somebody', shared: 'no', tier: 'low' }),
  },
};
const say = (event: EnforcerEvent | { readonly is: 'going' }): void => {
  const fault = event.is === 'waiting' ? { fault: event.fault.message } : {};
  process.stdout.write(`${JSON.stringify({ ...event, ...fault })}\n`);
};

flushCompileCache(); // where the test has one: this process never comes to the end at which it is written

const first = new AbortController();
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const go = lines.next().then(() => first.abort());
await runEnforcer({ ...bench, stop: first.signal }, { pollMs: 20, tell: say });
await go;
say({ is: 'going' });
await runEnforcer(
  {
    ...bench,
    checkpoints: {
      at(boundary, step) {
        if (boundary === config.dieAt?.boundary && step === config.dieAt.step)
          process.kill(process.pid, 'SIGKILL');
        return Promise.resolve();
      },
    },
  },
  { pollMs: 20, tell: say },
);
