import { setTimeout as pause } from 'node:timers/promises';
import type { System } from '../system.ts';
import { bringAboutMandates } from './bring-about.ts';
import { nothingSeen } from './seen.ts';

const everyMs = 5_000;

/** Brings about what mandates have to be done until told to stop; what fails is told and tried again. */
export async function runMandates(
  system: System,
  stop: AbortSignal,
  tell: (error: unknown) => void,
): Promise<void> {
  const seen = nothingSeen();
  while (!stop.aborted) {
    try {
      await bringAboutMandates(system, seen);
    } catch (error) {
      if (!stop.aborted) tell(error);
    }
    await pause(everyMs, undefined, { signal: stop }).catch(() => undefined);
  }
}
