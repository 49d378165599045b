import { join } from 'node:path';

/** Where a running installation says how to reach its API. */
export const socketNote = (folder: string): string => join(folder, 'run', 'api-socket');
