import { expect, it } from 'vitest';
import { pageOfRows } from './page-of-rows.ts';

const page = (rows: readonly number[], limit: number) =>
  pageOfRows(
    rows,
    limit,
    (n) => `item ${n}`,
    (n) => ({ n }),
  );

it('tells as many as a page has, and the place of the last only while there are more', () => {
  expect(page([1, 2, 3], 2)).toEqual({ items: ['item 1', 'item 2'], next: { n: 2 } });
  expect(page([1, 2], 2)).toEqual({ items: ['item 1', 'item 2'], next: null });
  expect(page([], 2)).toEqual({ items: [], next: null });
  expect(page([1], 0)).toEqual({ items: [], next: null });
});
