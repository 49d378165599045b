import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SubjectId } from '../../src/model/index.ts';
import { caseJudge, type PolicySet } from '../../src/policy/index.ts';
import { fixedPolicies } from '../../src/policy/fixed-policies.ts';
import { assemble } from '../../src/policy/policy-set.ts';
import { parsePolicies } from '../../src/policy/parse-policies.ts';
import { ringsOf, longestRing, type Approved } from '../../src/review/index.ts';
import { at, defaultSet, subject } from '../support/policy-world.ts';
import { delegatedCases, type DelegatedCase } from '../support/delegation-worlds.ts';
import { drawnSeed } from '../support/fast-check-seed.ts';
import { files } from '../support/policy-files.ts';

const seed = drawnSeed();

const counts = (set: PolicySet, { facts, signer, context, standsFor, role }: DelegatedCase): boolean =>
  caseJudge(set.judge).rolesOfSigner(facts, signer, context, standsFor).includes(role);

/** The shipped policies with the fixed ones' text changed: what a mistake in them would be. */
function withFixed(change: (text: string) => string): PolicySet {
  const text = change(fixedPolicies());
  if (text === fixedPolicies()) throw new Error('the mutation changed nothing');
  const cedar = Object.entries(files).flatMap(([name, content]) =>
    name.endsWith('default.cedar') ? parsePolicies(name, content).policies : [],
  );
  const set = assemble({}, [...parsePolicies('fixed', text).policies, ...cedar]);
  if (!set.ok) throw new Error(set.message);
  return set.value;
}
const without = (id: string) => (text: string) =>
  text.replace(new RegExp(`@id\\("${id}"\\)[\\s\\S]*?;\\n`), '');

/** Asked about no other role than the one that the case is about: a mutant is looked for in thousands of them. */
const oneRole = (drawn: DelegatedCase): DelegatedCase =>
  drawn.standsFor === undefined
    ? drawn
    : {
        ...drawn,
        standsFor: {
          ...drawn.standsFor,
          only: drawn.standsFor.only?.includes(drawn.role) === false ? [] : [drawn.role],
        },
      };

/** After how many worlds this policy lets a signature count that may not; undefined: it never did. */
function killedAfter(set: PolicySet, runs: number): number | undefined {
  const cases: readonly DelegatedCase[] = fc.sample(delegatedCases, { numRuns: runs, seed });
  const found = cases.findIndex((drawn) => !drawn.may && counts(set, oneRole(drawn)));
  return found < 0 ? undefined : found + 1;
}

describe('who may answer, over random charts, delegations and agents that spawn each other', () => {
  it('is what an oracle of the test’s own says, in 200 worlds', () => {
    const seen = { may: 0, lent: 0 };
    fc.assert(
      fc.property(delegatedCases, (drawn) => {
        if (drawn.may) seen.may++;
        if (drawn.may && drawn.standsFor !== undefined) seen.lent++;
        expect({ counts: counts(defaultSet, drawn), why: drawn.why }).toEqual({
          counts: drawn.may,
          why: drawn.why,
        });
      }),
      { numRuns: 200, seed },
    );
    expect(seen.may).toBeGreaterThan(2);
  });

  it.each<[string, (text: string) => string]>([
    ['a delegation need not be proven', without('hard.delegation-proven')],
    [
      'a delegation need not have begun',
      (text) => text.replace('context.delegation.start <= context.now && ', ''),
    ],
    ['a delegation never ends', (text) => text.replace('context.now < context.delegation.end', 'true')],
    [
      'whose authority it is may have asked',
      (text) =>
        text
          .replace(' && !resource.interest.requester.contains(context.authority)', '')
          .replace('!resource.interest.requester.containsAny(context.via.persons)', 'true'),
    ],
    [
      'whose authority it is may benefit',
      (text) =>
        text
          .replace(' && !resource.interest.beneficiary.contains(context.authority)', '')
          .replace('!resource.interest.beneficiary.containsAny(context.via.persons)', 'true'),
    ],
    [
      'whose authority it is may answer for who benefits',
      (text) =>
        text
          .replace(' && !resource.interest.steward.contains(context.authority)', '')
          .replace('!resource.interest.steward.containsAny(context.via.persons)', 'true'),
    ],
    ['who uses it may benefit', without('hard.not-beneficiary')],
    ['who acts need not be active', without('hard.active-person')],
  ])('would be wrong if %s, and worlds notice', (_name, change) => {
    const set = withFixed(change);
    const after = killedAfter(set, 1500);
    set.close();
    expect(after).toBeGreaterThan(0);
  });
});

describe('circles of approvals', () => {
  const person = fc.integer({ min: 0, max: 6 }).map((n) => subject(`psn_ring0000000${n}`));
  const approvals = fc.array(
    fc.record<Approved>({
      approver: person,
      requester: person,
      proposal: fc.constant('prp_00000000aa' as Approved['proposal']),
      at: fc.constant(at('2026-11-22T09:00:00.000Z')),
    }),
    { maxLength: 14 },
  );

  it('are all found, each once, and no others, in 200 worlds', () => {
    fc.assert(
      fc.property(approvals, (approved) => {
        const links = new Set(approved.map(({ approver, requester }) => `${approver} ${requester}`));
        // every order of every choice of people, and whether each approved for the next: nothing of the product's walk
        const found = new Set<string>();
        const choose = (path: readonly SubjectId[], rest: readonly SubjectId[]): void => {
          const [first] = path;
          if (
            path.length > 1 &&
            first !== undefined &&
            path.every((one, n) => links.has(`${one} ${path[(n + 1) % path.length] ?? first}`)) &&
            path.every((one) => one >= first)
          )
            found.add(path.join(' '));
          if (path.length < longestRing)
            for (const next of rest)
              choose(
                [...path, next],
                rest.filter((one) => one !== next),
              );
        };
        const everyone = [...new Set(approved.flatMap((one) => [one.approver, one.requester]))];
        for (const start of everyone)
          choose(
            [start],
            everyone.filter((one) => one !== start),
          );
        const { rings, isTruncated } = ringsOf(approved);
        expect(isTruncated).toBe(false);
        expect(rings.map(({ people: ring }) => ring.join(' ')).toSorted()).toEqual([...found].toSorted());
      }),
      { numRuns: 400, seed },
    );
  });
});
