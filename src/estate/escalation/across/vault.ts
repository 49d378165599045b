import { globMatches, hasWildcard } from '../../../platform/glob.ts';
import type { Becoming, Spot } from '../becoming.ts';
import { partStep } from '../part-of.ts';
import type { NodeFact, SourceAt } from '../source-at.ts';
import { vaultRole } from './technique.ts';

type At = Pick<SourceAt, 'source' | 'nodes'>;

/**
 * From service accounts to the roles of Vault that are bound to them, by namespace and name, or by the subject of their
 * tokens. Of which cluster an auth method takes tokens is in its configuration, which is not read: it always depends on that.
 * All whom a name with stars means stand behind one spot, so that roles times accounts are never told one by one.
 */
export function* serviceAccountsToVault(
  cluster: At,
  vault: At,
  { missed }: { readonly missed?: (what: string) => void } = {},
): Iterable<Becoming> {
  const accounts = new Accounts(cluster);
  const told = new Set<string>();
  for (const { node, key, name, attributes } of vault.nodes) {
    if (!key.startsWith('role/')) continue;
    const bound = new Set(namesIn(attributes['serviceAccounts'] ?? ''));
    const subject = accounts.bySubject(attributes['oidcSubject']);
    if (subject !== undefined) bound.add(subject.name);
    const mount = key.split('/')[1] ?? '';
    const dependsOn = [
      `the auth method ${mount} of ${vault.source} takes tokens of the cluster ${cluster.source}: its configuration was not read`,
      ...(attributes['from'] === undefined ? [] : [`it comes from ${attributes['from']}`]),
    ];
    for (const each of bound) {
      const whom = accounts.called(each);
      const [first] = whom;
      if (first === undefined) continue;
      const from: Spot = hasWildcard(each)
        ? {
            is: 'any',
            key: `vault/${cluster.source}/${each}`,
            name: `any service account ${each} of ${cluster.source}`,
          }
        : { is: 'node', node: first.node };
      if (from.is === 'any' && !told.has(each))
        for (const account of whom) yield partStep({ is: 'node', node: account.node }, from);
      told.add(each);
      yield {
        from,
        to: { is: 'node', node },
        technique: vaultRole,
        dependsOn,
        because: [],
        says: [`the role ${name} (${vault.source}) is bound to ${each}`],
      };
    }
  }
  if (accounts.notCompared > 0)
    missed?.(
      `${accounts.notCompared} names with stars inside them, by which roles are bound to service accounts`,
    );
}

/** Of a list that was cut off the last one may be another's name. */
const namesIn = (told: string): readonly string[] =>
  told.split(', ').slice(0, told.length >= 4000 ? -1 : undefined);

/** Names with a star inside a part are compared with every account, up to this many times. */
const mostCompared = 20_000_000;

class Accounts {
  readonly #all: readonly NodeFact[];
  readonly #byName: ReadonlyMap<string, readonly NodeFact[]>;
  readonly #byNamespace: ReadonlyMap<string, readonly NodeFact[]>;
  readonly #byOwnName: ReadonlyMap<string, readonly NodeFact[]>;
  readonly #bySubject: ReadonlyMap<string, NodeFact>;
  #compared = 0;
  /** Names that were given up. */
  notCompared = 0;

  constructor({ nodes }: At) {
    this.#all = nodes.filter(({ is, key }) => is === 'account' && key.startsWith('serviceaccount/'));
    this.#byName = Map.groupBy(this.#all, ({ name }) => name);
    this.#byNamespace = Map.groupBy(this.#all, ({ name }) => name.slice(0, name.indexOf('/')));
    this.#byOwnName = Map.groupBy(this.#all, ({ name }) => name.slice(name.indexOf('/') + 1));
    this.#bySubject = new Map(this.#all.map((each) => [each.attributes['username'] ?? '', each]));
  }

  bySubject(subject: string | undefined): NodeFact | undefined {
    return subject === undefined ? undefined : this.#bySubject.get(subject);
  }

  /** Those whom `NAMESPACE/NAME` means, a star being anything. */
  called(text: string): readonly NodeFact[] {
    if (!hasWildcard(text)) return this.#byName.get(text) ?? [];
    const namespace = text.slice(0, text.indexOf('/'));
    const name = text.slice(text.indexOf('/') + 1);
    if (namespace === '*' && name === '*') return this.#all;
    if (name === '*' && !hasWildcard(namespace)) return this.#byNamespace.get(namespace) ?? [];
    if (namespace === '*' && !hasWildcard(name)) return this.#byOwnName.get(name) ?? [];
    this.#compared += this.#all.length;
    if (this.#compared > mostCompared) {
      this.notCompared++;
      return [];
    }
    return this.#all.filter((account) => globMatches(text, account.name));
  }
}
