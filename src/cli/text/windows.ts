import type { WindowShown } from '../../commands/windows/list-windows.ts';
import type { LeaseShown } from '../../commands/windows/leases.ts';
import { inert } from '../../platform/text.ts';

const now: Readonly<Record<WindowShown['is'], string>> = {
  watched: 'suspended and watched',
  deleting: 'watched to the end, being deleted',
  deleted: 'deleted',
  returning: 'being put back',
  back: 'put back as it was',
};

/** What is suspended and watched, one paragraph each. */
export function windowsText(listed: {
  readonly items: readonly WindowShown[];
  readonly truncated: boolean;
}): readonly string[] {
  if (listed.items.length === 0) return ['Nothing is suspended and watched.', ''];
  return [
    ...listed.items.flatMap(oneWindow),
    ...(listed.truncated ? ['There are more than these.', ''] : []),
  ];
}

function oneWindow(window: WindowShown): readonly string[] {
  const { source, accountKey, is, since, until, seenUntil, logs, because, proposal, execution } = window;
  const watching =
    logs.length === 0
      ? 'only at the target itself: no log of it is read'
      : `${logs.map(inert).join(', ')}${seenUntil === null ? '' : `, read until ${seenUntil}`}`;
  return [
    `${inert(source)} ${inert(accountKey)}: ${now[is]}`,
    `  since ${since}, to be deleted after ${until} (${proposal})`,
    `  its use would show in: ${watching}`,
    ...(because === null || is === 'deleted' || is === 'deleting' ? [] : [`  because ${inert(because)}`]),
    ...(is === 'watched'
      ? [`  Have it back at once: countersign windows return ${execution} --reason TEXT`]
      : []),
    '',
  ];
}

const leaseNow: Readonly<Record<LeaseShown['is'], string>> = {
  ready: 'made, not taken yet',
  taken: 'taken',
  over: 'over',
};

/** Leases, one paragraph each. */
export function leasesText(listed: {
  readonly items: readonly LeaseShown[];
  readonly truncated: boolean;
}): readonly string[] {
  if (listed.items.length === 0) return ['Nothing is leased.', ''];
  return [
    ...listed.items.flatMap(({ source, right, is, madeAt, until, takenAt, endedAt, proposal }) => [
      `${inert(source)} ${inert(right)}: ${leaseNow[is]}${takenAt === null ? '' : ` ${takenAt}`}`,
      `  made ${madeAt}, ${endedAt === null ? `until ${until}` : `ended ${endedAt}`} (${proposal})`,
      '',
    ]),
    ...(listed.truncated ? ['There are more than these.', ''] : []),
  ];
}
