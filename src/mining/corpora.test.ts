import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bestKnownRoles } from '../../test/support/best-known-roles.ts';
import { mineRoles } from './mine-roles.ts';

const corpora = process.env['COUNTERSIGN_CORPORA'];
const folder = corpora === undefined ? '' : join(corpora, 'role-mining');
const skip = existsSync(folder)
  ? undefined
  : 'COUNTERSIGN_CORPORA is unset: matrices of others are not mined';
if (skip !== undefined) process.stderr.write(`skipped: ${skip}\n`);

describe.skipIf(skip !== undefined)('matrices of HP Labs', () => {
  for (const { name, roles, edges } of bestKnownRoles)
    it(`${name}: exactly its pairs, by the fewest roles there can be, with no more assignments than are known`, () => {
      const pairs = readFileSync(join(folder, `${name}.txt`), 'utf8')
        .split('\n')
        .flatMap((line) => {
          const [user, permission] = line.trim().split(/\s+/);
          return user === undefined || permission === undefined ? [] : [{ user, permission }];
        });
      const mined = mineRoles(pairs);
      const given = new Set(
        mined.roles.flatMap((role) =>
          role.users.flatMap((user) => role.permissions.map((permission) => `${user} ${permission}`)),
        ),
      );
      expect(given).toEqual(new Set(pairs.map(({ user, permission }) => `${user} ${permission}`)));
      expect(mined).toMatchObject({ isFewest: true, roles: { length: roles } });
      expect(mined.edges).toBeLessThanOrEqual(edges);
    }, 120_000);
});
