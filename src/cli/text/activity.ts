import type { ActivitySummary, IdentitySeen } from '../../commands/activity.ts';
import type { ProfileShown } from '../../model/index.ts';
import { inert, inertWithin } from '../../platform/text.ts';
import { number, plural, profileLines } from './profile.ts';

/** A summary of logs for people: how much of what, what was not read, and who did it; with `who`, that identity’s profile. */
export function activityText(summary: ActivitySummary, who: string | undefined): string {
  const { all } = summary;
  const lines = [
    `${number(summary.events)} events in ${plural(summary.files, 'file')}${span(all)}`,
    ...(summary.events === 0 ? [] : ['']),
    ...counted('logs', summary.formats),
    ...counted('classes', summary.classes),
    ...counted('outcomes', all.outcomes),
  ];
  if (summary.begun > 0)
    lines.push(`  ${number(summary.begun)} entries only say that a call began; its end is counted`);
  if (all.undated > 0)
    lines.push(`  ${number(all.undated)} events tell no time: they are in no figure by time`);
  for (const { format, why, count } of summary.refused)
    lines.push(
      `  not read ${number(count)}${format === null ? '' : ` (${format})`}: ${inertWithin(why, 220)}`,
    );
  for (const { files, paths, why, next } of summary.unread)
    lines.push(
      `  could not read ${plural(files, 'file')}: ${inert(why)}`,
      ...paths.map((path) => `    ${inert(path)}`),
      ...(files > paths.length ? [`    and ${number(files - paths.length)} more`] : []),
      ...(next === null ? [] : [`    ${inert(next)}`]),
    );
  lines.push('', ...(who === undefined ? everybody(summary) : somebody(summary, who)));
  lines.push(...signalled(summary));
  return `${lines.join('\n')}\n`;
}

/** What products say of somebody: not what was done, and no finding of ours. */
function signalled({ signals }: ActivitySummary): readonly string[] {
  if (signals.count === 0) return [];
  return [
    '',
    `${plural(signals.count, 'signal')} of other products${signals.shown.length < signals.count ? `, the worst ${signals.shown.length}` : ''}:`,
    ...signals.shown.flatMap(({ what, severity, at, product, who, identities }) => [
      `  ${severity.padEnd(13)} ${inertWithin(what, 100)}`,
      `                ${at === null ? 'no time' : at.slice(0, 16).replace('T', ' ')} · ${inertWithin(product, 40)} · ${
        identities.length > 0
          ? identities
              .slice(0, 3)
              .map((key) => inertWithin(key, 100))
              .join(', ')
          : who.length > 0
            ? `names ${inertWithin(who[0] ?? '', 60)}, who is not in these logs`
            : 'names nobody'
      }`,
    ]),
  ];
}

function everybody(summary: ActivitySummary): readonly string[] {
  const { identities } = summary;
  if (identities.count === 0)
    return [
      summary.events === 0
        ? 'No events. docs/how-to/activity.md lists the logs that are read.'
        : 'No event says who did it.',
    ];
  const more = identities.count - identities.shown.length;
  return [
    `${plural(identities.count, 'identity', 'identities')}${more > 0 ? `, the busiest ${identities.shown.length}` : ''}:`,
    ...identities.shown.flatMap((identity) => row(identity)),
    ...(more > 0 ? [`  and ${number(more)} more; --limit N shows them, --who NAME one of them`] : []),
    ...(summary.byNobody > 0 ? [`  ${number(summary.byNobody)} events do not say who did it`] : []),
    ...(summary.byOthers > 0
      ? [`  ${number(summary.byOthers)} events by identities beyond those that are told apart`]
      : []),
  ];
}

function row({ name, kind, account, profile }: IdentitySeen): readonly string[] {
  const { failure } = profile.outcomes;
  return [
    `  ${number(profile.events).padStart(9)}  ${inertWithin(name, 48).padEnd(30)} ${inertWithin(kind, 20)}${account === null ? '' : ` of ${inertWithin(account, 40)}`}${failure > 0 ? ` · ${number(failure)} failed` : ''}`,
    `             ${names(profile, 'actions', 3)}`,
    `             from ${names(profile, 'networks', 2, profile.untold.networks)} · ${profile.first?.slice(0, 16).replace('T', ' ') ?? 'no time'}${profile.last === null ? '' : ` to ${profile.last.slice(0, 16).replace('T', ' ')}`}`,
  ];
}

function somebody(summary: ActivitySummary, who: string): readonly string[] {
  const { shown } = summary.identities;
  if (summary.events === 0)
    return [
      `Nobody in these logs goes by ${inertWithin(who, 80)}.`,
      'Without --who everybody is listed; a name, ARN, id, address or session is taken, whole.',
    ];
  return shown.flatMap(({ name, kind, key, profile }) => [
    `${inert(name)} (${inert(kind)}), ${inert(key)}`,
    ...profileLines(profile),
    '',
  ]);
}

const names = (
  profile: ProfileShown,
  which: keyof ProfileShown['aspects'],
  most: number,
  untold = 0,
): string => {
  const { names: found, distinct } = profile.aspects[which];
  if (found.length === 0) return untold > 0 ? 'unknown' : 'nothing';
  const told = found.slice(0, most).map(({ name, count }) => `${inertWithin(name, 60)} ${number(count)}`);
  const left = distinct.count - told.length;
  return `${told.join(', ')}${left > 0 ? ` and ${distinct.exact ? '' : 'about '}${number(left)} more` : ''}`;
};

const span = ({ first, last }: ProfileShown): string =>
  first === null || last === null
    ? ''
    : `, ${first.slice(0, 16).replace('T', ' ')} to ${last.slice(0, 16).replace('T', ' ')} UTC`;

const counted = (title: string, counts: Readonly<Record<string, number>>): readonly string[] => {
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  return told.length === 0
    ? []
    : [
        `  ${title.padEnd(9)} ${told
          .sort(([, a], [, b]) => b - a)
          .map(([name, count]) => `${inert(name)} ${number(count)}`)
          .join(', ')}`,
      ];
};
