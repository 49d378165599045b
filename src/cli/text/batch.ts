import { isRecorded, type AnswerSaid, type NotDecided } from '../../commands/answers-said.ts';
import { says } from '../../commands/says.ts';
import type { DecisionItem, Proposal } from '../../model/index.ts';
import { inert } from '../../platform/text.ts';
import { verdictText } from './case.ts';

/** One answer that is about to be signed, in a few words of this side's own: what changes, where, until when, and if it can be undone. */
export function answerLines({ item, proposal, roles }: OpenAnswer, index: number): readonly string[] {
  const end =
    item.endsAt === null ? '' : `; taken back by the enforcer on ${item.endsAt}, without another signature`;
  return [
    `  ${index + 1}. ${proposal.id}, as ${inert(roles.join(' or '))}`,
    ...proposal.changes.map(
      ({ change, inverse, irreversibleBecause }) =>
        `     ${inert(says(change))}, at ${inert(change.source)}${end}${inverse === null ? `; cannot be undone: ${inert(irreversibleBecause ?? '')}` : ''}`,
    ),
  ];
}

export interface OpenAnswer {
  readonly item: DecisionItem;
  readonly proposal: Proposal;
  readonly roles: readonly string[];
}

/** What cannot be signed now, and why. */
export const leftLines = (left: readonly NotDecided[]): readonly string[] =>
  left.flatMap((each) => [`  ${each.proposal}  ${each.is}: ${inert(each.why.message)}`]);

/** What became of each, and how many of those that were named now stand in the ledger. */
export function batchText(items: readonly AnswerSaid[]): string {
  const recorded = items.filter(isRecorded).length;
  const complete = items.filter((each) => each.is === 'planned').length;
  return [
    `Of ${items.length}, ${recorded} ${recorded === 1 ? 'is' : 'are'} signed and recorded, ${complete} of them complete; ${items.length - recorded} not.`,
    ...items.flatMap(saidLines),
    '',
  ].join('\n');
}

function saidLines(each: AnswerSaid): readonly string[] {
  if (!isRecorded(each))
    return [
      `  ${each.proposal}  ${each.is}: ${inert(each.why.message)}`,
      ...(each.why.next === undefined ? [] : [`    ${inert(each.why.next)}`]),
    ];
  const line = `  ${each.proposal}  ${each.answer} (${each.decision})`;
  if (each.answer === 'reject') return [`${line}: the proposal is closed.`];
  return [
    `${line}: ${verdictText(each.verdict)}`,
    ...each.missingInWords.map((need) => `    missing: ${inert(need)}`),
    ...(each.plan === undefined ? [] : [`    Next: countersign execute ${each.plan}`]),
  ];
}
