import { bundlesInForce, bundleVersions, peopleOfFeed, type Bundle } from '../../estate/index.ts';
import { meantBy, standingOf } from '../../lifecycle/index.ts';
import { done, isSourceId, refuse, type BundleGift, type Instant, type Result } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { EstateWhatIf } from '../../platform/wire/estate-what-if.ts';
import { giftSaid } from '../bundles/gift.ts';
import type { System } from '../system.ts';
import { usualDays, whatIfOf } from '../what-if/estate-what-if.ts';
import { holdersChanged } from '../what-if/of-bundle.ts';
import type { Bundles } from './situation-of.ts';

/** What bundles hold now. */
export async function bundlesNow(on: Queryable): Promise<Bundles> {
  const all = new Map((await bundlesInForce(on)).map(({ id, content }) => [id, content]));
  return (id) => all.get(id);
}

export interface BundleShown extends Bundle {
  /** Rules that give it, and how many people they mean now. */
  readonly rules: readonly string[];
  readonly people: number;
}

/** Every bundle in force: whose it is, what it holds, and who gets it by which rule. */
export async function listOfBundles(
  system: System,
): Promise<Result<{ readonly items: readonly BundleShown[] }>> {
  const items: BundleShown[] = [];
  for (const bundle of await bundlesInForce(system.database))
    items.push({ ...bundle, ...(await whoGets(system, bundle.id)) });
  return done({ items });
}

/** Everything that a bundle ever was, newest first. */
export async function versionsOfBundle(
  system: System,
  id: string,
): Promise<
  Result<{
    readonly id: string;
    readonly versions: readonly (Pick<
      Bundle,
      'version' | 'title' | 'why' | 'owner' | 'content' | 'execution'
    > & {
      readonly since: Instant;
      readonly retired: boolean;
    })[];
  }>
> {
  const versions = await bundleVersions(system.database, id);
  if (versions.length === 0)
    return refuse(
      'not_found',
      `There was never a bundle \`${id.slice(0, 80)}\`.`,
      'See `countersign bundle list`.',
    );
  return done({
    id,
    versions: versions.map(({ version, title, why, owner, content, execution, since, retired }) => ({
      version,
      title,
      why,
      owner,
      content,
      execution,
      since,
      retired,
    })),
  });
}

export interface BundleWhatIf {
  readonly people: number;
  readonly rules: readonly string[];
  /** What those people would be given beside, and what no rule would give them any more. */
  readonly adds: readonly BundleGift[];
  readonly drops: readonly BundleGift[];
  readonly stays: number;
  /** What that comes to for everybody to whom a rule gives it. */
  readonly found: EstateWhatIf;
}

/** What another content of a bundle would change, and for how many people. Keeps nothing. */
export async function bundleWhatIf(
  system: System,
  asked: { readonly bundle: string; readonly content: readonly BundleGift[] },
): Promise<Result<BundleWhatIf>> {
  const now = (await bundlesNow(system.database))(asked.bundle) ?? [];
  const name = ({ is, source, key }: BundleGift): string => JSON.stringify([is, source, key]);
  const [before, after] = [new Set(now.map(name)), new Set(asked.content.map(name))];
  const holders = await holdersChanged(system, [asked]);
  const found = await whatIfOf(system, {
    about: 'bundle',
    says: [`the bundle ${asked.bundle} will hold ${asked.content.map(giftSaid).toSorted().join(', ')}`],
    changes: holders.flatMap(({ changes }) => changes),
    days: usualDays,
  });
  if (!found.ok) return found;
  return done({
    ...(await whoGets(system, asked.bundle)),
    adds: asked.content.filter((one) => !before.has(name(one))),
    drops: now.filter((one) => !after.has(name(one))),
    stays: before.intersection(after).size,
    found: found.value,
  });
}

async function whoGets(
  system: System,
  bundle: string,
): Promise<{ readonly rules: readonly string[]; readonly people: number }> {
  const { book } = await system.lives();
  if (!book.ok) return { rules: [], people: 0 };
  const rules = book.value.birthrights.filter(({ gets }) =>
    gets.some((gift) => gift.is === 'bundle' && gift.bundle === bundle),
  );
  let people = 0;
  for (const feed of rules.length === 0 ? [] : book.value.feeds) {
    const told = isSourceId(feed.source) ? await peopleOfFeed(system.database, feed.source) : undefined;
    for (const person of told?.people ?? []) {
      const { standing } = standingOf(person, feed, system.clock.now());
      if ((standing === 'here' || standing === 'on_leave') && meantBy(rules, person)) people++;
    }
  }
  return { rules: rules.map(({ id }) => id), people };
}
