import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endpoints, mostExpanded, within, type Endpoint } from './endpoints.ts';

type Items = ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>;

/** What may be asked about one object, by the name under which its lists are kept and the member that holds them there. */
const nested: readonly (readonly [endpoint: Endpoint<unknown>, list: string, member: string])[] = [
  [within.members, 'groups', 'members'],
  [within.groupOwners, 'group-owners', 'owners'],
  [within.applicationOwners, 'applications', 'owners'],
  [within.federation, 'application-federation', 'federatedIdentityCredentials'],
  [within.principalOwners, 'service-principals', 'owners'],
  [within.assigned, 'app-role-assignments', 'appRoleAssignedTo'],
];

/** As Graph gives a list: of the lists within each object the first twenty. */
export const shortened = (items: readonly Readonly<Record<string, unknown>>[]) =>
  items.map((item) =>
    Object.fromEntries(
      Object.entries(item).map(([name, value]) => [
        name,
        Array.isArray(value) && nested.some(([, , member]) => member === name)
          ? value.slice(0, mostExpanded)
          : value,
      ]),
    ),
  );

/** The whole list within one object, for the question about it. */
export function listWithin(items: Items, asked: string): readonly unknown[] | undefined {
  for (const [{ path }, list, member] of nested) {
    const found = (items.get(list) ?? []).find(({ id }) => path.replace('{id}', String(id)) === asked);
    const value = found?.[member];
    if (Array.isArray(value)) return value;
  }
  return undefined;
}

export const everyEndpoint: readonly Endpoint<unknown>[] = Object.values(endpoints);

/** An export of these answers, as docs/connectors/entra.md makes one. `write` says how a page looks in its file. */
export function writeExport(
  folder: string,
  items: Items,
  write = (page: readonly unknown[]): string => JSON.stringify({ value: page }),
): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, list] of items) writeFileSync(join(folder, `${name}.json`), write(shortened(list)));
  for (const [{ id }, list, member] of nested)
    for (const item of items.get(list) ?? []) {
      const value = item[member];
      if (!Array.isArray(value) || value.length < mostExpanded) continue;
      mkdirSync(join(folder, id), { recursive: true });
      writeFileSync(join(folder, id, `${String(item['id'])}.json`), write(value));
    }
}
