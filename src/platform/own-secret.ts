import { readFileSync } from 'node:fs';
import { Fault } from '../model/failure.ts';

/** A secret that one of our processes keeps in a file of its own folder; one newline at the end is not part of it. */
export function readOwnSecret(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\n$/, '');
  } catch (error) {
    throw new Fault('secret_unavailable', `\`${path}\` cannot be read by this process.`, {
      next: 'Start Countersign with `countersign start`, which makes the files of each process.',
      cause: error,
    });
  }
}
