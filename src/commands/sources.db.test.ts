import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { openSigningWorld } from '../../test/support/signing-world.ts';
import { sourceOf } from '../estate/index.ts';
import { addSeconds, isSubjectId, must, type Instant, type Result } from '../model/index.ts';
import type { FieldMapping } from '../platform/wire/field-mapping.ts';
import { connectorList } from './connector-list.ts';
import { previewSource } from './preview-source.ts';
import { readSource } from './read-source.ts';
import { addSourceAt, pause, resume } from './sources.ts';
import type { System } from './system.ts';

const test = useDatabase();
const top = mkdtempSync(join(tmpdir(), 'countersign-sources-'));
const imports = join(top, 'imports');
const dana = must(isSubjectId, 'psn_0123456789abcdef');
const still = new AbortController().signal;
let now: Instant;
let system: System;

const mapping = `version: 1
files:
  - file: people.csv
    record: person
    columns: { key: id, name: name, state: state }
`;
const people = (count: number): string =>
  ['id,name,state,unmapped', ...Array.from({ length: count }, (_, n) => `p${n},Person ${n},active,x`)].join(
    '\n',
  );

beforeAll(() => {
  const world = openSigningWorld(test.urlAs);
  const { system: whole } = world;
  now = whole.clock.now();
  system = { ...whole, clock: { now: () => now }, connectors: connectorList, importsFolder: imports };
  mkdirSync(join(imports, 'crm'), { recursive: true });
  writeFileSync(join(imports, 'crm', 'mapping.yaml'), mapping);
  writeFileSync(join(imports, 'crm', 'people.csv'), people(40));
  return () => world.close();
});
afterAll(() => rmSync(top, { recursive: true }));

const crm = { connector: 'csv', location: 'crm', from: 'network' } as const;
const read = () => readSource(system, 'crm', () => undefined, still);
/** What a read came to: the code of a refusal or a fault, or `done`. */
const outcome = async (work: Promise<Result<unknown>>): Promise<string> =>
  work.then(
    (answer) => (answer.ok ? 'done' : answer.code),
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'bug'),
  );
const shown = async () => given(await sourceOf(system.database, 'crm'));
const given = <T>(answer: Result<T>): T => {
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
};

describe('a preview', () => {
  it('tells counts, first rows and what is not read, and keeps nothing', async () => {
    const before = await system.database.query('select 1 from sources.source');
    const preview = given(await previewSource(system, crm, () => undefined, still));
    expect(preview).toMatchObject({
      parts: {
        saidIn: 'mapping.yaml',
        files: [
          {
            file: 'people.csv',
            record: 'person',
            fields: [
              { field: 'key', from: 'id', isConstant: false },
              { field: 'name', from: 'name', isConstant: false },
              { field: 'state', from: 'state', isConstant: false },
            ],
            moreFields: 0,
          },
        ],
      },
      isWhole: true,
      kinds: [{ kind: 'person', count: 40 }],
      notRead: [{ what: expect.stringContaining('unmapped') }],
    });
    expect(preview.kinds[0]?.first[0]).toEqual({ key: 'p0', name: 'Person 0' });
    expect(await system.database.query('select 1 from sources.source')).toEqual(before);
  });

  it('refuses over the network what the owner of the machine may have looked at', async () => {
    const outside = join(top, 'elsewhere');
    mkdirSync(outside);
    writeFileSync(join(outside, 'mapping.yaml'), mapping);
    writeFileSync(join(outside, 'people.csv'), people(1));
    const ask = (from: 'owner' | 'network', location: string) =>
      outcome(previewSource(system, { connector: 'csv', location, from }, () => undefined, still));
    expect(await ask('owner', outside)).toBe('done');
    expect(await ask('network', outside)).toBe('not_permitted');
    expect(await ask('network', '../elsewhere')).toBe('not_permitted');
    expect(await ask('network', 'elsewhere')).toBe('not_found');
    const url = 'postgres://reader@db.example/crm?passwordFrom=file:/etc/passwd';
    const postgres = { connector: 'postgres', location: url, from: 'network' } as const;
    expect(await outcome(previewSource(system, postgres, () => undefined, still))).toBe('not_permitted');
    expect(await outcome(addSourceAt(system, { ...postgres, id: 'thief' }))).toBe('not_permitted');
  });
});

