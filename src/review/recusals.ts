import type { EntryId, Instant, ProposalId, SubjectId } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';

/** Somebody said, with their signature, that they have a conflict of interest: theirs no longer counts on this case. */
export interface RecusalKept {
  readonly person: SubjectId;
  readonly reason: string;
  readonly entry: EntryId;
  readonly at: Instant;
}

export const recusalsOf = (on: Queryable, proposal: ProposalId): Promise<readonly RecusalKept[]> =>
  on.query<RecusalKept>(
    'select person, reason, entry, at from review.recusal where proposal = $1 order by at, person',
    [proposal],
  );
