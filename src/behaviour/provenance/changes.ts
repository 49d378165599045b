import {
  addSeconds,
  type AspectShown,
  type BehaviourSeen,
  type Instant,
  type ProvenanceChange,
} from '../../model/index.ts';
import { isWhole, known, remembered } from './new-since.ts';

/**
 * Kinds of which a new name means another origin. Pods, nodes and instances come and go; an image changes with every
 * release, a client with every update: both are compared without their versions.
 */
const kinds = ['issuer', 'subject', 'repository', 'workflow', 'workload', 'function', 'client', 'image'];
/** Of a kind that had this many names or more before, another is expected: subjects of a branch each. */
const expectsMore = 5;

interface Named {
  readonly name: string;
  readonly events: number;
  readonly first: Instant;
  readonly last: Instant;
}

/** Names of a kind that came up after others of it were known for a while; and what could not be told. */
export function changesOf({ whole, until }: BehaviourSeen): {
  readonly found: readonly ProvenanceChange[];
  readonly open: readonly string[];
} {
  const { provenances } = whole.aspects;
  if (provenances.total === 0)
    return { found: [], open: ['No log that was read tells where it comes from.'] };
  if (!isWhole(provenances))
    return {
      found: [],
      open: ['It comes from more places than are kept, so whether one is new is not known.'],
    };
  const open: string[] = [];
  const found = kinds.flatMap((kind): readonly ProvenanceChange[] => {
    const [oldest, ...later] = ofKind(provenances, kind);
    if (oldest === undefined) return [];
    return later.flatMap((each): readonly ProvenanceChange[] => {
      if (each.first < addSeconds(until, -remembered.days * 86_400)) return [];
      const before = [oldest, ...later].filter(
        ({ first }) => first <= addSeconds(each.first, -known.days * 86_400),
      );
      const events = before.reduce((sum, one) => sum + one.events, 0);
      if (events < known.events) {
        open.push(
          `Whether ${each.name} is a new ${kind} is not known: ${events} events tell one that was there ${known.days} days before, and ${known.events} are needed.`,
        );
        return [];
      }
      if (before.length >= expectsMore) return [];
      return [
        {
          kind,
          before: before.map(({ name }) => name).toSorted(),
          now: each.name,
          since: each.first,
          events: each.events,
          isBeside: before.some(({ last }) => last > each.first),
        },
      ];
    });
  });
  return { found: nearest(found), open: open.slice(0, 5) };
}

/** A new issuer brings a new subject with it and a repository its workflows: the one that says most is told, not all. */
function nearest(found: readonly ProvenanceChange[]): readonly ProvenanceChange[] {
  const since = (kinds: readonly string[], at: Instant): boolean =>
    found.some((change) => kinds.includes(change.kind) && change.since === at);
  return found.filter(
    (change) =>
      !(change.kind === 'subject' && since(['repository', 'issuer', 'workload'], change.since)) &&
      !(change.kind === 'workflow' && since(['repository'], change.since)),
  );
}

/** Names of this kind that have a time, the oldest first. */
function ofKind({ names }: AspectShown, kind: string): readonly Named[] {
  const found = new Map<string, Named>();
  for (const { name, count, first, last } of names) {
    if (first === null || last === null || !name.startsWith(`${kind} `)) continue;
    const told = name.slice(kind.length + 1);
    const of =
      kind === 'image' ? withoutVersion(told) : kind === 'client' ? told.replace(/\/\d+$/, '') : told;
    const before = found.get(of);
    found.set(of, {
      name: of,
      events: count + (before?.events ?? 0),
      first: before === undefined || first < before.first ? first : before.first,
      last: before === undefined || last > before.last ? last : before.last,
    });
  }
  return [...found.values()].toSorted((a, b) =>
    a.first === b.first ? (a.name < b.name ? -1 : 1) : a.first < b.first ? -1 : 1,
  );
}

/** `ghcr.io/acme/shop:1.2@sha256:…` → `ghcr.io/acme/shop`; a bare digest says nothing of which image it is. */
const withoutVersion = (image: string): string =>
  image.startsWith('sha256:')
    ? 'by digest alone'
    : image.replace(/@sha256:[0-9a-f]+$/, '').replace(/:[\w][\w.-]*$/, '');
