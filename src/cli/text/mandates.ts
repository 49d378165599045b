import type { MandatePreview, MandateShown } from '../../commands/mandates/mandates.ts';
import { sayCondition, type ChangeShape, type MandateTerms } from '../../model/index.ts';
import { inert } from '../../platform/text.ts';
import type { MandateItemRow } from '../../commands/mandates/mandates.ts';

const kinds: Readonly<Record<MandateTerms['kind'], string>> = {
  standing_order: 'standing order',
  lifecycle: 'lifecycle rule',
  no_answer: 'rule for what nobody answers',
};

const shapeText = ({ type, ...of }: ChangeShape): string =>
  `${type}${Object.entries(of)
    .map(([name, value]) => `, ${name} ${inert(value)}`)
    .join('')}`;

/** Terms in words, whole: what somebody signs. */
export const termsText = (terms: MandateTerms): readonly string[] => [
  `${inert(terms.title)} (${kinds[terms.kind]})`,
  `  because   ${inert(terms.reason)}`,
  ...terms.does.map((shape, at) => `  ${at === 0 ? 'does     ' : '         '} ${shapeText(shape)}`),
  ...terms.when.map(
    (each, at) =>
      `  ${at === 0 ? 'when     ' : '      and'} ${inert(each.fact)} is ${inert(sayCondition(each))}`,
  ),
  `  in        ${terms.scope.sources.join(', ')}${terms.scope.about === null ? '' : `, about ${inert(terms.scope.about)}`}`,
  `  set off   by ${terms.triggers.join(', ')}`,
  `  at most   ${terms.perDay} changes a day, ${terms.inAll} in all`,
  `  in force  ${terms.from} to ${terms.until}`,
  `  notice    ${terms.noticeHours} hours before each; watched for ${terms.watchDays} days after, and put back if its owner objects or its use breaks`,
];

/** Only a standing order looks for what it selects; the others wait for what happens. */
const waitsFor: Readonly<Partial<Record<MandateShown['terms']['kind'], string>>> = {
  lifecycle:
    'It selects nothing by itself: it waits for somebody to join, move or leave (`countersign lifecycle list`).',
  no_answer: 'It selects nothing by itself: it waits for its campaign to be due.',
};

export const previewText = (
  { selected, unknown, first }: MandatePreview,
  kind: MandateShown['terms']['kind'],
): readonly string[] => [
  waitsFor[kind] ??
    `As the estate is now it selects ${selected} ${selected === 1 ? 'change' : 'changes'}${unknown === 0 ? '' : `, and cannot tell of ${unknown}, which it leaves alone`}.`,
  ...first.map(({ says, because }) => `  ${inert(says)}  (${inert(because)})`),
  ...(selected > first.length ? [`  and ${selected - first.length} more`] : []),
];

const standing = ({ whyNot, ended }: MandateShown): string =>
  ended !== null
    ? `ended: ${inert(ended.because)}`
    : whyNot === null
      ? 'in force'
      : `not in force: ${inert(whyNot)}`;

export const mandateLine = (mandate: MandateShown): string =>
  `${mandate.id}  ${inert(mandate.terms.title)}\n  ${kinds[mandate.terms.kind]}, ${standing(mandate)}; done ${mandate.done}, left ${mandate.leftToday} today and ${mandate.leftInAll} in all`;

export const itemLine = (item: MandateItemRow): string =>
  `  ${item.state.padEnd(9)} ${inert(item.title)}  ${item.proposal}${item.nominated ? '  (named by a model)' : ''}${item.because === null ? '' : `\n            ${inert(item.because)}`}`;

export const mandateText = (
  mandate: MandateShown,
  items: readonly MandateItemRow[],
  more: boolean,
): readonly string[] => [
  `${mandate.id}: ${standing(mandate)}`,
  ...termsText(mandate.terms),
  '',
  mandate.signatures.length === 0
    ? 'Nobody has signed it.'
    : `Signed by ${mandate.signatures.map(({ name, person }) => inert(name ?? person)).join(', ')}.`,
  `Done ${mandate.done}; left ${mandate.leftToday} today and ${mandate.leftInAll} in all.`,
  '',
  items.length === 0 ? 'It has selected nothing yet.' : 'Items, newest first:',
  ...items.map(itemLine),
  ...(more ? ['  and more; see `--limit`.'] : []),
];
