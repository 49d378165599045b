import type {
  AccountJustified,
  GrantJustified,
  JustifiedGroup,
  JustifyTold,
} from '../../commands/justify.ts';
import { inert, inertWithin } from '../../platform/text.ts';
import { headOf, plural } from './least-privilege.ts';

/** Of each right whether it is justified, for people: rights of which the same decides stand together. */
export function justifyText({ identity, accounts }: JustifyTold): string {
  return `${[
    `${inert(identity.name)} (${inert(identity.source)} ${inert(identity.key)})`,
    ...accounts.flatMap((account) => [
      '',
      ...headOf(account),
      ...cadenceText(account),
      ...account.groups.flatMap((group) => groupText(account, group)),
    ]),
  ].join('\n')}\n`;
}

const cadenceText = ({ cadence }: AccountJustified): readonly string[] =>
  cadence === null
    ? []
    : [
        `  review: ${cadence.is === 'told' ? `${cadence.verdict}. ` : 'cannot tell. '}${inertWithin(cadence.why, 200)}`,
        '',
      ];

const mostRights = 5;

function groupText({ grants }: AccountJustified, group: JustifiedGroup): readonly string[] {
  const of = grants.filter(({ justification }) => isIn(justification, group));
  const [first] = of;
  if (first === undefined) return [];
  return [
    `${words[group.verdict]}: ${plural(group.count, 'right')}`,
    ...of
      .slice(0, mostRights)
      .map(({ entitlement }) => `  ${inertWithin(entitlement?.name ?? 'everything of this source', 100)}`),
    ...(of.length > mostRights ? [`  and ${of.length - mostRights} more (see --json)`] : []),
    ...saidText(first),
    '',
  ];
}

const words = { justified: 'Justified', not_justified: 'Not justified', cannot_tell: 'Cannot tell' } as const;
const marks = { for: '+', against: '-', unknown: '?', none: ' ' } as const;

/** What decides comes first; of the rest what speaks for it, in short. */
function saidText({ justification: { said, deciding, verdict } }: GrantJustified): readonly string[] {
  const shown =
    verdict === 'justified'
      ? said.filter(({ says }) => says === 'for')
      : said.filter(({ aspect }) => deciding.includes(aspect));
  const rest = said
    .filter((each) => each.says === 'for' && !shown.includes(each))
    .map(({ aspect }) => aspect);
  return [
    ...shown.map(
      ({ aspect, says, text }) => `    ${marks[says]} ${aspect.padEnd(11)} ${inertWithin(text, 120)}`,
    ),
    ...(rest.length > 0 ? [`    + ${rest.join(', ')} ${rest.length === 1 ? 'speaks' : 'speak'} for it`] : []),
  ];
}

const isIn = ({ verdict, deciding }: GrantJustified['justification'], group: JustifiedGroup): boolean =>
  verdict === group.verdict && deciding.join(' ') === group.deciding.join(' ');
