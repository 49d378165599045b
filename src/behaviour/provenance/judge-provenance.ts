import type { BehaviourSeen, ProvenanceView } from '../../model/index.ts';
import { changesOf } from './changes.ts';
import { elsewhereOf } from './elsewhere.ts';

/**
 * Where an account comes from, what of it came up after the rest was known, and which of its credentials is used from
 * another place beside the usual one. A log that tells no provenance makes nobody come from nowhere: it is left open.
 */
export function judgeProvenance(seen: BehaviourSeen): ProvenanceView {
  const { provenances } = seen.whole.aspects;
  const changes = changesOf(seen);
  const elsewhere = elsewhereOf(seen);
  return {
    seen: provenances.names.map(({ name, count, first, last }) => ({
      ...kindAndName(name),
      events: count,
      first,
      last,
    })),
    changes: changes.found,
    elsewhere: elsewhere.found,
    open: { changes: changes.open, elsewhere: elsewhere.open },
  };
}

function kindAndName(told: string): { readonly kind: string; readonly name: string } {
  const space = told.indexOf(' ');
  return { kind: told.slice(0, space), name: told.slice(space + 1) };
}
