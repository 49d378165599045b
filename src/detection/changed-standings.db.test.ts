import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../test/support/database.ts';
import { takeChangedStandings } from './changed-standings.ts';
import type { StandingReader } from './ports.ts';

const test = useDatabase();

/** Digests by key of accounts of one source, and how often they were worked out. */
const readerOf = (asOf: string, digests: Readonly<Record<string, string>>) => {
  const asked = { times: 0 };
  const reader: StandingReader = {
    asOf: () => Promise.resolve(asOf),
    standings: () => {
      asked.times++;
      return Promise.resolve({
        of: () => Promise.resolve([]),
        async *digests() {
          yield Object.entries(digests).map(([key, digest]) => ({ account: { source: 'src', key }, digest }));
          await Promise.resolve();
        },
      });
    },
  };
  return { reader, asked };
};
const take = async ({ reader }: { readonly reader: StandingReader }) =>
  (await takeChangedStandings(test.db, reader)).map(({ key }) => key).sort();

beforeEach(() => test.db.query('truncate detection.standing, detection.standing_as_of'));

describe('accounts that stand otherwise', () => {
  it('are those whose digest is another, is new or is gone', async () => {
    expect(await take(readerOf('1', { a: 'x', b: 'x', c: 'x' }))).toEqual(['a', 'b', 'c']);
    expect(await take(readerOf('2', { a: 'x', b: 'y', d: 'x' }))).toEqual(['b', 'c', 'd']);
    expect(await take(readerOf('3', { a: 'x', b: 'y', d: 'x' }))).toEqual([]);
  });

  it('are not looked for while what they follow from is the same, and are when it is another', async () => {
    const first = readerOf('1', { a: 'x' });
    await take(first);
    await take(first);
    expect(first.asked.times).toBe(1);
    const next = readerOf('2', { a: 'y' });
    expect(await take(next)).toEqual(['a']);
    expect(next.asked.times).toBe(1);
  });

  it('are looked for again when the transaction that remembered them did not hold', async () => {
    const reader = readerOf('1', { a: 'x' });
    await expect(
      test.db.transaction(async (tx) => {
        await takeChangedStandings(tx, reader.reader);
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect(await take(reader)).toEqual(['a']);
  });
});
