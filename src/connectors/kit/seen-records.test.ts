import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeenRecords } from './seen-records.ts';

describe('seen records', () => {
  it('know a key again with its content, as a Map would', () => {
    const record = fc.tuple(fc.string({ maxLength: 3 }), fc.constantFrom('x', 'y'));
    fc.assert(
      fc.property(fc.array(record, { maxLength: 2000 }), (records) => {
        const seen = new SeenRecords();
        const known = new Map<string, string>();
        for (const [key, content] of records) {
          const before = known.get(key);
          const expected = before === undefined ? 'new' : before === content ? 'same' : 'differs';
          expect(seen.add(key, content)).toBe(expected);
          if (before === undefined) known.set(key, content);
        }
        expect(seen.size).toBe(known.size);
      }),
    );
  });

  it('tell two hundred thousand similar keys apart, through growth', () => {
    const seen = new SeenRecords();
    let wrong = 0;
    for (let i = 0; i < 200_000; i++)
      if (seen.add(`grant role/app_${i}#table/hr.pay.t${i % 7}`, 'c') !== 'new') wrong++;
    for (let i = 0; i < 200_000; i++)
      if (seen.add(`grant role/app_${i}#table/hr.pay.t${i % 7}`, 'c') !== 'same') wrong++;
    expect(wrong).toBe(0);
    expect(seen.size).toBe(200_000);
  });
});
