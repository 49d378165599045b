import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { byMandate } from './cedar-schema.ts';
import { parseNeed } from './needs.ts';
import { parseObligation } from './obligations.ts';
import type { Policy } from './parse-policies.ts';
import type { PolicyProblem } from './problem.ts';

/** Ids that only the product itself may give; editable files may not. */
const reserved = /^(hard|rights)\./;

type Json = unknown;
/** Where an expression stands: its truth helps to permit, its truth helps to deny, or both are possible. */
type Stance = 'permits' | 'denies' | 'mixed';

const flip = (stance: Stance): Stance =>
  stance === 'permits' ? 'denies' : stance === 'denies' ? 'permits' : 'mixed';

const isRecord = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What Cedar's strict validation calls clean and still fails open. Empty means: every `has`, `hasTag` and membership test
 * stands where its absence denies; `context.met` stands only in the shape that the two-evaluation verdict relies on; no
 * forbid is narrowed by membership; ids are unique and not the product's own.
 */
export function lint(policies: readonly Policy[], owner: 'product' | 'editable'): readonly PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  for (const policy of policies) {
    const tell = (reason: string, remedy: string): void => {
      problems.push({ place: `${policy.file}: \`${policy.id}\``, reason, remedy });
    };
    if (owner === 'editable' && reserved.test(policy.id))
      tell('ids that start with `hard.` or `rights.` are the product’s own', 'Choose another id.');
    lintScope(policy.json, tell);
    const own = byMandate.find((action) => names(policy.json.action, action));
    if (owner === 'editable' && own !== undefined)
      tell(
        'what people signed to end at a date, or to stand, is judged by the product’s own policies alone',
        `Say nothing of \`${own}\`; a shorter end is asked for with \`@need("duration.…")\`, and what a standing order may do is bounded by its row.`,
      );
    for (const { kind, body } of policy.json.conditions) {
      const permits = policy.json.effect === 'permit' ? kind === 'when' : kind === 'unless';
      lintPolarity(body, permits ? 'permits' : 'denies', tell);
    }
    lintMet(policy, tell);
    if (policy.obligation !== undefined && parseObligation(policy.obligation) === undefined)
      tell(
        `\`${policy.obligation.slice(0, 80)}\` is no obligation that anybody here could keep`,
        'Write `hold_for_release.` and the roles that may release, joined by `+`.',
      );
  }
  return problems;
}

/** Every id that stands twice in the whole set. */
export function duplicateIds(policies: readonly Policy[]): readonly PolicyProblem[] {
  const first = new Map<string, string>();
  return policies.flatMap(({ id, file }) => {
    const before = first.get(id);
    if (before === undefined) {
      first.set(id, file);
      return [];
    }
    return [
      {
        place: `${file}: \`${id}\``,
        reason: `the id is already used in ${before}`,
        remedy: 'Give each policy an id of its own.',
      },
    ];
  });
}

/** Does a scope or condition name this action? */
const names = (json: Json, action: string): boolean =>
  isRecord(json) && json['type'] === 'Action' && json['id'] === action
    ? true
    : childrenOf(json).some((child) => names(child, action));

type Tell = (reason: string, remedy: string) => void;

function lintScope(json: PolicyJson, tell: Tell): void {
  if (json.effect !== 'forbid') return;
  for (const scope of [json.principal, json.resource])
    if (scope.op === 'in' || (scope.op === 'is' && scope.in !== undefined))
      tell(
        'a forbid narrowed by membership (`principal in …`) is skipped without an error when the parent is not loaded',
        'Name the type with `is`, and write the exception as `unless { principal in … }`.',
      );
}

const childrenOf = (value: Json): readonly Json[] =>
  Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];

