import type { Instant, Observation } from '../../model/index.ts';
import { grantOf, memberOf } from '../kit/links.ts';
import type { Asking } from './answers.ts';
import { endpoints } from './endpoints.ts';
import { cut, Kept, listed } from './kept.ts';
import { directoryKey, keyByType } from './keys.ts';
import { Scopes, type Scope } from './scopes.ts';
import type { ObjectRef, RoleDefinition } from './shapes.ts';
import { globalAdministrator, powerOfRole, type LeadsTo } from './tier-zero.ts';

interface Held {
  readonly principalId: string;
  readonly principal: ObjectRef | undefined;
  readonly roleId: string;
  readonly scope: string;
  readonly conditions: readonly string[];
  /** A role that only may be activated is not held yet. */
  readonly as: 'held' | 'eligible';
  /** Of a role that is held: whether it ends by itself; undefined: nobody said. */
  readonly ends: Instant | 'never' | 'activated' | undefined;
}

const byActivation = 'after activating the role in Privileged Identity Management';

/** Directory roles: groups of those who hold them, with what each allows and where; who may activate which. */
export class Roles {
  readonly #definitions = new Kept<RoleDefinition>('roles');
  readonly #scopes = new Scopes();
  readonly #held: Held[] = [];
  readonly #byPrincipal = new Kept<Held[]>('holders of roles');
  /** Assignments to what is no user, group or application that was read. */
  unplaced = 0;

