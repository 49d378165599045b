/** The type of a column as DuckDB describes it. */
export type ColumnType =
  | { readonly is: 'struct'; readonly members: ReadonlyMap<string, ColumnType> }
  | { readonly is: 'list'; readonly of: ColumnType }
  | { readonly is: 'map' }
  | { readonly is: 'plain'; readonly name: string };

/** `STRUCT(uid VARCHAR, "type" STRUCT(name VARCHAR)[])`, read; what it cannot read is a plain type of that name. */
export function columnType(text: string): ColumnType {
  if (text.endsWith('[]')) return { is: 'list', of: columnType(text.slice(0, -2)) };
  if (text.startsWith('MAP(')) return { is: 'map' };
  if (!text.startsWith('STRUCT(') || !text.endsWith(')')) return { is: 'plain', name: text };
  const members = new Map<string, ColumnType>();
  for (const member of membersOf(text.slice('STRUCT('.length, -1))) {
    const quoted = /^"((?:[^"]|"")*)" /.exec(member);
    const at = quoted === null ? member.indexOf(' ') : quoted[0].length - 1;
    const name = quoted?.[1]?.replaceAll('""', '"') ?? member.slice(0, at);
    members.set(name, columnType(member.slice(at + 1)));
  }
  return { is: 'struct', members };
}

/** Between commas that stand in no parentheses and no quotes. */
function membersOf(text: string): readonly string[] {
  const found: string[] = [];
  let from = 0;
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at <= text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (character === '(') depth++;
    else if (character === ')') depth--;
    else if ((character === ',' && depth === 0) || at === text.length) {
      found.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return found;
}
