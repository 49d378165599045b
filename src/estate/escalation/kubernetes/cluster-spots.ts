import type { Becoming, Spot } from '../becoming.ts';
import { partStep } from '../part-of.ts';
import type { NodeFact, SourceAt } from '../source-at.ts';

/** Every namespace, where a place says so. */
export const everywhere = '*';

/** What is known of the cluster's identities. */
export type ClusterAt = Pick<SourceAt, 'source' | 'nodes' | 'credentials' | 'nodeOf'>;

/** Where steps in a cluster lead: its identities by namespace, each kind behind one spot that is made when it is needed. */
export class ClusterSpots {
  readonly at: ClusterAt;
  readonly power: Spot;
  readonly #accounts: ReadonlyMap<string, readonly NodeFact[]>;
  readonly #running: ReadonlyMap<string, readonly NodeFact[]>;
  readonly #tokens: ReadonlyMap<string, readonly Token[]>;
  readonly #users: readonly NodeFact[];
  readonly #groups: readonly NodeFact[];
  readonly #roles: ReadonlyMap<string, readonly NodeFact[]>;
  /** By their own name, whatever namespace they are in. */
  readonly #accountsByName: ReadonlyMap<string, readonly NodeFact[]>;
  readonly #podsByName: ReadonlyMap<string, readonly NodeFact[]>;
  readonly #tokensBySecret: ReadonlyMap<string, readonly Token[]>;
  readonly #usersByName: ReadonlyMap<string, NodeFact>;
  readonly #groupsByName: ReadonlyMap<string, NodeFact>;
  readonly #used = new Map<string, readonly Becoming[]>();

