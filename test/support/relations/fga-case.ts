import { caseOf, type FactsGiven, type RelationCase, type RelationCaseGiven } from './case-shape.ts';
import { holds, type FgaConditions } from './fga-condition.ts';
import type { FgaModel, Relation } from './fga-model.ts';
import type { FgaStore, FgaTest, FgaTuple } from './fga-store.ts';

type Question = RelationCaseGiven['questions'][number];
type Edge = NonNullable<FactsGiven['memberships']>[number];

/** Stands for any user of a type, beside those that are named. */
const anyOf = (type: string): string => `${type}:*`;
const everyOf = (type: string): string => `${type}:* (each)`;
/** Stands for any member of a set, so that sets are listed as their members are. */
const memberOf = (set: string): string => `any ${set}`;
const typeOf = (name: string): string => name.split(':', 1)[0] ?? '';

/**
 * A test of an OpenFGA store as a case of this estate. A relation on an object is a group, `OBJECT#RELATION`, which holds the
 * right to it: `or`, relations of the same object and relations through another object (`from`) are memberships between such
 * groups, and so are tuples, with a user or with a set. `TYPE:*` is a group of everybody of that type. A tuple's condition is
 * evaluated by what the tuple and the question say of it: a case for each that questions say. What memberships cannot say
 * (`and`, `but not`, a condition of which too little is said) is a condition of the case, which is told and never evaluated.
 */
export function casesOfTest(
  store: Pick<FgaStore, 'model' | 'conditions' | 'name'>,
  { tuples, test }: FgaStore['tests'][number],
): readonly RelationCase[] {
  const { check, list_objects, list_users } = test;
  const saidOf = ({ context }: { readonly context?: unknown }): string => JSON.stringify(context ?? {});
  return [...new Set([...check, ...list_objects, ...list_users].map(saidOf))].map((said) => {
    const isOf = (each: { readonly context?: unknown }): boolean => saidOf(each) === said;
    const question: unknown = JSON.parse(said);
    return caseOfTest(store.model, {
      name: store.name,
      tuples: tuples.flatMap((each) => settled(each, store.conditions, question)),
      test: {
        ...test,
        check: check.filter(isOf),
        list_objects: list_objects.filter(isOf),
        list_users: list_users.filter(isOf),
      },
    });
  });
}

/** Without its condition where that holds, not at all where it does not, and as it is where that is not known. */
function settled(tuple: FgaTuple, conditions: FgaConditions, question: unknown): readonly FgaTuple[] {
  const { condition, ...plain } = tuple;
  if (condition === undefined) return [tuple];
  const known = conditions.get(condition.name);
  if (known === undefined) throw new TypeError(`no condition is called ${condition.name}`);
  const is = holds(known, { tuple: condition.context, question });
  return is === undefined ? [tuple] : is ? [plain] : [];
}

