// docs/ai-boundaries.md, from the decision-rights tables and from tests that are really there.
import { readFileSync } from 'node:fs';
import { actClasses } from '../../src/model/index.ts';
import { rowWords } from '../../src/commands/law/row-in-words.ts';
import type { PolicySet, RightsRowShown } from '../../src/policy/index.ts';

const root = new URL('../../', import.meta.url);

/** Tests that hold for every capability: what would be different if one failed, and where it is. */
export const proofs = [
  [
    'no AI approves, carries out or reverses anything',
    'src/policy/authority.test.ts',
    'goes to no AI when every need of every row is met and everything is permitted',
  ],
  [
    'no table can give an AI more than advice',
    'src/policy/rights/rights.test.ts',
    'whatever is written, gives a non-person none but the six actions without effect',
  ],
  [
    'nothing is carried out because a model said so',
    'src/ledger/forged-chain.test.ts',
    'a plan triggered by a proposal of origin model',
  ],
  [
    'no AI changes the policies',
    'src/policy/policy-edit.test.ts',
    'is nothing that anybody but a person does, by any action, however much is permitted',
  ],
  [
    'what is held is held by an obligation that names who releases it',
    'src/policy/rights/exceptions.test.ts',
    'is permitted under the obligation that a person releases it, where a row says so',
  ],
  [
    'two rows never give one AI different rights in one cell',
    'src/policy/rights/exceptions.test.ts',
    'two rows give an AI different rights in one cell',
  ],
] as const;

/** Proofs whose test is not in the file that is named. */
export const missingProofs = (): readonly string[] =>
  proofs.flatMap(([, file, title]) =>
    readFileSync(new URL(file, root), 'utf8').includes(title) ? [] : [`${file}: ${title}`],
  );

export function aiBoundaries(sets: readonly { readonly name: string; readonly set: PolicySet }[]): string {
  return `${[
    '# What an AI may do, and what only people do',
    '',
    '<!-- Written by `npx vitest run -u --project unit src/commands/law`; a test compares it with the tables. -->',
    '',
    'Every capability below is **advisory**: an AI sees, infers, suggests, prepares or opens a ticket, and nothing of that has an effect. What has one is signed by the people in the last column, with evidence, and carried out by the enforcer from their signatures alone. *Nothing* means that an AI is not even shown such a case. What an AI sees are the facts that are cited as evidence of a case, never a secret.',
    '',
    'Held: an AI’s draft reaches nobody who decides before a person in that role has released it.',
    ...sets.flatMap(({ name, set }) => ['', `## Profile ${name}`, ...capabilities(set)]),
    '',
    '## Changing the policies (`policy.edit`)',
    '',
    'Not advisory, not in any table: an AI has no part in it. One person asks, two other governors sign by passkey, and a what-if is part of what they sign.',
    '',
    '## Which test proves it',
    '',
    '| claim | test |',
    '|---|---|',
    ...proofs.map(([claim, file, title]) => `| ${claim} | \`${file}\`: ${title} |`),
  ].join('\n')}\n`;
}

function capabilities(set: PolicySet): readonly string[] {
  return actClasses.flatMap((act) => {
    const rows = set.rights().filter((row) => row.act === act);
    if (rows.length === 0) return [];
    return [
      '',
      `### \`${act}\``,
      '',
      '| of | an AI may (advisory) | data it sees | who signs | row |',
      '|---|---|---|---|---|',
      ...rows.map((row) => line(row)),
    ];
  });
}

function line(row: RightsRowShown): string {
  const words = rowWords(row);
  const data = row.ai.length === 0 ? 'none' : words.evidence === 'none' ? 'the case itself' : words.evidence;
  return `| ${words.subjects}, ${words.tiers} | ${words.ai} | ${data} | ${words.people}, ${words.assurance} | \`${row.id}\` |`;
}