/** Presence and membership tests may stand only where being absent denies. */
function lintPolarity(expression: Json, stance: Stance, tell: Tell): void {
  if (!isRecord(expression)) {
    for (const child of childrenOf(expression)) lintPolarity(child, 'mixed', tell);
    return;
  }
  for (const [operator, operands] of Object.entries(expression)) {
    if (operator === 'Value' || operator === 'Var') continue;
    const tests = operator === 'has' || operator === 'hasTag' || (operator === 'in' && !onAction(operands));
    if (tests && stance !== 'permits')
      tell(
        `\`${operator}\` stands where something absent would permit`,
        'Turn it round: in a forbid write `unless { resource has x && … }`, in a permit `when { resource has x && … }`.',
      );
    if (operator === '!') lintPolarity(operandOf(operands, 'arg'), flip(stance), tell);
    else if (operator === '&&' || operator === '||') {
      lintPolarity(operandOf(operands, 'left'), stance, tell);
      lintPolarity(operandOf(operands, 'right'), stance, tell);
    } else if (operator === 'if-then-else') {
      lintPolarity(operandOf(operands, 'if'), 'mixed', tell);
      lintPolarity(operandOf(operands, 'then'), stance, tell);
      lintPolarity(operandOf(operands, 'else'), stance, tell);
    } else if (
      operator === 'is' &&
      isRecord(operands) &&
      operands['in'] !== undefined &&
      stance !== 'permits'
    )
      tell('`is … in` stands where something absent would permit', 'Turn it round, as for `in`.');
    else for (const child of childrenOf(operands)) lintPolarity(child, 'mixed', tell);
  }
}

const operandOf = (operands: Json, name: string): Json => (isRecord(operands) ? operands[name] : undefined);

const onAction = (operands: Json): boolean => {
  const left = operandOf(operands, 'left');
  return isRecord(left) && left['Var'] === 'action';
};

const isMet = (value: Json): boolean =>
  isRecord(value) &&
  isRecord(value['.']) &&
  value['.']['attr'] === 'met' &&
  isRecord(value['.']['left']) &&
  value['.']['left']['Var'] === 'context';

/** How often the word `met` is an attribute anywhere below, whatever it is taken from, or the whole context is passed on. */
function mentionsOfMet(value: Json): number {
  const here =
    isRecord(value) &&
    (value['attr'] === 'met' || (Array.isArray(value['attr']) && value['attr'].includes('met')))
      ? 1
      : 0;
  return childrenOf(value).reduce((sum: number, child) => sum + mentionsOfMet(child), here);
}

/** `@need("n") forbid … unless { … || context.met.contains(Need::"n") }`: once, last, positive, for the annotated token. */
function lintMet(policy: Policy, tell: Tell): void {
  const { json, need } = policy;
  const mentions = mentionsOfMet(json.conditions);
  if (need === undefined) {
    if (mentions > 0)
      tell(
        '`context.met` is read by a policy without `@need`',
        'Write the requirement as its own policy: `@need("…") forbid … unless { … || context.met.contains(Need::"…") }`.',
      );
    return;
  }
  const remedy = `End the policy with \`unless { … || context.met.contains(Need::"${need}") }\`, and name \`met\` nowhere else.`;
  if (parseNeed(need) === undefined)
    tell(
      `\`${need}\` is no requirement that can be met`,
      'See docs/policy.md for the requirements there are.',
    );
  if (json.effect !== 'forbid') tell('`@need` stands on a permit', 'Requirements are forbids.');
  const last = json.conditions.at(-1);
  const body: Json = last?.body;
  const tail = isRecord(body) && isRecord(body['||']) ? body['||']['right'] : body;
  const contains = operandOf(tail, 'contains');
  const value = operandOf(operandOf(contains, 'right'), 'Value');
  const entity = operandOf(value, '__entity');
  const names = operandOf(entity, 'type') === 'Need' && operandOf(entity, 'id') === need;
  if (mentions !== 1 || last?.kind !== 'unless' || !isMet(operandOf(contains, 'left')) || !names)
    tell('the policy does not yield to its own requirement alone', remedy);
}
