import type { StandsFor } from './answers.ts';
import { askOf, decidedBy, dependsOn, type AwsQuestion } from './aws-ask.ts';
import type { AwsEstate, Principal } from './aws-estate.ts';
import { outsidersNamed, type AwsOutsider } from './aws-outsiders.ts';
import { nodeOf, type AwsHolder, type AwsPlace } from './aws-who-can.ts';
import { Question, type Answer, type Named } from './aws/index.ts';
import { rowOf, type Path } from './reach.ts';

/** Somebody who was not read and can do what was asked; by a path only where they have to become a role. */
export interface AwsOutside extends Omit<AwsHolder, 'path'> {
  readonly key: string;
  readonly name: string;
  readonly standsFor: StandsFor;
  readonly path?: Path;
}

/**
 * Whom the policies on what was asked about let in, and those whom a role that can do it lets become it, besides everybody
 * who was read. `roles`: those that can, and how. Services act with a role for whoever hands it to them, so they are looked
 * for on resources alone.
 */
export function whoOutsideInAws(
  place: AwsPlace,
  question: AwsQuestion,
  roles: ReadonlyMap<Principal, AwsHolder>,
): readonly AwsOutside[] {
  const found = new Map<string, AwsOutside>();
  const add = (outside: AwsOutside): void => {
    const known = found.get(outside.key);
    if (known === undefined || outside.dependsOn.length < known.dependsOn.length)
      found.set(outside.key, outside);
  };
  const signedIn = !question.actions.some(({ folded }) => takesAnonymous.has(folded.split(':')[0] ?? ''));
  for (const { outsider, answer } of letIn(place.estate, question, { signedIn }))
    add(outsideOf(outsider, answer));
  const ways = waysToAssume();
  for (const [role, holder] of roles)
    for (const { actions, takes } of ways) {
      const asked = { ...question, actions, resources: [role.key] };
      for (const { outsider, answer } of letIn(place.estate, asked, { signedIn: true })) {
        if (!takes(outsider)) continue;
        const itself = outsideOf(outsider, answer);
        const path = pathOver(place, { outsider, role, holder });
        add({
          ...itself,
          dependsOn: [...new Set([...itself.dependsOn, ...holder.dependsOn])],
          decidedBy: [...new Set([...itself.decidedBy, ...holder.decidedBy])],
          ...(path === undefined ? {} : { path }),
        });
      }
    }
  // whoever may without signing in need not sign in
  if (found.has('*')) found.delete('*#signed-in');
  return [...found.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** Services that answer requests which nobody signed, if a policy says so; elsewhere `*` is whoever has an account. */
const takesAnonymous: ReadonlySet<string> = new Set([
  'es',
  'execute-api',
  'lambda',
  'mediastore',
  's3',
  'sns',
  'sqs',
]);

const isProvider = ({ principal }: AwsOutsider): boolean => principal.ask.caller.kind === 'identity_provider';
const isSaml = ({ key }: AwsOutsider): boolean => key.includes(':saml-provider/');

/** Made anew for each question, since a question remembers the policies that it was laid against. */
const waysToAssume = (): readonly {
  readonly actions: readonly Question[];
  readonly takes: (outsider: AwsOutsider) => boolean;
}[] => [
  {
    actions: [new Question('sts:AssumeRole')],
    takes: (one) => !isProvider(one) && one.principal.ask.caller.kind !== 'service',
  },
  {
    actions: [new Question('sts:AssumeRoleWithWebIdentity')],
    takes: (one) => isProvider(one) && !isSaml(one),
  },
  { actions: [new Question('sts:AssumeRoleWithSAML')], takes: (one) => isProvider(one) && isSaml(one) },
];

/** Outsiders whom policies on what is asked about name, and what is answered of each of them. */
function letIn(
  estate: AwsEstate,
  question: AwsQuestion,
  how: { readonly signedIn: boolean },
): readonly { readonly outsider: AwsOutsider; readonly answer: Answer }[] {
  const outsiders = new Map<string, AwsOutsider>();
  for (const resource of question.resources)
    for (const named of namedOn(estate, question.actions, resource))
      for (const each of outsidersNamed(estate, named, how)) outsiders.set(each.key, each);
  return [...outsiders.values()].flatMap((outsider) => {
    const answer = askOf(estate, outsider.principal, question);
    return answer.verdict === 'deny' ? [] : [{ outsider, answer }];
  });
}

/** Whom the policy on a resource allows any of the actions, by name; by `NotPrincipal` anybody. */
function namedOn(estate: AwsEstate, actions: readonly Question[], resource: string): readonly Named[] {
  const { policies = [] } = estate.onResources.policyOn(resource) ?? {};
  return policies.flatMap((policy) =>
    actions.flatMap((action) =>
      action
        .fitting(policy, resource)
        .flatMap(({ statement: { ref, principals } }): readonly Named[] =>
          ref.effect === 'deny' || principals === undefined
            ? []
            : principals.not
              ? [{ type: 'anyone', name: '*' }]
              : principals.named,
        ),
    ),
  );
}

const outsideOf = ({ key, name, standsFor }: AwsOutsider, answer: Answer): AwsOutside => ({
  key,
  name,
  standsFor,
  dependsOn: dependsOn(answer),
  decidedBy: decidedBy(answer),
});

/** From the group that stands for them into the role, and on from there. */
function pathOver(
  place: AwsPlace,
  of: { readonly outsider: AwsOutsider; readonly role: Principal; readonly holder: AwsHolder },
): Path | undefined {
  const { graph, sourceNo, estate } = place;
  const hash = estate.groups.get(of.outsider.group);
  const node = hash === undefined ? -1 : graph.find(sourceNo, 'group', hash.hi, hash.lo);
  if (node === -1) return undefined;
  const role = nodeOf(place, of.role);
  const membership = [...rowOf(graph.groupsOf, node)].find((edge) => graph.memberships.to[edge] === role);
  if (membership === undefined) return undefined;
  return { node, steps: [{ by: 'membership', membership }, ...of.holder.path.steps] };
}
