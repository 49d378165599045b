import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { errorCode } from './error-code.ts';

/** Whether anything answers to that id, a zombie too: all that other programs look at. */
export function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Whether a process of that id exists. A zombie does not count: it holds nothing any more. */
export function isAlive(pid: number): boolean {
  if (!answers(pid)) return false;
  const state = statOf(pid)?.[0];
  if (state === undefined) return process.platform !== 'linux' || !existsSync('/proc/self/stat');
  return state !== 'Z' && state !== 'X';
}

/** When a process began, in the kernel's ticks: tells a process from a later one of the same pid. Undefined off Linux. */
export const startMarkOf = (pid: number): string | undefined => statOf(pid)?.[19];

/** The set of pids this process lives in; two containers have two. Undefined off Linux. */
export function pidNamespace(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return undefined;
  }
}

/** The fields of /proc/PID/stat after the program's name (which may hold spaces and parentheses): state is the first. */
function statOf(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
