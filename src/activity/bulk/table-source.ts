import { sqlName } from '../../platform/duckdb/index.ts';
import { sqlBetween } from './events-sql.ts';
import { columnType, type ColumnType } from './column-type.ts';
import { isMembers, numbers, shape, withinWhole, type Shape } from './shape.ts';
import { mostThings, type Source } from './source.ts';

const nothing = 'NULL::VARCHAR';

/**
 * A table of OCSF by its columns. What a column holds that is of another type than OCSF’s makes its row odd; undefined where
 * the table has no class, metadata or time that could be counted by.
 */
export function tableSource(
  file: string,
  columns: ReadonlyMap<string, string>,
  row: string,
): Source | undefined {
  const types = new Map([...columns].map(([name, type]) => [name, columnType(type)]));
  const time = columns.get('time') ?? '';
  if (types.get('metadata')?.is !== 'struct' || !isNumber(types.get('class_uid'))) return undefined;
  if (time !== 'BIGINT' && !time.startsWith('TIMESTAMP')) return undefined;
  const odd: string[] = [];
  const typeAt = (path: readonly string[]): ColumnType | undefined => {
    let [at, rest] = [types.get(path[0] ?? ''), path.slice(1)];
    if (at?.is === 'list') at = at.of;
    for (const name of rest) at = at?.is === 'struct' ? at.members.get(name) : undefined;
    return at;
  };
  const named = (path: readonly string[]): string => path.map(sqlName).join('.');
  const look = (at: Shape, path: readonly string[]): void => {
    const type = typeAt(path);
    if (type === undefined) return;
    const isThere = `${named(path)} IS NOT NULL`;
    const members = membersOf(at, path);
    if (members !== undefined)
      if (type.is === 'map' && path.join() === 'unmapped')
        odd.push(hasAny(named(path), Object.keys(members)));
      else if (type.is === 'struct')
        for (const [name, each] of Object.entries(members)) look(each, [...path, name]);
      else odd.push(isThere);
    else if (path[0] !== 'time' && !isRead(path, type)) odd.push(isThere);
  };
  for (const [name, at] of Object.entries(shape)) if (name !== 'resources') look(at, [name]);
  const things = types.get('resources');
  const hasThings =
    things?.is === 'list' &&
    things.of.is === 'struct' &&
    ['uid', 'name'].every((name) => things.of.is === 'struct' && isWord(things.of.members.get(name) ?? word));
  if (things !== undefined && !hasThings) odd.push('"resources" IS NOT NULL');
  const thing = (n: number, attribute: string): string =>
    hasThings && things.of.is === 'struct' && things.of.members.has(attribute)
      ? `nullif("resources"[${n}].${sqlName(attribute)}, '')`
      : nothing;
  const raw = (...path: readonly string[]): string => {
    const type = typeAt(path);
    if (type === undefined || !isRead(path, type)) return nothing;
    if (type.is === 'list') return `to_json(${named(path)})::VARCHAR`;
    // an empty text is nothing: in a key it stands as what is not there
    return isWord(type) ? named(path) : `${named(path)}::VARCHAR`;
  };
  for (let n = 1; n <= mostThings; n++)
    odd.push(`coalesce(contains(concat(${thing(n, 'uid')}, ${thing(n, 'name')}), ${sqlBetween}), false)`);
  return {
    from: file,
    row: { from: file, text: row },
    raw,
    within: (...path) => `nullif(${raw(...path)}, '')`,
    has: (...path) => (typeAt(path) === undefined ? 'false' : `${named(path)} IS NOT NULL`),
    things: {
      most: mostThings,
      count: hasThings ? 'len("resources")' : '0',
      raw: thing,
      has: (n) => (hasThings ? `"resources"[${n}] IS NOT NULL` : 'false'),
    },
    ms: time === 'BIGINT' ? '"time"' : 'epoch_ms("time")',
    odd,
    isQuoted: false,
    otherThanWords: (raws) => `coalesce(contains(concat(${raws.join(', ')}), ${sqlBetween}), false)`,
    otherThanObject: (whole, member) => {
      const type = typeAt([whole, member]);
      return type === undefined || type.is === 'struct' ? 'false' : `${named([whole, member])} IS NOT NULL`;
    },
  };
}

const word: ColumnType = { is: 'plain', name: 'VARCHAR' };
const isWord = (type: ColumnType): boolean => type.is === 'plain' && type.name === 'VARCHAR';
const isNumber = (type: ColumnType | undefined): boolean =>
  type?.is === 'plain' && /^U?(TINY|SMALL|BIG)?INT(EGER)?$/.test(type.name);

/** Whether this is read as it stands: of another type it makes its row odd. */
function isRead(path: readonly string[], type: ColumnType): boolean {
  const name = path.at(-1) ?? '';
  if (name === 'tells_of') return true;
  if (name === 'provenance') return type.is === 'list' && isWord(type.of);
  return numbers.has(name) ? isNumber(type) : isWord(type);
}

const membersOf = (at: Shape, path: readonly string[]): { readonly [member: string]: Shape } | undefined =>
  isMembers(at) ? at : path.length === 1 ? withinWhole[path[0] ?? ''] : undefined;

const hasAny = (map: string, keys: readonly string[]): string =>
  `coalesce(list_has_any(map_keys(${map}), [${keys.map((key) => `'${key}'`).join(', ')}]), false)`;
