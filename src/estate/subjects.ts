import { isSubjectId, must, type SourceId, type SubjectId } from '../model/index.ts';
import { newId } from '../platform/clock.ts';
import type { Queryable } from '../platform/store/index.ts';

/** A person or account that the ledger speaks of by a random id. */
export interface SubjectRef {
  readonly entity: 'person' | 'account';
  readonly source: SourceId | 'countersign';
  readonly key: string;
}

/** The ledger's random id of this person (`psn_`), agent (`agt_`) or process (`prc_`), allotted at its first mention. */
export async function subjectOf(
  db: Queryable,
  ref: SubjectRef,
  kind: 'psn' | 'agt' | 'prc' = ref.entity === 'person' ? 'psn' : 'prc',
): Promise<SubjectId> {
  const names = [ref.entity, ref.source, ref.key];
  const find = 'select subject_id from estate.subject where entity = $1 and source = $2 and key = $3';
  const [known] = await db.query<{ subject_id: string }>(find, names);
  if (known !== undefined) return must(isSubjectId, known.subject_id);
  await db.query(
    `insert into estate.subject (entity, source, key, subject_id) values ($1, $2, $3, $4)
     on conflict (entity, source, key) do nothing`,
    [...names, newId(kind)],
  );
  const [row] = await db.query<{ subject_id: string }>(find, names);
  if (row === undefined) throw new TypeError('a subject id was just allotted and is not there');
  return must(isSubjectId, row.subject_id);
}

/** Whom a ledger id stands for; undefined when it was never allotted here. */
export async function refOfSubject(db: Queryable, id: SubjectId): Promise<SubjectRef | undefined> {
  const [row] = await db.query<SubjectRef>(
    'select entity, source, key from estate.subject where subject_id = $1',
    [id],
  );
  return row;
}
