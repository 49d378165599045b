import { readFileSync } from 'node:fs';

/**
 * The most memory that this process held (resident). Not `resourceUsage().maxRSS`, which on Linux also counts what the
 * process that began this one held at that moment.
 */
export function peakMegabytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  const told = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  if (told === undefined) throw new Error('/proc/self/status tells no VmHWM');
  return Number(told) / 1024;
}
