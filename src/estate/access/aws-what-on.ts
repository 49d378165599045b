import { done, refuse, type Result } from '../../model/index.ts';
import { actionsNamed, arnsOf, asNamedBy, fitsArn } from './aws-actions.ts';
import { actorsOf, type Actor } from './aws-actors.ts';
import { askOf, decidedBy, dependsOn, isGiven, type AwsWhen } from './aws-ask.ts';
import type { Principal } from './aws-estate.ts';
import { nodeOf, type AwsPlace } from './aws-who-can.ts';
import { Kinds } from './aws-kinds.ts';
import { Question } from './aws/index.ts';
import { globsOverlap, hasWildcard, isUniversal } from '../../platform/glob.ts';
import { heldBy } from './held.ts';
import type { Step } from './reach.ts';

/** One resource on which it can do what was asked, itself or in a role. Nothing in `dependsOn`: surely. */
export interface AwsOnResource {
  readonly resource: string;
  readonly steps: readonly Step[];
  readonly dependsOn: readonly string[];
  readonly decidedBy: readonly string[];
}

export interface AwsOn {
  readonly found: readonly AwsOnResource[];
  /** Resources on which nothing that was read gives it, and something that was not read could. */
  readonly open: readonly Pick<AwsOnResource, 'resource' | 'dependsOn'>[];
  readonly untold: readonly string[];
}

/** Resources and actors, each with each, that one answer may be about. */
const mostAsked = 50_000;

/**
 * On which resources a principal can do what an action names: of those that the source knows or a right of it names, of the
 * kind that the action is about. An action that takes no resource is on `*`. Undefined when the action names too much.
 */
export async function whatOnInAws(
  place: AwsPlace,
  principal: Principal,
  asked: AwsWhen & { readonly action: string; readonly on: string | undefined },
): Promise<Result<AwsOn> | undefined> {
  const { rcpServices, now } = asked;
  const named = await actionsNamed(asked.action);
  if (named === undefined) return undefined;
  const { actors, areAll } = actorsOf(place, principal, asked);
  const resources = candidates(place, actors, {
    named,
    globs: await arnsOf(named),
  }).filter((each) => asked.on === undefined || globsOverlap(asked.on, each));
  const count = resources.length * actors.length * named.length;
  if (count > mostAsked)
    return refuse(
      'input_too_large',
      `The question is about ${resources.length} resources, ${named.length} actions and ${actors.length} identities to become.`,
      'Ask for one action, or name a part of the resources: `--on "arn:aws:s3:::acme-*"`.',
    );
  const actions = named.map((each) => new Question(each));
  const answers = resources.flatMap((resource) =>
    bestOf(place, actors, { resource, actions, rcpServices, now }),
  );
  return done({
    found: answers.flatMap(({ isOpen, ...answer }) => (isOpen ? [] : [answer])),
    open: answers.flatMap(({ isOpen, resource, dependsOn: on }) =>
      isOpen ? [{ resource, dependsOn: on }] : [],
    ),
    untold: areAll ? [] : [`what roles beyond the first ${actors.length} that it may become can do`],
  });
}

/** What the source knows and what rights to the action name, each as the action would be asked for. */
function candidates(
  place: AwsPlace,
  actors: readonly Actor[],
  of: { readonly named: readonly string[]; readonly globs: readonly string[] | undefined },
): readonly string[] {
  const { estate, graph } = place;
  const services = [...new Set(of.named.map((each) => each.split(':')[0] ?? ''))];
  const globs = of.globs ?? services.map((service) => `arn:*:${service}:*`);
  if (globs.length === 0) return ['*'];
  const found = new Set<string>();
  const known = [
    ...estate.onResources.beginning('arn:'),
    ...estate.principals.map(({ key }) => key),
    ...[...estate.groups.keys(), ...estate.policyGroups.keys()].filter((key) =>
      /:(?:group|policy)\/[^#]*$/.test(key),
    ),
  ];
  for (const key of known) {
    const named = asNamedBy(globs, key);
    if (named !== key || globs.some((glob) => fitsArn(glob, key))) found.add(named);
  }
  const { texts, entitlements } = graph;
  const fits = (right: number): boolean => {
    const text = texts.actions[entitlements.action[right] ?? -1] ?? '';
    return of.named.some((each) => globsOverlap(text, each.toLowerCase()));
  };
  for (const { principal } of actors)
    for (const { entitlement } of heldBy(graph, nodeOf(place, principal), {
      limit: Infinity,
      only: fits,
      staysItself: true,
    }).held) {
      const pattern = texts.patterns[entitlements.pattern[entitlement ?? -1] ?? -1] ?? '*';
      if (!isUniversal(pattern) && globs.some((glob) => fitsArn(glob, pattern))) found.add(pattern);
    }
  return [...found].toSorted();
}

/** The best way: what is sure, then what was read, then what was not. None: it is denied to every actor. */
function bestOf(
  place: AwsPlace,
  actors: readonly Actor[],
  of: AwsWhen & { readonly resource: string; readonly actions: readonly Question[] },
): readonly (AwsOnResource & { readonly isOpen: boolean })[] {
  const { resource } = of;
  const { estate } = place;
  const kinds =
    resource !== '*' && hasWildcard(resource) ? new Kinds(resource, [estate], of.actions) : undefined;
  const question = { ...of, resources: [resource], ...(kinds === undefined ? {} : { kinds }) };
  let best: { readonly rank: number; readonly is: AwsOnResource & { readonly isOpen: boolean } } | undefined;
  for (const actor of actors) {
    const answer = askOf(estate, actor.principal, question);
    if (answer.verdict === 'deny') continue;
    const isSure = answer.verdict === 'allow' && actor.dependsOn.length === 0;
    const isOpen = !isGiven(answer);
    const rank = isSure ? 0 : isOpen ? 2 : 1;
    if (best !== undefined && best.rank <= rank) continue;
    best = {
      rank,
      is: {
        resource,
        isOpen,
        steps: actor.steps,
        dependsOn: [...new Set([...actor.dependsOn, ...dependsOn(answer)])],
        decidedBy: [...new Set([...actor.decidedBy, ...decidedBy(answer)])],
      },
    };
    if (rank === 0) break;
  }
  return best === undefined ? [] : [best.is];
}
