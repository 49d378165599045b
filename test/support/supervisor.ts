// A supervisor for tests: starts child-process.ts, prints its pid, and waits to be killed.
import { systemClock } from '../../src/platform/clock.ts';
import { createLog } from '../../src/platform/log.ts';
import { supervise } from '../../src/platform/processes/index.ts';

const [program = '', file = ''] = process.argv.slice(2);
const log = createLog({ clock: systemClock, format: 'json' });
const child = supervise({ name: 'server', program, args: ['stays', file], log });
await child.ready;
process.stdout.write(`${child.pid}\n`);
