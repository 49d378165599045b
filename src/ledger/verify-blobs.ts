import { commitmentOf } from './commitment.ts';
import type { LeafView } from './leaf.ts';
import { isTextList, member } from './shape.ts';
import type { StoredBlob } from './verify-input.ts';
import type { ErasedBlob, ProblemList } from './verify-report.ts';

/** Holds blobs to the commitments in entries, and tells erased, missing and altered apart. */
export interface BlobCheck {
  leaf(leaf: LeafView): void;
  blob(blob: StoredBlob): void;
  end(): { readonly erased: readonly ErasedBlob[]; readonly unreferenced: number };
}

export function checkBlobs(integrity: ProblemList, completeness: ProblemList): BlobCheck {
  const committed = new Map<
    string,
    { readonly commitment: string; readonly seq: number; readonly name: string }
  >();
  const erasures = new Map<string, { readonly entry: string; readonly seq: number }>();
  const stored: ErasedBlob[] = [];
  let unreferenced = 0;

  const erasedOrMissing = (id: string, by: string | null): void => {
    const ref = committed.get(id);
    if (ref === undefined) return;
    const erasure = erasures.get(id);
    if (erasure !== undefined && (by === null || by === erasure.entry))
      stored.push({ blob: id, seq: ref.seq, erasedBySeq: erasure.seq });
    else
      completeness.add({
        seq: ref.seq,
        what: `blob \`${id}\` (${ref.name}) of entry ${ref.seq} is missing, and no entry erased it`,
        ...(by === null
          ? {}
          : { expected: 'a `blob.erased` entry that names it', found: `a row that says \`${by}\`` }),
      });
    committed.delete(id);
  };

  return {
    leaf({ seq, entry }) {
      for (const ref of entry.blobs)
        if (!committed.has(ref.id))
          committed.set(ref.id, { commitment: ref.commitment, seq, name: ref.name });
      if (entry.type !== 'blob.erased') return;
      const named = member(entry.body, 'blobs');
      if (isTextList(named))
        for (const id of named) if (!erasures.has(id)) erasures.set(id, { entry: entry.id, seq });
    },
    blob(blob) {
      const ref = committed.get(blob.id);
      if (ref === undefined) {
        unreferenced++;
        return;
      }
      if (blob.salt === null || blob.content === null) return erasedOrMissing(blob.id, blob.erasedBy);
      const found = commitmentOf(blob.salt, blob.content);
      if (found !== ref.commitment)
        integrity.add({
          seq: ref.seq,
          what: `blob \`${blob.id}\` (${ref.name}) of entry ${ref.seq} was altered`,
          expected: ref.commitment,
          found,
        });
      committed.delete(blob.id);
    },
    end() {
      for (const id of committed.keys()) erasedOrMissing(id, null);
      return { erased: stored, unreferenced };
    },
  };
}
