import type { DriftShown } from '../../commands/drift/find-drift.ts';
import type { RollbackItem, RollbackShown } from '../../commands/rollback/rollback.ts';
import type { RolloutItemRow } from '../../commands/rollouts/rollout-rows.ts';
import type { RolloutShown } from '../../commands/rollouts/rollouts.ts';
import { inert } from '../../platform/text.ts';

const headings: Readonly<Record<RollbackItem['can']['is'], string>> = {
  restore: 'Can be put back under your own signature',
  'call off': 'Not begun yet: called off, so that it never is',
  propose: 'Has to be proposed anew and decided',
  superseded: 'Changed again since by a later decision, which is not undone here',
  never: 'Cannot be undone',
  look: 'Somebody has to look at the target first',
  back: 'Is as it was before already',
  nothing: 'Changed nothing',
};
const order = Object.keys(headings).filter(isCan);

function isCan(text: string): text is RollbackItem['can']['is'] {
  return Object.hasOwn(headings, text);
}

/** Everything that was found, by what can be done about it. */
export function rollbackText({ items, counts, asOf }: RollbackShown): readonly string[] {
  if (items.length === 0) return [`Nothing that this names had its way in anything, as of ${asOf}.`];
  return [
    `${items.length} ${items.length === 1 ? 'case' : 'cases'}, newest effect first, as of ${asOf}:`,
    ...order
      .filter((is) => counts[is] > 0)
      .flatMap((is) => [
        '',
        `${headings[is]} (${counts[is]}):`,
        ...items.filter(({ can }) => can.is === is).flatMap(itemLines),
      ]),
  ];
}

function itemLines(item: RollbackItem): readonly string[] {
  const { can, execution } = item;
  const does = can.is === 'restore' ? item.inverses : item.changes;
  return [
    `  ${execution?.id ?? item.plan}  ${inert(item.title)}`,
    ...does.map((words) => `    ${can.is === 'restore' ? 'undo: ' : ''}${inert(words)}`),
    ...whyOf(can).map((why) => `    ${inert(why)}`),
  ];
}

function whyOf(can: RollbackItem['can']): readonly string[] {
  if ('why' in can) return [can.why];
  if (can.is === 'restore') return [`possible until ${can.until}`];
  if (can.is === 'superseded') return [`changed since by ${can.by.join(', ')}`];
  return can.is === 'back' && can.by !== null ? [`put back by ${can.by}`] : [];
}

/** How far a rollout is, plan by plan. */
export function rolloutText(shown: RolloutShown): readonly string[] {
  const done = shown.items.filter(({ state }) => state === 'done').length;
  return [
    `${shown.id}  ${inert(shown.title)}: ${shown.state}, ${done} of ${shown.items.length} done`,
    ...(shown.because === null ? [] : [`  ${inert(shown.because)}`]),
    ...(shown.notBefore !== null && shown.notBefore > shown.now ? [`  not before ${shown.notBefore}`] : []),
    ...shown.items.flatMap(rolloutItemLines),
  ];
}

function rolloutItemLines(item: RolloutItemRow): readonly string[] {
  const state = item.state === 'not_done' ? 'not done' : item.state;
  const again = item.state === 'waiting' && item.lookAt !== null ? `, asked again at ${item.lookAt}` : '';
  return [
    `  ${String(item.position + 1).padStart(4)}  ${state.padEnd(9)} ${inert(item.sources.join(', '))}  ${inert(item.title)}${again}`,
    ...(item.because === null ? [] : [`        ${inert(item.because)}`]),
  ];
}

/** What was changed by hand since. */
export function driftText({ items, compared, notYet, isPart }: DriftShown): readonly string[] {
  return [
    items.length === 0
      ? `Nothing was changed by hand since: ${compared} changes compared with what their sources show.`
      : `${items.length} of ${compared} changes are not as they were left:`,
    ...items.flatMap((each) => [
      `  ${inert(each.source)}  ${inert(each.change)}: ${each.is === 'back' ? 'it is as it was before' : 'it is otherwise'}`,
      `    ${inert(each.differences.join('; '))}; left so by ${each.execution} on ${each.madeAt}, read on ${each.readAt}`,
      `    To decide it again: countersign show ${each.proposal}`,
    ]),
    ...(notYet === 0 ? [] : [`${notYet} more cannot be compared yet: their sources were not read since.`]),
    ...(isPart ? ['There are more changes than were looked at.'] : []),
  ];
}
