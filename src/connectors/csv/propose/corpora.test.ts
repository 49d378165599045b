import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readWhole } from '../../kit/read-whole.ts';
import { csv, mappingText, proposeForFolder } from '../index.ts';

const corpora = process.env['COUNTERSIGN_CORPORA'];
const snapshots = join(corpora ?? '', 'cert-ldap');
const skip =
  corpora !== undefined && existsSync(snapshots)
    ? undefined
    : 'COUNTERSIGN_CORPORA is unset: mappings are not proposed for the CERT snapshots';
if (skip !== undefined) process.stderr.write(`skipped: ${skip}\n`);
const folder = mkdtempSync(join(tmpdir(), 'countersign-propose-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const acme = join(import.meta.dirname, '../../../../fixtures/acme');
const proposed = async (path: string): Promise<readonly (readonly [string, string, string])[]> =>
  (await proposeForFolder(path, new AbortController().signal)).files.flatMap(({ file, fields }) =>
    fields.map(({ field, column }) => [file, field, column] as const),
  );

describe('the exports by which the synonyms were chosen', () => {
  it.each(['hr', 'saas'])('propose of %s what its mapping says, but for attributes', async (name) => {
    const mapping = readFileSync(join(acme, name, 'mapping.yaml'), 'utf8');
    const columns = [...mapping.matchAll(/^ {6}([\w.]+): (\w+)$|[{,] (\w+): (\w+)(?=[,} ])/gm)]
      .map(([, a, b, c, d]) => `${a ?? c} ${b ?? d}`)
      .filter((pair) => !pair.startsWith('attributes.'));
    const said = new Set((await proposed(join(acme, name))).map(([, field, column]) => `${field} ${column}`));
    for (const pair of said) expect(columns).toContain(pair);
    expect(said.size).toBeGreaterThan(8);
  });
});

describe.skipIf(skip !== undefined)(
  `exports that nobody here made${skip === undefined ? '' : ` (${skip})`}`,
  () => {
    it('finds all ten columns of the CERT snapshots: five are fields, five are left out, and the newest is read', async () => {
      const proposal = await proposeForFolder(snapshots, new AbortController().signal);
      expect(proposal.files).toHaveLength(1);
      expect(proposal.leftFiles).toHaveLength(8);
      const [one] = proposal.files;
      expect(one).toMatchObject({ file: '2010-08.csv', record: 'person', constants: { state: 'unknown' } });
      expect(Object.fromEntries((one?.fields ?? []).map(({ field, column }) => [field, column]))).toEqual({
        key: 'user_id',
        name: 'employee_name',
        email: 'email',
        title: 'role',
        department: 'department',
      });
      expect((one?.left ?? []).map(({ column }) => column).toSorted()).toEqual(
        ['business_unit', 'functional_unit', 'projects', 'supervisor', 'team'].toSorted(),
      );
    });

    it('reads them, once accepted, as a second count of their lines does', async () => {
      cpSync(snapshots, folder, { recursive: true });
      const proposal = await proposeForFolder(folder, new AbortController().signal);
      writeFileSync(join(folder, 'mapping.yaml'), mappingText(proposal));
      const { all, summary } = await readWhole(csv, csv.locate(folder));
      const lines = readFileSync(join(snapshots, '2010-08.csv'), 'utf8').trim().split('\n').length - 1;
      expect(all.filter(({ type }) => type === 'person')).toHaveLength(lines);
      expect(summary.complete).toBe(true);
    });
  },
);
