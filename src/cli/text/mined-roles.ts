import type { MinedRoles } from '../../commands/mine-roles.ts';
import { inertWithin } from '../../platform/text.ts';

/** Mined roles for people: how many, whether fewer are possible, and the largest of them. */
export function minedRolesText(mined: MinedRoles & { readonly seconds: number }, limit: number): string {
  const { roles } = mined;
  const shown = roles.slice(0, limit);
  return [
    `${plural(mined.pairs, 'pair')} of ${plural(mined.users, 'user')} and ${plural(mined.permissions, 'permission')}`,
    `${plural(roles.length, 'role')} ${roles.length === 1 ? 'gives' : 'give'} exactly these, ${plural(mined.edges, 'assignment')} in all, found in ${mined.seconds} s`,
    mined.isFewest ? 'No fewer roles can.' : 'Whether fewer roles can is not known.',
    '',
    '    #   users  permissions',
    ...shown.flatMap(({ users, permissions }, at) => [
      `${String(at + 1).padStart(5)} ${number(users.length).padStart(7)} ${number(permissions.length).padStart(12)}  ${some(users)}`,
      `${' '.repeat(28)}${some(permissions)}`,
    ]),
    ...(roles.length > shown.length
      ? [`and ${number(roles.length - shown.length)} more; --limit N shows them, --json all`]
      : []),
    '',
  ].join('\n');
}

const some = (names: readonly string[]): string =>
  `${names
    .slice(0, 4)
    .map((name) => inertWithin(name, 30))
    .join(', ')}${names.length > 4 ? `, and ${number(names.length - 4)} more` : ''}`;

const number = (count: number): string => count.toLocaleString('en');
const plural = (count: number, what: string): string => `${number(count)} ${what}${count === 1 ? '' : 's'}`;
