import { actionsNamed, takeNoResource } from './aws-actions.ts';
import { allowing, askOf, decidedBy, dependsOn, isGiven, type AwsWhen } from './aws-ask.ts';
import type { Principal } from './aws-estate.ts';
import type { AwsPlace } from './aws-who-can.ts';
import { Kinds } from './aws-kinds.ts';
import { Question, type Answer } from './aws/index.ts';
import { hasWildcard, isUniversal } from '../../platform/glob.ts';

/** What is said of all that an action and a resource with wildcards name together. */
export interface Weighed {
  readonly verdict: 'all' | 'some' | 'none';
  /** A policy that was read gives some of it. */
  readonly isGiven: boolean;
  /** Some of it is allowed by the policy on the resource and by none of the principal's own. */
  readonly isByResourceAlone: boolean;
  readonly dependsOn: readonly string[];
  readonly decidedBy: readonly string[];
}

interface Pair {
  readonly actions: readonly Question[];
  readonly resources: readonly string[] | Kinds;
}

/** One right is tried in at most so many ways, and all of one answer in so many. */
const mostOfOne = 100;
const mostOfAll = 5000;

/**
 * Lays rights against the policies of one source: every action and every kind of resource that a right names, as far as that
 * can be gone through within one answer.
 */
export class AwsScales {
  readonly #place: AwsPlace;
  readonly #when: AwsWhen;
  readonly #pairs = new Map<string, Pair | undefined>();
  #left = mostOfAll;

  constructor(place: AwsPlace, when: AwsWhen) {
    this.#place = place;
    this.#when = when;
  }

  /** Undefined: it names too much, or tells resources apart by what is not known. */
  async weigh(principal: Principal, action: string, resource: string): Promise<Weighed | undefined> {
    const name = `${action}\n${resource}`;
    const known = this.#pairs.has(name);
    const pair = known ? this.#pairs.get(name) : await this.#pairOf(action, resource);
    if (!known) this.#pairs.set(name, pair);
    if (pair === undefined) return undefined;
    const { actions } = pair;
    const resources = pair.resources instanceof Kinds ? pair.resources.of(principal) : pair.resources;
    if (resources === undefined) return undefined;
    const count = actions.length * resources.length;
    // what names one thing is always evaluated
    if (count > mostOfOne || (count > 1 && count > this.#left)) return undefined;
    if (count > 1) this.#left -= count;
    return this.#weighed(principal, actions, { are: resources, called: resource });
  }

  async #pairOf(action: string, resource: string): Promise<Pair | undefined> {
    if (!action.includes(':')) return undefined;
    const named = await actionsNamed(action);
    if (named === undefined || named.length > mostOfOne) return undefined;
    const actions = named.map((each) => new Question(each));
    if (isUniversal(resource))
      return (await takeNoResource(named)) ? { actions, resources: ['*'] } : undefined;
    if (!hasWildcard(resource)) return { actions, resources: [resource] };
    return { actions, resources: new Kinds(resource, [this.#place.estate], actions) };
  }

  #weighed(
    principal: Principal,
    actions: readonly Question[],
    resources: { readonly are: readonly string[]; readonly called: string },
  ): Weighed {
    const { are, called } = resources;
    const answers = are.flatMap((resource) =>
      actions.map((action) =>
        askOf(this.#place.estate, principal, {
          ...this.#when,
          actions: [action],
          resources: [resource],
          called,
        }),
      ),
    );
    const open = answers.filter(({ verdict }) => verdict !== 'deny');
    const isSure = answers.every(({ verdict }) => verdict === 'allow');
    const denying = open.length === answers.length ? [] : answers.filter(({ verdict }) => verdict === 'deny');
    return {
      verdict: open.length === 0 ? 'none' : isSure ? 'all' : 'some',
      isGiven: open.some(isGiven),
      isByResourceAlone: open.some(isByResourceAlone),
      dependsOn: [
        ...new Set([
          ...open.flatMap(dependsOn),
          ...(open.length === 0 || denying.length === 0 ? [] : [partly(denying)]),
        ]),
      ],
      decidedBy: [...new Set(open.flatMap(decidedBy))],
    };
  }
}

const isByResourceAlone = (answer: Answer): boolean => {
  const layers = allowing(answer).map(({ layer }) => layer);
  return layers.includes('resource') && !layers.includes('identity') && !layers.includes('root');
};

/** What takes a part of it away, where statements do. */
function partly(denying: readonly Answer[]): string {
  const by = [...new Set(denying.flatMap(decidedBy))];
  return `which of it is meant: a part is denied (${by.slice(0, 3).join('; ')}${by.length > 3 ? '; …' : ''})`;
}
