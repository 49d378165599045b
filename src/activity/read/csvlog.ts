/** The columns of csvlog by PostgreSQL’s documentation, under the names that jsonlog has for them. */
const columns = [
  'timestamp',
  'user',
  'dbname',
  'pid',
  'connection_from',
  'session_id',
  'line_num',
  'ps',
  'session_start',
  'vxid',
  'txid',
  'error_severity',
  'state_code',
  'message',
  'detail',
  'hint',
  'internal_query',
  'internal_position',
  'context',
  'statement',
  'cursor_position',
  'func_name',
  'application_name',
  'backend_type',
  'leader_pid',
  'query_id',
] as const;

/** A row of csvlog as jsonlog would have it: 23 columns to version 12, 24 in 13, 26 from 14 on. Undefined for other rows. */
export function csvlogRow(fields: readonly string[]): Readonly<Record<string, string>> | undefined {
  if (![23, 24, 26].includes(fields.length) || !startsCsvlog(fields[0] ?? '')) return undefined;
  const row: Record<string, string> = {};
  for (const [index, name] of columns.entries()) {
    const value = fields[index];
    if (value !== undefined && value !== '') row[name] = value;
  }
  return row;
}

/** Whether text begins as csvlog does, with the time of its first line and a comma, or the field alone. */
export const startsCsvlog = (text: string): boolean =>
  /^\uFEFF?\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}[.\d]* \w{1,6}(,|$)/.test(text);
