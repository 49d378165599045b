import type { PathEdge, WhatCan, WhoCan } from '../../commands/access.ts';
import { inert } from '../inert.ts';

export function whoCanText(
  asked: { readonly action: string; readonly resource: string },
  found: WhoCan,
): string {
  const lines = [
    `${found.total} can ${inert(asked.action)} on ${inert(asked.resource)}${found.truncated ? ` (the first ${found.holders.length} are shown)` : ''}:`,
    '',
  ];
  for (const holder of found.holders) {
    lines.push(
      `  ${holder.verdict === 'yes' ? 'yes    ' : 'depends'}  ${inert(holder.account.name)}  (${inert(holder.account.source)} ${inert(holder.account.key)})`,
    );
    lines.push(`           by ${pathText(holder.path)}`);
    if (holder.verdict === 'depends')
      lines.push(`           depends on ${holder.dependsOn.map(inert).join('; ')}`);
  }
  return `${[...lines, ...frameText(found)].join('\n')}\n`;
}

export function whatCanText(found: WhatCan): string {
  const lines = [
    `${inert(found.identity.name)} (${inert(found.identity.source)} ${inert(found.identity.key)}) holds ${found.total} rights${found.truncated ? ` (the first ${found.rights.length} are shown)` : ''}:`,
    '',
  ];
  for (const right of found.rights) {
    lines.push(
      `  ${right.verdict === 'yes' ? 'yes    ' : 'depends'}  ${right.entitlement === undefined ? 'everything of this source' : inert(right.entitlement.name)}`,
    );
    if (right.path.length > 1) lines.push(`           by ${pathText(right.path)}`);
    if (right.verdict === 'depends')
      lines.push(`           depends on ${right.dependsOn.map(inert).join('; ')}`);
  }
  return `${[...lines, ...frameText(found)].join('\n')}\n`;
}

const pathText = (path: readonly PathEdge[]): string =>
  path
    .map(
      (edge) =>
        `${edge.how === 'membership' ? 'member of' : edge.how === 'grant' ? 'granted' : 'power'} ${inert(edge.to.name)}`,
    )
    .join(' → ');

function frameText(found: Pick<WhoCan, 'notRead' | 'version'>): readonly string[] {
  const notRead = found.notRead
    .slice(0, 12)
    .map((gap) => `  ${inert(gap.source)}: ${inert(gap.what)} (${inert(gap.why)})`);
  return [
    '',
    `As of ${found.version.reads.map((read) => `${read.source} read ${read.read}`).join(', ')}.`,
    ...(notRead.length > 0 ? ['Not read, so not in this answer:', ...notRead] : []),
    ...(found.notRead.length > 12 ? [`  and ${found.notRead.length - 12} more (see --json)`] : []),
  ];
}
