import { done, type ConsoleCaller, type Result, type SubjectId } from '../model/index.ts';
import { nameOf, type SavedAsks, type SavedList } from '../platform/wire/saved-view.ts';
import {
  changeView,
  dropView,
  keepView,
  listViews,
  noSuchView,
  viewById,
  type SavedView,
  type ViewKeyset,
} from '../saved-views/index.ts';
import { mayCall } from './signin.ts';
import { toldViews, type ToldView } from './saved-view-told.ts';
import type { System } from './system.ts';

export type { ToldView } from './saved-view-told.ts';
export type { ViewKeyset } from '../saved-views/index.ts';

/** Who keeps a view: a person in a session. */
export type Keeper = ConsoleCaller & { readonly kind: 'person' };

export interface ViewsAsked {
  /** Whose own views they see besides the shared ones; undefined: nobody's. */
  readonly reader: SubjectId | undefined;
  readonly list?: SavedList;
  readonly whose: 'any' | 'mine' | 'others';
  readonly limit: number;
  readonly after?: ViewKeyset;
}
export interface ToldViews {
  readonly items: readonly ToldView[];
  readonly next: ViewKeyset | null;
}

/** A page of the views that somebody may read: their own, and what others share. */
export async function listOfViews(system: System, asked: ViewsAsked): Promise<Result<ToldViews>> {
  const { items, next } = await listViews(system.database, asked);
  return done({ items: await toldViews(system, items, asked.reader), next });
}

/** One view. Of somebody else's that is not shared nobody learns that it is there. */
export async function showView(
  system: System,
  id: string,
  reader: SubjectId | undefined,
): Promise<Result<ToldView>> {
  const view = await viewById(system.database, id, reader);
  return view === undefined ? noSuchView : told(system, view, reader);
}

/** Keeps a view of the caller's own. */
export async function createView(
  system: System,
  by: Keeper,
  asked: { readonly name: string; readonly asks: SavedAsks; readonly shared: boolean },
): Promise<Result<ToldView>> {
  const may = await mayKeep(system, by, asked.shared);
  if (!may.ok) return may;
  const view = { ...asked, owner: by.person.id, name: nameOf(asked.name) };
  const kept = await system.database.transaction((tx) => keepView(tx, view, system.clock.now()));
  return kept.ok ? told(system, kept.value, by.person.id) : kept;
}

/** Renames, shares, or saves over a view of the caller's own. */
export async function updateView(
  system: System,
  by: Keeper,
  asked: {
    readonly id: string;
    readonly version: number;
    readonly name?: string;
    readonly asks?: SavedAsks;
    readonly shared?: boolean;
  },
): Promise<Result<ToldView>> {
  const { name, ...rest } = asked;
  const before = await viewById(system.database, asked.id, by.person.id);
  if (before === undefined || before.owner !== by.person.id) return noSuchView;
  const may = await mayKeep(system, by, asked.shared ?? before.shared);
  if (!may.ok) return may;
  const change = { ...rest, owner: by.person.id, ...(name === undefined ? {} : { name: nameOf(name) }) };
  const changed = await system.database.transaction((tx) => changeView(tx, change, system.clock.now()));
  return changed.ok ? told(system, changed.value, by.person.id) : changed;
}

/** Deletes a view: one's own, or (`of` absent, which takes an administrator) one that somebody shares. */
export async function removeView(
  system: System,
  asked: { readonly id: string; readonly of?: SubjectId },
): Promise<Result<{ readonly removed: string }>> {
  const dropped = await dropView(system.database, asked);
  return dropped.ok ? done({ removed: dropped.value.id }) : dropped;
}

/**
 * Whoever may see the lists keeps views of their own, an auditor too: it changes nothing that others see. What is shared
 * stands before everybody, so it takes somebody who works here.
 */
async function mayKeep(system: System, by: Keeper, shared: boolean): Promise<Result<true>> {
  const looks = await mayCall(system, by, 'view');
  return looks.ok && shared ? mayCall(system, by, 'operate') : looks;
}

async function told(
  system: System,
  view: SavedView,
  reader: SubjectId | undefined,
): Promise<Result<ToldView>> {
  const [one] = await toldViews(system, [view], reader);
  return one === undefined ? noSuchView : done(one);
}
