import type { Aspect, AspectShown, BehaviourSeen, Instant } from '../../../model/index.ts';
import { familyOf, type LevelOf } from '../../signals/family-of.ts';
import type { History } from '../anomaly.ts';

/** A sort of things of which an account may show one for the first time. */
export interface Novelty {
  readonly id: NoveltyId;
  readonly aspect: Aspect;
  /** `networks`, for the sentence. */
  readonly things: string;
  readonly ordinary: string;
  /** How many come a day where nothing is known yet. */
  readonly assumed: number;
  readonly title?: (names: readonly string[]) => string;
  /** What of a name makes it another one; the whole name where it is absent. */
  readonly kin?: (name: string) => string;
  /** Whether a name is of this sort. */
  readonly counts: (name: string, levelOf: LevelOf) => boolean;
  /** Names that came new in the later part of the history. */
  readonly lateOf: (seen: BehaviourSeen, history: History, levelOf: LevelOf) => readonly Named[];
}
type Named = AspectShown['names'][number];

export type NoveltyId =
  | 'sensitive-first'
  | 'new-actions'
  | 'new-targets'
  | 'new-network'
  | 'new-client'
  | 'new-credential'
  | 'new-principal'
  | 'denied';

const sort = (told: Omit<Novelty, 'lateOf' | 'counts'> & Partial<Pick<Novelty, 'counts'>>): Novelty => {
  const counts = told.counts ?? (() => true);
  return {
    ...told,
    counts,
    lateOf: (seen, history, levelOf) => {
      const names = seen.before.aspects[told.aspect].names.filter(({ name }) => counts(name, levelOf));
      const early = kinOf(
        names.filter(({ first }) => !isLate(first, history.lateFromMs)),
        told.kin,
      );
      return names.filter(
        ({ name, first }) => isLate(first, history.lateFromMs) && !early.has(told.kin?.(name) ?? name),
      );
    },
  };
};

export const kinOf = (names: readonly Named[], kin: Novelty['kin']): ReadonlySet<string> =>
  new Set(names.map(({ name }) => kin?.(name) ?? name));

const isLate = (first: Instant | null, from: number): boolean => first !== null && Date.parse(first) >= from;

const named = (names: readonly string[]): string =>
  names.length <= 3
    ? names.map(short).join(', ')
    : `${names.slice(0, 3).map(short).join(', ')} and ${names.length - 3} more`;
/** Names are data of a log and may be of any length; `restsOn` has them whole. */
const short = (name: string): string => (name.length > 120 ? `${name.slice(0, 120).toWellFormed()}…` : name);

/** Every sort, by its id. */
export const novelties: Readonly<Record<NoveltyId, Novelty>> = {
  'sensitive-first': sort({
    id: 'sensitive-first',
    aspect: 'actions',
    things: 'sensitive actions',
    assumed: 1 / 200,
    counts: (name, levelOf) => familyOf(name, levelOf) !== undefined,
    title: (names) => `First use of ${named(names)}`,
    ordinary: 'A change of its task that somebody asked for, named with these actions.',
  }),
  'new-actions': sort({
    id: 'new-actions',
    aspect: 'actions',
    things: 'actions',
    assumed: 1 / 15,
    ordinary: 'A new version or a new task, from about that day.',
  }),
  'new-targets': sort({
    id: 'new-targets',
    aspect: 'targets',
    things: 'things acted on',
    assumed: 1 / 2,
    ordinary: 'New resources that belong to its task.',
  }),
  'new-network': sort({
    id: 'new-network',
    aspect: 'networks',
    things: 'networks',
    assumed: 1 / 60,
    title: (names) => `It came from ${named(names)}, where it never came from before`,
    ordinary: 'A move of the program or of the person, to a network that the owner knows.',
  }),
  'new-client': sort({
    id: 'new-client',
    aspect: 'clients',
    things: 'client programs',
    assumed: 1 / 60,
    // another version of a program that it has used is no other program
    kin: (name) => name.split('/')[0] ?? name,
    title: (names) => `It used ${named(names)}, which it never used before`,
    ordinary: 'A new version of its program, or a new tool that its owner knows.',
  }),
  'new-credential': sort({
    id: 'new-credential',
    aspect: 'credentials',
    things: 'credentials',
    assumed: 1 / 30,
    ordinary: 'A rotation at that time.',
  }),
  'new-principal': sort({
    id: 'new-principal',
    aspect: 'onBehalfOf',
    things: 'identities that it acted for',
    assumed: 1 / 15,
    ordinary: 'New users of the same service.',
  }),
  denied: sort({
    id: 'denied',
    aspect: 'denied',
    things: 'acts that were refused',
    assumed: 1 / 10,
    ordinary: 'A right that was taken away on purpose, or a release that asks for one it does not have.',
  }),
};

/** One value for each sort. */
export const fresh = (of: (novelty: Novelty) => number): Readonly<Record<NoveltyId, number>> => ({
  'sensitive-first': of(novelties['sensitive-first']),
  'new-actions': of(novelties['new-actions']),
  'new-targets': of(novelties['new-targets']),
  'new-network': of(novelties['new-network']),
  'new-client': of(novelties['new-client']),
  'new-credential': of(novelties['new-credential']),
  'new-principal': of(novelties['new-principal']),
  denied: of(novelties.denied),
});
