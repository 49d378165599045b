import type { Observation } from '../../model/index.ts';
import type { Asking } from '../kit/rest/asking.ts';
import { endpoints } from './endpoints.ts';
import { keyOf } from '../kit/keys.ts';
import {
  anyone,
  ladder,
  organizationKey,
  repositoryKey,
  roleKey,
  roleOf,
  sshFingerprint,
  type Role,
} from './keys.ts';
import { grantOf, memberOf } from '../kit/links.ts';
import type { People } from './people.ts';
import type { Repository } from './shapes.ts';

const isArchived = 'it is archived: nothing can be changed there until an administrator brings it back';

/** The roles on one repository, or on every repository of the organisation: each includes those below it. */
export function* rolesOn(
  key: string,
  name: string,
  pattern: string,
  { archived = false }: { readonly archived?: boolean } = {},
): Iterable<Observation> {
  for (const [at, role] of ladder.entries()) {
    const own = roleKey(key, role);
    yield { type: 'group', key: own, name: `${role} on ${name}`, kind: 'role' };
    yield {
      type: 'entitlement',
      key: own,
      ...(pattern === key ? { resourceKey: key } : {}),
      action: role,
      resourcePattern: pattern,
      ...(pattern !== key && role === 'admin' ? { privileged: true } : {}),
    };
    yield grantOf(own, own, archived && role !== 'read' ? [isArchived] : []);
    const below = ladder[at - 1];
    if (below !== undefined) yield memberOf(own, roleKey(key, below));
  }
}

/** What was seen of a role that the organisation made itself: only what it includes of GitHub's own roles is told. */
export type CustomRoles = Map<string, number>;

/** Repositories, and who holds what on them. */
export class Repositories {
  readonly #org: string;
  readonly #people: People;
  readonly #seen = new Set<string>();
  readonly #openTo = new Set<string>();
  readonly customRoles: CustomRoles = new Map();

  constructor(org: string, people: People) {
    this.#org = org;
    this.#people = people;
  }

  get names(): readonly string[] {
    return [...this.#seen];
  }

  /** A repository that an answer names: told once. */
  *see(repository: Repository): Iterable<Observation> {
    const { name, full_name: fullName, visibility, private: isPrivate, archived = false } = repository;
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    const key = repositoryKey(this.#org, name);
    const isPublic = visibility === 'public' || (visibility === undefined && isPrivate === false);
    yield {
      type: 'resource',
      key,
      name: fullName,
      kind: 'repository',
      parentKey: organizationKey(this.#org),
      ...(isPublic ? { dataClass: 'public' } : visibility === 'internal' ? { dataClass: 'internal' } : {}),
    };
    yield* rolesOn(key, fullName, key, { archived });
    if (isPublic) yield* this.#readBy(key, 'anyone');
    else if (visibility === 'internal') yield* this.#readBy(key, 'everyone');
  }

  /** A public repository is read by anyone, an internal one by everyone of the enterprise. */
  *#readBy(repository: string, standsFor: 'anyone' | 'everyone'): Iterable<Observation> {
    const organization = organizationKey(this.#org);
    const [key, name] =
      standsFor === 'anyone'
        ? [anyone, 'anyone on the internet']
        : [`${organization}#enterprise`, `everyone of the enterprise of ${this.#org}`];
    if (!this.#openTo.has(key)) {
      this.#openTo.add(key);
      yield { type: 'group', key, name, kind: 'group', attributes: { standsFor } };
      if (key !== anyone) yield memberOf(`${organization}#members`, key);
    }
    yield memberOf(key, roleKey(repository, 'read'));
  }

  /** Whether some repository that was seen is public: then whoever is met is one of those who read it. */
  get hasPublic(): boolean {
    return this.#openTo.has(anyone);
  }

  /** `holder` (a team, a person) has this role there. */
  *hold(
    holder: string,
    repo: string,
    said: { readonly role_name?: string | undefined; readonly permissions?: Repository['permissions'] },
  ): Iterable<Observation> {
    const role = this.#roleOf(said);
    if (role !== undefined) yield memberOf(holder, roleKey(repositoryKey(this.#org, repo), role));
  }

  async *collaborators(asking: Asking, repo: string): AsyncIterable<Observation> {
    const found = await asking.list(endpoints.collaborators, { org: this.#org, repo });
    for await (const { login, type, ...said } of found ?? []) {
      yield* this.hold(this.#people.meet(login, type), repo, said);
      if (this.#roleOf(said, { counts: false }) === 'admin')
        this.#people.holdsAdmin(login, `${this.#org}/${repo}`);
    }
  }

  async *deployKeys(asking: Asking, repo: string): AsyncIterable<Observation> {
    const found = await asking.list(endpoints.deployKeys, { org: this.#org, repo });
    for await (const each of found ?? []) {
      const account = keyOf('deploy-key', this.#org, repo, String(each.id));
      const publicId = sshFingerprint(each.key);
      yield {
        type: 'account',
        key: account,
        name: each.title === '' ? `deploy key ${each.id}` : each.title,
        kind: 'workload',
        state: each.enabled === false ? 'disabled' : 'active',
        createdAt: each.created_at,
        interactive: false,
        attributes: {
          what: `deploy key of ${this.#org}/${repo}`,
          access: each.read_only ? 'read' : 'write',
          ...(typeof each.added_by === 'string' ? { addedBy: each.added_by } : {}),
        },
      };
      yield {
        type: 'credential',
        key: `${account}#key`,
        accountKey: account,
        credential: 'ssh_key',
        state: each.enabled === false ? 'inactive' : 'active',
        createdAt: each.created_at,
        expiresAt: null,
        ...(each.last_used === undefined ? {} : { lastUsedAt: each.last_used }),
        ...(publicId === undefined ? {} : { publicId }),
      };
      yield memberOf(account, roleKey(repositoryKey(this.#org, repo), each.read_only ? 'read' : 'write'));
    }
  }

  #roleOf(
    said: { readonly role_name?: string | undefined; readonly permissions?: Repository['permissions'] },
    { counts = true }: { readonly counts?: boolean } = {},
  ): Role | undefined {
    const { role, custom } = roleOf(said.role_name, said.permissions);
    if (custom !== undefined && counts) this.customRoles.set(custom, (this.customRoles.get(custom) ?? 0) + 1);
    return role;
  }
}
