import {
  accountIn,
  type Caller,
  type CompiledPolicy,
  type CompiledStatement,
  type PolicySet,
} from './aws/index.ts';

export interface OnResourceRows {
  readonly policies: readonly {
    readonly use: 'trust' | 'resource';
    readonly key: string;
    readonly subject: string;
    /** Undefined: its document cannot be read. */
    readonly policy: CompiledPolicy | undefined;
  }[];
  /** Resources that the source read, with the account they belong to. */
  readonly resources: readonly { readonly key: string; readonly parent: string | null }[];
  /** By key: `resource-policies` of all that was not read, or `resource-policies/ARN` of one. */
  readonly unread: ReadonlyMap<string, string>;
  /** Makes a set of policies, or gives the one of before that is the same. */
  readonly setOf?: (whose: string, of: PolicySet) => PolicySet;
}

/** What is known of one resource. */
interface About {
  readonly policies: PolicySet | undefined;
  readonly owner: string | undefined;
}

/**
 * What policies are on which resource, by its ARN. What lies in a resource is under its policy: objects in a bucket, versions
 * and aliases of a function. A role is only itself.
 */
export class OnResources {
  readonly #trust = new Map<string, PolicySet>();
  readonly #resource = new Map<string, PolicySet>();
  readonly #owners = new Map<string, string | undefined>();
  readonly #unread: ReadonlyMap<string, string>;
  /** Made when it is first asked for. */
  #byName: ReadonlyMap<string, readonly (readonly [string, CompiledStatement])[]> | undefined;
  /** The resource asked about last: everybody is asked about one before the next. */
  #last: { readonly resource: string; readonly is: About } | undefined;

  constructor({ policies, resources, unread, setOf = (_whose, set) => set }: OnResourceRows) {
    for (const { use, key, subject, policy } of policies)
      (use === 'trust' ? this.#trust : this.#resource).set(
        subject,
        setOf(
          subject,
          policy === undefined ? { policies: [], unread: [key] } : { policies: [policy], unread: [] },
        ),
      );
    for (const { key, parent } of resources)
      if (key.startsWith('arn:') && parent !== null) this.#owners.set(key, accountIn(parent));
    this.#unread = unread;
  }

  /** Undefined: there is none, and that is known. `*`, what takes no resource, has none. */
  policyOn(resource: string): PolicySet | undefined {
    return this.#about(resource).policies;
  }

  /** Whose it is: as its ARN says, or as the source read; undefined when nobody knows. */
  ownerOf(resource: string): string | undefined {
    return this.#about(resource).owner;
  }

  /** Statements that allow something and could name this caller, each with what it is on: a resource or role. */
  *allowing(caller: Caller): Iterable<readonly [resource: string, CompiledStatement]> {
    this.#byName ??= byName([this.#resource, this.#trust]);
    for (const name of namesOf(caller)) yield* this.#byName.get(name) ?? [];
  }

  #about(resource: string): About {
    if (this.#last?.resource === resource) return this.#last.is;
    const is = { policies: this.#policiesOn(resource), owner: this.#ownerOf(resource) };
    this.#last = { resource, is };
    return is;
  }

  #policiesOn(resource: string): PolicySet | undefined {
    const trust = this.#trust.get(resource);
    if (trust !== undefined || resource === '*') return trust;
    for (const key of itselfAndAbove(resource)) {
      const known = this.#resource.get(key);
      if (known !== undefined) return known;
      const gap = this.#unread.get(`resource-policies/${key}`);
      if (gap !== undefined) return { policies: [], unread: [gap] };
      if (this.#owners.has(key)) return undefined;
    }
    const unread = this.unreadOfAll;
    return unread === undefined ? undefined : { policies: [], unread: [unread] };
  }

  #ownerOf(resource: string): string | undefined {
    const named = accountIn(resource);
    if (named !== undefined) return named;
    for (const key of itselfAndAbove(resource)) {
      const owner = this.#owners.get(key);
      if (owner !== undefined) return owner;
    }
    return undefined;
  }

  /** Policies on any resource that is not listed itself were not read: what that is called; undefined: they were. */
  get unreadOfAll(): string | undefined {
    return this.#unread.get('resource-policies');
  }

  /** Resources of which something particular is known, whose ARN begins so. */
  beginning(prefix: string): readonly string[] {
    return [...new Set([...this.#resource.keys(), ...this.#owners.keys()])].filter((key) =>
      key.startsWith(prefix),
    );
  }
}

function* itselfAndAbove(resource: string): Iterable<string> {
  yield resource;
  const within = resource.split(':', 5).join(':').length + 1;
  for (let at = resource.length - 1; at > within; at--)
    if (resource[at] === '/' || resource[at] === ':') yield resource.slice(0, at);
}

const anybody = '*';

/** Statements by each name in them. What names all but some, or by an id that says nothing of itself, could be of anybody. */
function byName(
  sets: readonly ReadonlyMap<string, PolicySet>[],
): ReadonlyMap<string, readonly (readonly [string, CompiledStatement])[]> {
  const found = new Map<string, (readonly [string, CompiledStatement])[]>();
  for (const set of sets)
    for (const [resource, { policies }] of set)
      for (const statement of policies.flatMap(({ statements }) => statements)) {
        const { ref, principals } = statement;
        if (ref.effect === 'deny' || principals === undefined) continue;
        const names = principals.not
          ? [anybody]
          : principals.named.map(({ type, name }) => (type === 'aws' ? sessionless(name) : anybody));
        for (const name of new Set(names)) {
          const list = found.get(name);
          if (list === undefined) found.set(name, [[resource, statement]]);
          else list.push([resource, statement]);
        }
      }
  return found;
}

/** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` without the session. */
const sessionless = (name: string): string =>
  name.includes(':assumed-role/') ? name.slice(0, name.lastIndexOf('/')) : name;

function namesOf(caller: Caller): readonly string[] {
  if (!('account' in caller)) return [anybody];
  const { arn, account } = caller;
  const partition = arn.split(':')[1] ?? '';
  return [
    anybody,
    arn,
    account,
    ...(arn === `arn:${partition}:iam::${account}:root` ? [] : [`arn:${partition}:iam::${account}:root`]),
    ...('id' in caller && caller.id !== undefined ? [caller.id] : []),
    ...(caller.kind === 'role'
      ? [`arn:${partition}:sts::${account}:assumed-role/${arn.slice(arn.lastIndexOf('/') + 1)}`]
      : []),
  ];
}
