import { Fault, type Observation } from '../../model/index.ts';
import { keyOf } from '../kit/keys.ts';
import { memberOf } from '../kit/links.ts';
import type { Asking } from '../kit/rest/asking.ts';
import { endpoints } from './endpoints.ts';
import type { PolicySets } from './policy-sets.ts';
import type { entity, group } from './shapes.ts';
import type { z } from 'zod';

type Entity = z.infer<typeof entity>['data'];
type Group = z.infer<typeof group>['data'];
const most = 500_000;

/** Entities, by which names they sign in, and groups of them; policies come to an entity from its groups and those above. */
export class Identities {
  readonly #entities = new Map<string, Entity>();
  readonly #groups = new Map<string, Group>();
  readonly #groupsOf = new Map<string, string[]>();
  readonly #byAlias = new Map<string, string>();

  async read(asking: Asking): Promise<void> {
    for (const id of await keysOf(asking, endpoints.groups)) {
      const found = await asking.one(endpoints.group, { group: id });
      if (found === undefined) continue;
      this.#groups.set(found.data.id, found.data);
      for (const member of [...found.data.member_entity_ids, ...found.data.member_group_ids])
        this.#addTo(member, found.data.id);
    }
    for (const id of await keysOf(asking, endpoints.entities)) {
      const found = await asking.one(endpoints.entity, { entity: id });
      if (found === undefined) continue;
      this.#entities.set(found.data.id, found.data);
      for (const { name, mount_accessor: accessor } of found.data.aliases ?? [])
        if (typeof accessor === 'string') this.#byAlias.set(`${accessor} ${name}`, found.data.id);
    }
  }

  #addTo(member: string, group: string): void {
    const groups = this.#groupsOf.get(member);
    if (groups === undefined) this.#groupsOf.set(member, [group]);
    else groups.push(group);
  }

  byAlias(accessor: string | undefined, name: string): string | undefined {
    return accessor === undefined ? undefined : this.#byAlias.get(`${accessor} ${name}`);
  }

  policiesOf(entity: string): readonly string[] {
    const seen = new Set(this.#groupsOf.get(entity) ?? []);
    for (const id of seen) for (const above of this.#groupsOf.get(id) ?? []) seen.add(above);
    return [
      ...(this.#entities.get(entity)?.policies ?? []),
      ...[...seen].flatMap((id) => this.#groups.get(id)?.policies ?? []),
    ];
  }

  has(entity: string): boolean {
    return this.#entities.has(entity);
  }

  *observe(sets: PolicySets): Iterable<Observation> {
    for (const { id, name, type } of this.#groups.values())
      yield {
        type: 'group',
        key: keyOf('group', id),
        name,
        kind: 'group',
        attributes: { what: `group of entities${typeof type === 'string' ? `, ${type}` : ''}` },
      };
    for (const { id, name, disabled, aliases } of this.#entities.values()) {
      const key = keyOf('entity', id);
      const known = (aliases ?? []).map(
        (each) => `${each.mount_path ?? each.mount_type ?? '?'} ${each.name}`,
      );
      yield {
        type: 'account',
        key,
        name,
        kind: 'unknown',
        state: disabled === true ? 'disabled' : 'active',
        attributes: {
          what: 'entity',
          ...(known.length === 0 ? {} : { signsInAs: known.toSorted().join(', ').slice(0, 4000) }),
        },
      };
      for (const group of this.#groupsOf.get(id) ?? []) yield memberOf(key, keyOf('group', group));
      const policies = this.policiesOf(id);
      if (policies.length > 0) yield memberOf(key, yield* sets.tell(policies));
    }
  }
}

async function keysOf(asking: Asking, endpoint: (typeof endpoints)['groups']): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const key of (await asking.list(endpoint, {})) ?? []) {
    found.push(key);
    if (found.length > most)
      throw new Fault('input_too_large', `There are more than ${most} ${endpoint.what}.`, {
        next: 'Check where this export comes from.',
      });
  }
  return found;
}
