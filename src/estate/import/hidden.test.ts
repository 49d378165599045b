import { describe, expect, it } from 'vitest';
import { isSourceId, must, type GapObserved } from '../../model/index.ts';
import { noUse } from '../tables/encode.ts';
import { entityTables, typeNumbers } from '../tables/list.ts';
import { hidden } from './hidden.ts';
import { KnownRows } from './known-rows.ts';

const source = must(isSourceId, 'okta');
const digest = { hi: 1, lo: 1 };

/** As a read leaves them that met so many of so many accounts. */
function accounts(live: number, met: number): readonly KnownRows[] {
  const rows = entityTables.map(() => new KnownRows(0, false));
  const known = rows[typeNumbers.account];
  if (known === undefined) throw new TypeError('no accounts');
  for (let n = 0; n < live; n++) known.load({ hi: 0, lo: n }, digest, noUse);
  known.live = live;
  for (let n = 0; n < met; n++) known.compare(digest, noUse, () => ({ hi: 0, lo: n }));
  return rows;
}
const gap = (hides: 'some' | 'all', why = 'it answered 403'): GapObserved => ({
  type: 'gap',
  key: `unread/${hides}`,
  what: 'admin roles',
  why,
  hides,
});

describe('a read to which something is newly refused', () => {
  it('takes nothing for gone by itself, however little is missing', () => {
    expect(hidden(source, accounts(3, 2), [gap('some'), gap('all')])).toMatchObject({
      is: 'all',
      because:
        'it no longer shows what the last read had: admin roles (it answered 403); taken for gone it would be account 3 → 2',
      refusal: { code: 'source_paused', details: { fallen: [{ type: 'account', before: 3, after: 2 }] } },
    });
    expect(hidden(source, accounts(3, 2), [gap('some')])).toEqual({ is: 'some' });
  });

  it('is as any other when nothing is missing, or nothing was refused', () => {
    expect(hidden(source, accounts(3, 3), [gap('all')])).toEqual({ is: 'none' });
    expect(hidden(source, accounts(3, 1), [])).toEqual({ is: 'none' });
  });

  it('is told in one line, whatever the source says of its refusal', () => {
    const told = hidden(source, accounts(2, 1), [gap('all', 'no\n\u001b[2Jall is well')]);
    expect(told).toMatchObject({ because: expect.stringContaining('no\\n\\u{1b}[2Jall is well') });
  });
});
