import { isDataFolder, pathsIn } from '../../platform/data-folder/index.ts';
import { Fault } from '../../model/index.ts';
import { reachable } from './prepare-source.ts';
import { ownersIn } from './source-access.ts';

/** Under which name a log’s files are copied where the server’s OS user cannot read them itself. */
export const logCopy = (name: string): string => `log-${name}`.slice(0, 40);

/** Where the server is to read a log: the path itself, or a copy of it in the data folder where it is another OS user. */
export function prepareLog(data: string, name: string, path: string): string {
  if (!isDataFolder(data))
    throw new Fault('usage', `There is no Countersign data in \`${data}\` yet.`, {
      next: 'Start it once with `npm start`.',
    });
  return reachable(pathsIn(data), ownersIn(data)('server') !== undefined, logCopy(name), path);
}