function caseOfTest(
  model: FgaModel,
  { name, tuples, test }: FgaStore['tests'][number] & { readonly name: string },
): RelationCase {
  const asked = [
    ...test.check.flatMap(({ user = [], users = [], object = [], objects = [] }) =>
      [user, users, object, objects].flat(),
    ),
    ...test.list_objects.map(({ user }) => user),
    ...test.list_users.map(({ object }) => object),
  ];
  const things = [...asked, ...tuples.flatMap(({ user, object }) => [user, object])];
  const objects = [...new Set(things.map((each) => each.replace(/#.*$/, '')))].filter(
    (each) => !each.endsWith(':*'),
  );
  const sets = objects.flatMap((object) =>
    [...(model.get(typeOf(object)) ?? [])].map(([relation, made]) => ({ object, relation, made })),
  );
  const named = sets.map(({ object, relation }) => `${object}#${relation}`);
  const types = [...new Set(things.filter((each) => each.endsWith(':*')).map(typeOf))];
  return caseOf({
    name,
    facts: {
      accounts: [...objects, ...types.map(anyOf), ...named.map(memberOf)],
      groups: [...named, ...types.map(everyOf)],
      memberships: [
        ...types.flatMap((type) =>
          [...objects, anyOf(type)]
            .filter((each) => typeOf(each) === type)
            .map((member) => ({ member, of: everyOf(type) })),
        ),
        ...named.map((of) => ({ member: memberOf(of), of })),
        ...sets.flatMap((set) => edgesInto(model, tuples, set)),
      ],
      resources: objects,
      rights: Object.fromEntries(
        sets.map(({ object, relation }) => [
          `${object}#${relation}`,
          { action: actionOf(object, relation), on: object },
        ]),
      ),
      grants: named.map((set) => ({ to: set, right: set })),
    },
    questions: [
      ...questionsOf(test, (type) => [anyOf(type), ...objects.filter((each) => typeOf(each) === type)]),
    ],
  });
}

/** Everything that a relation's definition and the tuples put into one set. */
function edgesInto(
  model: FgaModel,
  tuples: readonly FgaTuple[],
  set: { readonly object: string; readonly relation: string; readonly made: Relation },
): readonly Edge[] {
  const { object } = set;
  const of = `${object}#${set.relation}`;
  const onObject = (relation: string): readonly FgaTuple[] =>
    tuples.filter((each) => each.object === object && each.relation === relation);
  const edge = (member: string, ifs: readonly string[]): Edge =>
    ifs.length === 0 ? { member, of } : { member, of, conditions: [...ifs] };
  const ifsOf = ({ condition }: FgaTuple): readonly string[] =>
    condition === undefined ? [] : [`condition ${condition.name}`];
  const from = (made: Relation, ifs: readonly string[]): readonly Edge[] => {
    if (made.is === 'direct')
      return onObject(set.relation).map((each) =>
        edge(each.user.endsWith(':*') ? everyOf(typeOf(each.user)) : each.user, [...ifs, ...ifsOf(each)]),
      );
    if (made.is === 'computed') return [edge(`${object}#${made.relation}`, ifs)];
    if (made.is === 'from')
      return onObject(made.through)
        .filter(({ user }) => model.get(typeOf(user))?.has(made.relation) === true)
        .map((each) => edge(`${each.user}#${made.relation}`, [...ifs, ...ifsOf(each)]));
    if (made.is === 'or') return made.of.flatMap((each) => from(each, ifs));
    const [first] = made.of;
    if (made.is === 'and') {
      const parts = made.of.map((each) => from(each, ifs));
      const inAll = parts.find((part) => parts.every((other) => includes(other, part)));
      if (inAll !== undefined) return inAll;
    }
    // whoever is in it is in the first; whether they are (or are not) in the others too is left open
    return first === undefined ? [] : from(first, [...ifs, `${made.is} …`]);
  };
  return from(set.made, []);
}

/** Whatever is in `part` is in `whole` too, by the same edges. */
function includes(whole: readonly Edge[], part: readonly Edge[]): boolean {
  const edges = new Set(whole.map((each) => JSON.stringify(each)));
  return part.every((each) => edges.has(JSON.stringify(each)));
}

/** Not the relation's name alone: of an `OWNER` the estate takes every right for granted, which OpenFGA does not. */
const actionOf = (object: string, relation: string): string => `${typeOf(object)}#${relation}`;

/** OpenFGA tells everybody of a type as one; here each of them is told. */
function questionsOf(
  { check, list_objects, list_users }: FgaTest,
  everybody: (type: string) => readonly string[],
): readonly Question[] {
  return [
    ...check.flatMap(({ user, users = [], object, objects = [], assertions }) =>
      [...(user === undefined ? [] : [user]), ...users].flatMap((subject) =>
        [...(object === undefined ? [] : [object]), ...objects].flatMap((resource) =>
          Object.entries(assertions).map(([relation, is]): Question => ({
            check: { subject, action: actionOf(resource, relation), resource },
            answer: is ? 'yes' : 'no',
          })),
        ),
      ),
    ),
    ...list_objects.flatMap(({ user, type, assertions }) =>
      Object.entries(assertions).map(([relation, answer]): Question => ({
        list_resources: { subject: user, action: actionOf(type, relation), among: `${type}:*` },
        answer: answer ?? [],
      })),
    ),
    ...list_users.flatMap(({ object, user_filter, assertions }) => {
      const { type = '', relation } = user_filter[0] ?? {};
      return Object.entries(assertions).map(([name, { users }]): Question => ({
        list_subjects: {
          action: actionOf(object, name),
          resource: object,
          among: relation === undefined ? `${type}:*` : memberOf(`${type}:*#${relation}`),
        },
        answer: (users ?? []).flatMap((each) =>
          each === anyOf(type) ? everybody(type) : relation === undefined ? [each] : [memberOf(each)],
        ),
      }));
    }),
  ];
}
