import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { csv } from '../../src/connectors/csv/index.ts';
import { readSource, type SourceRead } from '../../src/connectors/kit/read-source.ts';
import { addSource, importRead, resumeSource } from '../../src/estate/index.ts';
import { instantOf, isSourceId, must, type SourceId } from '../../src/model/index.ts';
import { openDatabase, type Database } from '../../src/platform/store/index.ts';
import { useDatabase } from '../support/database.ts';
import { heldRows } from '../support/held-rows.ts';
import { runs } from '../support/runs.ts';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const key = new Uint8Array(32).fill(3);
const test = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'countersign-reread-'));
let db: Database;
let serial = 0;
let skipped = 0;

beforeAll(() => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  return async () => {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  };
});

async function newSource(): Promise<SourceId> {
  const id = must(isSourceId, `s${++serial}`);
  await addSource(db, { id, connector: 'csv', config: {}, at });
  return id;
}

/** What a folder says, to be written in one of the ways in which it can be written. */
interface Folder {
  readonly accounts: readonly (readonly [login: string, note: string, used: string, secret: string])[];
  readonly grants: readonly (readonly [who: string, what: string])[];
  readonly ending: '\n' | '\r\n' | '\r';
  readonly spare: boolean;
  readonly active: string;
}

const quoted = (field: string): string =>
  /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;

function write({ accounts, grants, ending, spare, active }: Folder): void {
  const table = (rows: readonly (readonly string[])[]): string =>
    rows.map((row) => [...row, ...(spare ? ['spare'] : [])].map(quoted).join(',')).join(ending) + ending;
  writeFileSync(
    join(folder, 'mapping.yaml'),
    `version: 1
tolerateBadRows: 100
files:
  - { file: a.csv, record: account, columns: { key: login, attributes.note: note, lastUsedAt: used }, constants: { state: on }, values: { state: { on: ${active} } } }
  - { file: a.csv, record: credential, columns: { accountKey: login, secret: secret, lastUsedAt: used }, constants: { credential: api_key, state: active } }
  - { file: g.csv, record: entitlement, columns: { key: what, action: what } }
  - { file: g.csv, record: grant, columns: { subjectKey: who, entitlementKey: what } }
`,
  );
  writeFileSync(join(folder, 'a.csv'), table([['login', 'note', 'used', 'secret'], ...accounts]));
  writeFileSync(join(folder, 'g.csv'), table([['who', 'what'], ...grants]));
}

/** What a read answers. Of two accounts that contradict themselves, the one that is met first is named: either will do. */
async function read(source: SourceId, skips: boolean): Promise<unknown> {
  const box: { read?: SourceRead } = {};
  try {
    const result = await importRead({
      database: db,
      source,
      startedAt: at,
      now: () => at,
      ...(skips ? { itemKey: key } : {}),
      pages: (memory) => {
        box.read = readSource(
          csv,
          {
            config: { path: folder },
            now: at,
            signal: new AbortController().signal,
            fingerprint: (secret) => `print of ${secret}`,
            secret: async () => '',
          },
          { items: { key, program: 'this', memory } },
        );
        return box.read.pages;
      },
    });
    if (!result.ok) return { refused: result.code };
    skipped += result.value.itemsSkipped;
    const { counts, dangling, repeated, complete, inFuture } = result.value;
    const { contentDigest, gaps, duplicatesIgnored = 0 } = box.read?.summary() ?? {};
    return {
      counts,
      dangling,
      complete,
      inFuture,
      duplicates: repeated + duplicatesIgnored,
      contentDigest,
      gaps,
    };
  } catch (error) {
    return { failed: String(error).replace(/the account `[a-l]` twice/, 'the account `X` twice') };
  }
}

const login = fc.constantFrom(...'abcdefghijkl'.split(''));
const note = fc.constantFrom('', 'n', 'two\nlines', 'a "quoted", one', 'é', 'return\rhere');
const account = fc.tuple(
  login,
  note,
  fc.constantFrom('', 'never', '2026-01-01', '2026-02-01', '2027-01-01', 'not a date'),
  fc.constantFrom('', 's1', 's2'),
);
const grant = fc.tuple(login, fc.constantFrom('read', 'write', 'own'));
const edit = fc.record({
  of: fc.constantFrom('accounts', 'accounts', 'grants', 'ending', 'spare', 'active', 'nothing'),
  how: fc.constantFrom('add', 'remove', 'replace', 'move', 'repeat'),
  account,
  grant,
  place: fc.nat(50),
  ending: fc.constantFrom<Folder['ending'][]>('\n', '\r\n', '\r'),
});
type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

function changed<T>(rows: readonly T[], { how, place }: Edit, row: T): readonly T[] {
  const list = [...rows];
  const there = list.length === 0 ? 0 : place % list.length;
  const old = list[there] ?? row;
  if (how === 'add') list.splice(there, 0, row);
  if (how === 'replace') list[there] = row;
  if (how === 'repeat') list.push(old);
  if (how === 'remove' || how === 'move') list.splice(there, 1);
  if (how === 'move') list.push(old);
  return list;
}

function edited(before: Folder, each: Edit): Folder {
  if (each.of === 'accounts') return { ...before, accounts: changed(before.accounts, each, each.account) };
  if (each.of === 'grants') return { ...before, grants: changed(before.grants, each, each.grant) };
  if (each.of === 'ending') return { ...before, ending: each.ending };
  if (each.of === 'spare') return { ...before, spare: !before.spare };
  if (each.of === 'active') return { ...before, active: before.active === 'active' ? 'disabled' : 'active' };
  return before;
}

it('leaves the same estate, gaps and digest whether lines are skipped or all are read, however files are changed', async () => {
  let reads = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(account, { minLength: 4, maxLength: 12, selector: ([who]) => who }),
      fc.array(grant, { minLength: 2, maxLength: 12 }),
      fc.array(fc.array(edit, { maxLength: 2 }), { minLength: 2, maxLength: 6 }),
      async (accounts, grants, steps) => {
        const [skipping, whole] = [await newSource(), await newSource()];
        let now: Folder = { accounts, grants, ending: '\n', spare: false, active: 'active' };
        for (const edits of [[], ...steps]) {
          now = edits.reduce(edited, now);
          write(now);
          reads++;
          expect(await read(skipping, true)).toEqual(await read(whole, false));
          for (const source of [skipping, whole]) await resumeSource(db, source);
          expect(await heldRows(db, skipping)).toEqual(await heldRows(db, whole));
        }
      },
    ),
    { numRuns: runs(10) },
  );
  expect(skipped).toBeGreaterThan(reads * 3);
}, 900_000);