  constructor(at: ClusterAt) {
    this.at = at;
    this.power = {
      is: 'power',
      scope: `kubernetes/${at.source}`,
      name: `everything in the cluster ${at.source}`,
    };
    const accounts = at.nodes.filter(({ is, key }) => is === 'account' && key.startsWith('serviceaccount/'));
    const running = at.nodes.filter(({ is, kind }) => is === 'account' && kind === 'workload');
    this.#accounts = Map.groupBy(accounts, namespaceOf);
    this.#accountsByName = Map.groupBy(accounts, ownName);
    this.#running = Map.groupBy(running, namespaceOf);
    this.#podsByName = Map.groupBy(
      running.filter(({ key }) => key.startsWith('Pod/')),
      ownName,
    );
    this.#users = at.nodes.filter(({ is, key }) => is === 'account' && key.startsWith('user/'));
    this.#groups = at.nodes.filter(({ is, key }) => is === 'group' && key.startsWith('group/'));
    this.#roles = Map.groupBy(
      at.nodes.filter(({ is, key }) => is === 'group' && key.startsWith('Role/')),
      namespaceOf,
    );
    const byNode = new Map(accounts.map((each) => [each.node, each]));
    const tokens = at.credentials.flatMap(({ key, account, state }): readonly Token[] => {
      const of = byNode.get(account);
      const secret = /#secret\/(.+)$/.exec(key)?.[1];
      if (of === undefined || secret === undefined || state === 'inactive') return [];
      return [{ secret, node: account, namespace: namespaceOf(of) }];
    });
    this.#tokens = Map.groupBy(tokens, ({ namespace }) => namespace);
    this.#tokensBySecret = Map.groupBy(tokens, ({ secret }) => secret);
    this.#usersByName = new Map(this.#users.map((each) => [each.name, each]));
    this.#groupsByName = new Map(this.#groups.map((each) => [each.name, each]));
    // whoever has the cluster has all that is in it
    this.#use('power', [
      partStep(this.power, this.anyAccount(everywhere)),
      partStep(this.power, this.anyUser()),
    ]);
  }

  /** The steps out of every spot that was asked for. */
  *steps(): Iterable<Becoming> {
    for (const steps of this.#used.values()) yield* steps;
  }

  /** Everything in one namespace, or the power over the cluster. */
  everything(namespace: string): Spot {
    if (namespace === everywhere) return this.power;
    return this.#spot(`namespace/${namespace}`, `everything in namespace ${namespace}`, (spot) => [
      partStep(spot, this.anyAccount(namespace)),
    ]);
  }

  anyAccount(namespace: string): Spot {
    return this.#byNamespace('serviceaccounts', 'any service account', { namespace, all: this.#accounts });
  }

  /** Service accounts of one name, in one namespace or in all. */
  accountsNamed(namespace: string, name: string): readonly Spot[] {
    return named(this.#accountsByName, namespace, name);
  }

  /** Whatever is known to run. */
  anyRunning(namespace: string): Spot {
    return this.#byNamespace('running', 'anything that runs', { namespace, all: this.#running });
  }

  podsNamed(namespace: string, name: string): readonly Spot[] {
    return named(this.#podsByName, namespace, name);
  }

  hasTokens(namespace: string): boolean {
    return namespace === everywhere ? this.#tokens.size > 0 : this.#tokens.has(namespace);
  }

  /** Every token that lies in a Secret. */
  anyToken(namespace: string): Spot {
    const places = namespace === everywhere ? [...this.#tokens.keys()] : [namespace];
    const where = namespace === everywhere ? '' : ` in ${namespace}`;
    return this.#spot(`tokens/${namespace}`, `any token that lies in a Secret${where}`, (spot) =>
      places.flatMap((place) =>
        (this.#tokens.get(place) ?? []).map(({ node, secret }) =>
          partStep(spot, { is: 'node', node }, [`Secret ${secret} in ${place} holds a token of it`]),
        ),
      ),
    );
  }

  tokensNamed(namespace: string, name: string): readonly Spot[] {
    return (this.#tokensBySecret.get(name) ?? [])
      .filter((token) => namespace === everywhere || token.namespace === namespace)
      .map(({ node }) => ({ is: 'node', node }));
  }

  anyUser(): Spot {
    return this.#spot('users', 'any user', (spot) =>
      this.#users.map(({ node }) => partStep(spot, { is: 'node', node })),
    );
  }

  userNamed(name: string): Spot | undefined {
    return spotOf(this.#usersByName.get(name));
  }

  anyGroup(): Spot {
    return this.#spot('groups', 'any group', (spot) =>
      this.#groups.map(({ node }) => partStep(spot, { is: 'node', node })),
    );
  }

  /** The groups that a client certificate can name: the API server takes none with the other. */
  anyGroupButMasters(): Spot {
    return this.#spot('certified-groups', 'any group but system:masters', (spot) =>
      this.#groups
        .filter(({ name }) => name !== 'system:masters')
        .map(({ node }) => partStep(spot, { is: 'node', node })),
    );
  }

  /** Every Role that there is. */
  anyRole(namespace: string): Spot {
    return this.#byNamespace('roles', 'any Role', { namespace, all: this.#roles });
  }

  rolesNamed(namespace: string, name: string): readonly Spot[] {
    return [...this.#roles]
      .filter(([place]) => namespace === everywhere || place === namespace)
      .flatMap(([place, roles]) => roles.filter((role) => role.name === `${name} in ${place}`))
      .map(({ node }) => ({ is: 'node', node }));
  }

  groupNamed(name: string): Spot | undefined {
    return spotOf(this.#groupsByName.get(name));
  }

  #byNamespace(
    kind: string,
    what: string,
    of: { readonly namespace: string; readonly all: ReadonlyMap<string, readonly NodeFact[]> },
  ): Spot {
    const { namespace, all } = of;
    if (namespace === everywhere)
      return this.#spot(`${kind}/*`, what, (spot) =>
        [...all.keys()].map((each) =>
          partStep(spot, this.#byNamespace(kind, what, { namespace: each, all })),
        ),
      );
    return this.#spot(`${kind}/${namespace}`, `${what} in ${namespace}`, (spot) =>
      (all.get(namespace) ?? []).map(({ node }) => partStep(spot, { is: 'node', node })),
    );
  }

  #spot(key: string, name: string, steps: (spot: Spot) => readonly Becoming[]): Spot {
    const spot: Spot = { is: 'any', key, name };
    if (!this.#used.has(key)) {
      this.#used.set(key, []); // before its steps are made: they may ask for it themselves
      this.#used.set(key, steps(spot));
    }
    return spot;
  }

  #use(key: string, steps: readonly Becoming[]): void {
    this.#used.set(key, steps);
  }
}

interface Token {
  readonly secret: string;
  readonly node: number;
  readonly namespace: string;
}

const namespaceOf = ({ attributes }: NodeFact): string => attributes['namespace'] ?? '';
/** Without the namespace before it. */
const ownName = ({ name }: NodeFact): string => name.slice(name.indexOf('/') + 1);

const named = (
  all: ReadonlyMap<string, readonly NodeFact[]>,
  namespace: string,
  name: string,
): readonly Spot[] =>
  (all.get(name) ?? [])
    .filter((each) => namespace === everywhere || namespaceOf(each) === namespace)
    .map(({ node }) => ({ is: 'node', node }));

const spotOf = (fact: NodeFact | undefined): Spot | undefined =>
  fact === undefined ? undefined : { is: 'node', node: fact.node };
