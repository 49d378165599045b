import { rules } from '../detection/index.ts';
import { goneAmong, listSources } from '../estate/index.ts';
import type { SubjectId } from '../model/index.ts';
import {
  savedSearches,
  toldAsksSchema,
  type SavedAsks,
  type SavedList,
} from '../platform/wire/saved-view.ts';
import type { SavedView } from '../saved-views/index.ts';
import type { System } from './system.ts';

/** Something that a view asks for and that is not there any more: a source, a rule, an account, a word of an earlier version. */
export interface GoneFilter {
  readonly in: string;
  readonly value: string;
}

/** A view as its reader is told it. */
export interface ToldView extends Omit<SavedView, 'list' | 'search'> {
  readonly mine: boolean;
  readonly asks: SavedAsks;
  /** What it asks for in vain; empty is the usual. */
  readonly gone: readonly GoneFilter[];
}

/** Reads kept views and looks up what they name. One that names something gone is told all the same, and says so. */
export async function toldViews(
  system: Pick<System, 'database'>,
  views: readonly SavedView[],
  reader: SubjectId | undefined,
): Promise<readonly ToldView[]> {
  if (views.length === 0) return [];
  const there = await namesThere(
    system,
    views.map(readAsks).map(({ asks }) => asks),
  );
  return views.map((view) => {
    const { list: _list, search: _search, ...rest } = view;
    const { asks, unread } = readAsks(view);
    return { ...rest, mine: view.owner === reader, asks, gone: [...unread, ...goneIn(asks, there)] };
  });
}

interface There {
  readonly sources: ReadonlySet<string>;
  readonly rules: ReadonlySet<string>;
  /** Accounts that were asked about and are not there, as `source key`. */
  readonly goneAccounts: ReadonlySet<string>;
}

async function namesThere(system: Pick<System, 'database'>, all: readonly SavedAsks[]): Promise<There> {
  const accounts = all.flatMap(accountIn);
  const [sources, gone] = await Promise.all([
    listSources(system.database),
    accounts.length === 0 ? [] : goneAmong(system.database, accounts),
  ]);
  return {
    sources: new Set(sources.filter(({ state }) => state.is !== 'removed').map(({ id }) => id)),
    rules: new Set(rules.map(({ id }) => id)),
    goneAccounts: new Set(gone.map(({ source, key }) => `${source} ${key}`)),
  };
}

/** An account is one of a source: without exactly one it names several. */
function accountIn(asks: SavedAsks): readonly { readonly source: string; readonly key: string }[] {
  if (asks.list !== 'findings') return [];
  const { account, source = [] } = asks.search;
  const [only] = source;
  return account === undefined || only === undefined || source.length > 1
    ? []
    : [{ source: only, key: account }];
}

function goneIn(asks: SavedAsks, { sources, rules: known, goneAccounts }: There): readonly GoneFilter[] {
  if (asks.list === 'access') return [];
  const absent = (name: string, values: readonly string[] = [], there: ReadonlySet<string>) =>
    values.filter((value) => !there.has(value)).map((value) => ({ in: name, value }));
  return [
    ...absent('source', asks.search.source, sources),
    ...(asks.list === 'findings' ? absent('rule', asks.search.rule, known) : []),
    ...accountIn(asks)
      .filter(({ source, key }) => goneAccounts.has(`${source} ${key}`))
      .map(({ key }) => ({ in: 'account', value: key })),
  ];
}

/** What was kept, by today's schema: a member that it no longer takes is left out and named. */
function readAsks({ list, search }: SavedView): {
  readonly asks: SavedAsks;
  readonly unread: readonly GoneFilter[];
} {
  const whole = toldAsksSchema.safeParse({ list, search });
  if (whole.success) return { asks: whole.data, unread: [] };
  const kept: Record<string, unknown> = {};
  const unread: GoneFilter[] = [];
  for (const [name, value] of Object.entries(Object(search)))
    if (takes(list, name, value)) kept[name] = value;
    else unread.push({ in: name.slice(0, 100), value: JSON.stringify(value).slice(0, 200) });
  return { asks: toldAsksSchema.parse({ list, search: kept }), unread };
}

const takes = (list: SavedList, name: string, value: unknown): boolean =>
  savedSearches[list].safeParse({ [name]: value }).success;
