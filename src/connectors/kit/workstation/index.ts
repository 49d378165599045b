/**
 * Reads a developer's machine or a repository without any set-up. In: paths (or none), the home folder, now. Out: the
 * non-human identities and agents there, the credentials they hold as metadata with a keyed fingerprint, what these
 * reach, and what could not be read. It never returns, logs or keeps a secret or a part of one, never runs a program,
 * never opens a connection, never follows a link out of what it was given.
 */
export { readWorkstation, type ReadOptions, type WorkstationRead } from './read-workstation.ts';
export { observationsOf } from './observations.ts';
export { readers } from './readers/index.ts';
export { agentSignIns, clientPlace, mcpClients, unnamedClient } from './readers/mcp-clients.ts';
export { withoutShapes } from './keeper.ts';
export { defaultLimits, walk, type Walked, type WalkedFile, type WalkLimits } from './walk.ts';
