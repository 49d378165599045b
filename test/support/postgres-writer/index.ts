import { describe } from 'vitest';
import { describeAccounts } from './accounts.ts';
import { describeGrants } from './grants.ts';
import { describeLeastCredential } from './least-credential.ts';
import { describeMemberships } from './memberships.ts';
import { useWriterScene, type WriterTarget } from './scene.ts';

export type { WriterTarget } from './scene.ts';

/** What the writer promises on every PostgreSQL that it writes to; `major` is the server's. */
export function describePostgresWriter(target: WriterTarget, major: number): void {
  describe(`writing to PostgreSQL ${major}`, () => {
    const scene = useWriterScene(target, major);
    describeGrants(scene);
    describeMemberships(scene);
    describeAccounts(scene);
    describeLeastCredential(scene);
  });
}
