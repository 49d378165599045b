import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '../../api/routes/index.ts';
import { examine, examineEnds } from '../../commands/doctor.ts';
import { Fault } from '../../model/index.ts';
import { monotonicMs, systemClock } from '../../platform/clock.ts';
import { locateDataFolder, lockHolder, pathsIn } from '../../platform/data-folder/index.ts';
import { readArguments } from '../arguments.ts';
import { askIfRunning } from '../connect.ts';
import { inert } from '../../platform/text.ts';
import type { Command } from '../io.ts';

const doctorCommand: Command = {
  name: 'doctor',
  summary: 'what runs, what guards it, what is missing; works without the server',
  usage: 'countersign doctor',
  examples: ['countersign doctor', 'countersign doctor --json'],
  async run(argv, io) {
    readArguments(argv, {}, 'countersign doctor');
    const stands = await askIfRunning(io, status.show, {});
    const items = [
      ...examine(locateDataFolder({ flag: io.data, env: io.env, cwd: io.cwd })),
      ...examineEnds(stands?.ok === true ? stands.value.lateEnds : undefined),
    ];
    if (io.json) io.out(`${JSON.stringify({ items })}\n`);
    else
      io.out(
        `${items.map((each) => `${each.is.padEnd(5)}  ${each.what.padEnd(10)}  ${inert(each.says)}${each.next === undefined ? '' : `\n                   ${each.next}`}`).join('\n')}\n`,
      );
    return items.some((each) => each.is === 'wrong') ? 1 : 0;
  },
};

const stopCommand: Command = {
  name: 'stop',
  summary: 'stop a Countersign that runs on this data folder',
  usage: 'countersign stop',
  examples: ['countersign stop', 'countersign stop --data ./my-company'],
  async run(argv, io) {
    readArguments(argv, {}, 'countersign stop');
    const { lock } = pathsIn(locateDataFolder({ flag: io.data, env: io.env, cwd: io.cwd }));
    const holder = lockHolder(lock, systemClock);
    if (holder === undefined) {
      io.out(io.json ? `${JSON.stringify({ stopped: false })}\n` : 'Nothing runs on this data folder.\n');
      return 0;
    }
    process.kill(holder.pid, 'SIGTERM');
    for (
      const deadline = monotonicMs() + 30_000;
      lockHolder(lock, systemClock) !== undefined;
      await sleep(50)
    )
      if (monotonicMs() > deadline)
        throw new Fault('timed_out', `Process ${holder.pid} did not stop within 30 s.`, {
          next: 'See its output, then stop it yourself.',
        });
    io.out(io.json ? `${JSON.stringify({ stopped: true })}\n` : 'Stopped.\n');
    return 0;
  },
};

/** In the order help shows them. */
export const doctorCommands: readonly Command[] = [stopCommand, doctorCommand];
