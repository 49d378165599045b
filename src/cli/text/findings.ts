import type { FindingItem, FindingsList } from '../../commands/findings.ts';
import type { Status } from '../../commands/status.ts';
import { inert } from '../../platform/text.ts';

/** The ranked list for people: what, why this one first, what can be done, and what one cause gives. */
export function findingsText(list: Pick<FindingsList, 'items' | 'groups'>, status?: Status): string {
  const lines: string[] = [];
  if (status !== undefined) {
    lines.push(
      `${status.estate.accounts.toLocaleString('en')} accounts, ${status.estate.people.toLocaleString('en')} people, ${status.openFindings} open findings` +
        ` from ${status.sources.length} sources${status.observeOnly ? ' · observe only' : ''}`,
    );
    if (status.demo) lines.push('demo: signatures prove nothing about people');
    lines.push('');
  }
  if (list.items.length === 0)
    return `${[...lines, 'No findings to show. `countersign source list` says what was read and what was not.'].join('\n')}\n`;
  for (const [index, item] of list.items.entries()) lines.push(...itemLines(index + 1, item));
  const wide = (list.groups ?? [])
    .filter((group) => group.count > 1)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 3);
  if (wide.length > 0) {
    lines.push('One change would close several:');
    for (const group of wide) lines.push(`  ${String(group.count).padStart(3)}  ${inert(group.title)}`);
  }
  return `${lines.join('\n')}\n`;
}

function itemLines(place: number, item: FindingItem): readonly string[] {
  const what =
    'title' in item.draft
      ? `can be acted on: ${inert(item.draft.title)}`
      : `nothing drafted: ${inert(item.draft.none)}`;
  return [
    `${String(place).padStart(2)}. ${item.severity.toUpperCase().padEnd(8)} ${inert(item.title)}`,
    `    ${inert(item.subject.source)} · ${inert(item.subject.name)} · ${item.id}`,
    `    why here: ${inert(item.why)}`,
    `    ${what}`,
    '',
  ];
}
