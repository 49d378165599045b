import { sqlName, sqlText } from '../../platform/duckdb/index.ts';
import { envelopes, isMembers, shape, type Shape } from './shape.ts';
import { mostThings, type Source } from './source.ts';

/** Lines of JSON. Where one of them is laid out otherwise than `shape` says, the question fails as a whole. */
export function linesSource(file: string): Source {
  const all: readonly (readonly [string, Shape])[] = [
    ...Object.entries(shape),
    ...envelopes.map((name) => [name, 'whole'] as const),
  ];
  const columns = all.map(([name, each]) => `${sqlName(name)}: ${sqlText(typeOf(each))}`).join(', ');
  const laidOut = JSON.stringify(Object.fromEntries(all.map(([name, each]) => [name, layoutOf(each)])));
  const named = (...path: readonly string[]): string => path.map(sqlName).join('.');
  const whole = all.flatMap(([name, each]) =>
    each === 'whole' && !envelopes.some((other) => other === name) ? [name] : [],
  );
  const ms = `TRY_CAST(${named('time')} AS BIGINT)`;
  const thing = (n: number): string => `"resources"[${n}]`;
  return {
    from: `read_json(${file}, format = 'newline_delimited', maximum_object_size = ${longestLine}, columns = {${columns}})`,
    row: {
      from: `(SELECT one.*, line FROM (SELECT json AS line, from_json(json, ${sqlText(laidOut)}) AS one
        FROM read_ndjson_objects(${file}, maximum_object_size = ${longestLine})))`,
      text: 'line',
    },
    raw: (...path) => `${named(...path)}::VARCHAR`,
    within: (name, ...path) =>
      `nullif(nullif((${named(name)} -> ${sqlText(`$.${path.join('.')}`)})::VARCHAR, 'null'), '""')`,
    has: (...path) => `${named(...path)} IS NOT NULL`,
    things: {
      most: mostThings,
      count: 'len("resources")',
      raw: (n, attribute) => `nullif(${thing(n)}.${sqlName(attribute)}::VARCHAR, '""')`,
      has: (n) => `${thing(n)} IS NOT NULL`,
    },
    ms,
    odd: [
      `coalesce(${envelopes.map(sqlName).join(', ')}) IS NOT NULL`,
      `(${ms})::VARCHAR <> ${named('time')}::VARCHAR`,
      // objects begin with what comes last of all that JSON begins with
      `coalesce(least(${whole.map((name) => `${named(name)}::VARCHAR`).join(', ')}) < '{', false)`,
    ],
    isQuoted: true,
    // a text begins with a quote, which comes before whatever else JSON begins with
    otherThanWords: (raws) => `coalesce(NOT starts_with(greatest(${raws.join(', ')}), '"'), false)`,
    otherThanObject: (name, member) =>
      `coalesce(NOT starts_with(nullif((${named(name)} -> ${sqlText(`$.${member}`)})::VARCHAR, 'null'), '{'), false)`,
  };
}

/** As long as a line may be that is read by itself. */
const longestLine = 4 << 20;

const typeOf = (at: Shape): string =>
  typeof at === 'string'
    ? 'JSON'
    : isMembers(at)
      ? `STRUCT(${Object.entries(at)
          .map(([name, each]) => `${sqlName(name)} ${typeOf(each)}`)
          .join(', ')})`
      : `${typeOf(at[0])}[]`;

const layoutOf = (at: Shape): unknown =>
  typeof at === 'string'
    ? 'JSON'
    : isMembers(at)
      ? Object.fromEntries(Object.entries(at).map(([name, each]) => [name, layoutOf(each)]))
      : [layoutOf(at[0])];
