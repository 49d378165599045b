import { describe, expect, it } from 'vitest';
import { columnsOf } from './sample.ts';
import { samplesOf } from './samples.ts';

const of = (name: string, values: readonly string[]) => {
  const [column] = columnsOf({
    file: 'f.csv',
    delimiter: ',',
    header: [name],
    rows: values.map((value) => ({ [name]: value })),
  });
  if (column === undefined) throw new Error('no column');
  return samplesOf(column);
};

describe('values of a column that are shown before anybody said what it means', () => {
  it('are the first few, cut short', () => {
    expect(of('title', ['Engineer', 'x'.repeat(5000), 'Cook', 'Clerk'])).toEqual({
      samples: ['Engineer', `${'x'.repeat(60)}…`, 'Cook'],
      isHidden: false,
      words: [],
    });
  });

  it('are all told where they are a few words', () => {
    expect(of('status', ['Active', 'On leave', 'Active']).words).toEqual(['Active', 'On leave']);
    expect(of('status', ['Active', 'a@b.example']).words).toEqual([]);
  });

  it.each([
    ['a column called after one', 'api_token', ['short', 'words']],
    ['a password', 'Password', ['hunter2']],
    ['a hash', 'pw hash', ['$2b$10$abc']],
    ['a vendor’s form in a column of any name', 'notes', ['fine', `ghp_${'a1B2'.repeat(9)}`]],
    ['a password in a URL', 'address', [['postgres://reader', 's3cr3tpass@db/x'].join(':')]],
    ['what only a machine makes', 'reference', ['A1b2C3d4E5f6A7b8C9d0']],
    [
      'one among many',
      'notes',
      [...Array.from({ length: 50 }, (_, n) => `note ${n}`), 'q9w8e7r6t5y4u3i2o1p0'],
    ],
  ])('hides %s', (_what, name, values) => {
    expect(of(name, values)).toEqual({ samples: [], isHidden: true, words: [] });
  });

  it.each([
    ['yes and no, whatever the column is called', 'password_enabled', ['true', 'false']],
    ['dates', 'password last changed', ['2026-01-31', '2025-12-01']],
    ['ARNs', 'arn', ['arn:aws:iam::111122223333:role/deploy']],
    ['identifiers with dashes', 'id', ['3f2504e0-4f89-41d3-9a0c-0305e82c3301']],
    ['addresses', 'email', ['ada.lovelace@acme.example']],
  ])('shows %s', (_what, name, values) => {
    expect(of(name, values)).toMatchObject({ samples: values, isHidden: false });
  });
});
