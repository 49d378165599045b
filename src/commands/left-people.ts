import { refOfSubject } from '../estate/index.ts';
import { isSubjectId, refuse, type Refusal } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';

/**
 * Refuses to give a key to somebody of whom the source of people says now that they have left: the ledger would let them
 * sign for as long as nobody ends it. Who is linked to nobody of the estate, or not known there any more, is not refused.
 */
export async function refuseLeaver(
  on: Queryable,
  item: Readonly<Record<string, unknown>>,
): Promise<Refusal | undefined> {
  const { subject } = item;
  const ref =
    typeof subject === 'string' && isSubjectId(subject) ? await refOfSubject(on, subject) : undefined;
  if (ref?.entity !== 'person') return undefined;
  const [person] = await on.query<{ name: string }>(
    `select p.name from estate.persons p join sources.source s on s.no = p.source_no
      where s.id = $1 and p.key = $2 and p.valid_to_read is null and p.state = 'left'`,
    [ref.source, ref.key],
  );
  return person === undefined
    ? undefined
    : refuse(
        'policy_denied',
        `Nothing was recorded: \`${ref.source}\` says that ${person.name} has left, and who has left is given no key.`,
        `If they have not, have that source corrected, then read it: \`countersign source read ${ref.source}\`.`,
      );
}
