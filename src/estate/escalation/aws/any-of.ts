import {
  contextOf,
  lookedUp,
  requestContext,
  resourcesWithin,
  type Context,
} from '../../access/aws/index.ts';
import { bestWay, type Asker, type Asking, type Judged } from './asking.ts';

/** Where things are: `{partition}` and `{account}` of ARNs. */
export interface Place {
  readonly partition: string;
  readonly account: string;
}

/**
 * Needs that are met by one and the same thing, of which the caller picks any: of each kind of thing that its policies tell apart
 * one is tried, and the best answer told. An answer for each action, or undefined when no thing allows them all.
 */
export class AnyOf {
  readonly #asking: Asking;
  readonly #samples = new Map<string, readonly string[]>();

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  judge(
    asker: Asker,
    place: Place,
    need: { readonly any: readonly string[]; readonly actions: readonly string[] },
  ): readonly Judged[] | undefined {
    const resources = need.any.flatMap((arn) => this.#kindsOf(asker, filledIn(arn, place), need.actions));
    const ways = resources.map((resource) => {
      const keys = regionOf(resource);
      const of = { resource, account: place.account, ...(keys === undefined ? {} : { keys }) };
      return need.actions.map((action) => ({ action, ...of }));
    });
    return bestWay(this.#asking, asker, ways);
  }

  #kindsOf(asker: Asker, arn: string, actions: readonly string[]): readonly string[] {
    const statements = this.#asking.statementsOn(asker, actions);
    const context = requestContext({ ...asker.ask, resource: arn });
    const templates = statements.flatMap(({ resources }) => resources?.templates ?? []);
    const variables = new Set(templates.flatMap(({ keys }) => keys));
    const values = [...variables].map((key) => [key, context.get(key) ?? null]);
    const name = JSON.stringify([arn, [...new Set(templates.map(({ text }) => text))].toSorted(), values]);
    const known = this.#samples.get(name);
    if (known !== undefined) return known;
    const found =
      resourcesWithin(arn, templates, (key) => lookedUp(context, key)) ?? instancesOf(arn, templates);
    this.#samples.set(name, found);
    return found;
  }
}

const filledIn = (arn: string, { partition, account }: Place): string =>
  arn
    .replaceAll('{partition}', partition)
    .replaceAll('{account}', account)
    .replaceAll(/\{(?:region|name)\}/g, '?*');

/** What is tried when there are too many kinds: any, and those that policies name. */
function instancesOf(arn: string, templates: readonly { readonly text: string }[]): readonly string[] {
  const shape = new RegExp(`^${arn.replaceAll(/[.+^${}()|[\]\\/]/g, '\\$&').replaceAll('?*', '[^:]+')}$`);
  const named = templates.map(({ text }) => text.replaceAll(/\$\{[^}]*\}|[*?]/g, 'x'));
  return [arn.replaceAll('?*', 'x'), ...new Set(named.filter((each) => shape.test(each)))].slice(0, 100);
}

/** A thing in a region is made and used by requests to that region. */
function regionOf(arn: string): Context | undefined {
  const region = arn.split(':')[3] ?? '';
  return /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region) ? contextOf({ 'aws:RequestedRegion': region }) : undefined;
}
