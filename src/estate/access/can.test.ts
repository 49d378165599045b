import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerer } from '../../../test/support/relations/answer.ts';
import { caseOf, type Facts } from '../../../test/support/relations/case-shape.ts';
import { asTold } from '../../../test/support/relations/observations.ts';
import {
  accounts,
  actions,
  askedResources,
  groups,
  resources,
  texts,
  worlds,
} from '../../../test/support/relations/worlds.ts';
import { runs } from '../../../test/support/runs.ts';

const matches = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
const overlap = (a: string, b: string): boolean =>
  a === b || [a, b, ...texts].some((text) => matches(a, text) && matches(b, text));

/** What the rules say, tried edge by edge and text by text until nothing is new. */
function slowly(world: Facts, subject: string, action: string, resource: string): 'yes' | 'no' | 'depends' {
  // what it can become, and beyond that what it only inherits from
  const above = (sure: boolean): { readonly is: ReadonlySet<string>; readonly has: ReadonlySet<string> } => {
    const is = new Set([subject]);
    const has = new Set([subject]);
    for (let before = -1; before !== is.size + has.size;) {
      before = is.size + has.size;
      for (const { member, of, via, conditions: ifs } of world.memberships) {
        // inheriting without becoming is told exactly: what else is said of it is evaluated
        if (sure && ifs !== undefined && via !== 'inherit') continue;
        if (is.has(member) && via !== 'inherit') is.add(of);
        if ((is.has(member) && via !== 'set_role') || (has.has(member) && via !== 'set_role')) has.add(of);
      }
      for (const each of is) has.add(each);
    }
    return { is, has };
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
        // a deny could apply to whoever is in any way below it
        (effect === 'deny' ? everAbove(world, subject) : above(sure).has).has(grant.to) &&
        fits(grant.right) &&
        (!sure || grant.conditions === undefined),
    ) ||
    (effect === 'allow' &&
      isKnown &&
      world.accounts.some(
        ({ key, ...of }) => 'powers' in of && isSuper(of.powers) && above(sure).is.has(key),
      ));
  if (!holds(false, 'allow')) return 'no';
  const isOut = world.accounts.some(
    (each) => each.key === subject && 'state' in each && each.state === 'disabled',
  );
  return holds(true, 'allow') && !holds(false, 'deny') && !isOut ? 'yes' : 'depends';
}
function everAbove(world: Facts, subject: string): ReadonlySet<string> {
  const found = new Set([subject]);
  for (const each of found)
    for (const { member, of } of world.memberships) if (member === each) found.add(of);
  return found;
}
const isSuper = (powers: readonly string[] | undefined): boolean => powers?.includes('superuser') === true;

describe('one relation model', () => {
  it('answers check, list-subjects and list-resources alike, and as an obvious slow closure does', () => {
    const met = { yes: 0, no: 0, depends: 0 };
    fc.assert(
      fc.property(worlds, fc.constantFrom(...actions), (world, action) => {
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
