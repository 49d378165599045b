import type { AccountUse, LeastPrivilegeTold } from '../../commands/least-privilege.ts';
import { inert, inertLines, inertWithin } from '../../platform/text.ts';

/** Granted against used for people, account by account, and the policy that would have sufficed. */
export function leastPrivilegeText({ identity, accounts }: LeastPrivilegeTold): string {
  return `${[
    `${inert(identity.name)} (${inert(identity.source)} ${inert(identity.key)})`,
    ...accounts.flatMap((account) => [
      '',
      ...headOf(account),
      ...grantsText(account),
      ...didText(account),
      ...policyText(account),
    ]),
  ].join('\n')}\n`;
}

/** Whose rights they are, and what logs cover. */
export function headOf({
  account,
  counts,
  covered,
  more,
  grants,
}: Omit<AccountUse, 'grants'> & { readonly grants: readonly unknown[] }): readonly string[] {
  return [
    `${inert(account.name)} (${inert(account.source)}) holds ${plural(grants.length + more, 'right')}: ${counts.used} used, ${counts.unused} unused, ${counts.cannot_tell} cannot be told${more > 0 ? ` (${more} are not shown)` : ''}`,
    covered === null
      ? '  no log that would show use was read: see `countersign help activity`'
      : `  logs cover ${plural(covered.days, 'day')}, ${covered.from.slice(0, 10)} to ${covered.until.slice(0, 10)}: ${covered.logs.map((log) => inertWithin(log, 40)).join(', ')}`,
    '',
  ];
}

const mostLines = 60;
const order = { used: 0, unused: 1, cannot_tell: 2 } as const;

function grantsText({ grants }: AccountUse): readonly string[] {
  const sorted = grants.toSorted((a, b) => order[a.use.is] - order[b.use.is]);
  return [
    ...sorted.slice(0, mostLines).flatMap(({ entitlement, use }) => {
      const name = inertWithin(entitlement?.name ?? 'everything of this source', 90);
      if (use.is === 'unused') return [`  unused       ${name}`];
      if (use.is === 'cannot_tell')
        return [`  cannot tell  ${name}`, `               ${inertWithin(use.because, 110)}`];
      const acts = use.acts.slice(0, 3).map(({ action, count }) => `${inertWithin(action, 50)} ×${count}`);
      const rest = use.acts.length - acts.length + use.moreActs;
      return [
        `  used         ${name}`,
        `               ${plural(use.count, 'time')}${use.last === null ? '' : `, last ${use.last.slice(0, 10)}`}: ${acts.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`,
      ];
    }),
    ...(sorted.length > mostLines ? [`  and ${sorted.length - mostLines} more (see --json)`] : []),
  ];
}

function didText({ unexplained, untranslated, denied }: AccountUse): readonly string[] {
  const list = (title: string, { total, told }: AccountUse['denied']): readonly string[] =>
    total === 0
      ? []
      : [
          '',
          title,
          ...told
            .slice(0, 8)
            .map(
              ({ action, target, count }) =>
                `  ${String(count).padStart(6)}  ${inertWithin(action, 60)}${target === null ? '' : ` on ${inertWithin(target, 80)}`}`,
            ),
          ...(total > 8 ? [`  and ${total - 8} more (see --json)`] : []),
        ];
  return [
    ...list('Denied:', denied),
    ...list('Done, and no right that was read allows it:', unexplained),
    ...list(
      `Done, and not laid against rights (${inertWithin(untranslated.because ?? '', 90)}):`,
      untranslated,
    ),
  ];
}

function policyText({ suffices, covered }: AccountUse): readonly string[] {
  if (suffices === null)
    return covered === null
      ? []
      : ['', 'Nothing was seen that a right allows: there is no policy to make of it.'];
  const { language, text, generalised, kept, leftOut, inWindow, heldOut } = suffices;
  const notes = (title: string, list: readonly string[]): readonly string[] =>
    list.length === 0
      ? []
      : [
          title,
          ...list.slice(0, 10).map((each) => `  ${inertWithin(each, 140)}`),
          ...(list.length > 10 ? [`  and ${list.length - 10} more (see --json)`] : []),
        ];
  return [
    '',
    `${languages[language]} that would have sufficed:`,
    '',
    ...inertLines(text.trimEnd())
      .split('\n')
      .map((line) => `  ${line}`),
    '',
    `It denies ${inWindow.denied.count} of the ${inWindow.count} times that something was done by these rights.`,
    ...(heldOut === null
      ? ['There is too little before the last days to try how one made earlier would have done.']
      : [
          `One made from what was done before the last ${plural(heldOut.days, 'day')} would have denied ${heldOut.denied.count} of ${heldOut.count} in these${
            heldOut.denied.count === 0
              ? '.'
              : `: ${heldOut.denied.told
                  .slice(0, 3)
                  .map(({ action }) => inertWithin(action, 50))
                  .join(', ')}.`
          }`,
        ]),
    ...notes('Wider than what was seen:', generalised),
    ...notes('Kept as granted:', kept),
    ...notes('Left out:', leftOut),
  ];
}

const languages = { iam: 'The IAM policy', rbac: 'The roles', sql: 'The privileges' } as const;

export const plural = (count: number, what: string): string =>
  `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
