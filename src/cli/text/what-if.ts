import type { OutputOf } from '../../api/route.ts';
import type { whatIfs } from '../../api/routes/index.ts';
import { inert, inertWithin } from '../../platform/text.ts';

type EstateWhatIf = OutputOf<typeof whatIfs.show>['found'];

const shown = 12;

const at = ({
  source,
  key,
  name,
}: {
  readonly source: string;
  readonly key: string;
  readonly name: string;
}): string => `${inertWithin(name, 60)} (${inert(source)}/${inertWithin(key, 80)})`;

/** What would be otherwise: what breaks first, then what conflicts, then what rules find, then who gains and loses. */
export function whatIfText(found: EstateWhatIf): string {
  const days = Math.round((Date.parse(found.until) - Date.parse(found.from)) / 86_400_000);
  const { breaks, duties, findings, blocked, earlier, gained, lost, unseen } = found;
  const lines = [
    'What if:',
    ...found.says.map((each) => `  ${inertWithin(each, 400)}`),
    '',
    ...part(
      `breaks what was used in the last ${days} days`,
      breaks.total,
      breaks.told,
      ({ account, right, count, acts }) => [
        `${at(account)} used ${inertWithin(right, 120)} ${count} times${acts.length === 0 ? '' : `: ${acts.map((act) => inertWithin(act, 60)).join(', ')}`}`,
      ],
    ),
    ...(found.unusedLost === 0 ? [] : [`${found.unusedLost} rights that were not used would be gone`]),
    ...unseenLines(unseen),
    ...(duties.cannotTell === null ? [] : [`duties: cannot tell: ${inertWithin(duties.cannotTell, 200)}`]),
    ...part('duties would come together', duties.appear.total, duties.appear.told, conflictLines),
    ...part('duties would come apart', duties.go.total, duties.go.told, conflictLines),
    ...part('findings would open', findings.open.total, findings.open.told, findingLines),
    ...part('findings would close', findings.close.total, findings.close.told, findingLines),
    ...part(`requests of the last ${days} days would have been held`, blocked.total, blocked.told, (each) => [
      `${each.proposal} ${inertWithin(each.title, 120)} (${each.state}): ${inertWithin(each.because, 240)}`,
    ]),
    ...part('requests and decisions about the same', earlier.total, earlier.told, (each) => [
      `${each.proposal} ${inertWithin(each.title, 120)}: ${each.is}, ${each.at.slice(0, 10)}`,
    ]),
    ...part('would lose', lost.length, lost, rightsLines),
    ...part('would gain', gained.length, gained, rightsLines),
    ...part('not looked at', found.notSupposed.length, found.notSupposed, ({ says, because }) => [
      `${inertWithin(says, 200)}: ${inertWithin(because, 200)}`,
    ]),
  ];
  const { affected, leftOut } = found.accounts;
  return `${[
    ...lines,
    ...(lines.length === found.says.length + 2 ? ['Nothing would be otherwise.'] : []),
    '',
    `${affected} accounts looked at${leftOut === 0 ? '' : `; ${leftOut} more are in those groups and were not`}. It permits nothing.`,
  ].join('\n')}\n`;
}

/** An account a line, with the reason that holds for most of its rights. */
function unseenLines(unseen: EstateWhatIf['unseen']): readonly string[] {
  return [...Map.groupBy(unseen, ({ account: { source, key } }) => `${source} ${key}`).values()].flatMap(
    (of) => {
      const [most, ...others] = of.toSorted((a, b) => b.rights - a.rights);
      if (most === undefined) return [];
      const rights = of.reduce((sum, each) => sum + each.rights, 0);
      return [
        `cannot tell whether ${at(most.account)} uses ${rights} of them: ${inertWithin(most.because, 200)}${
          others.length === 0 ? '' : `; and for ${others.length} other reasons`
        }`,
      ];
    },
  );
}

type Conflict = EstateWhatIf['duties']['appear']['told'][number];
const conflictLines = ({ title, identity, duties, isSure, answeredFor }: Conflict): readonly string[] => [
  `${inertWithin(title, 120)}: ${at(identity)} has ${duties.map((duty) => `“${inertWithin(duty, 80)}”`).join(' and ')}${isSure ? '' : ', if a condition holds'}${
    answeredFor === null
      ? ''
      : `; ${inert(answeredFor.owner)} answers for it until ${answeredFor.until.slice(0, 10)}`
  }`,
];

type Finding = EstateWhatIf['findings']['open']['told'][number];
const findingLines = ({ severity, title, account }: Finding): readonly string[] => [
  `${severity}: ${inertWithin(title, 160)} (${inert(account.source)}/${inertWithin(account.key, 80)})`,
];

type Rights = EstateWhatIf['lost'][number];
const rightsLines = ({ account, rights, more }: Rights): readonly string[] => [
  `${at(account)}: ${rights
    .slice(0, 6)
    .map((right) => inertWithin(right, 100))
    .join(', ')}${rights.length + more > 6 ? `, and ${rights.length + more - 6} more` : ''}`,
];

function part<T>(
  title: string,
  total: number,
  told: readonly T[],
  line: (each: T) => readonly string[],
): readonly string[] {
  if (total === 0) return [];
  const rest = total - Math.min(told.length, shown);
  return [
    `${title}: ${total}`,
    ...told.slice(0, shown).flatMap((each) => line(each).map((text) => `  - ${text}`)),
    ...(rest > 0 ? [`  and ${rest} more; --json tells them`] : []),
  ];
}
