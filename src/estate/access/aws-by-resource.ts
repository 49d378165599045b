import type { Actor } from './aws-actors.ts';
import type { AwsPlace } from './aws-who-can.ts';
import type { AwsScales } from './aws-weigh.ts';
import { namingOf, type Caller, type CompiledStatement } from './aws/index.ts';

/** A right that the policy on a resource gives and no policy of the principal's own does. */
export interface ByResource {
  readonly action: string;
  readonly resource: string;
  readonly actor: Actor;
  readonly dependsOn: readonly string[];
  readonly decidedBy: readonly string[];
}

/** Of as many statements that name somebody the rights are looked at. */
const mostNaming = 2000;

/**
 * Rights that the actors have only because a policy on a bucket, key, secret, queue, function or role names them, their
 * account or everybody. What cannot be gone through is told as its statement is, depending on what else has a say.
 */
export async function rightsByResource(
  place: AwsPlace,
  actors: readonly Actor[],
  scales: AwsScales,
): Promise<{ readonly rights: readonly ByResource[]; readonly areAll: boolean }> {
  const found = new Map<string, ByResource>();
  let looked = 0;
  for (const actor of actors)
    for (const [on, statement] of place.estate.onResources.allowing(actor.principal.ask.caller)) {
      if (!isNamedIn(statement, actor.principal.ask.caller)) continue;
      if (++looked > mostNaming) return { rights: inOrder(found), areAll: false };
      for (const { action, resource } of rightsIn(statement, on)) {
        const name = `${action}\n${resource}`;
        if (found.get(name)?.dependsOn.length === 0) continue;
        const right = await rightOf(scales, { actor, action, resource, statement });
        if (right === undefined) continue;
        if (!found.has(name) || right.dependsOn.length === 0) found.set(name, right);
      }
    }
  return { rights: inOrder(found), areAll: true };
}

const inOrder = (found: ReadonlyMap<string, ByResource>): readonly ByResource[] =>
  [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, right]) => right);

/** `NotPrincipal` names whoever it does not list. */
export function isNamedIn({ principals }: CompiledStatement, caller: Caller): boolean {
  if (principals === undefined) return false;
  const isListed = principals.named.some((each) => namingOf(each, caller) !== undefined);
  return isListed !== principals.not;
}

/** What a statement gives, in its own words; `*` in a policy on a resource is that resource. */
function rightsIn(
  { actions, resources }: CompiledStatement,
  on: string,
): readonly { readonly action: string; readonly resource: string }[] {
  const named =
    resources === undefined || resources.not
      ? [on]
      : [...new Set(resources.templates.map(({ text }) => (text === '*' ? on : withoutVariables(text))))];
  return named.flatMap((resource) =>
    (actions.not ? ['*'] : [...new Set(actions.texts)]).map((action) => ({ action, resource })),
  );
}

/** As rights of identity policies are told: which of it is meant depends on who asks. */
export const withoutVariables = (text: string): string => text.replaceAll(/\$\{[^}]*\}/g, '*');

async function rightOf(
  scales: AwsScales,
  of: {
    readonly actor: Actor;
    readonly action: string;
    readonly resource: string;
    readonly statement: CompiledStatement;
  },
): Promise<ByResource | undefined> {
  const { actor, action, resource, statement } = of;
  const weighed = await scales.weigh(actor.principal, action, resource);
  const decided = (by: readonly string[]): readonly string[] => [...new Set([...actor.decidedBy, ...by])];
  if (weighed === undefined) {
    const { policy, statement: at } = statement.ref;
    return {
      action,
      resource,
      actor,
      dependsOn: [...actor.dependsOn, 'what else has a say: it names too much to be evaluated at once'],
      decidedBy: decided([`policy on the resource \`${policy}\` statement ${at} allows`]),
    };
  }
  if (!weighed.isByResourceAlone) return undefined;
  return {
    action,
    resource,
    actor,
    dependsOn: [...new Set([...actor.dependsOn, ...weighed.dependsOn])],
    decidedBy: decided(weighed.decidedBy),
  };
}
