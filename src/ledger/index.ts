/**
 * ⑧ Proof. In: entry drafts that other stages record in their own transactions, and content to keep apart. Out: numbered
 * leaves of an RFC 6962 log under signed checkpoints, and who may sign for whom, as the entries say. It never changes or
 * deletes an entry, never writes an entry type its process may not write, and never signs a tree that is not a
 * continuation of the last one it signed.
 */
export { newNoteSecret, readNoteSecret } from './note.ts';
export type { NoteKey } from './note.ts';
export { outsideFile } from './outside-copy.ts';
export type { OutsideCopy } from './outside-copy.ts';
export { createReader } from './reader.ts';
export type { ReaderOptions, VerifiedReader } from './reader.ts';
export { createRecorder } from './recorder.ts';
export type { RecorderOptions } from './recorder.ts';
export { runSequencer } from './sequencer.ts';
export type { SequencerOptions } from './sequencer.ts';
