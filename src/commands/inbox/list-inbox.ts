import { done, refuse, type Result, type SubjectId, type Tier } from '../../model/index.ts';
import { pageOfAll } from '../page-of-all.ts';
import type { System } from '../system.ts';
import type { Total } from '../total.ts';
import type { InboxItem, InboxKind } from './inbox-item.ts';
import { inboxSources } from './sources.ts';

export interface Inbox {
  readonly person: SubjectId;
  readonly items: readonly InboxItem[];
  readonly next: string | null;
  readonly total: Total;
  /** How many of each kind, on all pages. */
  readonly kinds: readonly { readonly kind: InboxKind; readonly count: number }[];
  /** Kinds of which nothing could be told, and why: they may hold something. */
  readonly unknown: readonly { readonly kind: InboxKind; readonly why: string }[];
}

/** Everything that waits for one person, whatever kind it is, what is most pressing first. */
export async function listInbox(
  system: System,
  asked: {
    readonly person?: SubjectId | undefined;
    readonly keyFingerprint?: string;
    readonly limit: number;
    readonly after?: string;
  },
): Promise<Result<Inbox>> {
  const now = system.clock.now();
  const person =
    asked.keyFingerprint === undefined
      ? asked.person
      : (await system.signers.standing(asked.keyFingerprint, now))?.person;
  if (person === undefined)
    return refuse(
      'signer_unknown',
      'An inbox is somebody’s, and this key or session is nobody’s here.',
      'Say whose with `--as NAME` or `--key FILE`; see `countersign signers`.',
    );
  const items: InboxItem[] = [];
  const unknown: { readonly kind: InboxKind; readonly why: string }[] = [];
  for (const source of inboxSources) {
    const told = await source.items(system, person, now);
    if (told.ok) items.push(...told.value);
    else unknown.push({ kind: source.kind, why: told.message });
  }
  const ranked = items
    .toSorted(mostPressing)
    .map((item, at) => ({ item, place: String(at).padStart(9, '0') }));
  const { items: page, ...rest } = pageOfAll(ranked, ({ place }) => place, asked);
  const counts = new Map<InboxKind, number>();
  for (const { kind } of items) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return done({
    ...rest,
    person,
    items: page.map(({ item }) => item),
    kinds: [...counts].map(([kind, count]) => ({ kind, count })),
    unknown,
  });
}

const weight: Readonly<Record<Tier, number>> = { high: 0, medium: 1, low: 2 };

/** Asked by name before what others could do as well, then by harm, by what is due first, and by how long it has waited. */
function mostPressing(a: InboxItem, b: InboxItem): number {
  const text = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
  return (
    Number(b.isAsked) - Number(a.isAsked) ||
    weight[a.tier ?? 'high'] - weight[b.tier ?? 'high'] ||
    text(a.due ?? '9', b.due ?? '9') ||
    text(a.since, b.since) ||
    text(a.id, b.id)
  );
}
