import type { CaseInList, CaseTold, ReplayList } from '../../commands/replay.ts';
import { inert } from '../../platform/text.ts';
import { frameText } from './access.ts';

type Verdict = CaseInList['verdict'];

const verdictWord: Readonly<Record<Verdict, string>> = {
  hit: 'HIT',
  partial: 'partial',
  miss: 'miss',
  cannot_tell: 'cannot tell',
};

/** All cases, those that would have been a breach here first. */
export function replayText({ cases, ...frame }: ReplayList): string {
  const count = (verdict: Verdict): number => cases.filter((each) => each.verdict === verdict).length;
  return `${[
    `${cases.length} breaches of others, tried on what is here: ${count('hit')} hit, ${count('partial')} partial, ${count('miss')} miss; of ${count('cannot_tell')} it cannot be told.`,
    '',
    ...cases.map(
      (each) => `${verdictWord[each.verdict].padEnd(12)} ${each.id}  ${each.name}  (${saysOf(each)})`,
    ),
    '',
    'A path and what is missing: countersign replay CASE',
    ...frameText(frame, new Set()),
  ].join('\n')}\n`;
}

const boundWord = { hit: 'a hit', partial: 'partial', miss: 'a miss' } as const;

const saysOf = ({ verdict, least, most, needed, connected, open }: CaseInList): string =>
  [
    `${connected} of ${needed} steps connected`,
    ...(verdict === 'cannot_tell' ? [`between ${boundWord[least]} and ${boundWord[most]}`] : []),
    ...(open === 0 ? [] : [`${open} cannot be told`]),
  ].join(', ');

const stateWord = { met: 'met', unmet: 'not met', cannot_tell: 'cannot tell' } as const;
const breakerWord = {
  met: 'is so here: the chain is broken',
  unmet: 'is not so here',
  cannot_tell: 'cannot be told here',
  not_seen: 'is nothing that an estate shows',
} as const;

/** One case: what happened, its steps here, the path, and what breaks the chain. */
export function caseText(found: CaseTold): string {
  const { verdict, least, most } = found;
  return `${[
    `${found.id}  ${found.name} (${found.who}, ${found.when})`,
    ...found.facts.map((fact) => `  ${fact}`),
    ...(found.sources.length === 0
      ? ['  Told from memory: read it again before you rely on it.']
      : found.sources.map((source) => `  ${source}`)),
    '',
    `Here: ${verdictWord[verdict]}${verdict === 'cannot_tell' ? `, between ${boundWord[least]} and ${boundWord[most]}` : ''}`,
    ...found.steps.flatMap((step, n) => [
      `  ${n + 1}. ${step.says}${step.optional ? ' (makes it worse)' : ''}: ${stateWord[step.state]}${
        step.sure > 0 ? `, by ${step.sure}` : ''
      }${step.sure > 0 && !step.isOnPath ? ', none of them connected with the rest' : ''}`,
      ...(step.state === 'cannot_tell' || (step.open > 0 && !step.isOnPath)
        ? step.needs
            .slice(0, 4)
            .map(
              ({ what, things, toldBy }) =>
                `     cannot tell${things === 0 ? '' : ` of ${things}`}: needs ${what} (${toldBy})`,
            )
        : []),
    ]),
    ...(found.path === null ? [] : ['', 'The path, of what is sure:', ...pathLines(found.path)]),
    ...(found.couldBe === null
      ? []
      : ['', 'What it could be, if what is not known were so:', ...pathLines(found.couldBe)]),
    '',
    'What breaks the chain:',
    ...found.breakers.map(
      ({ control, title, breaks, state }) =>
        `  ${control.padEnd(6)} ${title}: ${breakerWord[state]}${
          breaks.length === 0 ? '' : ` (step ${breaks.map((n) => n + 1).join(' and ')})`
        }`,
    ),
    ...(found.mended.length === 0
      ? []
      : ['', 'How the question was mended to fit an estate:', ...found.mended.map((note) => `  ${note}`)]),
    ...frameText(found, new Set(found.path?.spots.map(({ thing }) => thing.source))),
  ].join('\n')}\n`;
}

function pathLines({ spots, joints }: NonNullable<CaseTold['path']>): readonly string[] {
  return [
    ...spots.map(
      ({ step, thing, unknown }) =>
        `  step ${step + 1}: ${inert(thing.name)} (${thing.source} ${inert(thing.key)})${
          unknown.length === 0 ? '' : `; not known: ${unknown.map(inert).join(', ')}`
        }`,
    ),
    ...joints.map(
      ({ a, b, by }) =>
        `  steps ${(spots[a]?.step ?? 0) + 1} and ${(spots[b]?.step ?? 0) + 1} have the ${by.is} ${inert(by.key)} in common`,
    ),
  ];
}
