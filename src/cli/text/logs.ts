import type { OutputOf } from '../../api/route.ts';
import type { activity } from '../../api/routes/index.ts';
import { inert, inertWithin } from '../../platform/text.ts';
import { number, plural } from './profile.ts';

type Logs = OutputOf<typeof activity.logs>;

/** The logs, each with what it covers and what could not be read of it. */
export function logsText({ items }: Logs): string {
  if (items.length === 0)
    return 'No log is read, so what identities did cannot be told.\nAdd one: countersign activity add NAME=PATH --of SOURCE\n';
  return `${items.flatMap((each) => logLines(each)).join('\n')}\n`;
}

function logLines({
  log,
  unread,
  unreadFiles,
  noted,
  actors,
  reading,
}: Logs['items'][number]): readonly string[] {
  const { told } = log;
  return [
    `${log.name.padEnd(16)} of ${log.sources.join(', ')}  ${inert(log.path)}`,
    `    ${plural(told.events, 'event')} in ${plural(told.files, 'file')}${span(told)}${told.formats.length === 0 ? '' : `: ${told.formats.map(({ format, events }) => `${inert(format)} ${number(events)}`).join(', ')}`}`,
    ...(reading === null ? [] : [`    being read just now: ${plural(reading, 'event')} so far`]),
    ...(log.lookedAt === null && reading === null ? ['    not looked at yet'] : []),
    ...(log.failure === null ? [] : [`    could not be looked at: ${inert(log.failure.message)}`]),
    `    ${plural(actors.joined, 'identity', 'identities')} found in the estate${actors.unknown === 0 ? '' : `, ${number(actors.unknown)} in no source that was read: countersign activity unknown --log ${log.name}`}`,
    ...(told.undated === 0
      ? []
      : [`    ${plural(told.undated, 'event')} without a time: in no figure by time`]),
    ...(told.byNobody === 0 ? [] : [`    ${plural(told.byNobody, 'event')} without saying who did it`]),
    ...(told.byOthers === 0
      ? []
      : [`    ${plural(told.byOthers, 'event')} of identities beyond those that are told apart`]),
    ...told.refused
      .slice(0, 5)
      .map(
        ({ format, why, count }) =>
          `    not read ${number(count)}${format === null ? '' : ` (${inert(format)})`}: ${inertWithin(why, 200)}`,
      ),
    ...(unreadFiles === 0 ? [] : [`    could not read ${plural(unreadFiles, 'file')}:`]),
    ...unread.map(({ path, why }) => `      ${inert(path)}: ${inertWithin(why, 200)}`),
    ...noted.map(({ path, note }) => `    ${inert(path)}: ${inert(note)}`),
  ];
}

const span = ({ firstMs, lastMs }: Logs['items'][number]['log']['told']): string =>
  firstMs === null || lastMs === null ? '' : `, ${minute(firstMs)} to ${minute(lastMs)} UTC`;
const minute = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

export const logReadText = ({
  files,
  grown,
  events,
  unread,
  rewritten,
}: OutputOf<typeof activity.read>): string =>
  [
    `${plural(events, 'new event')} in ${plural(files, 'file')}${grown === 0 ? '' : `, ${number(grown)} of them read on`}.`,
    ...(unread === 0 ? [] : [`${plural(unread, 'file')} could not be read: countersign activity list`]),
    ...(rewritten === 0 ? [] : [`${plural(rewritten, 'file')} written anew and not read again.`]),
    '',
  ].join('\n');

/** Who acted and is in no source. */
export function unknownText({ items, total }: OutputOf<typeof activity.unknown>): string {
  if (items.length === 0) return 'Everybody who acted in the logs stands in a source that was read.\n';
  const more = total.count - items.length;
  return [
    `${number(total.count)} acted, and stand in no source that was read:`,
    ...items.flatMap(({ name, kind, log, events, first, last, why }) => [
      `  ${number(events).padStart(9)}  ${inertWithin(name, 60)} (${inertWithin(kind, 30)}) in ${inert(log)}${first === null || last === null ? '' : `, ${first.slice(0, 10)} to ${last.slice(0, 10)}`}`,
      `             ${inert(why)}`,
    ]),
    ...(more > 0 ? [`  and ${number(more)} more; --limit N shows them`] : []),
    '',
  ].join('\n');
}
