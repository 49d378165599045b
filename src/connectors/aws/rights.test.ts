import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statementsOf } from './policy-document.ts';
import { rightsOf, type Right } from './rights.ts';

const action = fc.constantFrom('s3:GetObject', 's3:*', '*', 'iam:PassRole', 'ec2:Describe*', 'kms:Decrypt');
const resource = fc.constantFrom('*', 'arn:aws:s3:::a/*', 'arn:aws:s3:::b', 'arn:aws:kms:*:*:key/*');
const list = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> =>
  fc.oneof(of, fc.array(of, { minLength: 1, maxLength: 5 }));
const condition = fc.dictionary(
  fc.constantFrom('StringLike', 'IpAddress', 'Bool'),
  fc.dictionary(fc.constantFrom('aws:SourceIp', 's3:prefix', 'aws:mfa'), list(fc.string({ maxLength: 6 })), {
    minKeys: 1,
  }),
  { minKeys: 1 },
);
const statement = fc.record(
  {
    Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
    Action: list(action),
    Resource: list(resource),
    Condition: condition,
  },
  { requiredKeys: ['Effect', 'Action', 'Resource'] },
);

const every = (given: unknown): readonly Right[] => statementsOf(given, 'p').flatMap((s) => rightsOf(s, 'p'));
const asSet = (rights: readonly Right[]): readonly string[] =>
  [...new Set(rights.map((r) => JSON.stringify(r)))].toSorted();
const listed = (value: string | string[]): readonly string[] => (Array.isArray(value) ? value : [value]);

describe('a policy statement taken apart', () => {
  it('gives exactly each action on each resource, once', () => {
    fc.assert(
      fc.property(statement, (given) => {
        const pairs = every({ Statement: given }).map((r) => `${r.action} ${r.resourcePattern}`);
        const expected = new Set(
          listed(given.Action).flatMap((a) => listed(given.Resource).map((r) => `${a} ${r}`)),
        );
        expect(pairs.toSorted()).toEqual([...expected].toSorted());
      }),
    );
  });

  it('means the same as one statement or a list, one text or a list, an object, JSON or URL-encoded', () => {
    fc.assert(
      fc.property(statement, (given) => {
        const plain = asSet(every({ Statement: given }));
        const wide = { ...given, Action: listed(given.Action), Resource: listed(given.Resource) };
        expect(asSet(every({ Statement: [wide] }))).toEqual(plain);
        expect(asSet(every(JSON.stringify({ Statement: given })))).toEqual(plain);
        expect(asSet(every(encodeURIComponent(JSON.stringify({ Statement: [given] }))))).toEqual(plain);
      }),
    );
  });

  it('does not depend on the order of actions, resources, statements or conditions', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 4 }), (given) => {
        const back = given.toReversed().map((each) => ({
          ...each,
          Action: listed(each.Action).toReversed(),
          Resource: listed(each.Resource).toReversed(),
          ...(each.Condition === undefined
            ? {}
            : { Condition: Object.fromEntries(Object.entries(each.Condition).toReversed()) }),
        }));
        expect(asSet(every({ Statement: back }))).toEqual(asSet(every({ Statement: given })));
      }),
    );
  });

  it('is unconditional only without Condition, NotAction, NotResource and policy variables', () => {
    const exclusion = fc.constantFrom('NotAction', 'NotResource', 'Condition', 'variable', 'none');
    fc.assert(
      fc.property(exclusion, action, resource, (what, a, r) => {
        const { Action, Resource, ...rest } = {
          Effect: 'Allow',
          Action: a,
          Resource: what === 'variable' ? `${r}\${aws:userid}` : r,
          ...(what === 'Condition' ? { Condition: { Bool: { 'aws:mfa': true } } } : {}),
        };
        const given = {
          ...rest,
          ...(what === 'NotAction' ? { NotAction: Action } : { Action }),
          ...(what === 'NotResource' ? { NotResource: Resource } : { Resource }),
        };
        for (const right of every({ Statement: given })) {
          expect(right.conditions.length > 0).toBe(what !== 'none');
          expect(right.resourcePattern).not.toContain('${');
        }
      }),
    );
  });

  it.each([
    [{ Statement: { Effect: 'Permit', Action: '*', Resource: '*' } }],
    ['%7Bnot json'],
    ['{"Statement":'],
    [{ Statement: 'all' }],
    [undefined],
  ])('refuses the document %j', (given) => {
    expect(() => every(given)).toThrow(
      expect.objectContaining({ code: 'input_invalid', next: expect.any(String) }),
    );
  });

  it('refuses a statement whose pairs would fill the memory', () => {
    const many = Array.from({ length: 1000 }, (_, i) => `s3:A${i}`);
    expect(() => every({ Statement: { Effect: 'Allow', Action: many, Resource: many } })).toThrow(
      expect.objectContaining({ code: 'input_too_large' }),
    );
  });
});
