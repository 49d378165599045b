import { bundlesInForce, peopleOfFeed } from '../../estate/index.ts';
import { standingOf, wantedBy, type RuleBook } from '../../lifecycle/index.ts';
import { isSourceId, type BundleGift, type Change, type EstateRef } from '../../model/index.ts';
import { accountsOfPerson, identityRefOf } from '../../query/index.ts';
import { changeOf, giftSaid } from '../bundles/gift.ts';
import type { System } from '../system.ts';

/** What a bundle would hold; undefined: there would be none. */
export interface BundleThen {
  readonly bundle: string;
  readonly content: readonly BundleGift[] | undefined;
}

/** What another content of a bundle comes to for one person who gets it by a rule. */
export interface HolderChange {
  readonly person: EstateRef;
  readonly gets: readonly BundleGift[];
  readonly loses: readonly BundleGift[];
  /** What of that has to be done: nothing for what is held already, or where they have no account. */
  readonly changes: readonly Change[];
}

/**
 * What these changes of bundles come to for everybody to whom a rule gives one of them: each thing that no other rule or bundle
 * gives them too. Who was given it by hand keeps it, and is not among them.
 */
export async function holdersChanged(
  system: System,
  bundles: readonly BundleThen[],
): Promise<readonly HolderChange[]> {
  const { book } = await system.lives();
  if (!book.ok) return [];
  return holdersBetween(system, [book.value, book.value], bundles);
}

/** The same where other rules about lives are in effect too: for everybody of the feeds of the second book. */
export async function holdersBetween(
  system: System,
  [bookNow, bookThen]: readonly [RuleBook, RuleBook],
  bundles: readonly BundleThen[] = [],
): Promise<readonly HolderChange[]> {
  const now = new Map<string, readonly BundleGift[] | undefined>(
    (await bundlesInForce(system.database)).map(({ id, content }) => [id, content]),
  );
  const then = new Map(now);
  for (const { bundle, content } of bundles) then.set(bundle, content);
  const found: HolderChange[] = [];
  for (const feed of bookThen.feeds) {
    const told = isSourceId(feed.source) ? await peopleOfFeed(system.database, feed.source) : undefined;
    for (const person of told?.people ?? []) {
      const { standing } = standingOf(person, feed, system.clock.now());
      if (standing !== 'here' && standing !== 'on_leave') continue;
      const was = givenTo(bookNow, person, now);
      const is = givenTo(bookThen, person, then);
      const gets = [...is].filter(([name]) => !was.has(name)).map(([, gift]) => gift);
      const loses = [...was].filter(([name]) => !is.has(name)).map(([, gift]) => gift);
      if (gets.length + loses.length === 0) continue;
      const ref: EstateRef = { entity: 'person', source: feed.source, key: person.key, name: person.name };
      found.push({ person: ref, gets, loses, changes: await changesFor(system, ref, { gets, loses }) });
    }
  }
  return found;
}

function givenTo(
  book: RuleBook,
  person: Parameters<typeof wantedBy>[1],
  bundles: ReadonlyMap<string, readonly BundleGift[] | undefined>,
): ReadonlyMap<string, BundleGift> {
  const wanted = wantedBy(book, person, { bundle: (id) => bundles.get(id) });
  return new Map(
    wanted.flatMap((each) =>
      each.is === 'group' || each.is === 'entitlement'
        ? [[giftSaid(each), { is: each.is, source: each.source, key: each.key }] as const]
        : [],
    ),
  );
}

async function changesFor(
  system: System,
  person: EstateRef,
  { gets, loses }: Pick<HolderChange, 'gets' | 'loses'>,
): Promise<readonly Change[]> {
  const accounts = await accountsOfPerson(
    system.database,
    identityRefOf('person', person.source, person.key),
  );
  const of = (gift: BundleGift, what: 'add' | 'remove'): readonly Change[] =>
    accounts.filter(({ source }) => source === gift.source).map(({ key }) => changeOf(gift, key, what));
  return [...gets.flatMap((gift) => of(gift, 'add')), ...loses.flatMap((gift) => of(gift, 'remove'))];
}
