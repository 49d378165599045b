import type { AccountView, WayStepView, WayView } from '../model/index.ts';
import type { Rule, RuleContext } from './rule.ts';
import { agentHoldsAdministratorCredential } from './rules/agent-holds-administrator-credential.ts';
import { kubernetesSecretsEverywhere } from './rules/kubernetes-secrets-everywhere.ts';
import { kubernetesWayToAdministrator } from './rules/kubernetes-way-to-administrator.ts';
import { ownerMayActAsPrivilegedApp } from './rules/owner-may-act-as-privileged-app.ts';
import { vaultWayToRoot } from './rules/vault-way-to-root.ts';
import { wildcardAdministratorPolicy } from './rules/wildcard-administrator-policy.ts';

/** A rule that says the same of an account in the words of its system, where it concludes at all. */
interface Closer {
  readonly rule: Rule;
  readonly isOf: (by: readonly string[]) => boolean;
}

const closer: readonly Closer[] = [
  {
    rule: kubernetesWayToAdministrator,
    isOf: all(/^kubernetes-(?:bind-role|escalate-role|request-token|impersonate-.+)$/),
  },
  { rule: kubernetesSecretsEverywhere, isOf: first(/^kubernetes-read-token$/) },
  { rule: vaultWayToRoot, isOf: all(/^vault-/) },
  { rule: ownerMayActAsPrivilegedApp, isOf: first(/^entra-owner-/) },
  { rule: wildcardAdministratorPolicy, isOf: all(/^aws-/) },
  { rule: agentHoldsAdministratorCredential, isOf: first(/^across-held-secret$/) },
];

/**
 * Ways that are no account's own: a place in which a secret lies is told by `exposed-credential-active`, and what powers of a database
 * amount to by `postgres-power-unexpected`, which knows whom they are meant for.
 */
const othersTell = [first(/^across-exposed-secret$/), all(/^postgres-replication$/)];

/**
 * Whether another rule tells this way of the account already: it stays, since it works without the whole graph and says what to do in
 * the words of its system; so one account is not told twice that it could become the same.
 */
export function isToldCloser(view: AccountView, way: WayView, context: RuleContext): boolean {
  const by = way.steps
    .filter(isNotGiven)
    .flatMap(({ technique }) => (technique === undefined ? [] : [technique.id]));
  if (by.length === 0) return false;
  if (othersTell.some((isOf) => isOf(by))) return true;
  return closer.some(
    ({ rule, isOf }) =>
      isOf(by) && rule.evaluate(view, context).some((conclusion) => conclusion.is === 'hit'),
  );
}

const isNotGiven = (step: WayStepView): boolean => step.is !== 'given';

function all(pattern: RegExp): Closer['isOf'] {
  return (by) => by.every((id) => pattern.test(id));
}

function first(pattern: RegExp): Closer['isOf'] {
  return ([id = '']) => pattern.test(id);
}
