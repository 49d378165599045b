import type { ChangedAccount, ChangesTold } from '../../commands/changes.ts';
import type { DormantTold } from '../../commands/dormant.ts';
import { inert } from '../../platform/text.ts';

/** Accounts by how unusual their last days are, each with what, how unusual, and what would make it ordinary. */
export function changesText(told: ChangesTold): string {
  if (told.looked === 0)
    return 'No log that was read shows it: nobody can tell what changed. `countersign activity add` takes logs in.\n';
  const lines = [
    `${told.looked} account${told.looked === 1 ? '' : 's'} that acted; ${told.worth} at ${told.worthFrom} bits or above, ${told.cannotTell} of which nobody can tell${told.isPart ? '; more acted and were not compared' : ''}`,
    '',
    ...told.items.flatMap(itemLines),
    '10 bits: about one such window in a thousand. This ranks and decides nothing.',
  ];
  return `${lines.join('\n')}\n`;
}

function itemLines({ account, kind, changes, cadence, recentDays }: ChangedAccount): readonly string[] {
  const head = `${inert(account.name)}  (${inert(account.source)} ${inert(account.key)}, ${kind.replace('_', ' ')})`;
  const review = `  review: ${cadence.is === 'told' ? `${cadence.verdict}: ${cadence.why}` : `cannot tell: ${cadence.why}`}`;
  if (changes.is === 'cannot tell') return [head, `  cannot tell: ${changes.why}`, review, ''];
  return [
    `${head}: ${changes.bits.toFixed(1)} bits in ${recentDays} days`,
    ...(changes.anomalies.length === 0 ? ['  nothing unlike what came before'] : []),
    ...changes.anomalies
      .slice(0, 5)
      .flatMap(({ bits, what, ordinary, since }) => [
        `  ${bits.toFixed(1).padStart(4)}  ${inert(what)}`,
        `        ${since === null ? '' : `since ${since.slice(0, 16)}Z; `}ordinary if: ${inert(ordinary)}`,
      ]),
    ...(changes.anomalies.length > 5 ? [`        and ${changes.anomalies.length - 5} more (--json)`] : []),
    ...changes.untold.map((why) => `  not known: ${inert(why)}`),
    review,
    '',
  ];
}

/** Clusters in the order in which they hurt least, and their members in the order in which to switch them off. */
export function dormantText(told: DormantTold): string {
  const unknown = told.cannotTellOf.map(({ source, count }) => `${count} in ${inert(source)}`).join(', ');
  const open =
    told.cannotTell === 0
      ? []
      : [
          `Of ${told.cannotTell} more nobody says when they were used last: ${unknown}. They are neither dormant nor in use.`,
        ];
  if (told.total === 0)
    return `${[`No program’s identity was without use for ${told.dormantDays} days, as far as sources and logs say.`, ...open].join('\n')}\n`;
  const lines = told.clusters.flatMap(({ says, members }, at) => [
    `${String(at + 1).padStart(2)}. ${inert(says)}`,
    ...members.map(
      ({ sleeper, harm, why }, place) =>
        `    ${String(place + 1).padStart(2)}  ${inert(sleeper.account.name)}  (${inert(sleeper.account.key)})  harm ${harm}: ${why.map(inert).join('; ')}`,
    ),
    '',
  ]);
  return `${[
    `${told.identities} identities of programs without use for ${told.dormantDays} days, in ${told.total} groups that one person can answer for${told.total > told.clusters.length ? ` (the first ${told.clusters.length} are shown)` : ''}`,
    '',
    ...lines,
    'The order is that of least harm: switch off, wait, and only then delete.',
    ...open,
  ].join('\n')}\n`;
}
