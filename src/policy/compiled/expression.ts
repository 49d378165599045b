import {
  EvaluationError,
  equal,
  holds,
  isOfType,
  isRecord,
  valueOf,
  type Scene,
  type Value,
} from './values.ts';

export type Compute = (scene: Scene) => Value;
type Operands = Readonly<Record<string, unknown>>;

/** A Cedar expression in its JSON form → a closure that computes it; undefined when it holds what is not compiled. */
export function compileExpression(json: unknown): Compute | undefined {
  if (!isRecord(json)) return undefined;
  const [entry, ...others] = Object.entries(json);
  if (entry === undefined || others.length > 0) return undefined;
  const [operator, operands] = entry;
  return Object.hasOwn(operators, operator) ? operators[operator]?.(operands) : undefined;
}

type Operator = (operands: unknown) => Compute | undefined;

const both =
  (of: (left: Compute, right: Compute) => Compute): Operator =>
  (operands) => {
    if (!isRecord(operands)) return undefined;
    const [left, right] = [compileExpression(operands['left']), compileExpression(operands['right'])];
    return left && right && of(left, right);
  };

const one =
  (of: (arg: Compute, operands: Operands) => Compute | undefined, from = 'arg'): Operator =>
  (operands) => {
    if (!isRecord(operands)) return undefined;
    const arg = compileExpression(operands[from]);
    return arg && of(arg, operands);
  };

const comparing = (holdsFor: (a: number, b: number) => boolean): Operator =>
  both((left, right) => (scene) => holdsFor(numberOf(left(scene)), numberOf(right(scene))));

const constant =
  (value: Value): Compute =>
  () =>
    value;

/** One line an operator, as Cedar’s JSON form of policies names them. */
const operators: Readonly<Record<string, Operator>> = {
  Var: (name) => (typeof name === 'string' && Object.hasOwn(variables, name) ? variables[name] : undefined),
  Value(json) {
    try {
      return constant(valueOf(json));
    } catch {
      return undefined;
    }
  },
  Set(items) {
    if (!Array.isArray(items)) return undefined;
    const compiled = items.map(compileExpression);
    const known = compiled.filter((each) => each !== undefined);
    if (known.length < compiled.length) return undefined;
    const isConstant = items.every((item: unknown) => isRecord(item) && 'Value' in item);
    if (isConstant) return constant(new Set(known.map((each) => each(nothing))));
    return (scene) => new Set(known.map((each) => each(scene)));
  },
  '==': both((left, right) => (scene) => equal(left(scene), right(scene))),
  '!=': both((left, right) => (scene) => !equal(left(scene), right(scene))),
  '&&': both((left, right) => (scene) => booleanOf(left(scene)) && booleanOf(right(scene))),
  '||': both((left, right) => (scene) => booleanOf(left(scene)) || booleanOf(right(scene))),
  '!': one((arg) => (scene) => !booleanOf(arg(scene))),
  '<': comparing((a, b) => a < b),
  '<=': comparing((a, b) => a <= b),
  '>': comparing((a, b) => a > b),
  '>=': comparing((a, b) => a >= b),
  in: (operands) =>
    isRecord(operands) && isRecord(operands['left']) && operands['left']['Var'] === 'action'
      ? undefined
      : both((left, right) => (scene) => isIn(scene, left(scene), right(scene)))(operands),
  is: one((left, operands) => {
    const type = operands['entity_type'];
    if (typeof type !== 'string') return undefined;
    if (operands['in'] === undefined) return (scene) => isOfType(entityOf(left(scene)), type);
    const within = compileExpression(operands['in']);
    return (
      within && ((scene) => isOfType(entityOf(left(scene)), type) && isIn(scene, left(scene), within(scene)))
    );
  }, 'left'),
  has: one(
    (left, { attr }) =>
      typeof attr === 'string' ? (scene) => field(scene, left(scene), attr) !== undefined : undefined,
    'left',
  ),
  '.': one((left, { attr }) => {
    if (typeof attr !== 'string') return undefined;
    return (scene) => {
      const value = field(scene, left(scene), attr);
      if (value === undefined) throw new EvaluationError(`there is no \`${attr}\``);
      return value;
    };
  }, 'left'),
  contains: both((left, right) => (scene) => holds(setOf(left(scene)), right(scene))),
  containsAll: both((left, right) => (scene) => {
    const set = setOf(left(scene));
    return [...setOf(right(scene))].every((each) => holds(set, each));
  }),
  containsAny: both((left, right) => (scene) => {
    const set = setOf(left(scene));
    return [...setOf(right(scene))].some((each) => holds(set, each));
  }),
  isEmpty: one((arg) => (scene) => setOf(arg(scene)).size === 0),
  'if-then-else'(operands) {
    if (!isRecord(operands)) return undefined;
    const test = compileExpression(operands['if']);
    const [then, otherwise] = [compileExpression(operands['then']), compileExpression(operands['else'])];
    return test && then && otherwise && ((scene) => (booleanOf(test(scene)) ? then : otherwise)(scene));
  },
};

const variables: Readonly<Record<string, Compute>> = {
  principal: (scene) => scene.principal,
  resource: (scene) => scene.resource,
  context: (scene) => scene.context,
};

const nothing: Scene = {
  principal: '',
  resource: '',
  actions: new Set(),
  context: new Map(),
  attributes: new Map(),
  parents: new Map(),
};

const wrong = (what: string): never => {
  throw new EvaluationError(`expected ${what}`);
};
const booleanOf = (value: Value): boolean => (typeof value === 'boolean' ? value : wrong('a truth value'));
const numberOf = (value: Value): number => (typeof value === 'number' ? value : wrong('a number'));
const entityOf = (value: Value): string => (typeof value === 'string' ? value : wrong('an entity'));
const setOf = (value: Value): ReadonlySet<Value> =>
  typeof value === 'object' && !('get' in value) ? value : wrong('a set');

function field(scene: Scene, of: Value, name: string): Value | undefined {
  if (typeof of === 'string') return scene.attributes.get(of)?.get(name);
  return typeof of === 'object' && 'get' in of ? of.get(name) : wrong('an entity or a record');
}

/** `entity in entity` or `entity in [entities]`. */
export function isIn(scene: Scene, of: Value, within: Value): boolean {
  const entity = entityOf(of);
  const parents = scene.parents.get(entity);
  const under = (parent: string): boolean => entity === parent || parents?.has(parent) === true;
  if (typeof within === 'string') return under(within);
  return [...setOf(within)].map(entityOf).some(under);
}
