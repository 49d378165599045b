import type { OutputOf } from '../../api/route.ts';
import type { notifications } from '../../api/routes/index.ts';
import { inert } from '../../platform/text.ts';

type Shown = OutputOf<typeof notifications.preferences>;

/** Minutes since midnight as clocks show them. */
export const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** How somebody is told of things. */
export function preferenceText({ person, preference, isChosen, by, channels, email, kinds }: Shown): string {
  const { digestAt, quiet, zone } = preference;
  return [
    `${person}${isChosen ? '' : ' (nothing chosen: this is what is usual)'}`,
    `  told by      ${by ?? 'no channel: what waits is in the console alone'}`,
    ...(channels.length > 1 ? [`  could be by  ${channels.map(({ name }) => name).join(', ')}`] : []),
    `  address      ${email === null ? 'none is told by the source of people' : inert(email)}`,
    `  digest       ${digestAt === null ? 'none' : `${clock(digestAt)} (${zone})`}`,
    `  quiet hours  ${quiet === null ? 'none' : `${clock(quiet.from)} until ${clock(quiet.until)} (${zone})`}`,
    '',
    'Of what, and when:',
    ...kinds.map((kind) => `  ${kind.timing.padEnd(8)} ${kind.authority.padEnd(9)} ${kind.words}`),
    '',
    '“at once” comes in quiet hours too; “soon” waits for their end; “digest” comes once a day.',
    '',
  ].join('\n');
}

/** Channels as they go, a line each. */
export function channelsText({ items, withoutAddress }: OutputOf<typeof notifications.channels>): string {
  if (items.length === 0)
    return 'There is no channel: nobody is told of anything outside the console.\nAdd one with: countersign notifications add\n';
  return [
    ...items.flatMap(
      ({ name, kind, reaches, person, host, counts, because, privateNetwork, kinds, detail }) => [
        `${name.padEnd(16)} ${kind.padEnd(8)} ${inert(host)}${privateNetwork ? ' (may be on a private network)' : ''}`,
        `    to ${reaches === 'people' ? 'everybody, by their own address' : reaches === 'person' ? (person ?? '') : `a room, ${detail === 'full' ? 'with names' : 'without names'}: ${kinds.join(', ')}`}`,
        `    ${counts.sent} sent, ${counts.waiting} waiting, ${counts.failed} failed, ${counts.dropped} not sent`,
        ...(because === null || counts.waiting + counts.failed === 0
          ? []
          : [`    last not taken: ${inert(because)}`]),
      ],
    ),
    ...(withoutAddress === 0 || !items.some(({ kind }) => kind === 'smtp')
      ? []
      : [`${withoutAddress} who may sign have no address in their source of people: no mail reaches them.`]),
    '',
  ].join('\n');
}

/** Messages, newest first. */
export function deliveriesText({ items, next }: OutputOf<typeof notifications.deliveries>): string {
  if (items.length === 0) return 'Nothing was sent yet.\n';
  return [
    ...items.flatMap(
      ({ createdAt, channel, person, state, kinds, notices, authority, because, tries, nextAt }) => [
        `${createdAt}  ${state.padEnd(8)} ${channel.padEnd(12)} ${(person ?? 'a room').padEnd(30)} [${authority}] ${kinds.join(', ')}${notices > 1 ? ` (${notices})` : ''}`,
        ...(because === null
          ? []
          : [
              `    ${inert(because)}${nextAt === null ? '' : ` Tried ${tries === 1 ? 'once' : `${tries} times`}, next at ${nextAt}.`}`,
            ]),
      ],
    ),
    ...(next === null ? [] : ['There are more: ask with a larger `--limit`.']),
    '',
  ].join('\n');
}
