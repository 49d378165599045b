import type { RehearsalShown } from '../../commands/rehearsals.ts';
import { inert } from '../../platform/text.ts';

const found = {
  'to do': 'the target is as it was signed',
  done: 'it is so already',
  other: 'the target is in another state',
} as const;
const allowed = {
  yes: 'and lets the writer make it: tried, and taken back',
  no: 'and does not let the writer',
  unknown: 'whether it lets the writer was not tried',
} as const;

/** What each step of a plan would do. */
export function rehearsalText({ refusedNow, steps, plan }: RehearsalShown): readonly string[] {
  return [
    `Plan ${plan}: nothing was changed.`,
    refusedNow === undefined
      ? 'Signatures and policy: it would be carried out now.'
      : `Signatures and policy: it would be refused now (${refusedNow.code}): ${inert(refusedNow.message)}`,
    ...steps.flatMap((step) => [
      `  step ${step.step + 1}, ${step.change} at ${inert(step.source)}: ${found[step.found]}, ${allowed[step.allowed]}.`,
      ...step.differences.map((difference) => `    ${inert(difference)}`),
      ...(step.because === undefined ? [] : [`    ${inert(step.because)}`]),
    ]),
  ];
}
