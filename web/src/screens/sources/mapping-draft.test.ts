import { describe, expect, it } from 'vitest';
import {
  constantFields,
  draftOf,
  mappingOf,
  problemsOf,
  withConstant,
  withLine,
  withRecord,
  withSecond,
} from './mapping-draft.ts';
import type { Draft, Proposed } from './mapping-draft.ts';

const column = (name: string, fields: readonly string[], words: readonly string[] = []) => ({
  column: name,
  fields: fields.map((field) => ({ field, because: 'its name', values: {} })),
  left: null,
  samples: [],
  isHidden: false,
  words: [...words],
});
const proposed: Proposed = {
  tables: [
    {
      file: 'people.csv',
      delimiter: ';',
      record: 'person',
      why: null,
      columns: [
        column('id', ['key', 'employeeNumber']),
        column('who', ['name']),
        column('status', [], ['On']),
      ],
      moreColumns: 0,
      constants: { state: 'unknown' },
    },
  ],
  records: [
    {
      record: 'person',
      fields: [
        { name: 'key', isNeeded: true, words: null },
        { name: 'name', isNeeded: true, words: null },
        { name: 'employeeNumber', isNeeded: false, words: null },
        { name: 'state', isNeeded: true, words: ['active', 'left', 'unknown'] },
      ],
    },
    { record: 'account', fields: [{ name: 'key', isNeeded: true, words: null }] },
  ],
};
const changed = (change: (table: Draft[number]) => Draft[number]): Draft => draftOf(proposed).map(change);

describe('a mapping on its way to being accepted', () => {
  it('is what was proposed where nothing was corrected; one column may say two things', () => {
    expect(mappingOf(proposed, draftOf(proposed))).toEqual({
      version: 1,
      files: [
        {
          file: 'people.csv',
          record: 'person',
          delimiter: ';',
          columns: { key: 'id', employeeNumber: 'id', name: 'who' },
          constants: { state: 'unknown' },
          values: {},
        },
      ],
    });
  });

  it('says a column’s words in place of what was the same for every row', () => {
    const draft = changed((table) =>
      withLine(table, 3, { column: 'status', field: 'state', means: new Map([['On', 'active']]) }),
    );
    expect(mappingOf(proposed, draft)?.files[0]).toMatchObject({
      columns: { state: 'status' },
      constants: {},
      values: { state: { On: 'active' } },
    });
  });

  it('is none while something needed is not said, or something is said twice', () => {
    const [table] = changed((each) => withConstant(each, 'state', ''));
    if (table === undefined) throw new Error('no table');
    expect(problemsOf(proposed, table)).toEqual({ needed: ['state'], twice: [] });
    expect(mappingOf(proposed, [table])).toBeUndefined();
    expect(constantFields(proposed, table).map(({ name }) => name)).toEqual(['state']);
    const twice = withLine(withSecond(draftOf(proposed)[0] ?? table, 2), 3, {
      column: 'who',
      field: 'key',
      means: new Map(),
    });
    expect(problemsOf(proposed, twice).twice).toEqual(['key']);
    expect(mappingOf(proposed, [twice])).toBeUndefined();
  });

  it('keeps of another kind of record what that has too, and is none where no file is read', () => {
    const accounts = changed((table) => withRecord(proposed, table, 'account'));
    expect(mappingOf(proposed, accounts)?.files[0]).toMatchObject({
      record: 'account',
      columns: { key: 'id' },
      constants: {},
    });
    expect(
      mappingOf(
        proposed,
        changed((table) => withRecord(proposed, table, undefined)),
      ),
    ).toBeUndefined();
  });
});
