/**
 * What a start has brought about, in order, for tests that end the process at each of these. A start that is cut at any of
 * them is taken up by the next one.
 */
export const startBoundaries = [
  'folder.held',
  'checkpoint-key.written',
  'identity.written',
  'cluster.running',
  'database.made',
  'schema.migrated',
  'passwords.set',
  'process-files.written',
  'config.written',
  'demo.rendered',
  'target.running',
  'target.filled',
  'target.credentials-kept',
  'target.named',
  'personas.written',
  'bootstrap.recorded',
  'sequencer.ready',
  'processes.ready',
  'socket.noted',
  'source.added',
  'source.taken',
  'source.evaluated',
  'source.read',
  'shown',
] as const;
export type StartBoundary = (typeof startBoundaries)[number];

/** Told of each boundary as it is reached. */
export type Reached = (boundary: StartBoundary) => void;
export const unwatched: Reached = () => undefined;
