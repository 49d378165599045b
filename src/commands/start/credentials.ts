import { join } from 'node:path';
import { systemClock } from '../../platform/clock.ts';
import { fileKeys, openCredentialStore } from '../../platform/secrets/index.ts';

/** A source that `start` adds on its own. */
export interface SourceToAdd {
  readonly id: string;
  readonly connector: string;
  readonly location: string;
}

/** The credential store in one process's folder, as whoever owns the installation fills it. */
export const credentialsOf = (
  folder: string,
  owner: { readonly uid: number; readonly gid: number } | undefined,
) =>
  openCredentialStore({
    path: join(folder, 'credentials.json'),
    keys: fileKeys(join(folder, 'credentials.key'), owner === undefined ? {} : { owner }),
    clock: systemClock,
    ...(owner === undefined ? {} : { owner }),
  });
