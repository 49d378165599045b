import { expect, it } from 'vitest';
import { aiBoundaries, missingProofs } from '../../../test/support/ai-boundaries.ts';
import { compilePolicySet } from '../../policy/index.ts';
import { profileFiles, profileNames } from './candidates.ts';
import { rightsIn } from './rights-of.ts';

const sets = await Promise.all(
  (await profileNames()).map(async (name) => {
    const set = compilePolicySet(await profileFiles(name));
    if (!set.ok) throw new Error(`${name}: ${set.message}`);
    return { name, set: set.value };
  }),
);

it('what an AI may is what docs/ai-boundaries.md says, by tests that are there', async () => {
  expect(missingProofs()).toEqual([]);
  await expect(aiBoundaries(sets)).toMatchFileSnapshot('../../../docs/ai-boundaries.md');
});

it('the regulated profile holds every draft on identity stores and on anything of tier high, and takes no software key', () => {
  const regulated = sets.find(({ name }) => name === 'regulated')?.set.rights() ?? [];
  const drafts = regulated.filter(({ ai }) => ai.some((action) => !['see', 'infer'].includes(action)));
  const loose = drafts.filter(
    ({ act, tiers, held }) =>
      held === undefined && (/^(account|role|owner)\./.test(act) || tiers.includes('high')),
  );
  expect(drafts.length).toBeGreaterThan(15);
  expect(loose).toEqual([]);
  expect(regulated.filter(({ assurance }) => assurance === 'key')).toEqual([]);
});

it('every profile speaks of the same cells as the standard one', () => {
  const cells = ({ set }: (typeof sets)[number]) =>
    set
      .rights()
      .flatMap(({ act, areas }) =>
        areas.flatMap(({ subjects, tiers }) =>
          subjects.flatMap((subject) => tiers.map((tier) => `${act} ${subject} ${tier}`)),
        ),
      )
      .toSorted();
  const [standard, ...others] = sets.map(cells);
  for (const other of others) expect(other).toEqual(standard);
});

it('says every rule that bears on a capability, fixed ones first, and which cells no row speaks of', () => {
  const [standard] = sets;
  if (standard === undefined) throw new Error('there is no standard profile');
  const rights = rightsIn(standard.set, { act: 'access.grant', subject: 'agent', tier: 'high' });
  expect(rights.rows.map(({ id }) => id)).toEqual(['grant-agent']);
  expect(rights.rows[0]?.needs.map(({ need }) => need)).toContain('duration.PT8H');
  expect(rights.policies[0]?.layer).toBe('fixed');
  const ids = rights.policies.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['hard.human-authority', 'role.security']));
  expect(ids.filter((id) => id.startsWith('console.') || id.startsWith('hard.policy-edit'))).toEqual([]);
  expect(rightsIn(standard.set, { act: 'risk.accept', subject: 'governance' }).uncovered).toEqual([]);
});
