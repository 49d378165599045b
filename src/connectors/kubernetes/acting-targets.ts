import { part } from './names.ts';
import type { Named } from './subjects.ts';

/** A group that stands for all of a kind, and those that it stands for. */
interface Everyone {
  readonly key: string;
  readonly name: string;
  readonly members: readonly string[];
}

/** Whom one can act as: the known subjects by name and by namespace, and the groups that stand for all of a kind. */
export class ActingTargets {
  readonly #subjects: ReadonlyMap<string, Named>;
  readonly #users: readonly string[];
  readonly #groups: readonly string[];
  readonly #byNamespace: ReadonlyMap<string, readonly Account[]>;
  readonly #byName: ReadonlyMap<string, readonly Account[]>;
  readonly #used = new Map<string, Everyone>();

  constructor(subjects: ReadonlyMap<string, Named>) {
    const all = [...subjects.values()];
    const accounts = all.filter((each) => each.is === 'service account');
    this.#subjects = subjects;
    this.#users = all.filter((each) => each.is === 'user').map(({ key }) => key);
    this.#groups = all.filter((each) => each.is === 'group').map(({ key }) => key);
    this.#byNamespace = Map.groupBy(accounts, ({ namespace }) => namespace);
    this.#byName = Map.groupBy(accounts, ({ name }) => name);
  }

  /** Those of these keys that are known; of the others there is nothing to say. */
  known(keys: readonly string[]): readonly string[] {
    return keys.filter((key) => this.#subjects.has(key));
  }

  /** Service accounts of these names, in one namespace or in all. */
  *accountsNamed(names: readonly string[], namespace: string | undefined): Iterable<string> {
    for (const name of names)
      for (const account of this.#byName.get(name) ?? [])
        if (namespace === undefined || account.namespace === namespace) yield account.key;
  }

  allUsers(): string {
    return this.#use('users', 'any user', () => this.#users);
  }

  allGroups(): string {
    return this.#use('groups', 'any group', () => this.#groups);
  }

  /** All service accounts, of one namespace or of the cluster. */
  allAccounts(namespace: string | undefined): string {
    if (namespace === undefined)
      return this.#use('serviceaccounts', 'any service account', () =>
        [...this.#byNamespace.values()].flat().map(({ key }) => key),
      );
    return this.#use(`serviceaccounts/${part(namespace)}`, `any service account of ${namespace}`, () =>
      (this.#byNamespace.get(namespace) ?? []).map(({ key }) => key),
    );
  }

  /** The groups that were asked for, in a fixed order. */
  used(): readonly Everyone[] {
    return [...this.#used.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  }

  #use(id: string, name: string, members: () => readonly string[]): string {
    const key = `acting-as/${id}`;
    if (!this.#used.has(key)) this.#used.set(key, { key, name: `acting as ${name}`, members: members() });
    return key;
  }
}

type Account = Extract<Named, { is: 'service account' }>;
