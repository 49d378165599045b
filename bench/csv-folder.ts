// The synthetic cloud of estate-generator.ts as CSV files with a mapping, as a user would have them.
import { createWriteStream, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Observation } from '../src/model/index.ts';
import { cloud, type Size } from './estate-generator.ts';

const tables = {
  group: ['key', 'name', 'kind'],
  entitlement: ['key', 'action', 'resourcePattern'],
  account: ['key', 'name', 'kind', 'state', 'createdAt', 'lastUsedAt', 'email', 'attributes.team'],
  membership: ['key', 'memberKey', 'groupKey', 'via'],
  grant: ['key', 'subjectKey', 'entitlementKey', 'effect', 'grantable'],
} as const;
type Table = keyof typeof tables;
const names: readonly Table[] = ['group', 'entitlement', 'account', 'membership', 'grant'];

/** A new folder below the temporary one, which the caller removes. `round` as in `cloud`. */
export async function csvFolder(size: Size, round = 0): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const files = names.map((record) => ({
    file: `${record}.csv`,
    record,
    columns: Object.fromEntries(tables[record].map((column) => [column, column])),
  }));
  writeFileSync(join(folder, 'mapping.yaml'), JSON.stringify({ version: 1, files }));
  for (const record of names)
    await pipeline(
      Readable.from(linesOf(record, size, round)),
      createWriteStream(join(folder, `${record}.csv`)),
    );
  return folder;
}

function* linesOf(record: Table, size: Size, round: number): Generator<string> {
  yield `${tables[record].join()}\n`;
  for (const page of cloud(size, round)) {
    const lines = page.filter(({ type }) => type === record).map((o) => lineOf(o, tables[record]));
    if (lines.length > 0) yield lines.join('');
  }
}

const lineOf = (o: Observation, columns: readonly string[]): string =>
  `${columns.map((column) => cellOf(o, column)).join()}\n`;

function cellOf(o: Observation, column: string): string {
  const value: unknown = column.startsWith('attributes.')
    ? o.type === 'account' && o.attributes?.[column.slice('attributes.'.length)]
    : Reflect.get(o, column);
  return typeof value === 'string' || typeof value === 'boolean' ? `${value}` : '';
}
