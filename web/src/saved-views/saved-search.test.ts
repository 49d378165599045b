import { describe, expect, it } from 'vitest';
import { goneIn, readSaved, sameSearch, withoutGone } from './saved-search.ts';

describe('a saved search', () => {
  it('is the same in whatever order it is asked, and another when anything differs', () => {
    const search = { q: 'priya', severity: ['high', 'critical'] };
    expect(sameSearch(search, { severity: ['critical', 'high'], q: 'priya' })).toBe(true);
    expect(sameSearch(search, { severity: ['critical'], q: 'priya' })).toBe(false);
    expect(sameSearch(search, { ...search, by: 'rule' })).toBe(false);
    expect(sameSearch({}, {})).toBe(true);
  });

  it('is asked without what is gone, and a filter of which nothing is left is none', () => {
    const search = { source: ['crm', 'old'], rule: ['gone'], account: 'u1', q: 'old' };
    const gone = [
      { in: 'source', value: 'old' },
      { in: 'rule', value: 'gone' },
      { in: 'account', value: 'u1' },
      { in: 'colour', value: '"red"' },
    ];
    expect(withoutGone(search, gone)).toEqual({ source: ['crm'], q: 'old' });
    expect(goneIn(search, gone)).toEqual(gone.slice(0, 3));
    expect(goneIn({ q: 'old' }, gone)).toEqual([]);
  });

  it('is named in an address by an id and nothing else', () => {
    const id = `viw_${'0'.repeat(26)}`;
    expect(readSaved(id)).toEqual({ saved: id });
    for (const no of [undefined, '', 'viw_x', `${id}x`, [id], { toString: () => id }])
      expect(readSaved(no)).toEqual({});
  });
});
