import {
  done,
  isSubjectId,
  must,
  refuse,
  type Instant,
  type Result,
  type SubjectId,
} from '../model/index.ts';
import { newId } from '../platform/clock.ts';
import type { Queryable } from '../platform/store/index.ts';
import type { SavedAsks, SavedList } from '../platform/wire/saved-view.ts';
import { pageOfRows } from '../platform/page-of-rows.ts';

/** Of one person, over all lists. */
export const mostViews = 50;

export interface SavedView {
  readonly id: string;
  readonly owner: SubjectId;
  readonly list: SavedList;
  readonly name: string;
  /** As it was kept; an earlier version may have taken what this one does not know. */
  readonly search: unknown;
  /** Everybody who may read the list reads the view; only its owner changes it. */
  readonly shared: boolean;
  /** Counts its changes, so that one does not undo another unseen. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
}

interface Row extends Omit<SavedView, 'owner' | 'createdAt' | 'changedAt'> {
  readonly owner: string;
  readonly created_at: Instant;
  readonly changed_at: Instant;
}
const columns = 'id, owner, list, name, search, shared, version, created_at, changed_at';

/** Where a page of views ends: by name, then id. */
export interface ViewKeyset {
  readonly value: string;
  readonly id: string;
}
export interface ViewPage {
  readonly items: readonly SavedView[];
  readonly next: ViewKeyset | null;
}

/** Keeps a view of this person's. In a transaction: a person has so many, and no two of a list by one name. */
export async function keepView(
  tx: Queryable,
  view: {
    readonly owner: SubjectId;
    readonly name: string;
    readonly asks: SavedAsks;
    readonly shared: boolean;
  },
  now: Instant,
): Promise<Result<SavedView>> {
  const { owner, name, asks, shared } = view;
  await oneAtATime(tx, owner);
  const own = await tx.query<{ same: boolean }>(
    'select list = $2 and name = $3 as same from saved.view where owner = $1',
    [owner, asks.list, name],
  );
  if (own.some(({ same }) => same)) return takenName;
  if (own.length >= mostViews)
    return refuse(
      'rate_limited',
      `A person keeps at most ${mostViews} views.`,
      'Delete one that is not needed.',
    );
  const [row] = await tx.query<Row>(
    `insert into saved.view (id, owner, list, name, search, shared, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7) returning ${columns}`,
    [newId('viw'), owner, asks.list, name, JSON.stringify(asks.search), shared, now],
  );
  if (row === undefined) throw new TypeError('a view was just kept and is not there');
  return done(viewOf(row));
}

/** Changes a view of this person's, if it still is the version they saw. */
export async function changeView(
  tx: Queryable,
  asked: {
    readonly id: string;
    readonly owner: SubjectId;
    readonly version: number;
    readonly name?: string;
    readonly asks?: SavedAsks;
    readonly shared?: boolean;
  },
  now: Instant,
): Promise<Result<SavedView>> {
  const { id, owner, version, name, asks, shared } = asked;
  await oneAtATime(tx, owner);
  const before = await viewById(tx, id, owner);
  if (before === undefined || before.owner !== owner) return noSuchView;
  if (before.version !== version)
    return refuse(
      'precondition_changed',
      'This view was changed elsewhere since it was read.',
      'Look at it again, and save over it if you still want to.',
    );
  if (asks !== undefined && asks.list !== before.list)
    return refuse(
      'input_invalid',
      `This is a view of \`${before.list}\`, not of \`${asks.list}\`.`,
      'Save a new one.',
    );
  const named =
    name === undefined || name === before.name
      ? []
      : await tx.query('select 1 from saved.view where owner = $1 and list = $2 and name = $3', [
          owner,
          before.list,
          name,
        ]);
  if (named.length > 0) return takenName;
  const [row] = await tx.query<Row>(
    `update saved.view set name = $3, search = $4, shared = $5, version = version + 1, changed_at = $6
      where id = $1 and owner = $2 returning ${columns}`,
    [
      id,
      owner,
      name ?? before.name,
      JSON.stringify(asks?.search ?? before.search),
      shared ?? before.shared,
      now,
    ],
  );
  return row === undefined ? noSuchView : done(viewOf(row));
}

/** Deletes a view: of its owner, or (`of` absent, which takes an administrator) one that is shared. */
export async function dropView(
  db: Queryable,
  asked: { readonly id: string; readonly of?: SubjectId },
): Promise<Result<SavedView>> {
  const [row] = await db.query<Row>(
    `delete from saved.view where id = $1 and case when $2::text is null then shared else owner = $2 end
     returning ${columns}`,
    [asked.id, asked.of ?? null],
  );
  return row === undefined ? noSuchView : done(viewOf(row));
}

/** A view that this person may read: their own, or one that is shared; nobody in particular reads what is shared. */
export async function viewById(
  db: Queryable,
  id: string,
  reader: SubjectId | undefined,
): Promise<SavedView | undefined> {
  const [row] = await db.query<Row>(
    `select ${columns} from saved.view where id = $1 and (shared or owner = $2)`,
    [id, reader ?? null],
  );
  return row === undefined ? undefined : viewOf(row);
}

/** A page of the views that this person may read, by name. */
export async function listViews(
  db: Queryable,
  asked: {
    readonly reader: SubjectId | undefined;
    readonly list?: SavedList;
    readonly whose: 'any' | 'mine' | 'others';
    readonly limit: number;
    readonly after?: ViewKeyset;
  },
): Promise<ViewPage> {
  const { reader, list, whose, limit, after } = asked;
  const rows = await db.query<Row & { readonly place: string }>(
    `select ${columns}, lower(name) collate "C" as place from saved.view
      where (owner = $1 or shared) and ($2::text is null or list = $2)
        and ($3 = 'any' or (owner is not distinct from $1) = ($3 = 'mine'))
        and ($4::text is null or (lower(name) collate "C", id) > ($4, $5))
      order by lower(name) collate "C", id limit $6`,
    [reader ?? null, list ?? null, whose, after?.value ?? null, after?.id ?? null, limit + 1],
  );
  return pageOfRows(rows, limit, viewOf, ({ place, id }) => ({ value: place, id }));
}

export const noSuchView = refuse(
  'not_found',
  'There is no such view: it was deleted, or whose it is does not share it.',
  'The list itself is there, and so are your own views.',
);
const takenName = refuse(
  'input_invalid',
  '`name`: you have a view of this list by that name.',
  'Give it another one.',
);

/** One change of a person's views at a time, so that what was counted still holds when it is written. */
const oneAtATime = (tx: Queryable, owner: SubjectId) =>
  tx.query(`select pg_advisory_xact_lock(hashtextextended('saved.view ' || $1, 0))`, [owner]);

const viewOf = ({
  id,
  owner,
  list,
  name,
  search,
  shared,
  version,
  created_at,
  changed_at,
}: Row): SavedView => ({
  id,
  owner: must(isSubjectId, owner),
  list,
  name,
  search,
  shared,
  version,
  createdAt: created_at,
  changedAt: changed_at,
});
