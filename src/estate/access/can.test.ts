import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerer } from '../../../test/support/relations/answer.ts';
import { caseOf, type Facts } from '../../../test/support/relations/case-shape.ts';
import { asTold } from '../../../test/support/relations/observations.ts';
import { runs } from '../../../test/support/runs.ts';

const some = <T>(...of: readonly T[]) => fc.constantFrom(...of);

/** Every text that the patterns below can stand for, as far as they can be told apart by one. */
const texts = ['t/a', 't/b', 't/cc', 'p/x', 'p/y', 'q'];
const resources = ['t/a', 't/b', 'p/x', 'p/*', 'q'];
const askedResources = [...resources, 't/cc', 'unheard/of'];
const actions = ['get', 'put', 'give'];

const accounts = ['a', 'b', 'c', 'd'];
const groups = ['f', 'g', 'h', 'i'];
const anyone = some(...accounts, ...groups);
const conditions = some<{ conditions?: string[] }>({}, {}, { conditions: ['it rains'] });
const worlds: fc.Arbitrary<Facts> = fc
  .record({
    states: fc.tuple(...accounts.map(() => some('active' as const, 'active' as const, 'disabled' as const))),
    superuser: some('none', 'none', ...accounts),
    members: fc.array(
      fc.tuple(anyone, anyone, some('member' as const, 'set_role' as const, 'assume' as const), conditions),
      {
        maxLength: 14,
      },
    ),
    rights: fc.array(
      fc.tuple(
        some('get', 'put', 'g*', '*', 'OWNER', 'G?T'),
        some('t/a', 't/b', 't/*', 't/?', 'p/x', 'p/*', 'q', '*', 'r'),
        some(undefined, undefined, ...resources),
      ),
      { minLength: 1, maxLength: 5 },
    ),
    grants: fc.array(
      fc.tuple(anyone, fc.nat(4), some('allow' as const, 'allow' as const, 'deny' as const), conditions),
      {
        maxLength: 8,
      },
    ),
  })
  .map(({ states, superuser, members, rights, grants }): Facts => ({
    accounts: accounts.map((key, n) => ({
      key,
      state: states[n] ?? 'active',
      powers: key === superuser ? ['superuser'] : ['createdb'],
    })),
    groups,
    resources,
    memberships: members.map(([member, of, via, more]) => ({ member, of, via, ...more })),
    rights: Object.fromEntries(
      rights.map(([action, on, resource], n) => [
        `r${n}`,
        { action, on, ...(resource === undefined ? {} : { resource }) },
      ]),
    ),
    grants: grants.map(([to, n, effect, more]) => ({
      to,
      right: `r${n % rights.length}`,
      effect,
      ...more,
    })),
  }));

const matches = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
const overlap = (a: string, b: string): boolean =>
  a === b || [a, b, ...texts].some((text) => matches(a, text) && matches(b, text));

/** What the rules say, tried edge by edge and text by text until nothing is new. */
function slowly(world: Facts, subject: string, action: string, resource: string): 'yes' | 'no' | 'depends' {
  const above = (sure: boolean): ReadonlySet<string> => {
    const found = new Set([subject]);
    for (let before = -1; before !== found.size;) {
      before = found.size;
      for (const { member, of, conditions: ifs } of world.memberships)
        if (found.has(member) && (!sure || ifs === undefined)) found.add(of);
    }
    return found;
  };
  const names = ({ resource: named }: Facts['rights'][string]): boolean =>
    named !== undefined && overlap(named, resource);
  // a right on everything does not make the source know what is asked for
  const isKnown =
    world.resources.includes(resource) ||
    Object.values(world.rights).some(
      (right) => names(right) || (right.on !== '*' && overlap(right.on, resource)),
    );
  const fits = (name: string): boolean => {
    const right = world.rights[name];
    if (right === undefined || !isKnown) return false;
    const isAbout = overlap(right.on, resource) || names(right);
    return isAbout && (right.action === 'OWNER' || matches(right.action.toLowerCase(), action));
  };
  const holds = (sure: boolean, effect: 'allow' | 'deny'): boolean =>
    world.grants.some(
      (grant) =>
        grant.effect === effect &&
        above(sure).has(grant.to) &&
        fits(grant.right) &&
        (!sure || grant.conditions === undefined),
    ) ||
    (effect === 'allow' &&
      isKnown &&
      world.accounts.some(({ key, ...of }) => 'powers' in of && isSuper(of.powers) && above(sure).has(key)));
  if (!holds(false, 'allow')) return 'no';
  const isOut = world.accounts.some(
    (each) => each.key === subject && 'state' in each && each.state === 'disabled',
  );
  return holds(true, 'allow') && !holds(false, 'deny') && !isOut ? 'yes' : 'depends';
}
const isSuper = (powers: readonly string[] | undefined): boolean => powers?.includes('superuser') === true;

describe('one relation model', () => {
  it('answers check, list-subjects and list-resources alike, and as an obvious slow closure does', () => {
    const met = { yes: 0, no: 0, depends: 0 };
    fc.assert(
      fc.property(worlds, some(...actions), (world, action) => {
        const answer = answerer(asTold(world));
        const verdicts = [...accounts, ...groups].flatMap((subject) =>
          askedResources.map((resource) => {
            const verdict = slowly(world, subject, action, resource);
            met[verdict]++;
            expect([
              subject,
              resource,
              answer({ check: { subject, action, resource }, answer: 'no' }),
            ]).toEqual([subject, resource, { answer: verdict }]);
            return { subject, resource, verdict };
          }),
        );
        const listed = (of: (each: (typeof verdicts)[number]) => string | undefined) => {
          const told = (is: string) =>
            verdicts.flatMap((each) => (each.verdict === is ? (of(each) ?? []) : [])).toSorted();
          return { answer: told('yes'), depends: told('depends') };
        };
        for (const resource of askedResources)
          expect([
            resource,
            answer({ list_subjects: { action, resource }, answer: [], depends: [] }),
          ]).toEqual([
            resource,
            listed((each) =>
              each.resource === resource && accounts.includes(each.subject) ? each.subject : undefined,
            ),
          ]);
        for (const subject of [...accounts, ...groups])
          expect([subject, answer({ list_resources: { subject, action }, answer: [], depends: [] })]).toEqual(
            [
              subject,
              listed((each) =>
                each.subject === subject && resources.includes(each.resource) ? each.resource : undefined,
              ),
            ],
          );
      }),
      { numRuns: runs(150) },
    );
    // each verdict was met, so that agreeing on nothing does not pass
    expect(Object.values(met).every((count) => count > 100)).toBe(true);
  });

  it('tells a certain way even where a shorter one depends', () => {
    const { facts } = caseOf({
      name: 'two ways',
      facts: {
        accounts: ['ann'],
        groups: ['in', 'up'],
        memberships: [
          { member: 'ann', of: 'in' },
          { member: 'in', of: 'up' },
          { member: 'ann', of: 'up', conditions: ['it rains'] },
        ],
        resources: ['q'],
        rights: { get: { action: 'get', on: 'q' } },
        grants: [{ to: 'up', right: 'get' }],
      },
      questions: [{ check: { subject: 'ann', action: 'get', resource: 'q' }, answer: 'yes' }],
    });
    if (facts === undefined) throw new TypeError('facts were given');
    const answer = answerer(asTold(facts));
    expect(answer({ check: { subject: 'ann', action: 'get', resource: 'q' }, answer: 'yes' })).toEqual({
      answer: 'yes',
    });
    expect(answer({ check: { subject: 'ann', action: 'put', resource: 'q' }, answer: 'no' })).toEqual({
      answer: 'no',
    });
  });
});
