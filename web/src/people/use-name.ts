import { queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';

type Waiting = Map<
  string,
  { readonly found: Promise<string | null>; readonly tell: (name: string | null) => void }
>;

const most = 100;
let waiting: Waiting = new Map();

/** Asks for many names at once: those that are wanted within one turn of the page. */
function nameOf(id: string): Promise<string | null> {
  const asked = waiting.get(id);
  if (asked !== undefined) return asked.found;
  if (waiting.size === 0) setTimeout(() => void askAll(), 0);
  const { promise, resolve } = Promise.withResolvers<string | null>();
  waiting.set(id, { found: promise, tell: resolve });
  return promise;
}

async function askAll(): Promise<void> {
  const all = [...waiting];
  waiting = new Map();
  for (let at = 0; at < all.length; at += most) {
    const some = all.slice(at, at + most);
    const names = new Map<string, string | null>();
    try {
      const { items } = await call('people.names', { id: some.map(([id]) => id) });
      for (const { id, name } of items) names.set(id, name);
    } catch {
      // without names the ids stay, and whatever failed is said by what the page asks itself
    }
    for (const [id, { tell }] of some) tell(names.get(id) ?? null);
  }
}

const nameQuery = (id: string) =>
  queryOptions({
    queryKey: ['people.names', id],
    queryFn: () => nameOf(id),
    enabled: id.startsWith('psn_'),
    staleTime: 300_000,
  });

/** What the estate calls a person of the ledger; null where it knows nobody, undefined until it is known. */
export const useName = (id: string): string | null | undefined => useQuery(nameQuery(id)).data;

/** The names of several people, those that are known. */
export function useNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const found = useQueries({ queries: ids.map(nameQuery) });
  return new Map(
    ids.flatMap((id, at) => {
      const name = found[at]?.data;
      return name === undefined || name === null ? [] : [[id, name] as const];
    }),
  );
}
