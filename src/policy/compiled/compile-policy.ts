import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { compileExpression, isIn, type Compute } from './expression.ts';
import { entityIn, EvaluationError, isOfType, type Scene } from './values.ts';

/** One policy as closures. Both throw EvaluationError where Cedar’s evaluation would err. */
export interface CompiledPolicy {
  /** Scope and every condition hold. */
  isSatisfied(scene: Scene): boolean;
  /** Scope and every `when` hold, whatever an `unless` says: where this is false, the policy has no part in the answer. */
  couldApply(scene: Scene): boolean;
}

type Test = (scene: Scene) => boolean;

/** A policy in Cedar’s JSON form → closures; undefined when it holds what is not compiled. */
export function compilePolicy(json: PolicyJson): CompiledPolicy | undefined {
  const scope = [
    scopeTest(json.principal, (scene) => scene.principal),
    actionTest(json.action),
    scopeTest(json.resource, (scene) => scene.resource),
  ];
  const conditions = json.conditions.map(({ kind, body }) => {
    const compute = compileExpression(body);
    return compute && { kind, holds: truth(compute, kind === 'when') };
  });
  const scopeTests = scope.filter((test) => test !== undefined);
  const known = conditions.filter((condition) => condition !== undefined);
  if (scopeTests.length < scope.length || known.length < conditions.length) return undefined;
  const all = known.map(({ holds }) => holds);
  const whens = known.filter(({ kind }) => kind === 'when').map(({ holds }) => holds);
  return {
    isSatisfied: (scene) => scopeTests.every((test) => test(scene)) && all.every((test) => test(scene)),
    couldApply: (scene) => scopeTests.every((test) => test(scene)) && whens.every((test) => test(scene)),
  };
}

const truth =
  (compute: Compute, wanted: boolean): Test =>
  (scene) => {
    const value = compute(scene);
    if (typeof value !== 'boolean') throw new EvaluationError('a condition is no truth value');
    return value === wanted;
  };

function actionTest(scope: PolicyJson['action']): Test | undefined {
  if (scope.op === 'All') return () => true;
  const named = 'entities' in scope ? scope.entities : 'entity' in scope ? [scope.entity] : [];
  const ids = named.map((each) => entityIn(each));
  const known = ids.filter((id) => id !== undefined);
  return known.length === ids.length ? (scene) => known.some((id) => scene.actions.has(id)) : undefined;
}

function scopeTest(
  scope: PolicyJson['principal'] | PolicyJson['resource'],
  of: (scene: Scene) => string,
): Test | undefined {
  if (scope.op === 'All') return () => true;
  if (scope.op === 'is') {
    const { entity_type: type } = scope;
    const within = scope.in !== undefined && 'entity' in scope.in ? entityIn(scope.in.entity) : undefined;
    if (scope.in !== undefined && within === undefined) return undefined;
    return (scene) => isOfType(of(scene), type) && (within === undefined || isIn(scene, of(scene), within));
  }
  const entity = 'entity' in scope ? entityIn(scope.entity) : undefined;
  if (entity === undefined) return undefined;
  return scope.op === '==' ? (scene) => of(scene) === entity : (scene) => isIn(scene, of(scene), entity);
}