  async read(asking: Asking): Promise<void> {
    for await (const definition of asking.each(endpoints.roleDefinitions))
      this.#definitions.set(definition.id, definition);
    await this.#scopes.read(asking);
    const schedules = await this.#schedules(asking);
    for await (const each of asking.each(endpoints.roleAssignments)) {
      const scope = each.directoryScopeId ?? each.appScopeId ?? '/';
      this.#hold({
        principalId: each.principalId,
        principal: each.principal ?? undefined,
        roleId: each.roleDefinitionId,
        scope,
        conditions: typeof each.condition === 'string' && each.condition !== '' ? [cut(each.condition)] : [],
        as: 'held',
        ends: schedules?.get(placeOf(each.principalId, each.roleDefinitionId, scope)),
      });
    }
    for await (const each of asking.each(endpoints.roleEligibility))
      this.#hold({
        principalId: each.principalId,
        principal: each.principal ?? undefined,
        roleId: each.roleDefinitionId,
        scope: each.directoryScopeId ?? '/',
        conditions: [byActivation],
        as: 'eligible',
        ends: undefined,
      });
  }

  /** When each assignment ends; undefined where Privileged Identity Management was not read. */
  async #schedules(
    asking: Asking,
  ): Promise<ReadonlyMap<string, Instant | 'never' | 'activated'> | undefined> {
    const found = await asking.list(endpoints.roleSchedules);
    if (found === undefined) return undefined;
    const ends = new Kept<Instant | 'never' | 'activated'>('schedules of roles');
    for await (const {
      principalId,
      roleDefinitionId,
      directoryScopeId,
      assignmentType,
      scheduleInfo,
    } of found)
      ends.set(
        placeOf(principalId, roleDefinitionId, directoryScopeId ?? '/'),
        assignmentType === 'Activated' ? 'activated' : (scheduleInfo?.expiration?.endDateTime ?? 'never'),
      );
    return ends;
  }

  #hold(held: Held): void {
    this.#held.push(held);
    const before = this.#byPrincipal.get(held.principalId);
    if (before === undefined) this.#byPrincipal.set(held.principalId, [held]);
    else before.push(held);
  }

  /** Principals that hold a role, whatever they are. */
  holders(): Iterable<string> {
    return this.#byPrincipal.keys();
  }

  /** For rules: the roles that somebody holds by themself, and whether they are Global Administrator for good. */
  attributesOf(principalId: string): Readonly<Record<string, string>> {
    const own = this.#byPrincipal.get(principalId) ?? [];
    const names = own.map(({ roleId, as, scope }) => {
      const within = scope === '/' ? '' : ' in a part of the directory';
      return `${this.#nameOf(roleId)}${within}${as === 'eligible' ? ' (eligible)' : ''}`;
    });
    const administrator = own.find((each) => each.as === 'held' && this.#isGlobalAdministrator(each));
    return {
      ...(names.length === 0 ? {} : { directoryRoles: listed([...new Set(names)].toSorted()) }),
      ...(administrator === undefined
        ? {}
        : {
            globalAdministrator: standing(administrator.ends),
            globalAdministrators: String(this.#administrators()),
          }),
    };
  }

  /** `keyOf` tells the key of a principal whose kind the answer does not say; undefined: it is none that was read. */
  *observe(keyOf: (id: string) => string | undefined): Iterable<Observation> {
    const told = new Set<string>();
    for (const held of this.#held) {
      const scope = this.#scopes.of(held.scope);
      const role = roleKey(held.roleId, scope);
      if (!told.has(role)) {
        told.add(role);
        yield* this.#observeRole(held.roleId, role, scope);
      }
      const member = keyOf(held.principalId) ?? keyByType(held.principalId, held.principal?.['@odata.type']);
      if (member === undefined) this.unplaced++;
      // one who holds a role and may activate it too holds it
      else if (held.as === 'held' || !this.#holds(held))
        yield memberOf(member, role, {
          ...(held.as === 'eligible' ? { via: 'assume' as const } : {}),
          ...(held.conditions.length === 0 ? {} : { conditions: held.conditions }),
        });
    }
    const administrator = this.administratorKey();
    if (!told.has(administrator))
      yield* this.#observeRole(globalAdministrator, administrator, this.#scopes.of('/'));
    yield* this.#scopes.observe();
  }

  /** Roles of the whole tenant that lead to more than they say: to every application, or to Global Administrator. */
  *leading(): Iterable<{ readonly key: string; readonly leadsTo: LeadsTo; readonly says: string }> {
    const seen = new Set<string>();
    for (const { roleId, scope } of this.#held) {
      const power = scope === '/' && !seen.has(roleId) ? this.#powerOf(roleId) : undefined;
      seen.add(roleId);
      if (power?.leadsTo !== undefined)
        yield { key: roleKey(roleId, this.#scopes.of('/')), leadsTo: power.leadsTo, says: power.says };
    }
  }

  administratorKey(): string {
    const definition = [...this.#definitions.values()].find(
      (each) => templateOf(each) === globalAdministrator,
    );
    return roleKey(definition?.id ?? globalAdministrator, this.#scopes.of('/'));
  }

  *#observeRole(id: string, key: string, scope: Scope): Iterable<Observation> {
    const definition = this.#definitions.get(id);
    const name = this.#nameOf(id);
    const power = scope.isWhole ? this.#powerOf(id) : undefined;
    const isOff = definition?.isEnabled === false;
    yield {
      type: 'group',
      key,
      name: scope.isWhole ? name : cut(`${name} in ${scope.name}`),
      kind: 'role',
      attributes: {
        what: definition?.isBuiltIn === false ? 'directory role of the tenant’s own' : 'directory role',
        ...(power === undefined ? {} : { power: power.says }),
      },
    };
    yield {
      type: 'entitlement',
      key,
      resourceKey: scope.key,
      action: name,
      resourcePattern: scope.key,
      ...(power === undefined || isOff ? {} : { privileged: true }),
    };
    yield grantOf(key, key, isOff ? ['the role is switched off'] : []);
    yield* this.#actions(definition, key, scope, isOff);
  }

  *#actions(
    definition: RoleDefinition | undefined,
    role: string,
    scope: Scope,
    isOff: boolean,
  ): Iterable<Observation> {
    const conditions = new Map<string, readonly string[]>();
    for (const { allowedResourceActions, condition } of definition?.rolePermissions ?? [])
      for (const action of allowedResourceActions ?? []) {
        const isFree = condition === undefined || condition === null || condition === '';
        const before = conditions.get(action);
        conditions.set(
          action,
          isFree || before?.length === 0 ? [] : [...new Set([...(before ?? []), cut(condition)])],
        );
      }
    for (const [action, only] of conditions) {
      const key = `${scope.key}#${cut(action, 1000)}`;
      yield {
        type: 'entitlement',
        key,
        resourceKey: scope.key,
        action: cut(action, 1000),
        resourcePattern: scope.key,
      };
      yield grantOf(role, key, [...only.slice(0, 100), ...(isOff ? ['the role is switched off'] : [])]);
    }
  }

  #powerOf(id: string): ReturnType<typeof powerOfRole> {
    const definition = this.#definitions.get(id);
    return powerOfRole({
      template: definition === undefined ? id : templateOf(definition),
      builtIn: definition?.isBuiltIn !== false,
      actions: (definition?.rolePermissions ?? []).flatMap(
        ({ allowedResourceActions }) => allowedResourceActions ?? [],
      ),
    });
  }

  #nameOf(id: string): string {
    const name = this.#definitions.get(id)?.displayName;
    if (typeof name === 'string' && name !== '') return cut(name, 1000);
    return id === globalAdministrator ? 'Global Administrator' : id;
  }

  #isGlobalAdministrator({ roleId, scope }: Held): boolean {
    const definition = this.#definitions.get(roleId);
    return (
      scope === '/' && (definition === undefined ? roleId : templateOf(definition)) === globalAdministrator
    );
  }

  #administratorCount: number | undefined;
  #administrators(): number {
    this.#administratorCount ??= new Set(
      this.#held
        .filter(
          (each) =>
            each.as === 'held' && this.#isGlobalAdministrator(each) && typeof each.ends !== 'undefined',
        )
        .filter(({ ends }) => ends === 'never')
        .map(({ principalId }) => principalId),
    ).size;
    return this.#administratorCount;
  }

  #holds({ principalId, roleId, scope }: Held): boolean {
    return (this.#byPrincipal.get(principalId) ?? []).some(
      (each) => each.as === 'held' && each.roleId === roleId && each.scope === scope,
    );
  }
}

const standing = (ends: Held['ends']): string =>
  ends === 'never'
    ? 'for good'
    : ends === undefined
      ? 'unknown'
      : ends === 'activated'
        ? 'activated'
        : `until ${ends}`;
const templateOf = ({ id, templateId }: RoleDefinition): string => (templateId ?? id).toLowerCase();
const roleKey = (id: string, scope: Scope): string =>
  `role/${id.replaceAll(/[%/#*?]/g, '_')}${scope.isWhole ? '' : ` in ${scope.key.slice(directoryKey.length + 1)}`}`;
const placeOf = (...parts: readonly string[]): string => parts.join('|');
