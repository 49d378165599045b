import type { AwsEstate, Principal } from './aws-estate.ts';
import { lookedUp, requestContext, resourcesNamed, type Question } from './aws/index.ts';

/**
 * What a resource with wildcards means to each principal: one resource of every kind that policies tell apart. It is the same
 * for all, unless a policy names resources by a variable, as `home/${aws:username}/*` does.
 */
export class Kinds {
  /** The resource with wildcards. */
  readonly text: string;
  readonly #estates: readonly AwsEstate[];
  readonly #actions: readonly Question[];
  readonly #variables: ReadonlySet<string>;
  readonly #known: readonly string[];
  readonly #byValues = new Map<string, readonly string[] | undefined>();

  constructor(text: string, estates: readonly AwsEstate[], actions: readonly Question[]) {
    this.text = text;
    this.#estates = estates;
    this.#actions = actions;
    const begins = text.split(/[*?]/, 1)[0] ?? '';
    this.#known = estates.flatMap(({ onResources }) => onResources.beginning(begins));
    this.#variables = new Set(
      estates.flatMap(({ policies }) =>
        policies.flatMap((policy) =>
          actions.flatMap((action) =>
            action
              .statementsOf(policy)
              .flatMap(({ resources }) => resources?.templates.flatMap(({ keys }) => keys) ?? []),
          ),
        ),
      ),
    );
  }

  /** Of nobody in particular; undefined: there are too many to go through. */
  get ofAnybody(): readonly string[] | undefined {
    return this.#with(new Map());
  }

  of(principal: Principal): readonly string[] | undefined {
    if (this.#variables.size === 0) return this.ofAnybody;
    const context = requestContext({ ...principal.ask, resource: this.text });
    return this.#with(
      new Map(
        [...this.#variables].flatMap((key) => (context.has(key) ? [[key, lookedUp(context, key)]] : [])),
      ),
    );
  }

  #with(values: ReadonlyMap<string, ReturnType<typeof lookedUp>>): readonly string[] | undefined {
    const name = JSON.stringify([...values]);
    const known = this.#byValues.has(name);
    const found = known
      ? this.#byValues.get(name)
      : resourcesNamed(
          this.text,
          this.#estates.flatMap(({ policies }) => policies),
          this.#actions,
          { known: this.#known, lookUp: (key) => values.get(key) ?? { is: 'unknown' } },
        );
    if (!known) this.#byValues.set(name, found);
    return found;
  }
}
