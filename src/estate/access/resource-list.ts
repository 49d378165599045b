import type { Transaction } from '../../platform/store/index.ts';
import type { ResourceIndex } from './graph.ts';

/** Collects resources and everything they may be called in a question. */
export class ResourceList {
  readonly #keys: string[] = [];
  readonly #names: string[] = [];
  readonly #sourceNo: number[] = [];
  readonly #arnSources = new Set<number>();

  async load(tx: Transaction, from: { readonly sourceNo: number; readonly there: string }): Promise<void> {
    const rows = await tx.query<{ key: string; name: string }>(
      `select key, name from estate.resources where ${from.there} order by key_hash`,
    );
    for (const row of rows) {
      this.#keys.push(row.key);
      this.#names.push(row.name);
      this.#sourceNo.push(from.sourceNo);
    }
    const [arn] = await tx.query<{ found: boolean }>(
      `select exists (select from estate.accounts where ${from.there} and key like 'arn:%')
           or exists (select from estate.entitlements where ${from.there} and resource_pattern like 'arn:%') as found`,
    );
    if (arn?.found === true) this.#arnSources.add(from.sourceNo);
  }

  seal(): ResourceIndex {
    const byName = new Map<string, number[]>();
    for (const [number, key] of this.#keys.entries())
      for (const called of new Set([key, this.#names[number] ?? key, ...readableEnds(key)])) {
        const list = byName.get(called);
        if (list === undefined) byName.set(called, [number]);
        else list.push(number);
      }
    return {
      byName,
      keys: this.#keys,
      sourceNo: this.#sourceNo,
      arnSources: this.#arnSources,
    };
  }
}

/** `table/app.public.customers` may be called `app.public.customers`, `public.customers` or `customers`. */
function readableEnds(key: string): readonly string[] {
  const slash = key.indexOf('/');
  if (slash === -1 || key.startsWith('arn:') || key.includes('/', slash + 1)) return [];
  const parts = key.slice(slash + 1).split('.');
  return parts.map((_, from) => parts.slice(from).join('.'));
}
