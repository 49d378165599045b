import type { OutputOf } from '../../api/route.ts';
import type { roles } from '../../api/routes/index.ts';
import { inertWithin } from '../../platform/text.ts';

type Told = OutputOf<typeof roles.suggest>;

/** Suggested roles for people: the largest first, and who stands out. */
export function suggestedRolesText(told: Told): string {
  if (told.pairs === 0) return `No account in use of ${told.source} holds a right for certain.\n`;
  const lines = [
    `${number(told.pairs)} rights held by ${number(told.users)} accounts of ${told.source}: ${number(told.total)} roles give exactly these${told.isFewest ? ', and no fewer can' : ''}.`,
    `${told.coverage.map(({ share, roles }) => `${number(roles)} give ${Math.round(share * 100)} %`).join(', ')}.`,
    ...(told.leftOut === 0
      ? []
      : [`${number(told.leftOut)} held under conditions or beside denials are left out.`]),
    '',
    ...told.roles.flatMap(roleText),
    ...(told.truncated ? [`  and ${number(told.total - told.roles.length)} more; --limit N shows them`] : []),
    '',
    told.outliers.total === 0
      ? 'Nobody stands out among five peers or more.'
      : `${number(told.outliers.total)} stand out among peers:`,
    ...told.outliers.told.map(({ is, account, right, peers, others }) =>
      is === 'alone'
        ? `  ${inertWithin(account.name, 40)} alone holds ${inertWithin(right.name, 80)}; none of ${others} others (${peers.by} ${inertWithin(peers.value, 40)}) does`
        : `  ${inertWithin(account.name, 40)} lacks ${inertWithin(right.name, 80)}, which all ${others} others (${peers.by} ${inertWithin(peers.value, 40)}) hold`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function roleText(role: Told['roles'][number], at: number): readonly string[] {
  const { name, users, permissions, shares, accounts, rights, includes } = role;
  return [
    `${String(at + 1).padStart(4)}  ${inertWithin(name, 60)}: ${number(users)} ${users === 1 ? 'account' : 'accounts'}, ${number(permissions)} ${permissions === 1 ? 'right' : 'rights'}`,
    ...shares.map(
      ({ by, value, within, all }) =>
        `        ${within} of its ${users} share ${by} ${inertWithin(value, 60)}, ${within === all ? 'all there are' : `of ${all} who do`}`,
    ),
    `        ${some(accounts)} · ${some(rights)}`,
    ...(includes.length === 0
      ? []
      : [`        includes ${includes.map((number) => `role ${number + 1}`).join(', ')}`]),
  ];
}

const some = (refs: readonly { readonly name: string }[]): string =>
  `${refs
    .slice(0, 3)
    .map(({ name }) => inertWithin(name, 40))
    .join(', ')}${refs.length > 3 ? ', …' : ''}`;

const number = (count: number): string => count.toLocaleString('en');
