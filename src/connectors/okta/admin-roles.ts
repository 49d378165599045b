import type { Observation } from '../../model/index.ts';
import { keyOf } from '../kit/keys.ts';
import { grantOf, memberOf } from '../kit/links.ts';
import type { Asking } from '../kit/rest/asking.ts';
import { endpoints, holderRoles, type HolderKind } from './endpoints.ts';
import { appKey, groupKey, usersIn } from './keys.ts';
import { concerns, placeOf } from './places.ts';
import { everywhereOf, includedIn, type Rights } from './rights.ts';
import type { RoleAssignment } from './shapes.ts';
import { standardRoles, unknownRole, wholeOf, type StandardRole } from './standard-roles.ts';

const mostPlaces = 5000;

/** A place, with what limits it further. */
interface Place {
  readonly place: string;
  readonly condition?: string;
}

/** What a role permits where. */
interface Permit {
  readonly permit: string;
  readonly places: readonly Place[];
  readonly conditions: readonly string[];
}

function either(ways: readonly (readonly string[])[]): readonly string[] {
  if (ways.some((way) => way.length === 0)) return [];
  const [only = [], ...others] = ways;
  if (others.length === 0) return only;
  return [[...new Set(ways.map((way) => way.join(', ')))].toSorted().join(' or ').slice(0, 4000)];
}

/** What is known of one client's roles, for what its scopes amount to. */
export interface HeldRoles {
  readonly read: boolean;
  readonly superAdministrator: boolean;
  readonly names: readonly string[];
}

/**
 * Admin roles: Okta's own, whole or limited to groups or apps, and custom ones, each on a resource set. A role on what it is
 * limited to is a group whose members receive what it permits there.
 */
export class AdminRoles {
  readonly #asking: Asking;
  readonly #rights: Rights;
  readonly #told = new Set<string>();
  readonly #roleNames = new Map<string, string>();
  readonly #setNames = new Map<string, string>();
  readonly #places = new Map<string, readonly Place[] | undefined>();
  readonly #permissions = new Map<string, readonly { label: string; conditional: boolean }[] | undefined>();
  /** Resource sets of which not every entry became a place. */
  readonly unplaced = new Map<string, number>();

  constructor(asking: Asking, rights: Rights) {
    this.#asking = asking;
    this.#rights = rights;
  }

