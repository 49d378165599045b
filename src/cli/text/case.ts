import type { CaseShown } from '../../commands/proposals.ts';
import { says } from '../../commands/says.ts';
import type { EndingShown } from '../../commands/endings/ending-shown.ts';
import { endingOf, endOf, type Change, type Proposal, type Verdict } from '../../model/index.ts';
import { inert } from '../../platform/text.ts';
import { factLine } from './facts.ts';

/** A case on one page: what changes, how it is undone, what policy says, who signed, what happened. */
export function caseText(shown: CaseShown): string {
  const { proposal, state } = shown.filed;
  return [
    inert(proposal.title),
    `${proposal.id} · ${state} · drafted by ${proposal.origin} ${inert(proposal.draftedBy)} · ${proposal.createdAt}`,
    `because ${inert(proposal.reason)}`,
    '',
    ...changesText(proposal),
    '',
    `Policy: ${verdictText(shown.verdict)}`,
    ...shown.missingInWords.map((need) => `  missing: ${inert(need)}`),
    '',
    'Evidence (* = a decision rests on it):',
    ...proposal.evidence.facts.map((fact) => factLine(fact, proposal.evidence.material.includes(fact.id))),
    '',
    ...(shown.decisions.length === 0
      ? ['Nobody has signed yet.']
      : shown.decisions.map(
          (d) =>
            `Signed: ${d.answer} by ${d.signer}${d.standsFor === undefined ? '' : ` for ${d.standsFor.person}`} as ${d.role} (${d.assurance}) at ${d.signedAt}`,
        )),
    ...shown.recusals.map(
      ({ person, reason, at }) =>
        `Takes no part, and no signature of theirs counts: ${person} since ${at}, because ${inert(reason)}`,
    ),
    ...shown.plans.flatMap((plan) => [
      `Plan ${plan.plan} (${plan.kind})`,
      ...plan.executions.map((execution) => `  execution ${execution.execution}: ${execution.outcome}`),
    ]),
    ...shown.endings.map(standingText),
    '',
    nextText(shown),
    '',
  ].join('\n');
}

/** In words of this side's own, from the changes that the statement covers. */
export const changesText = (proposal: Proposal): readonly string[] =>
  proposal.changes.flatMap((proposed, index) => [
    `  ${index + 1}. ${inert(says(proposed.change))}`,
    `     at ${inert(proposed.change.source)}; now ${inert(JSON.stringify(proposed.precondition))}, then ${inert(JSON.stringify(proposed.expected))}`,
    proposed.inverse === null
      ? `     cannot be undone: ${inert(proposed.irreversibleBecause ?? '')}`
      : '     can be undone: the exact state before is kept and put back',
    ...endText(proposed.change, proposal.endsAt),
  ]);

/** What a signer has to know of an end: that it comes by their signature now, and who brings it about. */
function endText(change: Change, endsAt: Proposal['endsAt']): readonly string[] {
  const end = endOf(change, endsAt);
  if (end === null) return [];
  return endingOf(change) === 'taken back'
    ? [`     ends on ${end}: taken back then by the enforcer, without another signature`]
    : [`     ends on ${end} by itself`];
}

function standingText({ change, endsAt, is, tries, nextLook, because }: EndingShown): string {
  const about = `Change ${change}, until ${endsAt}:`;
  switch (is) {
    case 'to come':
      return `${about} will be taken back then by the enforcer`;
    case 'late':
      return `${about} NOT taken back yet, looked at ${tries} times, next at ${nextLook}${because === undefined ? '' : `: ${inert(because)}`}`;
    case 'taken back':
      return `${about} was taken back`;
    case 'put back':
      return `${about} was put back by a signer`;
    case 'superseded':
      return `${about} left to a later decision about the same`;
    case 'not given':
      return `${about} was not given`;
  }
}

export function verdictText(verdict: Verdict): string {
  switch (verdict.outcome) {
    case 'permit':
      return 'permit';
    case 'requestable':
      return 'not yet: a no until what is missing is there';
    case 'deny':
      return `deny: ${inert(verdict.because)}`;
  }
}

function nextText(shown: CaseShown): string {
  const plan = shown.plans.find((each) => each.kind !== 'expiry' && each.executions.length === 0);
  if (plan !== undefined) return `Next: countersign execute ${plan.plan}`;
  const done = shown.plans
    .flatMap((each) => (each.kind === 'decision' ? each.executions : []))
    .find((each) => each.outcome === 'done');
  const restored = shown.plans.some(
    (each) => each.kind === 'restore' && each.executions.some((execution) => execution.outcome === 'done'),
  );
  if (restored) return 'Done and put back again.';
  if (shown.endings.length > 0 && shown.endings.every((each) => each.is === 'taken back'))
    return 'Done, and taken back at its end.';
  if (done !== undefined) return `To undo: countersign reverse ${done.execution}`;
  return shown.filed.state === 'open'
    ? `Next: countersign decide ${shown.filed.proposal.id} --approve | --reject (--as NAME in the demo, or --key FILE)`
    : '';
}
