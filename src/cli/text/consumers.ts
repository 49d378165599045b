import type { AccountConsumers } from '../../commands/consumers/show-consumers.ts';
import type { Consumer, ConsumerBy } from '../../commands/consumers/consumers-of.ts';
import { inert } from '../../platform/text.ts';

const headings: readonly (readonly [ConsumerBy, string])[] = [
  ['seen', 'Seen at work in logs'],
  ['holds', 'Holds the same secret'],
  ['lies', 'Where a copy of it lies'],
  ['may', 'May become it'],
];

/** Who uses each account, by how it is known, and what is not known. */
export function consumersText(told: { readonly accounts: readonly AccountConsumers[] }): string {
  if (told.accounts.length === 0) return 'It has no account whose use could be told.\n';
  return `${told.accounts.flatMap(oneAccount).join('\n')}\n`;
}

const oneAccount = ({ account, consumers, unknown }: AccountConsumers): readonly string[] => [
  `${inert(account.source)} ${inert(account.name)}`,
  ...(consumers.length === 0 ? ['  Nothing that was read names a consumer.'] : []),
  ...headings.flatMap(([by, heading]) => {
    const own = consumers.filter((consumer) => consumer.by === by);
    return own.length === 0 ? [] : [`  ${heading}:`, ...own.map(oneConsumer)];
  }),
  '  Not known:',
  ...unknown.map((sentence) => `    ${inert(sentence)}`),
];

const oneConsumer = ({ what, name, credential, evidence, last }: Consumer): string =>
  `    ${what} ${inert(name)}${credential === undefined ? '' : ` by ${inert(credential)}`} (${inert(evidence)}${last === null ? '' : `, last ${last}`})`;
