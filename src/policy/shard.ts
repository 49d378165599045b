import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { actions, groupsOf, type PolicyAction } from './cedar-schema.ts';
import type { Policy } from './parse-policies.ts';
import type { AnySlice } from './slice.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The policies that could matter for this action on a change of this act: the others' scope or first condition is false
 * whatever else is true, so leaving them out changes no verdict (the tests hold this on random requests).
 */
export function shardOf(
  policies: readonly Policy[],
  action: PolicyAction,
  act: AnySlice['act'],
): readonly Policy[] {
  const groups = new Set<string>(groupsOf(action));
  return policies.filter(({ json }) => {
    const only = onlyAct(json);
    return actionMatches(json, groups) && (only === undefined || only === act);
  });
}

/** Could this policy have a say about changes of this act, whoever acts and however? */
export const policyBearsOn = ({ json }: Policy, act: AnySlice['act']): boolean => {
  const only = onlyAct(json);
  return (
    (only === undefined || only === act) &&
    actions.some((action) => actionMatches(json, new Set(groupsOf(action))))
  );
};

const idOf = (uid: unknown): unknown => {
  if (!isRecord(uid)) return undefined;
  const inner = uid['__entity'];
  return isRecord(inner) ? inner['id'] : uid['id'];
};

function actionMatches(json: PolicyJson, groups: ReadonlySet<string>): boolean {
  const { action } = json;
  if (action.op === 'All') return true;
  const named = 'entities' in action ? action.entities : 'entity' in action ? [action.entity] : [];
  return named.some((uid) => {
    const id = idOf(uid);
    return typeof id === 'string' && groups.has(id);
  });
}

/** The act that the very first conjunct of the first `when` demands: nothing before it could err, and false ends it. */
function onlyAct(json: PolicyJson): string | undefined {
  const [first] = json.conditions;
  if (first?.kind !== 'when') return undefined;
  let body: unknown = first.body;
  while (isRecord(body) && isRecord(body['&&'])) body = body['&&']['left'];
  const test = isRecord(body) ? body['=='] : undefined;
  if (!isRecord(test) || !isRecord(test['left']) || !isRecord(test['right'])) return undefined;
  const from = test['left']['.'];
  const value = test['right']['Value'];
  if (!isRecord(from) || from['attr'] !== 'act' || !isRecord(from['left']) || !isRecord(value))
    return undefined;
  const entity = value['__entity'];
  if (from['left']['Var'] !== 'resource' || !isRecord(entity) || entity['type'] !== 'ActClass')
    return undefined;
  return typeof entity['id'] === 'string' ? entity['id'] : undefined;
}
