import type { Instant } from '../model/index.ts';
import type { Known, LifeEvent, LifeEventKind } from './events.ts';
import { attributes, type PersonTold, type Standing } from './person.ts';
import { standingOf, type Feed, type Stands } from './standing.ts';

export interface Look {
  readonly feed: Feed;
  /** By key, as this function gave it the last time; empty: the feed is looked at for the first time. */
  readonly known: ReadonlyMap<string, Known>;
  /** Everybody of whom the last complete read tells. */
  readonly listed: readonly PersonTold[];
  readonly now: Instant;
}

export interface Looked {
  /** Leavers first, then by key: the same for the same look. */
  readonly events: readonly LifeEvent[];
  /** What is known from now on, where that is something else. */
  readonly changed: ReadonlyMap<string, Known>;
  /** When the clock alone makes the next event. */
  readonly nextAt?: Instant;
}

/**
 * What has happened in the lives that a feed tells of since it was last looked at. The first look tells nothing: it only
 * learns who is there. Looking twice at the same tells nothing the second time, and an unknown state never ends anything.
 */
export function lookAgain({ feed, known, listed, now }: Look): Looked {
  const isFirst = known.size === 0;
  const events: LifeEvent[] = [];
  const changed = new Map<string, Known>();
  const entries = new Map(listed.map((person) => [person.key, person]));
  const humans = humansOf(known, listed, feed, now);
  let nextAt: Instant | undefined;

  for (const person of entries.values()) {
    const before = known.get(person.key);
    const stands = standingOf(person, feed, now);
    if (stands.until !== undefined && (nextAt === undefined || stands.until < nextAt)) nextAt = stands.until;
    const human = humans.of(person);
    const after = nextKnown(before, { person, human, stands, now });
    if (!isFirst) events.push(...eventsOf(before, after, { stands, now, human }));
    if (before === undefined || JSON.stringify(before) !== JSON.stringify(after))
      changed.set(person.key, after);
  }
  for (const [key, before] of known) {
    if (entries.has(key) || before.standing === 'gone' || feed.absent === 'unknown') continue;
    changed.set(key, { ...before, standing: 'gone', since: now });
    events.push({
      kind: 'left',
      person: before.person,
      human: before.human,
      at: now,
      changed: [],
      before: before.person,
      because: 'a complete read does not list them any more',
    });
  }
  const kept = withoutEndOfMoved(events);
  return {
    events: kept.toSorted(
      (a, b) => weightOf(a.kind) - weightOf(b.kind) || compare(a.person.key, b.person.key),
    ),
    changed,
    ...(nextAt === undefined ? {} : { nextAt }),
  };
}

const order: readonly LifeEventKind[] = [
  'left',
  'leave_began',
  'moved',
  'returned',
  'joined',
  'rehired',
  'expected',
  'unclear',
];
const weightOf = (kind: LifeEventKind): number => order.indexOf(kind);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** An entry that only got another key is no leaver: the human is still told of. */
function withoutEndOfMoved(events: readonly LifeEvent[]): readonly LifeEvent[] {
  const cameBack = new Set(
    events.flatMap(({ kind, human }) => (kind === 'moved' || kind === 'rehired' ? [human] : [])),
  );
  return events.filter(
    ({ kind, human, because }) =>
      !(kind === 'left' && because.startsWith('a complete read') && cameBack.has(human)),
  );
}

interface Human {
  readonly name: string;
  /** Under another key, when this key is new. */
  readonly earlier?: Known;
  /** Another entry is here at the same time. */
  readonly twin?: string;
}