describe('a folder that does not say what its columns mean', () => {
  const hr = { connector: 'csv', location: 'hr', from: 'network' } as const;
  const accepted: FieldMapping = {
    version: 1,
    tolerateBadRows: 0,
    files: [
      {
        file: 'staff.csv',
        record: 'person',
        delimiter: ',',
        columns: { key: 'employee_number', name: 'full_name', state: 'status' },
        constants: {},
        values: { state: { Employed: 'active' } },
      },
    ],
  };
  const put = (name: string, text: string): void => writeFileSync(join(imports, 'hr', name), text);
  beforeAll(() => {
    mkdirSync(join(imports, 'hr'), { recursive: true });
    put('staff.csv', 'employee_number,full_name,status,api_key\nE1,Ada,Employed,hunter2hunter2\n');
  });

  it('is told what they could mean, and nothing of a secret, and nothing is kept', async () => {
    const preview = given(await previewSource(system, hr, () => undefined, still));
    expect(preview).toMatchObject({ parts: null, kinds: [], isWhole: false });
    const [table] = preview.proposed?.tables ?? [];
    expect(table).toMatchObject({ file: 'staff.csv', record: 'person', moreColumns: 0 });
    expect(table?.columns.find(({ column }) => column === 'full_name')).toMatchObject({
      fields: [{ field: 'name' }],
      samples: ['Ada'],
    });
    expect(table?.columns.find(({ column }) => column === 'api_key')).toMatchObject({
      samples: [],
      isHidden: true,
    });
    expect(JSON.stringify(preview)).not.toContain('hunter2');
    expect(readdirSync(join(imports, 'hr'))).toEqual(['staff.csv']);
  });

  it('is read by the mapping that somebody accepted, and by no other that lies there later', async () => {
    const mapped = { ...hr, mapping: accepted };
    const preview = given(await previewSource(system, mapped, () => undefined, still));
    expect(preview).toMatchObject({
      parts: { saidIn: 'The accepted mapping' },
      isWhole: true,
      kinds: [{ kind: 'person', count: 1, first: [{ key: 'E1', name: 'Ada' }] }],
      proposed: null,
    });
    given(await addSourceAt(system, { ...mapped, id: 'hr', by: dana }));
    put('mapping.yaml', 'version: 1\nfiles: []\n');
    given(await readSource(system, 'hr', () => undefined, still));
    const gaps = await system.database.query<{ what: string }>(
      `select g.what from estate.gaps g join sources.source s on s.no = g.source_no
        where s.id = 'hr' and g.valid_to_read is null order by 1`,
    );
    expect(gaps).toEqual([
      { what: 'columns api_key of staff.csv (read as person)' },
      { what: 'mapping.yaml, which says what the columns mean' },
    ]);
    rmSync(join(imports, 'hr', 'mapping.yaml'));
  });

  it('refuses a mapping that lacks what a record needs, names a file elsewhere, or is of another kind of source', async () => {
    const [file] = accepted.files;
    const tried = (files: readonly object[], connector = 'csv') =>
      outcome(
        previewSource(
          system,
          // as it comes off the wire
          { ...hr, connector, mapping: JSON.parse(JSON.stringify({ ...accepted, files })) },
          () => undefined,
          still,
        ),
      );
    expect(await tried([{ ...file, columns: { name: 'full_name' } }])).toBe('input_invalid');
    expect(await tried([{ ...file, columns: { ...file?.columns, admin: 'x' } }])).toBe('input_invalid');
    expect(await tried([{ ...file, file: 'gone.csv' }])).toBe('not_found');
    symlinkSync(join(top, 'elsewhere.csv'), join(imports, 'hr', 'link.csv'));
    writeFileSync(join(top, 'elsewhere.csv'), 'employee_number,full_name,status\nE2,Eve,Employed\n');
    expect(await tried([{ ...file, file: 'link.csv' }])).toBe('input_invalid');
    rmSync(join(imports, 'hr', 'link.csv'));
    expect(await tried(accepted.files, 'secrets')).toBe('usage');
  });
});

// One story in its order.
describe('a source', () => {
  it('is paused by hand and resumed with who and why, and a pause accepts no shrinking', async () => {
    given(await addSourceAt(system, { ...crm, id: 'crm', by: dana }));
    given(await read());
    given(await pause(system, 'crm', { because: 'it is being migrated', by: dana }));
    expect((await shown()).state).toEqual({
      is: 'paused',
      because: 'it is being migrated',
      by: 'person',
      fallen: [],
    });
    expect(await outcome(read())).toBe('source_paused');
    given(await resume(system, 'crm', { because: 'migrated', by: dana }));
    writeFileSync(join(imports, 'crm', 'people.csv'), people(3));
    expect(await outcome(read())).toBe('source_paused');
    expect((await shown()).state).toMatchObject({
      by: 'shrinking',
      fallen: [{ type: 'person', before: 40, after: 3 }],
    });
    given(await resume(system, 'crm', { because: 'they really left', by: dana }));
    given(await read());
    const kept = await test.db.query<{ draft: string }>(
      `select leaf::text as draft from (select convert_from(leaf, 'UTF8') as leaf, type from ledger.entry) e
        where type in ('source.paused', 'source.resumed')
       union all select draft from ledger.inbox_server where type in ('source.paused', 'source.resumed')`,
    );
    expect(kept).toHaveLength(3);
    for (const { draft } of kept) {
      expect(draft).toContain(dana);
      expect(draft).not.toContain('migrated');
    }
  });

  it('is left alone after three failures in a row, longer each time, until somebody resumes it', async () => {
    rmSync(join(imports, 'crm', 'people.csv'));
    expect([await outcome(read()), await outcome(read())]).toEqual(['not_found', 'not_found']);
    expect((await shown()).failures).toMatchObject({ count: 2, last: { code: 'not_found' } });
    expect(await outcome(read())).toBe('not_found');
    expect(await outcome(read())).toBe('source_paused');
    expect((await shown()).failures).toMatchObject({ count: 3, nextTry: addSeconds(now, 60) });
    now = addSeconds(now, 60);
    expect(await outcome(read())).toBe('not_found');
    expect((await shown()).failures).toMatchObject({ count: 4, nextTry: addSeconds(now, 240) });
    given(await resume(system, 'crm', { by: dana }));
    writeFileSync(join(imports, 'crm', 'people.csv'), people(3));
    expect(await outcome(read())).toBe('done');
    expect((await shown()).failures).toBeUndefined();
  });
});
