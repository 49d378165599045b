import { peopleOfFeed } from '../../estate/index.ts';
import {
  standingOf,
  whatFollows,
  type FeedRule,
  type Known,
  type LifeEvent,
  type LifeEventKind,
} from '../../lifecycle/index.ts';
import { done, isSourceId, type Change, type Instant, type Result } from '../../model/index.ts';
import { says } from '../../review/index.ts';
import type { System } from '../system.ts';
import { bundlesNow } from './bundles.ts';
import { situationOf } from './situation-of.ts';

export interface PreviewItem {
  readonly source: string;
  readonly person: { readonly key: string; readonly name: string };
  readonly kind: 'give' | 'take' | 'transfer' | 'decide';
  readonly says: string | null;
  readonly change: Change | null;
  readonly rule: string;
  readonly why: string;
}

export interface PreviewShown {
  readonly people: number;
  readonly feeds: readonly { readonly source: string; readonly people: number | null }[];
  /** By rule: how many people, and how many things. */
  readonly rules: readonly {
    readonly rule: string;
    readonly kind: string;
    readonly people: number;
    readonly items: number;
  }[];
  readonly items: readonly PreviewItem[];
  readonly total: number;
  readonly truncated: boolean;
  readonly asOf: Instant;
}

/**
 * What the rules, as they are on disk now, would do with everybody as the estate is now, were each of them looked at for the
 * first time: who is here as a joiner, who has left as a leaver. It keeps nothing and files nothing.
 */
export async function previewLives(
  system: System,
  asked: { readonly limit: number },
): Promise<Result<PreviewShown>> {
  const { book } = await system.lives();
  if (!book.ok) return book;
  const now = system.clock.now();
  const bundles = await bundlesNow(system.database);
  const items: PreviewItem[] = [];
  const feeds: { source: string; people: number | null }[] = [];
  for (const feed of book.value.feeds) {
    const { source } = feed;
    const told = isSourceId(source) ? await peopleOfFeed(system.database, source) : undefined;
    feeds.push({ source, people: told?.people.length ?? null });
    if (told === undefined || !isSourceId(source)) continue;
    const known = new Map(told.people.map((person) => [person.key, knownOf(person, feed, now)]));
    for (const { person, standing } of known.values()) {
      const kind: LifeEventKind | undefined =
        standing === 'gone'
          ? 'left'
          : standing === 'here' || standing === 'on_leave'
            ? 'joined'
            : standing === 'expected'
              ? 'expected'
              : undefined;
      if (kind === undefined) continue;
      const event: LifeEvent = {
        kind,
        person,
        human: person.key,
        at: now,
        changed: [],
        because: 'as the estate is now',
      };
      const situation = await situationOf(system.database, source, person, { known, bundles });
      for (const follow of whatFollows({ event, person, standing, book: book.value, feed, situation, now }))
        items.push({
          source,
          person: { key: person.key, name: person.name },
          kind: follow.kind,
          says: follow.change === undefined ? null : says(follow.change),
          change: follow.change ?? null,
          rule: follow.rule,
          why: follow.why,
        });
    }
  }
  const byRule = Map.groupBy(items, ({ rule, kind }) => `${rule}\n${kind}`);
  return done({
    people: feeds.reduce((sum, { people }) => sum + (people ?? 0), 0),
    feeds,
    rules: [...byRule.values()].map((of) => ({
      rule: of[0]?.rule ?? '',
      kind: of[0]?.kind ?? '',
      people: new Set(of.map(({ source, person }) => `${source}\n${person.key}`)).size,
      items: of.length,
    })),
    items: items.slice(0, asked.limit),
    total: items.length,
    truncated: items.length > asked.limit,
    asOf: now,
  });
}

const knownOf = (person: Known['person'], feed: FeedRule, now: Instant): Known => {
  const { standing } = standingOf(person, feed, now);
  return { person, human: person.key, standing, wasHere: false, since: now };
};
