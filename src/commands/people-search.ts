import { done, isSourceId, must, type Result, type SourceId } from '../model/index.ts';
import type { System } from './system.ts';

export interface PersonFound {
  readonly source: SourceId;
  readonly key: string;
  readonly name: string;
  readonly email: string | null;
}
const mostFound = 20;

/** People whom a source tells of and who have not left, by the beginning of a word of their name, or of their address. */
export async function findPeople(
  system: Pick<System, 'database'>,
  { text }: { readonly text: string },
): Promise<Result<{ readonly items: readonly PersonFound[] }>> {
  const rows = await system.database.query<Omit<PersonFound, 'source'> & { source: string }>(
    `select s.id as source, p.key, p.name, p.email
       from estate.persons p join sources.source s on s.no = p.source_no
      where p.valid_to_read is null and p.state <> 'left' and s.state <> 'removed'
        and (position(' ' || lower($1) in ' ' || lower(p.name)) > 0 or starts_with(lower(p.email), lower($1)))
      order by lower(p.name), s.id, p.key limit $2`,
    [text.trim(), mostFound],
  );
  return done({ items: rows.map((row) => ({ ...row, source: must(isSourceId, row.source) })) });
}
