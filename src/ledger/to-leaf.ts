import { entryTypes, type EntryDraft, type EntryType, type Leaf, type Writer } from '../model/entry.ts';
import { isBlobId, isDigest, isEntryId, isSubjectId, must } from '../model/ids.ts';
import { isInstant, type Instant } from '../model/time.ts';
import type { LeafView } from './leaf.ts';

const allTypes: readonly string[] = Object.values(entryTypes).flat();
export const isEntryType = (text: string): text is EntryType => allTypes.includes(text);
const isWriter = (text: string): text is Writer => Object.hasOwn(entryTypes, text);
const isActorKind = (text: string): text is EntryDraft['actor']['kind'] =>
  ['person', 'process', 'agent', 'machine'].includes(text);
const instant = (text: string): Instant => must(isInstant, text);

/** The parsed leaf in the model's words; throws TypeError when a field is of another shape. */
export function toLeaf(view: LeafView): Leaf {
  const { entry } = view;
  return {
    v: 'countersign/entry/v1',
    seq: view.seq,
    sequencedAt: instant(view.sequencedAt),
    writer: must(isWriter, view.writer),
    entry: {
      id: must(isEntryId, entry.id),
      type: must(isEntryType, entry.type),
      at: instant(entry.at),
      actor: {
        kind: must(isActorKind, entry.actor.kind),
        id: must(isSubjectId, entry.actor.id),
        via: entry.actor.via.map((id) => must(isSubjectId, id)),
      },
      subjects: entry.subjects,
      causedBy: entry.causedBy.map((id) => must(isEntryId, id)),
      correlation: entry.correlation,
      policy: entry.policy === null ? null : must(isDigest, entry.policy),
      basis: Object.fromEntries(
        Object.entries(entry.basis).map(([name, digest]) => [name, must(isDigest, digest)]),
      ),
      blobs: entry.blobs.map((blob) => ({
        id: must(isBlobId, blob.id),
        name: blob.name,
        commitment: must(isDigest, blob.commitment),
      })),
      body: entry.body,
    },
  };
}