/** Who is who by employee number: it stays with a human, while keys and addresses may be given to somebody else. */
function humansOf(
  known: Look['known'],
  listed: readonly PersonTold[],
  feed: Feed,
  now: Instant,
): { of(person: PersonTold): Human } {
  const byNumber = new Map<string, Known[]>();
  for (const one of known.values()) {
    const number = one.person.employeeNumber;
    if (number !== undefined) byNumber.set(number, [...(byNumber.get(number) ?? []), one]);
  }
  const now_ = new Map<string, string[]>();
  for (const person of listed)
    if (person.employeeNumber !== undefined && standingOf(person, feed, now).standing !== 'gone')
      now_.set(person.employeeNumber, [...(now_.get(person.employeeNumber) ?? []), person.key].toSorted());
  return {
    of(person) {
      const own = known.get(person.key);
      if (own !== undefined) return { name: own.human };
      const number = person.employeeNumber;
      const earlier = number === undefined ? [] : (byNumber.get(number) ?? []);
      const here = number === undefined ? [] : (now_.get(number) ?? []).filter((key) => key !== person.key);
      const [last] = earlier.toSorted(
        (a, b) => compare(b.since, a.since) || compare(a.person.key, b.person.key),
      );
      const [twin] = here;
      return {
        name: last?.human ?? person.key,
        ...(last === undefined ? {} : { earlier: last }),
        ...(twin === undefined ? {} : { twin }),
      };
    },
  };
}

function nextKnown(
  before: Known | undefined,
  of: { readonly person: PersonTold; readonly human: Human; readonly stands: Stands; readonly now: Instant },
): Known {
  const { person, human, stands, now } = of;
  const standing = stands.standing === 'unknown' ? (before?.standing ?? 'unknown') : stands.standing;
  return {
    person,
    human: human.name,
    standing,
    wasHere:
      standing === 'here' ||
      standing === 'on_leave' ||
      standing === 'gone' ||
      (before ?? human.earlier)?.wasHere === true,
    since: before !== undefined && before.standing === standing ? before.since : now,
  };
}

function eventsOf(
  before: Known | undefined,
  after: Known,
  { stands, now, human }: { readonly stands: Stands; readonly now: Instant; readonly human: Human },
): readonly LifeEvent[] {
  const { person } = after;
  const last = before ?? human.earlier;
  const event = (kind: LifeEventKind, because = stands.because, at = now): LifeEvent => ({
    kind,
    person,
    human: after.human,
    at,
    changed: kind === 'moved' ? movesOf(last?.person, person) : [],
    ...(last === undefined ? {} : { before: last.person }),
    because,
  });
  if (before === undefined && human.twin !== undefined)
    return [
      event(
        'unclear',
        `the employee number ${person.employeeNumber ?? ''} is that of \`${human.twin}\` too, who is here`,
      ),
    ];
  if (stands.standing === 'unknown') return [];
  const from: Standing | undefined = last?.standing;
  const moved = last === undefined ? [] : movesOf(last.person, person);
  const wasUnclear = from === 'unknown' && before !== undefined && after.standing !== 'gone';
  if (from === after.standing || wasUnclear) {
    const isNewKey = before === undefined;
    return after.standing !== 'gone' && (moved.length > 0 || (isNewKey && from !== undefined))
      ? [
          event(
            'moved',
            isNewKey ? `the same employee number under another key` : `the feed says something else`,
          ),
        ]
      : [];
  }
  const alsoMoved = (kind: LifeEventKind): readonly LifeEvent[] =>
    moved.length > 0 ? [event(kind), event('moved', 'the feed says something else')] : [event(kind)];
  switch (after.standing) {
    case 'gone':
      return from === undefined ? [] : [event('left', stands.because, stands.since ?? now)];
    case 'expected':
      return [
        event('expected', from === 'gone' ? `${stands.because}; they were here before` : stands.because),
      ];
    case 'here':
      if (from === 'on_leave') return alsoMoved('returned');
      if (last?.wasHere === true) return [event('rehired')];
      return [event('joined', stands.because, from === 'expected' ? (stands.since ?? now) : now)];
    case 'on_leave':
      if (from !== 'here')
        return [event(last?.wasHere === true ? 'rehired' : 'joined'), event('leave_began')];
      return alsoMoved('leave_began');
    case 'unknown':
      return [];
  }
}

/** What of department, title and manager is another one. What the feed stopped saying is a change to unknown. */
export function movesOf(before: PersonTold | undefined, after: PersonTold): LifeEvent['changed'] {
  if (before === undefined) return [];
  return attributes.flatMap((attribute) => {
    const [from, to] = [before[attribute], after[attribute]];
    if (from === to) return [];
    return [{ attribute, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
  });
}
