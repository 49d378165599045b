import { fields, type Entity, type Thing, type Value } from '../../replay/index.ts';
import type { Database } from '../../platform/store/index.ts';

/** What a register says of things that their own sources do not tell. */
export interface Stated {
  /** The told fields of a thing, and what a register says of those that are not told. */
  with(entity: Entity, key: string, told: Thing['fields']): Thing['fields'];
}

/**
 * A register is a CSV source of groups with an attribute `about`: what kind of thing the row is about, whose key is the key of
 * that thing. Its other attributes are fields by their names. What the thing's own source tells is never overruled.
 */
export async function statedFacts(database: Database): Promise<Stated> {
  const rows = await database.query<{
    key: string;
    attributes: Readonly<Record<string, string>>;
  }>(
    `select g.key, g.attributes from estate.groups g join sources.source s on s.no = g.source_no
      where g.valid_to_read is null and g.attributes ? 'about' and s.connector = 'csv' order by s.id, g.key limit ${mostStated}`,
  );
  const facts = new Map<string, Map<string, Value>>();
  for (const { key, attributes } of rows) {
    const name = `${attributes['about']} ${key}`;
    const known = facts.get(name) ?? new Map<string, Value>();
    for (const [field, { holds }] of fieldsOf(attributes['about'])) {
      const value = valueOf(holds, attributes[field]);
      if (value !== undefined && !known.has(field)) known.set(field, value);
    }
    facts.set(name, known);
  }
  return {
    with(entity, key, told) {
      const known = facts.get(`${entity} ${key}`);
      if (known === undefined) return told;
      const more = [...known].filter(([field]) => told[field] === undefined);
      return { ...told, ...Object.fromEntries(more) };
    },
  };
}

const mostStated = 20_000;

const fieldsOf = (about: string | undefined): readonly (readonly [string, { readonly holds: string }])[] =>
  Object.entries(fields).flatMap(([entity, of]) => (entity === about ? Object.entries(of) : []));

function valueOf(holds: string, text: string | undefined): Value | undefined {
  const said = text?.trim() ?? '';
  if (said === '') return undefined;
  if (holds === 'yes-no')
    return /^(yes|true)$/i.test(said) ? true : /^(no|false)$/i.test(said) ? false : undefined;
  if (holds === 'number')
    return said === 'never' ? null : /^\d{1,9}(\.\d{1,9})?$/.test(said) ? Number(said) : undefined;
  return holds === 'texts' ? said.split(/[,;\s]+/).filter((each) => each !== '') : said;
}
