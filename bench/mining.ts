// `countersign mine-roles` of the matrices that HP Labs published, against the best that is published for them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mineRolesOf } from '../src/commands/mine-roles.ts';
import { bestKnownRoles } from '../test/support/best-known-roles.ts';
import { sampleOf, type Figure, type Report } from './report.ts';

export const name = 'mining';

const rounds = 3;

export async function run(): Promise<Report> {
  const corpora = process.env['COUNTERSIGN_CORPORA'];
  const folder = corpora === undefined ? '' : join(corpora, 'role-mining');
  if (!existsSync(folder))
    return {
      what: 'role mining: COUNTERSIGN_CORPORA names no folder with role-mining/*.txt',
      figures: [],
      ratios: [],
      notMeasured: ['role mining'],
    };
  const figures: Figure[] = [];
  for (const known of bestKnownRoles) {
    const times: number[] = [];
    let mined: Awaited<ReturnType<typeof mineRolesOf>> | undefined;
    for (let round = 0; round < rounds; round++) {
      mined = await mineRolesOf({
        path: `${known.name}.txt`,
        cwd: folder,
        signal: new AbortController().signal,
      });
      times.push(mined.seconds);
    }
    if (mined === undefined) continue;
    const proof = mined.isFewest ? ', proven the fewest' : '';
    figures.push(
      {
        what: `${known.name} (${mined.users} × ${mined.permissions})${proof}`,
        unit: 'roles',
        sample: sampleOf([mined.roles.length]),
        target: { atMost: known.roles },
      },
      {
        what: `${known.name}, assignments`,
        unit: 'edges',
        sample: sampleOf([mined.edges]),
        target: { atMost: known.edges },
      },
      { what: `${known.name}, time`, unit: 's', sample: sampleOf(times) },
    );
  }
  return {
    what: 'roles and assignments for matrices of HP Labs, against the best published',
    figures,
    ratios: [],
    notMeasured: ['other programs: theirs are the published figures'],
  };
}