  /** Names of custom roles and resource sets, before anybody holds them. */
  async prepare(): Promise<void> {
    for await (const { id, label } of (await this.#asking.list(endpoints.adminRoles, {})) ?? [])
      this.#roleNames.set(id, label ?? id);
    for await (const { id, label } of (await this.#asking.list(endpoints.resourceSets, {})) ?? [])
      this.#setNames.set(id, label ?? id);
  }

  /** The roles that one holder was given itself. `conditions` go on each: what else has to be true for it to act. */
  async *heldBy(
    kind: HolderKind,
    id: string,
    holderKey: string,
    conditions: readonly string[] = [],
  ): AsyncGenerator<Observation, HeldRoles> {
    const names: string[] = [];
    let superAdministrator = false;
    const found = await this.#asking.list(holderRoles[kind].assignments, { [kind]: id });
    for await (const assignment of found ?? []) {
      // a user's list also has what comes by groups, which those tell themselves
      if (kind === 'user' && assignment.assignmentType === 'GROUP') continue;
      const active = assignment.status !== 'INACTIVE';
      const [role, name] = yield* this.#roleOf(kind, id, assignment);
      names.push(name);
      if (role === 'role/SUPER_ADMIN' && active) superAdministrator = true;
      const all = [...conditions, ...(active ? [] : ['the assignment is inactive'])];
      yield memberOf(holderKey, role, all.length === 0 ? {} : { conditions: all });
    }
    return { read: found !== undefined, superAdministrator, names: names.toSorted() };
  }

  async *#roleOf(
    kind: HolderKind,
    id: string,
    assignment: RoleAssignment,
  ): AsyncGenerator<Observation, readonly [key: string, name: string]> {
    const { type } = assignment;
    if (type === 'CUSTOM' && typeof assignment.role === 'string') return yield* this.#custom(assignment);
    const role = standardRoles.get(type) ?? unknownRole(type, assignment.label ?? undefined);
    const limits = await this.#limits(kind, id, assignment, role);
    const key = limits === undefined ? keyOf('role', type) : keyOf('role', type, assignment.id);
    const name = limits === undefined ? role.name : `${role.name} on ${limits.said}`;
    if (!this.#told.has(key)) {
      this.#told.add(key);
      yield { type: 'group', key, name, kind: 'role', attributes: { what: 'admin role of Okta' } };
      yield* this.#give(
        key,
        role.permits.map((permit) => ({
          permit,
          places: limits?.placesOf(permit) ?? [{ place: wholeOf(permit, everywhereOf(permit)) }],
          conditions: [...(role.conditions ?? []), ...(limits?.conditions ?? [])],
        })),
      );
    }
    return [key, name];
  }

  /** To what an assignment of one of Okta's own roles is limited; undefined: to nothing. */
  async #limits(kind: HolderKind, id: string, assignment: RoleAssignment, { limitedTo }: StandardRole) {
    if (limitedTo === undefined) return undefined;
    const where = { [kind]: id, assignment: assignment.id };
    const places: ((permit: string) => Place)[] = [];
    if (limitedTo === 'groups') {
      const found = await this.#asking.list(holderRoles[kind].groups, where);
      if (found === undefined) return unknownLimits;
      for await (const { id: group } of found)
        places.push((permit) => ({
          place: permit.startsWith('okta.users.') ? usersIn(group) : groupKey(group),
        }));
    } else {
      const found = await this.#asking.list(holderRoles[kind].apps, where);
      if (found === undefined) return unknownLimits;
      for await (const target of found)
        places.push(() =>
          typeof target.id === 'string'
            ? { place: appKey(target.id) }
            : {
                place: 'app/*',
                condition: `only apps of the kind ${target.name ?? target.displayName ?? '?'}`,
              },
        );
    }
    if (places.length === 0) return undefined;
    const said = `${places.length} ${places.length === 1 ? limitedTo.replace(/s$/, '') : limitedTo}`;
    return { said, conditions: [], placesOf: (permit: string) => places.map((each) => each(permit)) };
  }

  async *#custom(assignment: RoleAssignment): AsyncGenerator<Observation, readonly [string, string]> {
    const role = assignment.role ?? '';
    const set = assignment['resource-set'] ?? '';
    const key = keyOf('role', role, set);
    const name = `${this.#roleNames.get(role) ?? assignment.label ?? role} on ${this.#setNames.get(set) ?? set}`;
    if (this.#told.has(key)) return [key, name];
    this.#told.add(key);
    yield { type: 'group', key, name, kind: 'role', attributes: { what: 'custom admin role', role, set } };
    const places = await this.#placesOf(set);
    yield* this.#give(
      key,
      ((await this.#permissionsOf(role)) ?? []).map(({ label, conditional }) => ({
        permit: label,
        places:
          places === undefined
            ? [
                {
                  place: everywhereOf(label),
                  condition: 'only what lies in its resource set, which was not read',
                },
              ]
            : places.filter(({ place }) => concerns(label, place)),
        conditions: conditional ? ['only some attributes (conditions of the role)'] : [],
      })),
    );
    return [key, name];
  }

  /** Of a right that several permits give, one without conditions is enough, and else either. */
  *#give(role: string, permits: readonly Permit[]): Iterable<Observation> {
    const held = new Map<string, readonly string[][]>();
    for (const { permit, places, conditions } of permits)
      for (const action of [permit, ...includedIn(permit)])
        for (const { place, condition } of places) {
          const right = yield* this.#rights.tell(action, place);
          const all = [...conditions, ...(condition === undefined ? [] : [condition])];
          held.set(right, [...(held.get(right) ?? []), all]);
        }
    for (const [right, ways] of held) yield grantOf(role, right, either(ways));
  }

  async #permissionsOf(role: string) {
    if (this.#permissions.has(role)) return this.#permissions.get(role);
    const found = await this.#asking.list(endpoints.permissions, { role });
    const permissions: { label: string; conditional: boolean }[] = [];
    for await (const { label, conditions } of found ?? [])
      permissions.push({ label, conditional: conditions !== undefined && conditions !== null });
    this.#permissions.set(role, found === undefined ? undefined : permissions);
    return this.#permissions.get(role);
  }

  async #placesOf(set: string): Promise<readonly Place[] | undefined> {
    if (this.#places.has(set)) return this.#places.get(set);
    const found = await this.#asking.list(endpoints.resources, { set });
    const places: Place[] = [];
    let unplaced = 0;
    for await (const { orn, conditions, _links } of found ?? []) {
      const place = placeOf(orn ?? undefined, _links?.self?.href);
      if (place === undefined || places.length >= mostPlaces) unplaced++;
      else if (conditions === undefined || conditions === null) places.push(place);
      else places.push({ place: place.place, condition: 'not what its resource set excludes' });
    }
    if (unplaced > 0) this.unplaced.set(this.#setNames.get(set) ?? set, unplaced);
    this.#places.set(set, found === undefined ? undefined : places);
    return this.#places.get(set);
  }
}

const unknownLimits = {
  said: 'what was not read',
  conditions: ['only what the assignment is limited to, which was not read'],
  placesOf: (permit: string): readonly Place[] => [{ place: wholeOf(permit, everywhereOf(permit)) }],
};
