import { z } from 'zod';
import { sqlName, sqlText, type Duckdb } from '../../platform/duckdb/index.ts';
import { detectionFinding } from '../signal.ts';
import type { FileValue } from './values.ts';

/** Columns that say what is counted, or by which an event may be refused. */
const looked = [
  'class_uid',
  'category_uid',
  'activity_id',
  'activity_name',
  'type_uid',
  'severity_id',
  'status_id',
  'actor',
  'resources',
  'resource',
  'user',
  'group',
  'policy',
  'entity',
  'service',
  'session',
  'privileges',
  'unmapped',
  'cloud',
  'dst_endpoint',
  'is_mfa',
  'count',
];
/** Of these structs some members differ from event to event and are counted nowhere; they need only be what they have to be. */
const structs: readonly {
  readonly name: string;
  readonly looked: readonly string[];
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
}[] = [
  {
    name: 'metadata',
    looked: ['version', 'product', 'event_code', 'profiles', 'log_name', 'tenant_uid'],
    texts: ['uid', 'correlation_uid'],
    numbers: [],
  },
  { name: 'api', looked: ['operation', 'service', 'response'], texts: [], numbers: [] },
  { name: 'http_request', looked: ['user_agent'], texts: [], numbers: [] },
  { name: 'src_endpoint', looked: ['ip', 'name', 'hostname', 'svc_name'], texts: [], numbers: ['port'] },
];
const texts = [
  'status',
  'status_code',
  'status_detail',
  'message',
  'type_name',
  'class_name',
  'category_name',
];

const longestText = 4096;
const longestRow = 1 << 20;
const lastMoment = 253_402_300_799_999;
const moment = z.int().min(0).max(lastMoment);
const row = z.tuple([z.unknown(), z.array(z.tuple([z.int().min(1), moment, moment]))]);

/**
 * The rows of a table of OCSF, those together that differ only in their time and in ids: what is mapped once is counted as
 * often as it came. Undefined where some row could be told otherwise than by what is looked at here; then they are read one by
 * one. `columns`: names and types.
 */
export async function rowsTogether(
  file: string,
  columns: ReadonlyMap<string, string>,
  duckdb: Duckdb,
): Promise<AsyncIterable<FileValue> | undefined> {
  const ask = async (sql: string): Promise<readonly string[]> => {
    const all: string[] = [];
    for await (const rows of duckdb.rows(sql))
      for (const text of rows) if (text !== undefined) all.push(text);
    return all;
  };
  /** Whether a value of this kind is one that OCSF takes; of another kind only nothing is. */
  const otherThan = async (value: string, kind: 'text' | 'number'): Promise<string> => {
    const [type = ''] = await ask(`SELECT typeof(${value}) FROM ${file} LIMIT 1`);
    if (kind === 'text' && type === 'VARCHAR') return `strlen(${value}) > ${longestText}`;
    if (kind === 'number' && /^U?(TINY|SMALL|BIG)?INT(EGER)?$/.test(type)) return 'false';
    return `${value} IS NOT NULL`;
  };
  const time = columns.get('time') ?? '';
  if (time !== 'BIGINT' && !time.startsWith('TIMESTAMP')) return undefined;
  const at = time === 'BIGINT' ? '"time"' : 'epoch_ms("time")';
  const odd = [`coalesce(${at}, -1) NOT BETWEEN 0 AND ${lastMoment}`, `class_uid = ${detectionFinding}`];
  const members = looked
    .filter((name) => columns.has(name))
    .map((name) => `${sqlText(name)}, ${sqlName(name)}`);
  for (const name of texts) if (columns.has(name)) odd.push(await otherThan(sqlName(name), 'text'));
  for (const struct of structs) {
    const type = columns.get(struct.name);
    if (type === undefined) continue;
    if (!type.startsWith('STRUCT(') || type.endsWith(']')) return undefined;
    const column = sqlName(struct.name);
    const has = new Set(
      await ask(
        `SELECT unnest(json_keys(one)) FROM (SELECT to_json(${column}) AS one FROM ${file} WHERE ${column} IS NOT NULL LIMIT 1)`,
      ),
    );
    const of = (names: readonly string[]): readonly string[] => names.filter((name) => has.has(name));
    const within = of(struct.looked).map((name) => `${sqlText(name)}, ${column}.${sqlName(name)}`);
    members.push(
      `${sqlText(struct.name)}, CASE WHEN ${column} IS NOT NULL THEN json_object(${within.join(', ')}) END`,
    );
    for (const name of of(struct.texts)) odd.push(await otherThan(`${column}.${sqlName(name)}`, 'text'));
    for (const name of of(struct.numbers)) odd.push(await otherThan(`${column}.${sqlName(name)}`, 'number'));
  }
  const [isOdd] = await ask(`SELECT 'odd' FROM ${file} WHERE ${odd.join(' OR ')} LIMIT 1`);
  if (isOdd !== undefined) return undefined;
  // of a week at a time: a row has so many minutes and no more
  return given(
    `SELECT sum(n)::VARCHAR || chr(9) || CASE WHEN strlen(event) <= ${longestRow} THEN json_array(event, list([n, since, until]))::VARCHAR ELSE '' END
      FROM (SELECT event, count(*) AS n, min(ms) AS since, max(ms) AS until
        FROM (SELECT json_object(${members.join(', ')}) AS event, ${at} AS ms FROM ${file})
        GROUP BY event, ms // 60000)
      GROUP BY event, since // 604800000`,
    duckdb,
  );
}

async function* given(sql: string, duckdb: Duckdb): AsyncIterable<FileValue> {
  for await (const rows of duckdb.rows(sql))
    for (const text of rows) {
      const [many = '', json = ''] = (text ?? '').split('\t', 2);
      const count = Number(many);
      if (json === '') {
        yield { is: 'broken', why: tooLongRow, count };
        continue;
      }
      const value = parsed(json);
      if (value === undefined) yield { is: 'broken', why: noJsonRow, count };
      else
        yield {
          is: 'value',
          value: value[0],
          times: value[1].map(([often, firstMs, lastMs]) => ({ count: often, firstMs, lastMs })),
        };
    }
}

export const tooLongRow = 'A row longer than any event.';
/** Numbers that JSON does not have, such as NaN. */
export const noJsonRow = 'A row that cannot be written as JSON.';

function parsed(json: string): z.infer<typeof row> | undefined {
  try {
    return row.parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}
