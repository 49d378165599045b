import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInstant, must } from '../model/index.ts';
import { tooMany } from './breaker.ts';
import type { Known } from './events.ts';
import { lookAgain } from './look-again.ts';
import type { PersonTold } from './person.ts';
import type { Feed } from './standing.ts';

const folder = join(process.env['COUNTERSIGN_CORPORA'] ?? '', 'cert-ldap');
const skip =
  process.env['COUNTERSIGN_CORPORA'] !== undefined && existsSync(folder)
    ? undefined
    : 'COUNTERSIGN_CORPORA is unset: nine months of a company of 2,000 are not lived through';
if (skip !== undefined) process.stderr.write(`skipped: ${skip}\n`);

/** The snapshots have no quoted cells: a line is its commas. */
function monthOf(file: string): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const [head = '', ...lines] = readFileSync(join(folder, file), 'utf8').trim().split(/\r?\n/);
  const columns = head.split(',');
  return new Map(
    lines.map((line) => {
      const cells = line.split(',');
      const row = Object.fromEntries(columns.map((column, place) => [column, cells[place] ?? '']));
      return [row['user_id'] ?? '', row] as const;
    }),
  );
}

const personOf = (key: string, row: Readonly<Record<string, string>>): PersonTold => ({
  key,
  name: row['employee_name'] ?? '',
  ...(row['email'] === '' || row['email'] === undefined ? {} : { email: row['email'] }),
  ...(row['department'] === '' || row['department'] === undefined ? {} : { department: row['department'] }),
  ...(row['role'] === '' || row['role'] === undefined ? {} : { title: row['role'] }),
  ...(row['supervisor'] === '' || row['supervisor'] === undefined ? {} : { managerKey: row['supervisor'] }),
  state: 'active',
});

describe.skipIf(skip !== undefined)(
  `CERT r5.2, month by month${skip === undefined ? '' : ` (${skip})`}`,
  () => {
    const feed: Feed = { source: 'cert', absent: 'left', timeZone: 'America/New_York' };
    const files =
      skip === undefined
        ? readdirSync(folder)
            .filter((name) => name.endsWith('.csv'))
            .toSorted()
        : [];

    it('finds every leaver and no other, the one mover, and everybody who comes back as who they were', () => {
      const known = new Map<string, Known>();
      const counts = { left: 0, moved: 0, joined: 0, rehired: 0, held: 0 };
      const rounds = [...files, files[0] ?? ''].map(monthOf);
      for (const [place, month] of rounds.entries()) {
        const now = must(
          isInstant,
          `${2010 + Math.floor(place / 12)}-${String((place % 12) + 1).padStart(2, '0')}-01T00:00:00.000Z`,
        );
        const here = [...known.values()].filter(({ standing }) => standing === 'here').length;
        const { events, changed } = lookAgain({
          feed,
          known,
          listed: [...month].map(([key, row]) => personOf(key, row)),
          now,
        });
        for (const [key, value] of changed) known.set(key, value);
        const keysOf = (kind: string): readonly string[] =>
          events.flatMap((event) => (event.kind === kind ? [event.person.key] : [])).toSorted();
        // the oracle compares two months and knows nothing else; before the first month everybody is as in it
        const was = rounds[place - 1] ?? month;
        const attributes = ['department', 'role', 'supervisor'];
        const moved = [...month].filter(([key, row]) =>
          attributes.some((each) => (was.get(key) ?? row)[each] !== row[each]),
        );
        expect(keysOf('left')).toEqual([...was.keys()].filter((key) => !month.has(key)).toSorted());
        expect([...keysOf('rehired'), ...keysOf('joined')].toSorted()).toEqual(
          [...month.keys()].filter((key) => !was.has(key)).toSorted(),
        );
        expect(keysOf('moved')).toEqual(moved.map(([key]) => key).toSorted());
        for (const kind of ['left', 'moved', 'joined', 'rehired'] as const)
          counts[kind] += keysOf(kind).length;
        counts.held += tooMany(events, here, { share: 0.02, count: 50, fewest: 5 }).length;
      }
      // back to the first month at the end: a return of 89 at once is held, no month before is
      expect(counts).toEqual({ left: 89, moved: 2, joined: 0, rehired: 89, held: 1 });
    });
  },
);
