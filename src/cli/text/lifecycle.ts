import type { OutputOf } from '../../api/route.ts';
import type { lifecycle } from '../../api/routes/index.ts';
import { inert, inertWithin } from '../../platform/text.ts';

type Timeline = OutputOf<typeof lifecycle.timeline>;
type Event = OutputOf<typeof lifecycle.show>;
type Follow = Event['follows'][number];
type Preview = OutputOf<typeof lifecycle.preview>;

/** What happened, newest first, what is held, and what waits for whom. */
export function timelineText(told: Timeline): string {
  const { held, open, settled, discarded } = told.counts;
  const holds = told.holds.filter(({ state }) => state === 'held');
  const lines = [
    ...(told.rulesUnreadable === null
      ? []
      : [`The rules cannot be read, so nothing is looked at: ${inert(told.rulesUnreadable)}`, '']),
    ...holds.flatMap(({ id, source, because, events }) => [
      `HELD  ${id}  ${events} events of ${inert(source)}: ${inert(because)}`,
      `      nothing follows from them until a person answers: countersign lifecycle release ${id} --reason TEXT`,
      '',
    ]),
    ...told.items.flatMap(eventLines),
    `${open} open, ${held} held, ${settled} settled, ${discarded} discarded.`,
    ...(told.next === null ? [] : ['There are more: --limit N.']),
    ...told.feeds.map(({ source, lookedAt, nextAt }) =>
      lookedAt === null
        ? `Feed ${inert(source)}: not read whole yet, or no source here.`
        : `Feed ${inert(source)}: looked at ${lookedAt}${nextAt === null ? '' : `; the clock’s next is ${nextAt}`}.`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** One event with everything that follows. */
export const eventText = (event: Event): string => `${eventLines(event, true).join('\n').trimEnd()}\n`;

function eventLines(event: Event, isWhole: unknown = false): readonly string[] {
  const shown = isWhole === true ? event.follows : event.follows.slice(0, 6);
  return [
    `${event.at.slice(0, 16).replace('T', ' ')}  ${inert(event.says)}${event.state === 'open' ? '' : `  [${event.state}]`}  (${inert(event.source)} ${inertWithin(event.person.key, 40)}, ${event.id})`,
    `  because ${inert(event.because)}`,
    ...event.changed.map(
      ({ attribute, from, to }) =>
        `  ${attribute}: ${inertWithin(from ?? 'not told', 60)} → ${inertWithin(to ?? 'not told', 60)}`,
    ),
    ...shown.flatMap(followLines),
    ...(shown.length < event.follows.length
      ? [`  and ${event.follows.length - shown.length} more: countersign lifecycle show ${event.id}`]
      : []),
    '',
  ];
}

const standsText: Readonly<Record<Follow['stands'], string>> = {
  waiting: 'waits',
  asks: 'to ask',
  proposed: 'filed',
  refused: 'not filed',
  settled: 'done',
};

const followLines = (follow: Follow): readonly string[] => [
  `  ${standsText[follow.stands].padEnd(9)} ${follow.kind.padEnd(8)} ${inert(follow.says ?? follow.why)}${follow.stands === 'waiting' ? ` (from ${follow.dueAt.slice(0, 10)})` : ''}${follow.proposal === null ? '' : `  ${follow.proposal.id} ${follow.proposal.state}`}`,
  ...(follow.says === null
    ? []
    : [`                     ${inert(follow.why)} (rule ${inert(follow.rule)}, ${follow.name.slice(0, 8)})`]),
  ...(follow.note === null ? [] : [`                     ${inert(follow.note)}`]),
];

/** What the rules would do. */
export function previewText(told: Preview): string {
  const lines = [
    `${told.people} people in ${told.feeds.map(({ source, people }) => `${inert(source)}${people === null ? ' (no such source, or not read)' : ` (${people})`}`).join(', ')}.`,
    'The rules would, were everybody looked at for the first time now:',
    ...told.rules.map(
      ({ rule, kind, people, items }) =>
        `  ${kind.padEnd(8)} ${String(items).padStart(5)} for ${String(people).padStart(5)} people  by ${inert(rule)}`,
    ),
    '',
    ...told.items.map(
      ({ person, kind, says, why }) =>
        `${kind.padEnd(8)} ${inertWithin(person.name, 30).padEnd(30)} ${inert(says ?? why)}`,
    ),
    ...(told.truncated
      ? [`The first ${told.items.length} of ${told.total} are shown; --limit N shows more.`]
      : []),
    told.total === 0 ? 'Nothing would follow.' : 'Nothing was filed.',
  ];
  return `${lines.join('\n')}\n`;
}
