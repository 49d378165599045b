import { worthAMinute } from '../behaviour/index.ts';
import { done, type Result } from '../model/index.ts';
import { nameOf } from './behaviour.ts';
import { everyChange, type ChangedAccount } from './every-change.ts';
import { subjectsNamed } from './subjects-named.ts';
import type { System } from './system.ts';

export type { ChangedAccount } from './every-change.ts';

export interface ChangesTold {
  /** Those that changed most first; of the same, by name. */
  readonly items: readonly ChangedAccount[];
  /** How many accounts were looked at, how many of them are above what is worth a minute, and of how many nobody can tell. */
  readonly looked: number;
  readonly worth: number;
  readonly cannotTell: number;
  readonly worthFrom: number;
  /** More acted than are looked at together. */
  readonly isPart: boolean;
}

/** How accounts changed what they do, rarest first; of one identity, or of all that acted. Ranks, and follows up nothing. */
export async function changes(
  system: Pick<System, 'behaviour' | 'views' | 'database'>,
  asked: { readonly identity?: string; readonly limit: number },
): Promise<Result<ChangesTold>> {
  const all = await everyChange(system);
  if (asked.identity === undefined) return done(toldOf(all.items, all.isPart, asked.limit));
  const named = await subjectsNamed(system, asked.identity);
  if (!named.ok) return named;
  const wanted = new Set(named.value.subjects.map(nameOf));
  return done(
    toldOf(
      all.items.filter(({ account }) => wanted.has(nameOf(account))),
      all.isPart,
      asked.limit,
    ),
  );
}

function toldOf(items: readonly ChangedAccount[], isPart: boolean, limit: number): ChangesTold {
  const bits = ({ changes: each }: ChangedAccount): number => (each.is === 'told' ? each.bits : -1);
  return {
    items: items
      .toSorted((a, b) => bits(b) - bits(a) || (nameOf(a.account) < nameOf(b.account) ? -1 : 1))
      .slice(0, limit),
    looked: items.length,
    worth: items.filter((each) => bits(each) >= worthAMinute).length,
    cannotTell: items.filter((each) => each.changes.is === 'cannot tell').length,
    worthFrom: worthAMinute,
    isPart,
  };
}
