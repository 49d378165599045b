import { randomBytes } from 'node:crypto';
import { errorCode } from '../error-code.ts';

/** A name for a folder beside the cluster that only this process works in, and a later start may remove. */
export const workFolder = (): string => `init-${process.pid}-${randomBytes(4).toString('hex')}`;

/** Whether a folder is such a one, and the process that made it lives no more. */
export function isLeftBehind(name: string): boolean {
  const pid = /^init-(\d+)-/.exec(name)?.[1];
  if (pid === undefined) return false;
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return errorCode(error) !== 'EPERM';
  }
}
