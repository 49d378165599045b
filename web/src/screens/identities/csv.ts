import type { Item } from './columns.tsx';

const columns: readonly (readonly [name: string, of: (row: Item) => string | number | boolean | null])[] = [
  ['ref', (row) => row.ref],
  ['source', (row) => row.source],
  ['key', (row) => row.key],
  ['name', (row) => row.name],
  ['kind', (row) => row.kind],
  ['state', (row) => row.state],
  ['owner', (row) => row.owner?.name ?? row.owner?.stated ?? null],
  ['owner_state', (row) => row.owner?.state ?? null],
  ['sponsor', (row) => row.sponsor?.name ?? row.sponsor?.stated ?? null],
  ['somebody_answers', (row) => row.owned],
  ['accounts', (row) => row.accounts],
  ['credentials', (row) => row.credentials],
  ['oldest_credential', (row) => row.oldestCredential],
  ['last_used', (row) => row.lastUsed],
  ['created_at', (row) => row.createdAt],
  ['privileged', (row) => row.privileged],
  ['open_findings', (row) => row.findings],
  ['severity', (row) => row.severity],
  ['score', (row) => row.score],
];

/** RFC 4180. What is not known is empty. */
export const csvOf = (rows: readonly Item[]): string =>
  [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, of]) => cell(of(row))))]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('');

/** Names are written by whoever runs a source: a spreadsheet must not take one for a formula. */
export function cell(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
