import type { OutputOf } from '../../api/route.ts';
import type { activity } from '../../api/routes/index.ts';
import { inert, inertWithin } from '../../platform/text.ts';

type Told = OutputOf<typeof activity.profile>;
type Account = Told['accounts'][number];
type Seen = NonNullable<Account['seen']>;
type Profile = Seen['whole'];

/** What each account did, for people; an account of which no log tells anything is told as that. */
export function profileText({ accounts }: Told): string {
  if (accounts.length === 0) return 'A group does nothing itself. Ask for one of its members.\n';
  return accounts.flatMap((each) => [...accountLines(each), '']).join('\n');
}

function accountLines({ account, seen, joined }: Account): readonly string[] {
  const head = `${inert(account.name)}  ${inert(account.source)}/${inert(account.key)}`;
  if (seen === null)
    return [
      head,
      '  What it did cannot be told: no log that would show it was read.',
      `  countersign activity add NAME=PATH --of ${inert(account.source)}`,
    ];
  const covered = `${minute(seen.from)} to ${minute(seen.until)} UTC, by ${seen.logs.map(({ name }) => inert(name)).join(', ')}`;
  if (joined.length === 0) return [head, `  It did nothing that these logs would show: ${covered}.`];
  const { whole, recent } = seen;
  return [
    head,
    `  ${number(whole.events)} events${whole.outcomes.failure > 0 ? `, ${number(whole.outcomes.failure)} of them failed` : ''}; ${number(recent.events)} in the last ${seen.recentDays} days`,
    `  the logs cover ${covered}`,
    ...joined.map(
      ({ log, actor, kind, because, events }) =>
        `  ${number(events).padStart(9)} as ${inertWithin(actor, 60)} (${inertWithin(kind, 30)}) in ${inert(log)}: ${because}`,
    ),
    ...profileLines(whole),
  ];
}

/** What a profile counts, aspect by aspect. */
export const profileLines = (profile: Profile): readonly string[] => [
  ...aspect(profile, 'actions', 'actions'),
  ...aspect(profile, 'targets', 'on what', profile.untold.targets),
  ...aspect(profile, 'denied', 'denied or failed'),
  ...aspect(profile, 'networks', 'from', profile.untold.networks),
  ...aspect(profile, 'clients', 'clients', profile.untold.clients),
  ...aspect(profile, 'credentials', 'credentials', profile.untold.credentials),
  ...aspect(profile, 'provenances', 'provenance'),
  ...aspect(profile, 'onBehalfOf', 'for whom'),
  ...aspect(profile, 'models', 'models called'),
  `  by hour (UTC) ${hours(profile)}`,
];

const nothing = { distinct: { count: 0, exact: true }, names: [] } as const;

function aspect(profile: Profile, which: string, title: string, untold = 0): readonly string[] {
  const { distinct, names: found } = profile.aspects[which] ?? nothing;
  if (found.length === 0 && untold === 0) return [];
  const left = distinct.count - found.length;
  return [
    `  ${title} (${distinct.exact ? '' : 'about '}${number(distinct.count)})${untold > 0 ? `, ${number(untold)} events do not tell` : ''}`,
    ...found.map(
      ({ name, count, first }) =>
        `    ${number(count).padStart(9)}  ${inertWithin(name.replaceAll('\t', ' on '), 90)}${first === null ? '' : `  since ${first.slice(0, 10)}`}`,
    ),
    ...(left > 0
      ? [
          `               and ${number(left)} more${distinct.exact ? '' : '; these are a sample, not the most frequent'}`,
        ]
      : []),
  ];
}

/** Events by hour of the day as one line of bars. */
function hours({ hoursOfWeek }: Profile): string {
  const day = Array.from({ length: 24 }, (_, hour) =>
    hoursOfWeek.reduce((sum, count, at) => (at % 24 === hour ? sum + count : sum), 0),
  );
  const top = Math.max(1, ...day);
  return day
    .map((count) => (count === 0 ? '·' : ('▁▂▃▄▅▆▇█'[Math.ceil((count / top) * 8) - 1] ?? '█')))
    .join('');
}

const minute = (instant: string): string => instant.slice(0, 16).replace('T', ' ');

export const number = (value: number): string => value.toLocaleString('en');
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;
