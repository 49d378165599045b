import type { z } from 'zod';

/** The names that a path asks for: `{ org: 'acme', repo: 'web' }`. */
export type Where = Readonly<Partial<Record<string, string>>>;

/** One question of a REST API, as data: the live reader asks it, an export holds its answer under the same path. */
export interface Endpoint<T> {
  readonly id: string;
  /** Without a slash before it: `orgs/{org}/members`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** What an export calls the query, where its own words cannot stand in a file's name. */
  readonly queryName?: string;
  /** `list`: the answer is one; `one`: it is a single object; else the member that holds the list, by its path: `data.keys`. */
  readonly answer: 'list' | 'one' | { readonly member: string };
  readonly item: z.ZodType<T>;
  /** What is not known without it. */
  readonly what: string;
  /** What the credential of a live read needs for it, as the vendor names it. */
  readonly permission: string;
  /** Where it is asked by a `POST` that changes nothing; an export keeps the answer under `path` all the same. */
  readonly post?: { readonly path: string; readonly body: (where: Where) => object };
}

const safe = /^[A-Za-z0-9._-]{1,200}$/;
/** A name that may stand in a path: of a file here, of a request there. */
export const isPathName = (name: string): boolean => safe.test(name) && !/^\.+$/.test(name);

/** The path with its names; undefined when one of them cannot stand in a path. */
export function pathOfEndpoint({ path }: Pick<Endpoint<unknown>, 'path'>, where: Where): string | undefined {
  const filled = path.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const given = where[name] ?? '';
    return isPathName(given) ? given : '\0';
  });
  return filled.includes('\0') ? undefined : filled;
}

/** Where an export keeps the answer: the path, then the query: `orgs/acme/members.role=admin.json`. */
export function fileOfEndpoint(endpoint: Endpoint<unknown>, where: Where): string | undefined {
  const path = pathOfEndpoint(endpoint, where);
  if (path === undefined) return undefined;
  const query = Object.entries(endpoint.query ?? {}).map(([name, value]) => `${name}=${value}`);
  const named = endpoint.queryName === undefined ? query : [endpoint.queryName];
  return `${[path, ...named].join('.')}.json`;
}
