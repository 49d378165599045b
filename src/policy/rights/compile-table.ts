import { approvalToken, parseNeed, sayNeed } from '../needs.ts';
import { holdToken } from '../obligations.ts';
import type { Area, RightsRow, RightsTable } from './table.ts';

/**
 * The checked table as Cedar text. A row becomes `rights.<id>.ai` (Assistant or Agent, only the actions written),
 * `rights.<id>.people` (a Person, request and execute) and one `rights.<id>.<need>` per requirement. A requirement falls
 * away only for a tier that is known and not the row's, so an unknown tier gathers the needs of every row of its act, and
 * no permit. `approve` is never compiled from the table.
 */
export const compileTable = (table: RightsTable): string => table.rows.map(compileRow).join('\n');

/** Need tokens of one row, in a fixed order. */
export function needsOf(row: RightsRow): readonly string[] {
  const approvals =
    row.order === 'sequential'
      ? row.approvals.map((_, step) => approvalToken(row.approvals.slice(0, step + 1)))
      : row.approvals.map((approval) => approvalToken([approval]));
  return [
    ...approvals,
    ...row.evidence.map((evidence) => `evidence.${evidence}`),
    `assurance.${row.assurance}`,
    ...(row.maxDuration === undefined ? [] : [`duration.${row.maxDuration}`]),
    ...(row.coolingOff === undefined ? [] : [`wait.${row.coolingOff}`]),
    ...(row.watch === undefined ? [] : [`watch.${row.watch}`]),
  ];
}

const set = (type: string, words: readonly string[]): string =>
  `[${words.map((word) => `${type}::"${word}"`).join(', ')}]`;

const within = (areas: readonly Area[]): string =>
  `(${areas
    .map(
      ({ subjects, tiers }) =>
        `(${set('Kind', subjects)}.contains(resource.subject) && ${set('Tier', tiers)}.contains(resource.tier))`,
    )
    .join(' || ')})`;

function compileRow(row: RightsRow): string {
  const cell = `resource.act == ActClass::"${row.act}" && ${set('Kind', row.subjects)}.contains(resource.subject)`;
  const [area, ...more] = row.areas;
  if (area === undefined) return ''; // other rows speak of all of it
  const inTier =
    more.length === 0 && area.subjects.length === row.subjects.length
      ? `resource has tier && ${set('Tier', area.tiers)}.contains(resource.tier)`
      : `resource has tier && ${within(row.areas)}`;
  const elsewhere =
    more.length === 0 && area.subjects.length === row.subjects.length
      ? `!(${set('Tier', area.tiers)}.contains(resource.tier))`
      : `!${within(row.areas)}`;
  const active = 'principal.state == State::"active"';
  const ai =
    row.ai.length === 0
      ? []
      : [
          `@id("rights.${row.id}.ai")${row.held === undefined ? '' : ` @obligation("${holdToken(row.held)}")`} @says("Row ${row.id} lets an AI do this; it has no effect by itself.")
permit (principal, action in ${set('Action', row.ai)}, resource is Change)
when { ${cell} && ${inTier} && ((principal is Assistant && ${active}) || (principal is Agent && ${active})) };`,
        ];
  const people = `@id("rights.${row.id}.people") @says("Row ${row.id} lets people ask for this and carry it out once its requirements are met.")
permit (principal is Person, action in [Action::"request", Action::"execute"], resource is Change)
when { ${cell} && ${inTier} && ${active} };`;
  const requirements = needsOf(row).map((need) => {
    const parsed = parseNeed(need);
    if (parsed === undefined)
      throw new TypeError(`row ${row.id} compiled to the unreadable need \`${need}\``);
    return `@id("rights.${row.id}.${need}") @need("${need}") @says("Row ${row.id}: ${sayNeed(parsed)}")
forbid (principal, action == Action::"execute", resource is Change)
when { ${cell} }
unless { (resource has tier && ${elsewhere}) || context.met.contains(Need::"${need}") };`;
  });
  return [...ai, people, ...requirements].join('\n');
}
