import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linksIn, warshall, worlds } from '../../test/support/interest-worlds.ts';
import { interestOf, mostInterested, type InterestNode } from './interest.ts';

const linksOf = (nodes: Readonly<Record<string, InterestNode>>) => ({ node: (id: string) => nodes[id] });
const person = (...aliases: string[]): InterestNode => ({ kind: 'person', aliases });
const agent = (owners: string[], over: Partial<InterestNode & { kind: 'agent' }> = {}): InterestNode => ({
  kind: 'agent',
  owners,
  sponsors: [],
  spawnedBy: [],
  aliases: [],
  ...over,
});

describe('the interest closure', () => {
  it('agrees with Warshall’s closure on random worlds', () => {
    let complete = 0;
    fc.assert(
      fc.property(worlds, (world) => {
        const oracle = warshall(world);
        const { complete: isComplete, ...interest } = oracle;
        if (isComplete) complete++;
        expect(interestOf(linksIn(world), world.chain, world.beneficiaries)).toEqual(
          isComplete ? interest : undefined,
        );
      }),
      { numRuns: 2000, seed: 1 },
    );
    expect(complete).toBeGreaterThan(400);
  });

  it('passes from an agent through the agent that spawned it and a nested team to every alias', () => {
    const nodes = {
      agt_child00000: agent(['psn_ownerofch0'], { spawnedBy: ['agt_parent0000'] }),
      agt_parent0000: agent(['team-a'], { sponsors: ['psn_sponsor000'] }),
      'team-a': { kind: 'team', members: ['team-b'] },
      'team-b': { kind: 'team', members: ['psn_member0000', 'team-a'] },
      psn_member0000: person('psn_memberalia'),
      psn_memberalia: person(),
      psn_ownerofch0: person(),
      psn_sponsor000: person(),
      psn_asker00000: person(),
    } as const;
    expect(interestOf(linksOf(nodes), ['psn_asker00000', 'agt_child00000'], [])).toEqual({
      requester: ['psn_asker00000'],
      beneficiary: [],
      steward: ['psn_member0000', 'psn_memberalia', 'psn_ownerofch0', 'psn_sponsor000'],
    });
  });

  it('is empty for a rule’s draft that only takes access away', () => {
    expect(interestOf(linksOf({}), [], [])).toEqual({ requester: [], beneficiary: [], steward: [] });
  });

  it.each([
    ['an agent without an owner', { agt_a000000000: agent([]) }],
    ['an owner who is not known', { agt_a000000000: agent(['psn_gone000000']) }],
    [
      'an owning team without members',
      { agt_a000000000: agent(['t']), t: { kind: 'team', members: [] } as const },
    ],
    ['an asker who is not known', {}],
  ])('is absent for %s', (_, nodes) => {
    expect(interestOf(linksOf(nodes), ['agt_a000000000'], [])).toBeUndefined();
  });

  it('is absent when it would pass two hundred ids, and there at two hundred', () => {
    const team = (size: number) => {
      const members = Array.from({ length: size }, (_, n) => `psn_m${String(n).padStart(9, '0')}`);
      const nodes: Record<string, InterestNode> = {
        agt_a000000000: agent(['t']),
        t: { kind: 'team', members },
      };
      for (const member of members) nodes[member] = person();
      return interestOf(linksOf(nodes), ['agt_a000000000'], []);
    };
    expect(team(mostInterested - 2)?.steward).toHaveLength(mostInterested - 2);
    expect(team(mostInterested - 1)).toBeUndefined();
  });
});
