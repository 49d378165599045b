import type { CsvColumn } from '../../csv.ts';
import type { Item } from './columns.tsx';

/** What an exported list holds of each identity. */
export const csvColumns: readonly CsvColumn<Item>[] = [
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
