import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Queryable } from '../platform/store/index.ts';
import { signCheckpoint } from './checkpoint.ts';
import { leafHash } from './hashing.ts';
import { trackHead, type Head } from './head.ts';
import { newNoteSecret, readNoteSecret } from './note.ts';
import { testOrigin } from './testing.ts';
import { rootAt, tileWidth, type TileSource } from './tiles.ts';

const key = readNoteSecret(newNoteSecret(testOrigin));
const leavesOf = (size: number, of: string) =>
  Array.from({ length: size }, (_, n) => leafHash(Buffer.from(`${of} ${n}`)));

/** A small log: its tiles are one tile of leaf hashes. */
const tilesOver = (leaves: () => readonly Uint8Array[]): TileSource => ({
  tile: async (level, index, width) => {
    if (level > 0 || index > 0 || width > tileWidth)
      throw new RangeError('the log of this test has one tile');
    return Buffer.concat(leaves().slice(0, width));
  },
});

/** A log that grows, and a head over it whose every answer of the database comes when `wait` lets it. */
function world(wait: <T>(answer: Promise<T>) => Promise<T>) {
  let leaves = leavesOf(1, 'a');
  const tiles = tilesOver(() => leaves);
  const database: Queryable = {
    // the answer is of the moment of the question, however late it comes
    async query<Row extends object>(): Promise<readonly Row[]> {
      const size = leaves.length;
      const note = signCheckpoint(
        { origin: testOrigin, size, root: Buffer.from(await rootAt(tiles, size)) },
        [key],
      );
      const rows: readonly object[] = [{ note, size }];
      return wait(Promise.resolve(rows as readonly Row[]));
    },
  };
  const head: Head = trackHead({
    database,
    tiles: { tile: (...asked) => wait(tiles.tile(...asked)) },
    origin: testOrigin,
    firstKey: key.vkey,
  });
  return { head, become: (size: number, of = 'a') => void (leaves = leavesOf(size, of)) };
}

test('calls that overlap never take a growing log for a changed one, and end with the newest', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 8 }),
      async (s, growth) => {
        const { head, become } = world((answer) => s.schedule(answer));
        const calls: Promise<unknown>[] = [];
        let size = 1;
        for (const more of growth) {
          become((size += more));
          calls.push(head.refresh());
          if (more % 2 === 1) await s.waitNext(1);
        }
        await s.waitIdle();
        await Promise.all(calls);
        const last = head.refresh();
        await s.waitIdle();
        expect((await last)?.size).toBe(size);
        expect(head.known()?.size).toBe(size);
      },
    ),
    { numRuns: 300 },
  );
});

test('a log that was changed below what was verified is told, whatever overlaps', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 9 }), async (s, size) => {
      const { head, become } = world((answer) => s.schedule(answer));
      become(size);
      const first = head.refresh();
      await s.waitIdle();
      await first;
      become(size + 1, 'b');
      const calls = await Promise.allSettled([
        head.refresh(),
        head.refresh(),
        s.waitIdle().then(() => head.known()),
      ]);
      expect(calls.slice(0, 2).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(head.known()?.size).toBe(size);
    }),
    { numRuns: 100 },
  );
});

test('two calls that saw logs which are not one are told so, whichever comes first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (s) => {
      const { head, become } = world((answer) => s.schedule(answer));
      const one = head.refresh();
      become(3, 'b');
      const other = head.refresh();
      await s.waitIdle();
      const ended = await Promise.allSettled([one, other]);
      expect(ended.map(({ status }) => status)).toContain('rejected');
    }),
    { numRuns: 100 },
  );
});
