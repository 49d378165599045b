/**
 * The folder that holds everything an installation keeps. In: where it is wished. Out: its paths, made with modes and
 * owners, and the right to be the only one running it. Never: what is in the files.
 */
export { locateDataFolder, pathsIn, processGroup, processNames, processUsers } from './layout.ts';
export type { DataPaths, ProcessName } from './layout.ts';
export { lockDataFolder, lockHolder } from './lock.ts';
export type { FolderLock, LockHolder } from './lock.ts';
export { isDataFolder, openDataFolder } from './open.ts';
export type { DataFolder, FenceKind } from './open.ts';
