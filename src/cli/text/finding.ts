import type { FindingDetail } from '../../commands/findings.ts';
import { inert } from '../../platform/text.ts';
import { factLine } from './facts.ts';

export function findingText({ item, record, draft }: FindingDetail): string {
  const { evidence } = record.finding;
  return [
    `${item.severity.toUpperCase()}  ${inert(item.title)}`,
    `${item.id} · rule ${item.rule} · ${item.state.is} since ${item.state.since}`,
    `on ${inert(item.subject.source)} · ${inert(item.subject.key)}`,
    '',
    `Why it stands here: ${inert(item.why)}`,
    ...record.finding.contributions.map(
      (each) => `  ${String(each.points).padStart(4)}  ${inert(each.what)}`,
    ),
    '',
    'Evidence (* = a decision rests on it):',
    ...evidence.facts.map((fact) => factLine(fact, evidence.material.includes(fact.id))),
    '',
    `Cause: ${inert(item.cause.title)}${item.sameCause > 1 ? ` (gives ${item.sameCause} of these)` : ''}`,
    '',
    ...(draft === undefined
      ? [`No rule drafts a change: ${'none' in item.draft ? inert(item.draft.none) : ''}.`]
      : [
          'Drafted, without any authority:',
          `  ${inert(draft.title)}`,
          `  because ${inert(draft.reason)}`,
          '',
          `Next: countersign propose ${item.id}`,
        ]),
    '',
  ].join('\n');
}
